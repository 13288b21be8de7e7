package passage

import (
	"slices"
	"strings"
	"unicode"
)

// Span is a stretch of a text in code points, the end not included.
type Span struct{ Start, End int }

// Run is a passage that stands in both texts: letter for letter, whatever blanks and marks lie between.
type Run struct {
	A, B Span
	Own  int // significant characters of it that the issued words do not already hold
}

// Least is how many letters in a row make a passage: shorter runs are set phrases of the trade.
const Least = 13

// issuedLeast is how many letters in a row make words of the outline: a heading is shorter than a passage.
const issuedLeast = 4

// candidates bounds the places at which one beginning is tried, so that a text of one repeated
// character costs no more than another.
const candidates = 24

// Shared returns the passages of a that also stand in b, in the order of a, not overlapping in a.
// Words that were issued to every writer (the headings and questions of the outline) are not counted:
// a run whose own characters are fewer than Least is none.
func Shared(a, b string, issued ...string) []Run {
	x, y := reduce(a), reduce(b)
	if len(x.letters) < Least || len(y.letters) < Least {
		return nil
	}
	given := x.covered(issued)
	begins := y.begins(Least)
	var out []Run
	end := 0 // up to where x is taken
	for i := 0; i+Least <= len(x.letters); i++ {
		j, n := x.longest(i, &y, begins[x.gram(i, Least)])
		if n == 0 || i+n <= end {
			continue
		}
		from := max(i, end)
		out = append(out, Run{A: x.span(from, i+n), B: y.span(j+from-i, j+n), Own: given.free(from, i+n)})
		end = i + n
		i = end - Least // a match that goes further holds the gram that ends one behind
	}
	return join(out, &x)
}

// join drops what is too short of its own: a tail that an overlapping match adds belongs to the run
// before it and is kept with it.
func join(runs []Run, x *reduced) []Run {
	var out []Run
	for k := 0; k < len(runs); {
		own, e := runs[k].Own, k+1
		for e < len(runs) && x.next(runs[e-1].A.End) >= runs[e].A.Start {
			own += runs[e].Own
			e++
		}
		if own >= Least {
			out = append(out, runs[k:e]...)
		}
		k = e
	}
	return out
}

// Share is the part of a, in percent of its letters and digits, that the runs cover without issued words.
func Share(a string, runs []Run) int {
	x := reduce(a)
	if len(x.letters) == 0 {
		return 0
	}
	own := 0
	for _, r := range runs {
		own += r.Own
	}
	return (own*100 + len(x.letters)/2) / len(x.letters)
}

// reduced is a text by its letters and digits alone, in half width and lower case, with the place of each.
type reduced struct {
	letters []rune
	at      []int // place in the text, one more than letters: the end
	text    string
	off     []int // byte offsets in text, one more than letters
}

func reduce(s string) reduced {
	var x reduced
	var b strings.Builder
	n := 0
	for _, r := range s {
		if c := fold(r); c != 0 {
			x.letters = append(x.letters, c)
			x.at = append(x.at, n)
			x.off = append(x.off, b.Len())
			b.WriteRune(c)
		}
		n++
	}
	x.at, x.off, x.text = append(x.at, n), append(x.off, b.Len()), b.String()
	return x
}

func fold(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return 0
	}
	return unicode.ToLower(r)
}

func (x *reduced) gram(i, n int) string { return x.text[x.off[i]:x.off[i+n]] }

func (x *reduced) span(from, to int) Span { return Span{x.at[from], x.at[to-1] + 1} }

// next is the place of the first letter at or behind a place.
func (x *reduced) next(place int) int {
	i, _ := slices.BinarySearch(x.at, place)
	return x.at[min(i, len(x.at)-1)]
}

// begins lists where each gram begins, the first few of each.
func (x *reduced) begins(n int) map[string][]int {
	out := make(map[string][]int, len(x.letters))
	for i := 0; i+n <= len(x.letters); i++ {
		if g := x.gram(i, n); len(out[g]) < candidates {
			out[g] = append(out[g], i)
		}
	}
	return out
}

// longest is the longest match of x from i among the places of y, 0 when there is none.
func (x *reduced) longest(i int, y *reduced, places []int) (at, n int) {
	for _, j := range places {
		k := Least
		for i+k < len(x.letters) && j+k < len(y.letters) && x.letters[i+k] == y.letters[j+k] {
			k++
		}
		if k > n {
			at, n = j, k
		}
	}
	return at, n
}

// flags says which letters the issued words hold.
type flags []bool

func (x *reduced) covered(issued []string) flags {
	out := make(flags, len(x.letters))
	grams := map[string]bool{}
	for _, s := range issued {
		y := reduce(s)
		for i := 0; i+issuedLeast <= len(y.letters); i++ {
			grams[y.gram(i, issuedLeast)] = true
		}
	}
	for i := 0; len(grams) > 0 && i+issuedLeast <= len(x.letters); i++ {
		if grams[x.gram(i, issuedLeast)] {
			for k := range issuedLeast {
				out[i+k] = true
			}
		}
	}
	return out
}

func (f flags) free(from, to int) (n int) {
	for _, issued := range f[from:to] {
		if !issued {
			n++
		}
	}
	return n
}
