package cut

import "strings"

const cjkDigits = "零一二三四五六七八九"

func isCJKNumeral(r rune) bool {
	return strings.ContainsRune("零〇一二三四五六七八九十百千两廿", r)
}

// digit returns the value of a half-width or full-width digit, or -1.
func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '０' && r <= '９':
		return int(r - '０')
	}
	return -1
}

// Number reads a whole number written in Chinese (三十四, 一百二十, 二〇二六) or in digits of either
// width. The second result says whether s is such a number.
func Number(s string) (int, bool) {
	rs := []rune(s)
	if len(rs) == 0 || len(rs) > 12 {
		return 0, false
	}
	if v, ok := plainNumber(rs); ok {
		return v, true
	}
	total, section, last := 0, 0, 0
	for i, r := range rs {
		switch r {
		case '十', '百', '千':
			unit := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
			if last == 0 {
				if r != '十' || (i > 0 && section%100 != 0) {
					return 0, false
				}
				last = 1
			}
			section += last * unit
			last = 0
		case '万':
			if section+last == 0 || total > 0 {
				return 0, false
			}
			total, section, last = (section+last)*10000, 0, 0
		case '两':
			last = 2
		case '〇', '零':
			last = 0
		default:
			v := cjkDigit(r)
			if v < 0 || last != 0 {
				return 0, false
			}
			last = v
		}
	}
	return total + section + last, true
}

// plainNumber reads digits one after another: 2026, ２０２６, 二〇二六.
func plainNumber(rs []rune) (int, bool) {
	if len(rs) > 9 {
		return 0, false
	}
	v := 0
	for _, r := range rs {
		d := digit(r)
		if d < 0 {
			if d = cjkDigit(r); d < 0 {
				return 0, false
			}
		}
		v = v*10 + d
	}
	return v, true
}

func cjkDigit(r rune) int {
	if r == '〇' {
		return 0
	}
	for i, d := range []rune(cjkDigits) {
		if d == r {
			return i
		}
	}
	return -1
}
