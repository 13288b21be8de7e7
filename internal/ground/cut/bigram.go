package cut

import (
	"strings"
	"unicode"
)

// Bigrams cuts a text into the tokens of the search index: every two neighbouring letters or digits of
// a run (整改台账 → 整改 改台 台账), in lower case and half width, and the last character of each run by
// itself, so that a query of one character finds it as the beginning of a token.
func Bigrams(text string) []string {
	var out []string
	eachRun(text, func(run []rune) {
		for i := 0; i+1 < len(run); i++ {
			out = append(out, string(run[i:i+2]))
		}
		out = append(out, string(run[len(run)-1:]))
	})
	return out
}

// QueryRuns returns, for each run of letters and digits in what a person typed, the bigrams that a hit
// must contain one after another. A run of one character gives that character: search it as a prefix.
func QueryRuns(text string) [][]string {
	var out [][]string
	eachRun(text, func(run []rune) {
		if len(run) == 1 {
			out = append(out, []string{string(run)})
			return
		}
		grams := make([]string, 0, len(run)-1)
		for i := 0; i+1 < len(run); i++ {
			grams = append(grams, string(run[i:i+2]))
		}
		out = append(out, grams)
	})
	return out
}

// Query writes QueryRuns as a phrase query of SQLite's FTS5: "整改 改台 台账". It is empty when text holds
// nothing to search for. Letters and digits only pass, so nothing needs escaping.
func Query(text string) string {
	runs := QueryRuns(text)
	parts := make([]string, len(runs))
	for i, grams := range runs {
		parts[i] = `"` + strings.Join(grams, " ") + `"`
		if len(grams) == 1 && len([]rune(grams[0])) == 1 {
			parts[i] += "*"
		}
	}
	return strings.Join(parts, " AND ")
}

func eachRun(text string, f func([]rune)) {
	var run []rune
	for _, r := range text {
		if r = fold(r); r != 0 {
			run = append(run, r)
			continue
		}
		if len(run) > 0 {
			f(run)
			run = nil
		}
	}
	if len(run) > 0 {
		f(run)
	}
}

// fold brings a letter or digit to lower case and half width; everything else is zero.
func fold(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return 0
	}
	return unicode.ToLower(r)
}
