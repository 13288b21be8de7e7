package search

import (
	"strings"
	"unicode"

	"plumbline/internal/ground/cut"
)

// Words is what a person typed, taken apart.
type Words struct {
	Terms []string // each must occur, of two characters or more; a quoted one keeps its spaces
	Units []string // names after 单位: or unit:
}

// Parse takes a search text apart. Quotation marks may be straight, curly or Chinese; one that is
// not closed reaches to the end.
func Parse(text string) Words {
	var w Words
	for _, f := range fields(text) {
		name, isUnit := unitPrefix(f)
		switch {
		case isUnit && name != "":
			w.Units = append(w.Units, name)
		case !isUnit && !tooShort(f):
			w.Terms = append(w.Terms, f)
		}
	}
	return w
}

// tooShort tells that a word has less than two letters or digits: one character stands in nearly
// every text and finds nothing worth reading.
func tooShort(f string) bool {
	n := 0
	for _, grams := range cut.QueryRuns(f) {
		n += len(grams) + len([]rune(grams[0])) - 1
	}
	return n < 2
}

func unitPrefix(f string) (string, bool) {
	for _, p := range []string{"单位:", "单位：", "unit:"} {
		if len(f) >= len(p) && strings.EqualFold(f[:len(p)], p) {
			return strings.TrimSpace(f[len(p):]), true
		}
	}
	return "", false
}

// fields splits at white space outside quotation marks.
func fields(text string) []string {
	var out []string
	var b strings.Builder
	quoted := false
	end := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			out = append(out, s)
		}
		b.Reset()
	}
	for _, r := range text {
		switch {
		case strings.ContainsRune(`"“”„「」`, r):
			quoted = !quoted
			end()
		case unicode.IsSpace(r) && !quoted:
			end()
		default:
			b.WriteRune(r)
		}
	}
	end()
	return out
}

// expr is a condition on the index: a phrase of tokens one after the other, or all or any of others.
type expr struct {
	phrase []string
	prefix bool // the last token of the phrase may go on: a single character at the end of a word
	all    []expr
	any    []expr
}

// term is the condition for one typed word: its runs of letters and digits, one after the other. The
// index holds the last character of every run by itself, which is the joint between two runs.
func term(text string) expr {
	runs := cut.QueryRuns(text)
	var e expr
	for i, grams := range runs {
		last := i == len(runs)-1
		single := len(grams) == 1 && len([]rune(grams[0])) == 1
		e.phrase = append(e.phrase, grams...)
		if !last && !single {
			r := []rune(grams[len(grams)-1])
			e.phrase = append(e.phrase, string(r[len(r)-1]))
		}
		e.prefix = last && single
	}
	return e
}

func token(t string) expr { return expr{phrase: []string{t}} }

func allOf(list ...expr) expr {
	if len(list) == 1 {
		return list[0]
	}
	return expr{all: list}
}

func anyOf(list []expr) expr {
	if len(list) == 1 {
		return list[0]
	}
	return expr{any: list}
}
