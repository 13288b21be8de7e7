package office

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"plumbline/internal/ground/clock"
)

// numberedHeading is a heading that brings its own number.
var numberedHeading = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．]|（\d+）)`)

// headingNumber writes the number of a heading as GB/T 9704-2012 7.3.3 does.
func headingNumber(level, n int) string {
	switch level {
	case 1:
		return chinese(n) + "、"
	case 2:
		return "（" + chinese(n) + "）"
	case 3:
		return strconv.Itoa(n) + "."
	}
	return "（" + strconv.Itoa(n) + "）"
}

// chinese writes 1 to 99 in Chinese numerals; more headings than that are counted in figures.
func chinese(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	case n < 100:
		return digits[n/10] + "十" + digits[n%10]
	}
	return strconv.Itoa(n)
}

// longDay writes a day as official documents do, without leading noughts (GB/T 9704-2012 7.3.5.4).
func longDay(day string) string {
	d, err := clock.ParseDay(day)
	if err != nil || d == "" {
		return day
	}
	t := d.Time()
	return strconv.Itoa(t.Year()) + "年" + strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日"
}

// line is text on one line without characters that XML cannot hold.
func line(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r) || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF:
			return -1
		}
		return r
	}, s))
}

// shares divides the type area among the columns by what they hold: the square root of the longest
// text, so that one long cell does not starve the others.
func shares(head []string, rows [][]string) []int {
	weight := make([]int, len(head))
	sum := 0
	for i := range head {
		longest := utf8.RuneCountInString(head[i])
		for _, r := range rows {
			if i < len(r) {
				longest = max(longest, utf8.RuneCountInString(r[i]))
			}
		}
		weight[i] = 2
		for weight[i]*weight[i] < longest && weight[i] < 12 {
			weight[i]++
		}
		sum += weight[i]
	}
	left := typeWidth
	for i := range weight {
		if i == len(weight)-1 {
			weight[i] = left
			break
		}
		weight[i] = typeWidth * weight[i] / sum
		left -= weight[i]
	}
	return weight
}
