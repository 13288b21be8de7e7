package access

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

//go:embed common.txt
var commonText string

// commonWords are the words and phrases of common.txt, the longest first.
var commonWords = sync.OnceValue(func() []string {
	var out []string
	for _, line := range strings.Split(commonText, "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, plainForm(line))
		}
	}
	return longestFirst(out)
})

func longestFirst(list []string) []string {
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(list)
}

// plainForm is how a password is compared: small, half-width, without spaces and signs.
func plainForm(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, width.Narrow.String(s))
}

// letterlike undoes the usual disguises (p@ssw0rd).
var letterlike = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// leftover is what remains of a password for a guesser to find, in characters, once the words, what
// runs (1234, qwer) and what repeats are taken out: whichever reading leaves least.
func leftover(password string, words []string) int {
	narrow := strings.ToLower(width.Narrow.String(password))
	n := utf8.RuneCountInString(password)
	for _, form := range []string{plainForm(narrow), plainForm(letterlike.Replace(narrow))} {
		n = min(n, leftoverOf(form, words))
	}
	return n
}

// leftoverOf tries what runs and repeats before the words, and after them: "123" is both a run and a
// part of words.
func leftoverOf(form string, words []string) int {
	first := withoutWords(withoutRuns(unrepeated(form)), words)
	second := withoutRuns(unrepeated(strings.ReplaceAll(withoutWords(form, words), "\x00", "")))
	return min(letters(first), letters(second))
}

func letters(s string) int {
	return utf8.RuneCountInString(strings.ReplaceAll(s, "\x00", ""))
}

// dates are years, months and days of this century and the last.
var dates = regexp.MustCompile(`(19|20)\d\d((0[1-9]|1[0-2])([0-2]\d|3[01])?)?`)

// withoutWords replaces the words by a mark, so that what stood on both sides makes no new word.
func withoutWords(s string, words []string) string {
	for _, w := range words {
		if w != "" {
			s = strings.ReplaceAll(s, w, "\x00")
		}
	}
	return dates.ReplaceAllString(s, "\x00")
}

// unrepeated is the smallest part of which s is a repetition, and s itself when it is none: a word
// said three times is that word.
func unrepeated(s string) string {
	r := []rune(s)
	for unit := 1; unit <= len(r)/2; unit++ {
		same := true
		for i := unit; i < len(r) && same; i++ {
			same = r[i] == r[i-unit]
		}
		if same {
			return string(r[:unit])
		}
	}
	return s
}

// rows are what fingers run along: the alphabet, the digits, the keyboard, across and down.
var rows = func() []string {
	list := []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p",
		"一二三四五六七八九十", "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"}
	for _, s := range list {
		r := []rune(s)
		slices.Reverse(r)
		list = append(list, string(r))
	}
	return list
}()

// leastRun is how many characters in a row count as a run; a run of one character counts too.
const leastRun = 4

// withoutRuns takes out what runs along a row or stands still.
func withoutRuns(s string) string {
	r := []rune(s)
	var out []rune
	for i := 0; i < len(r); {
		n := run(r[i:])
		if n >= leastRun {
			out = append(out, 0)
			i += n
			continue
		}
		out = append(out, r[i])
		i++
	}
	return string(out)
}

// run is how long the run at the beginning of r is.
func run(r []rune) int {
	longest := 1
	for longest < len(r) && r[longest] == r[0] {
		longest++
	}
	for _, row := range rows {
		n := 1
		for n < len(r) && strings.Contains(row, string(r[:n+1])) {
			n++
		}
		longest = max(longest, n)
	}
	return longest
}
