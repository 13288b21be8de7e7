package cut

import "strings"

// page is a source text prepared for reading: lines, quoted stretches, Markdown or not.
type page struct {
	src    []rune
	lines  []Span // without line breaks
	lineOf []int32
	masked []bool // inside quotation marks, brackets, code or a list of attachments
	md     bool
	limit  int  // where the tail of a web page begins
	dense  bool // most of the text is one line
}

func newPage(text string) *page {
	p := &page{src: []rune(text)}
	p.limit = len(p.src)
	p.splitLines()
	p.masked = make([]bool, len(p.src))
	p.maskPairs()
	p.findMarkdown()
	p.maskAttachments()
	return p
}

func (p *page) splitLines() {
	p.lineOf = make([]int32, len(p.src)+1)
	start := 0
	for i, r := range p.src {
		if isBreak(r) && !(r == '\n' && p.at(i-1) == '\r' && start == i) {
			p.lines = append(p.lines, Span{start, i})
			start = i + 1
		} else if r == '\n' && start == i {
			start = i + 1
		}
	}
	p.lines = append(p.lines, Span{start, len(p.src)})
	p.joinWrapped()
	full, longest := 0, 0
	for _, l := range p.lines {
		full++
		longest = max(longest, l.End-l.Start)
	}
	p.dense = full <= 3 || longest*10 > len(p.src)*7
	k := 0
	for i := range p.lineOf {
		for k+1 < len(p.lines) && i >= p.lines[k+1].Start {
			k++
		}
		p.lineOf[i] = int32(k)
	}
}

func isBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f'
}

func (p *page) lineEnd(at int) int { return p.lines[p.lineOf[at]].End }

func (p *page) at(i int) rune {
	if i < 0 || i >= len(p.src) {
		return 0
	}
	return p.src[i]
}

// has says whether the text at i begins with s.
func (p *page) has(i int, s string) bool {
	for _, r := range s {
		if p.at(i) != r {
			return false
		}
		i++
	}
	return true
}

func (p *page) text(s Span) string { return slice(p.src, s) }

// trimmed returns the span without white space at both ends.
func (p *page) trimmed(s Span) Span {
	for s.Start < s.End && isSpace(p.src[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && isSpace(p.src[s.End-1]) {
		s.End--
	}
	return s
}

func (p *page) part(start, end int) Part {
	s := p.trimmed(Span{start, max(start, end)})
	return Part{Span: s, Text: slice(p.src, s)}
}

// trimEnd steps back over white space.
func (p *page) trimEnd(start, end int) int {
	for end > start && isSpace(p.src[end-1]) {
		end--
	}
	return end
}

// maxQuote is how far a closing quotation mark may be: an unclosed one must not swallow the document.
const maxQuote = 240

var closers = map[rune]rune{'“': '”', '‘': '’', '《': '》', '「': '」', '『': '』', '（': '）', '(': ')', '〔': '〕', '【': '】', '〈': '〉'}

// maskPairs masks what stands inside quotation marks and brackets on one line. Brackets that hold a
// number only are markers and stay visible.
func (p *page) maskPairs() {
	for i := 0; i < len(p.src); i++ {
		r := p.src[i]
		if r == '"' || r == '＂' {
			if j := p.closeOf(i, r, r, 80); j > 0 {
				p.mask(i+1, j)
				i = j
			}
			continue
		}
		closer, ok := closers[r]
		if !ok {
			continue
		}
		j := p.closeOf(i, r, closer, maxQuote)
		if j < 0 || ((r == '（' || r == '(') && p.numeralOnly(i+1, j)) {
			continue
		}
		p.mask(i+1, j)
		i = j
	}
}

// closeOf finds the closing mark that belongs to the opening mark at i, or -1. Half and full width
// brackets close each other.
func (p *page) closeOf(i int, open, closer rune, far int) int {
	depth := 1
	end := min(len(p.src), i+1+far, p.lineEnd(i))
	for j := i + 1; j < end; j++ {
		r := p.src[j]
		switch {
		case r == closer, closer == '）' && r == ')', closer == ')' && r == '）':
			if depth--; depth == 0 {
				return j
			}
		case r == open, open == '(' && r == '（', open == '（' && r == '(':
			depth++
		}
	}
	return -1
}

func (p *page) numeralOnly(a, b int) bool {
	if b <= a || b-a > 5 {
		return false
	}
	for _, r := range p.src[a:b] {
		if r != ' ' && !isCJKNumeral(r) && digit(r) < 0 {
			return false
		}
	}
	return true
}

func (p *page) mask(a, b int) {
	for ; a < b; a++ {
		p.masked[a] = true
	}
}

// findMarkdown decides whether the text is Markdown, and masks its fenced code.
func (p *page) findMarkdown() {
	fence := -1
	for _, l := range p.lines {
		t := strings.TrimSpace(p.text(l))
		if strings.HasPrefix(t, "```") {
			if fence >= 0 {
				p.mask(fence, l.End)
				fence = -1
			} else {
				fence = l.Start
			}
			continue
		}
		if k, _ := p.heading(l); k > 0 {
			p.md = true
		}
	}
}

// heading returns the depth of a Markdown heading line and where its words begin, or zero.
func (p *page) heading(l Span) (depth, words int) {
	i := l.Start
	for p.at(i) == ' ' && i < l.Start+3 {
		i++
	}
	for i < l.End && p.at(i) == '#' {
		depth++
		i++
	}
	if depth == 0 || depth > 6 || i >= l.End || (p.src[i] != ' ' && p.src[i] != '\t' && p.src[i] != '\u3000') {
		return 0, 0
	}
	for i < l.End && isSpace(p.src[i]) {
		i++
	}
	if i == l.End {
		return 0, 0
	}
	return depth, i
}

// maskAttachments masks “附件：1.…” and the numbered lines below it: they list papers, not duties.
func (p *page) maskAttachments() {
	for i := 0; i < len(p.lines); i++ {
		l := p.trimmed(p.lines[i])
		p.maskListInside(l)
		if !(p.has(l.Start, "附件：") || p.has(l.Start, "附件:") || p.has(l.Start, "附：") || p.has(l.Start, "附:")) {
			continue
		}
		p.mask(l.Start, l.End)
		for i+1 < len(p.lines) {
			next := p.trimmed(p.lines[i+1])
			if !next.Empty() && !(digit(p.src[next.Start]) >= 0 && next.End-next.Start < 60 && !strings.ContainsRune(p.text(next), '。')) {
				break
			}
			p.mask(next.Start, next.End)
			i++
		}
	}
}

// maskListInside masks a list of attachments at the end of a paragraph that lost its line breaks.
func (p *page) maskListInside(l Span) {
	if l.End-l.Start < 200 {
		return
	}
	for i := max(l.Start+1, l.End-500); i < l.End-4; i++ {
		if p.listOfPapers(i) && p.placeOf(i) >= soft {
			p.mask(i, l.End)
			return
		}
	}
}

// listOfPapers says that “附件：1” stands at i.
func (p *page) listOfPapers(i int) bool {
	if !p.has(i, "附件：") && !p.has(i, "附件:") {
		return false
	}
	for i += 3; isSpace(p.at(i)) && p.at(i) != 0; i++ {
		continue
	}
	return digit(p.at(i)) == 1
}

func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\v', '\f', '\u00a0', '\u3000', '\u2028', '\u2029', '\u200b', '\u200c', '\u200d', '\ufeff', '\u202f', '\u2060', '\u0085':
		return true
	}
	return r >= '\u2000' && r <= '\u200a'
}

func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x20000 && r <= 0x3FFFF || r >= 0xF900 && r <= 0xFAFF
}
