package passage

import (
	"strings"
	"unicode"
)

// Count is the 字数 of a text as WPS and Word show it to Chinese offices: each Chinese character and
// each full-width mark counts one; a word or number between blanks or Chinese characters counts one,
// with the half-width marks inside it (1,264 or 2026-06-18 or e-mail are one each). Blanks and line
// breaks count nothing.
func Count(text string) int {
	n, inWord := 0, false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
			inWord = false
		case Wide(r):
			n++
			inWord = false
		case unicode.Is(unicode.Mn, r):
		case !inWord:
			n++
			inWord = true
		}
	}
	return n
}

// Wide tells whether a character counts by itself: Chinese characters, kana, full-width forms, and the
// quotation marks, dashes and dots that a Chinese text sets in the width of a character.
func Wide(r rune) bool {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo):
		return true
	case r > 0x3000 && r <= 0x303F, r >= 0xFF01 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6, r >= 0x2460 && r <= 0x24FF:
		return true
	}
	return strings.ContainsRune("“”‘’—…·×〇℃", r)
}

// Paragraphs are the lines of a text that hold something, without the blanks around them.
func Paragraphs(text string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", "\n"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
