package search

import (
	"strings"
	"unicode"
)

// Piece is a stretch of text; N is 0 for plain text, or which of the typed words it is, from 1.
type Piece struct {
	Text string
	N    int
}

// Mark cuts a text into pieces, so that a page can show where the words of a question are. Case and
// width do not matter.
func Mark(text, question string) []Piece {
	runes := []rune(text)
	flat := folded(runes)
	n := make([]int, len(runes))
	for i, t := range Parse(question).Terms {
		want := folded([]rune(t))
		for at := 0; at+len(want) <= len(flat); at++ {
			if n[at] == 0 && same(flat[at:at+len(want)], want) {
				for j := range want {
					n[at+j] = i + 1
				}
			}
		}
	}
	var out []Piece
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && n[j] == n[i] {
			j++
		}
		out = append(out, Piece{string(runes[i:j]), n[i]})
		i = j
	}
	return out
}

// Snippet is the part of a text around the first word of the question, at most long characters, with
// an ellipsis where it was cut.
func Snippet(text, question string, long int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= long {
		return string(runes)
	}
	start := max(0, first(runes, question)-long/4)
	end := min(len(runes), start+long)
	start = max(0, min(start, end-long))
	out := string(runes[start:end])
	if start > 0 {
		out = "……" + out
	}
	if end < len(runes) {
		out += "……"
	}
	return out
}

func first(runes []rune, question string) int {
	flat, at := folded(runes), len(runes)
	for _, t := range Parse(question).Terms {
		want := folded([]rune(t))
		for i := 0; i+len(want) <= len(flat) && i < at; i++ {
			if same(flat[i:i+len(want)], want) {
				at = i
			}
		}
	}
	if at == len(runes) {
		return 0
	}
	return at
}

func folded(in []rune) []rune {
	out := make([]rune, len(in))
	for i, r := range in {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		out[i] = unicode.ToLower(r)
	}
	return out
}

func same(a, b []rune) bool {
	for i := range b {
		if a[i] != b[i] {
			return false
		}
	}
	return len(b) > 0
}
