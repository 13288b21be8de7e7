package passage

import "slices"

// Op says where a piece of a comparison stands.
type Op string

// The three places.
const (
	Same Op = "same"
	Gone Op = "gone" // only in the older text
	New  Op = "new"  // only in the newer one
)

// Piece is a stretch of one or both texts.
type Piece struct {
	Op   Op
	Text string
}

// mostSentences bounds the table of a comparison; texts with more are compared as a whole.
const mostSentences = 2000

// Diff puts two texts beside each other sentence by sentence; of a sentence that was changed only what
// differs in its middle is told. Same and Gone together are the older text, Same and New the newer.
func Diff(older, newer string) []Piece {
	a, b := sentences(older), sentences(newer)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var d differ
	for _, s := range a[:head] {
		d.put(Same, s)
	}
	d.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	for _, s := range a[len(a)-tail:] {
		d.put(Same, s)
	}
	d.flush()
	return d.out
}

// sentences keep their stop and the line breaks behind it, so that nothing is lost.
func sentences(s string) []string {
	var out []string
	rs := []rune(s)
	from := 0
	for i, r := range rs {
		next := rune(0)
		if i+1 < len(rs) {
			next = rs[i+1]
		}
		if stop := slices.Contains([]rune("。！？；;\n"), r); stop && next != '\n' && next != '”' {
			out = append(out, string(rs[from:i+1]))
			from = i + 1
		}
	}
	if from < len(rs) {
		out = append(out, string(rs[from:]))
	}
	return out
}

type differ struct {
	out       []Piece
	gone, new string
}

func (d *differ) put(op Op, s string) {
	switch op {
	case Gone:
		d.gone += s
	case New:
		d.new += s
	default:
		d.flush()
		d.write(Same, s)
	}
}

// flush writes what was collected: the beginning and the end that both share are the same text.
func (d *differ) flush() {
	a, b := []rune(d.gone), []rune(d.new)
	d.gone, d.new = "", ""
	i, k := 0, 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	for k < len(a)-i && k < len(b)-i && a[len(a)-1-k] == b[len(b)-1-k] {
		k++
	}
	d.write(Same, string(a[:i]))
	d.write(Gone, string(a[i:len(a)-k]))
	d.write(New, string(b[i:len(b)-k]))
	d.write(Same, string(a[len(a)-k:]))
}

func (d *differ) write(op Op, s string) {
	if s == "" {
		return
	}
	if n := len(d.out); n > 0 && d.out[n-1].Op == op {
		d.out[n-1].Text += s
		return
	}
	d.out = append(d.out, Piece{op, s})
}

// middle finds the longest common sequence of sentences.
func (d *differ) middle(a, b []string) {
	if len(a) > mostSentences || len(b) > mostSentences {
		for _, s := range a {
			d.put(Gone, s)
		}
		for _, s := range b {
			d.put(New, s)
		}
		return
	}
	best := make([][]int, len(a)+1)
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			d.put(Same, a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && best[i+1][j] >= best[i][j+1]:
			d.put(Gone, a[i])
			i++
		default:
			d.put(New, b[j])
			j++
		}
	}
}
