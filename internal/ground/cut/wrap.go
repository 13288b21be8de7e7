package cut

import "strings"

// joinWrapped joins the lines of a text whose paragraphs were broken at a fixed width, as pasting from
// a PDF does. A text is taken for such when a good part of its lines end, unfinished, near one width.
func (p *page) joinWrapped() {
	width := p.wrapWidth()
	if width == 0 {
		return
	}
	joined := p.lines[:1]
	for _, next := range p.lines[1:] {
		prev := &joined[len(joined)-1]
		if p.breaksInside(*prev, next, width) {
			prev.End = next.End
			continue
		}
		joined = append(joined, next)
	}
	p.lines = joined
}

// wrapWidth returns the width at which the text was broken, or zero.
func (p *page) wrapWidth() int {
	count := map[int]int{}
	full, widest := 0, 0
	for _, l := range p.lines {
		t := p.trimmed(l)
		size := t.End - l.Start
		if t.Empty() {
			continue
		}
		full++
		widest = max(widest, size)
		if size >= 18 && size <= 64 && !finished(p.src[t.End-1]) {
			count[size]++
		}
	}
	if full < 5 || widest > 70 {
		return 0
	}
	near := 0
	for size, n := range count {
		if size >= widest-3 {
			near += n
		}
	}
	if near < 2 || near*4 < full {
		return 0
	}
	return widest
}

func finished(r rune) bool { return strings.ContainsRune("。！？；：:;!?”》）)…", r) }

// breaksInside says that the break between two lines stands inside of a paragraph.
func (p *page) breaksInside(prev, next Span, width int) bool {
	a, b := p.trimmed(prev), p.trimmed(next)
	if a.Empty() || b.Empty() || b.Start != next.Start || finished(p.src[a.End-1]) {
		return false
	}
	start := prev.Start
	for i := a.End - 1; i >= prev.Start; i-- { // the last of the lines already joined
		if isBreak(p.src[i]) {
			start = i + 1
			break
		}
	}
	return a.End-start >= width-3 && !p.looksNumbered(b.Start)
}

// looksNumbered says that a line begins like an item, whatever the sequence will say of it.
func (p *page) looksNumbered(i int) bool {
	r, next := p.src[i], p.at(i+1)
	switch {
	case isCJKNumeral(r):
		return next == '、' || next == '是' || next == '要' || isCJKNumeral(next) && p.at(i+2) == '、'
	case r == '（' || r == '(':
		c := p.at(i + 2)
		return c == '）' || c == ')' || p.at(i+3) == '）' || p.at(i+3) == ')'
	case digit(r) >= 0:
		return next == '.' || next == '．' || next == '、'
	}
	return r == '第' && isCJKNumeral(next) || r == '#'
}
