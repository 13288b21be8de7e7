package cut

import "strings"

// Span is a range of code points in the decoded text, the end not included.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Empty says that the span holds nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Part is one named stretch of a document outside its outline. An absent part is empty.
type Part struct {
	Span
	Text string `json:"text"`
}

// Node is one numbered part of a document. Level counts from one. Title is the heading, or the first
// clause of a node that runs inside a paragraph. Text is the node's own text as it stands in the source,
// marker and title included, children left out.
type Node struct {
	Level    int     `json:"level"`
	Marker   string  `json:"marker"`
	Title    string  `json:"title"`
	Text     string  `json:"text"`
	Start    int     `json:"start"`
	End      int     `json:"end"`
	Children []*Node `json:"children"`

	titleAt Span
	own     []Span
	from    int
	inline  bool
}

// Own returns the stretches of the source that belong to the node and to none of its children.
func (n *Node) Own() []Span { return n.own }

// TitleAt returns where the title stands in the source.
func (n *Node) TitleAt() Span { return n.titleAt }

// Doc is a document cut into its parts.
type Doc struct {
	Title      Part    `json:"title"`
	Number     Part    `json:"number"`
	Date       Part    `json:"date"`
	Salutation Part    `json:"salutation"`
	Preamble   Part    `json:"preamble"`
	Outline    []*Node `json:"outline"`
	Closing    Part    `json:"closing"`
	Signed     Part    `json:"signed"`
	// Tail is what a web page left behind the document: share buttons, lists of other articles.
	Tail Part `json:"tail"`

	src []rune
}

// Outline cuts a text into its parts. It accepts every string and never fails; a text without any
// marker has an empty outline and its whole body as preamble.
func Outline(text string) *Doc {
	p := newPage(text)
	d := &Doc{src: p.src, Outline: []*Node{}}
	tail := p.findTail()
	p.limit = tail
	front := p.findFront(d)
	marks := p.marks(front)
	accepted := newSequence(p, marks).run()
	closing := p.findClosing(d, front, accepted)
	accepted = before(accepted, closing)
	d.Outline = p.build(accepted, closing)
	body := closing
	if len(accepted) > 0 {
		body = accepted[0].from
	}
	d.Preamble = p.part(front, body)
	d.Tail = p.part(tail, len(p.src))
	return d
}

// Len returns the number of code points of the source.
func (d *Doc) Len() int { return len(d.src) }

// Slice returns the source text of a span; what lies outside of the source is left out.
func (d *Doc) Slice(s Span) string { return slice(d.src, s) }

func slice(src []rune, s Span) string {
	a, b := max(s.Start, 0), min(s.End, len(src))
	if a >= b {
		return ""
	}
	return string(src[a:b])
}

// Walk calls f for every node in the order of the source.
func (d *Doc) Walk(f func(*Node)) { walk(d.Outline, f) }

func walk(nodes []*Node, f func(*Node)) {
	for _, n := range nodes {
		f(n)
		walk(n.Children, f)
	}
}

func before(marks []placed, end int) []placed {
	for i, m := range marks {
		if m.start >= end {
			return marks[:i]
		}
	}
	return marks
}

// build turns accepted marks, each with its level, into nodes with spans.
func (p *page) build(marks []placed, end int) []*Node {
	roots := []*Node{}
	var path []*Node
	for i, m := range marks {
		n := &Node{Level: m.level, Marker: slice(p.src, Span{m.start, m.end}), Start: m.start, Children: []*Node{}, from: m.from, inline: m.inline}
		n.End = p.trimEnd(m.start, p.reach(marks, i, end))
		path = path[:m.level-1]
		if m.level == 1 {
			roots = append(roots, n)
		} else {
			up := path[m.level-2]
			up.Children = append(up.Children, n)
		}
		path = append(path, n)
	}
	for _, n := range roots {
		p.settle(n)
	}
	return roots
}

// reach returns where the subtree of mark i ends.
func (p *page) reach(marks []placed, i, end int) int {
	stop := end
	last := true
	below := false
	for _, m := range marks[i+1:] {
		if m.level <= marks[i].level {
			stop, last = m.from, m.level < marks[i].level || m.begins
			break
		}
		below = true
	}
	if !last || below || !marks[i].inline || !marks[i].fam.spoken() {
		return stop
	}
	// The last item of a spoken list inside a paragraph ends with the paragraph, and its parent goes on.
	// Without a parent nobody else would hold the words before the next list.
	if marks[i].level == 1 && stop != end {
		return stop
	}
	return min(stop, p.lineEnd(marks[i].start))
}

// settle makes a parent reach as far as its children and writes titles and own texts.
func (p *page) settle(n *Node) {
	for _, c := range n.Children {
		p.settle(c)
		n.End = max(n.End, c.End)
	}
	at := n.Start
	for _, c := range n.Children {
		n.addOwn(p, at, c.from)
		at = c.End
	}
	n.addOwn(p, at, n.End)
	parts := make([]string, len(n.own))
	for i, s := range n.own {
		parts[i] = slice(p.src, s)
	}
	n.Text = strings.Join(parts, "\n")
	n.titleAt = p.findTitle(n)
	n.Title = p.plain(n.titleAt)
}

func (n *Node) addOwn(p *page, from, to int) {
	for from < to && isSpace(p.src[from]) {
		from++
	}
	if to = p.trimEnd(from, to); to > from {
		n.own = append(n.own, Span{from, to})
	}
}

// plain returns the words of a span on one line, without Markdown's marks of emphasis.
func (p *page) plain(s Span) string {
	text := slice(p.src, s)
	if p.md {
		text = strings.NewReplacer("**", "", "__", "", "`", "").Replace(text)
	}
	words := strings.Fields(text)
	var b strings.Builder
	for i, w := range words {
		if i > 0 && !strings.ContainsAny(text, "\n\r") {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}
