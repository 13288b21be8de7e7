package cut

import "strings"

const (
	headingMax = 60 // a longer line is a paragraph
	titleMax   = 60 // a longer first clause is cut at a comma
)

// findTitle returns where the title of a node stands: the words of its heading line, or the first
// clause of what it says.
func (p *page) findTitle(n *Node) Span {
	if len(n.own) == 0 {
		return Span{n.Start, n.Start}
	}
	a, end := n.Start+len([]rune(n.Marker)), n.own[0].End
	for a < end && (isSpace(p.src[a]) || strings.ContainsRune("：:，,、.．*_", p.src[a])) {
		a++
	}
	if a >= end {
		return Span{a, a}
	}
	line := p.trimmed(Span{a, min(end, p.lineEnd(a))})
	if !n.inline && line.End-line.Start <= headingMax && p.stopIn(line) >= line.End-1 && !p.clauseHeading(line) {
		return p.trimTitle(line)
	}
	return p.trimTitle(Span{a, p.clauseEnd(line)})
}

// clauseHeading says that a short line is a heading and its text in one: “严明纪律：各单位要…”.
func (p *page) clauseHeading(line Span) bool {
	c := p.colonIn(line, line.End)
	return c > 0 && line.End-c > 3
}

// stopIn returns where the first sentence of a span ends, or its end.
func (p *page) stopIn(s Span) int {
	for i := s.Start; i < s.End; i++ {
		if !p.masked[i] && strings.ContainsRune("。；！？;!?", p.src[i]) {
			return i
		}
	}
	return s.End
}

func (p *page) colonIn(s Span, stop int) int {
	for i := s.Start + 3; i < min(stop-1, s.Start+30); i++ {
		if !p.masked[i] && (p.src[i] == '：' || p.src[i] == ':') && digit(p.src[i-1]) < 0 {
			return i
		}
	}
	return 0
}

func (p *page) clauseEnd(line Span) int {
	stop := p.stopIn(line)
	if c := p.colonIn(line, stop); c > 0 {
		stop = c
	}
	for i := line.Start + 4; i < stop-1; i++ {
		if (p.src[i] == ' ' || p.src[i] == '\u3000') && isHan(p.src[i-1]) && !p.masked[i] && (isHan(p.at(i+1)) || isSpace(p.at(i+1))) {
			stop = i
		}
	}
	if stop-line.Start <= 45 {
		if k := p.adverb(Span{line.Start, stop}); k > 0 {
			return k
		}
		return stop
	}
	if k := p.runOn(Span{line.Start, stop}); k > 0 {
		return k
	}
	if stop-line.Start <= titleMax {
		return stop
	}
	for i := line.Start + 44; i > line.Start+5; i-- {
		if !p.masked[i] && strings.ContainsRune("，,", p.src[i]) {
			return i
		}
	}
	return line.Start + titleMax
}

// openers begin a body far more often than they stand inside of a heading.
var openers = []string{"最近", "近年来", "近年", "当前", "目前", "今年", "去年", "同志们", "一方面", "市局党委", "市委始终", "我们", "这次", "本次", "习近平总书记", "党的十", "各级党组织要", "各单位要", "各级要"}

// adverb finds a phrase of time that opens a sentence in a heading whose line break was lost.
func (p *page) adverb(s Span) int {
	for k := s.Start + 8; k < s.End-4; k++ {
		if !isHan(p.src[k-1]) || p.masked[k] {
			continue
		}
		for _, o := range []string{"近年来，", "近年来,", "今年以来", "去年以来", "当前，", "当前,", "目前，", "目前,", "同志们，", "同志们,", "一方面，", "一方面,", "最近，", "最近,", "这轮", "这几年", "此次"} {
			if p.has(k, o) {
				return k
			}
		}
	}
	return 0
}

// runOn finds where the body begins in a heading whose line break was lost: the body repeats words of
// the heading, or opens with a phrase that headings do not use. It returns zero when it finds nothing.
func (p *page) runOn(s Span) int {
	for k := s.Start + 8; k < min(s.End-4, s.Start+56); k++ {
		prev := p.src[k-1]
		if p.masked[k] || !isHan(prev) && prev != '”' && prev != '》' {
			continue
		}
		for _, o := range openers {
			if p.has(k, o) {
				return k
			}
		}
		if k >= s.Start+10 && p.repeats(s.Start, k) {
			return k
		}
	}
	return 0
}

// repeats says that the four characters at k already stand between a and k.
func (p *page) repeats(a, k int) bool {
	for _, r := range p.src[k : k+4] {
		if !isHan(r) {
			return false
		}
	}
	for i := a; i+4 <= k; i++ {
		if p.src[i] == p.src[k] && p.src[i+1] == p.src[k+1] && p.src[i+2] == p.src[k+2] && p.src[i+3] == p.src[k+3] {
			return true
		}
	}
	return false
}

func (p *page) trimTitle(s Span) Span {
	s = p.trimmed(s)
	for s.End > s.Start && (strings.ContainsRune("。：:；;，,、*_#.", p.src[s.End-1]) || isSpace(p.src[s.End-1])) {
		s.End--
	}
	return s
}
