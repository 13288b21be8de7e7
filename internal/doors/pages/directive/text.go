package directivepage

import (
	"strings"

	"plumbline/internal/ground/cut"
	"plumbline/internal/rooms/directive"
)

// para is one paragraph of the document as it is shown.
type para struct {
	kind string // h2, h3 or p
	runs []run
}

// run is a stretch of a paragraph: plain, bold, or a sentence.
type run struct {
	text  string
	bold  bool
	node  *directive.Node
	first bool  // the sentence begins here
	subs  []sub // of the sentence at hand
}

// sub is a stretch of the sentence at hand; class is empty, or that of a proposal.
type sub struct{ text, class string }

var phraseClass = map[string]string{cut.Lead: "is-lead", cut.Assist: "is-as", cut.Due: "is-due", cut.Report: "is-rep", cut.Standard: "is-std"}

// layout lays the draft's text out in paragraphs. A numbered part begins a paragraph even where the
// source has no line break, so that a speech pasted as one line can be read.
type layout struct {
	page  Page
	src   []rune
	doc   *cut.Doc
	heads map[int]cut.Span // by first code point
	whole map[int]bool     // the heading fills its line
	sents []directive.Node // in order
}

func (p Page) paragraphs() []para {
	l := layout{page: p, src: []rune(p.View.Text.Body), doc: cut.Outline(p.View.Text.Body), heads: map[int]cut.Span{}, whole: map[int]bool{}}
	l.doc.Walk(func(n *cut.Node) {
		span, line := l.doc.Heading(n)
		l.heads[n.Start], l.whole[n.Start] = span, line
	})
	for _, n := range p.View.Nodes {
		if n.Kind == directive.Sentence && n.Mark != directive.Merged {
			l.sents = append(l.sents, n)
		}
	}
	var out []para
	start := 0
	flush := func(end int) {
		if q, ok := l.para(start, end); ok {
			out = append(out, q)
		}
		start = end
	}
	for i, r := range l.src {
		_, head := l.heads[i]
		switch {
		case r == '\n' || r == '\r':
			flush(i)
			start = i + 1
		case head && i > start:
			flush(i)
		case i == l.doc.Preamble.Start && i > start, i == l.doc.Closing.Start && i > start:
			flush(i)
		}
	}
	flush(len(l.src))
	return out
}

func (l *layout) para(start, end int) (para, bool) {
	for start < end && strings.TrimSpace(string(l.src[start])) == "" {
		start++
	}
	if strings.TrimSpace(string(l.src[start:end])) == "" {
		return para{}, false
	}
	p := para{kind: "p"}
	if t := l.doc.Title; !t.Empty() && start >= t.Start && end <= t.End+1 {
		p.kind = "h2"
	}
	at := start
	if h, ok := l.heads[start]; ok {
		if l.whole[start] {
			p.kind = "h3"
		}
		at = min(h.End, end)
		p.runs = append(p.runs, run{text: string(l.src[start:at]), bold: true})
	}
	for i := range l.sents {
		n := &l.sents[i]
		if n.Last <= at || n.First >= end {
			continue
		}
		a, b := max(n.First, at), min(n.Last, end)
		if a > at {
			p.runs = append(p.runs, run{text: string(l.src[at:a])})
		}
		p.runs = append(p.runs, l.sentence(n, a, b))
		at = b
	}
	if at < end {
		p.runs = append(p.runs, run{text: string(l.src[at:end])})
	}
	return p, true
}

// sentence is the run of a sentence, or of the part of it in this paragraph; the one at hand shows the
// words that proposals come from.
func (l *layout) sentence(n *directive.Node, a, b int) run {
	r := run{text: string(l.src[a:b]), node: n, first: a <= n.First}
	if n.ID != l.page.current() {
		return r
	}
	at := a
	for _, x := range l.page.marked() {
		s, e := n.First+x.Start, n.First+x.End
		if s < at || e > b {
			continue
		}
		if s > at {
			r.subs = append(r.subs, sub{text: string(l.src[at:s])})
		}
		r.subs = append(r.subs, sub{text: string(l.src[s:e]), class: phraseClass[x.Kind]})
		at = e
	}
	if at < b {
		r.subs = append(r.subs, sub{text: string(l.src[at:b])})
	}
	return r
}
