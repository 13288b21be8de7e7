package directive

import (
	"strings"

	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

// What a person decided about a node; empty for as it was cut.
const (
	Pruned   = "pruned"
	Merged   = "merged" // it became part of the node before it
	Declined = "declined"
)

// Kinds of nodes.
const (
	Part     = "part"
	Sentence = "sentence"
)

// Node is a numbered part of a draft, or one sentence. First and Last are code points of the draft.
type Node struct {
	ID        NodeID
	Directive ID
	Draft     int
	Parent    NodeID
	Kind      string
	Level     int
	Marker    string
	Title     string
	First     int
	Last      int
	Demands   bool
	Mark      string
	Reason    string
	Version   int64
}

// Prune takes the node and everything below it out of the breakdown; Restore brings it back.
func (n *Node) Prune() error {
	if n.Mark == Pruned || n.Mark == Merged {
		return fault.Conflict("directive.node_gone")
	}
	n.Mark, n.Reason = Pruned, ""
	return nil
}

// Restore takes back a pruning or a refusal.
func (n *Node) Restore() error {
	if n.Mark != Pruned && n.Mark != Declined {
		return fault.Conflict("directive.node_unmarked")
	}
	n.Mark, n.Reason = "", ""
	return nil
}

// Decline records that the sentence becomes no task, and why.
func (n *Node) Decline(reason string) error {
	switch {
	case n.Kind != Sentence:
		return fault.Invalid(fault.On("node", "directive.only_sentence"))
	case n.Mark != "" && n.Mark != Declined:
		return fault.Conflict("directive.node_gone")
	case reason == "":
		return fault.Invalid(fault.On("reason", "directive.decline.reason_empty"))
	case len([]rune(reason)) > 200:
		return fault.Invalid(fault.On("reason", "directive.too_long", "max", 200))
	}
	n.Mark, n.Reason = Declined, reason
	return nil
}

// Absorb joins the next node of the same kind to this one.
func (n *Node) Absorb(next *Node) error {
	if next.Kind != n.Kind || next.Parent != n.Parent || next.First < n.Last || n.Mark == Pruned || n.Mark == Merged {
		return fault.Conflict("directive.merge.no_neighbour")
	}
	n.Last, n.Demands = next.Last, n.Demands || next.Demands
	n.Mark, n.Reason = "", ""
	next.Mark, next.Reason = Merged, ""
	return nil
}

// SplitAt cuts a sentence in two before the code point at; the second half is returned without an id.
func (n *Node) SplitAt(at int, doc *cut.Doc) (Node, error) {
	if n.Kind != Sentence {
		return Node{}, fault.Invalid(fault.On("node", "directive.only_sentence"))
	}
	if n.Mark == Pruned || n.Mark == Merged {
		return Node{}, fault.Conflict("directive.node_gone")
	}
	for at > n.First && at < n.Last && strings.Contains("，、；：,;", doc.Slice(cut.Span{Start: at, End: at + 1})) {
		at++ // the comma stays with what it ends
	}
	left, right := trimSpan(doc, n.First, at), trimSpan(doc, at, n.Last)
	if at <= n.First || at >= n.Last || left.Empty() || right.Empty() {
		return Node{}, fault.Invalid(fault.On("at", "directive.split.outside"))
	}
	second := *n
	second.ID, second.First, second.Last, second.Mark, second.Reason, second.Version = "", right.Start, right.End, "", "", 1
	second.describe(doc)
	n.First, n.Last, n.Mark, n.Reason = left.Start, left.End, "", ""
	n.describe(doc)
	return second, nil
}

// describe writes the short title of a sentence and whether it demands something.
func (n *Node) describe(doc *cut.Doc) {
	text := doc.Slice(cut.Span{Start: n.First, End: n.Last})
	n.Title, n.Demands = brief(text), cut.Demands(text)
}

func trimSpan(doc *cut.Doc, a, b int) cut.Span {
	text := []rune(doc.Slice(cut.Span{Start: a, End: b}))
	for len(text) > 0 && strings.TrimSpace(string(text[0])) == "" {
		text, a = text[1:], a+1
	}
	return cut.Span{Start: a, End: a + len([]rune(strings.TrimSpace(string(text))))}
}

// brief is the first words of a sentence, for the outline.
func brief(text string) string {
	text = strings.TrimRight(strings.Join(strings.Fields(text), " "), "。；，！？")
	if r := []rune(text); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return text
}

// nodesOf turns a cut document into the nodes of a draft. The preamble's demands count, too: a speech
// often asks for something before its first heading.
func nodesOf(d *cut.Doc, id ID, draft int) []Node {
	var out []Node
	sentence := func(s cut.Span, parent NodeID, level int) {
		n := Node{ID: NodeID(db.NewID()), Directive: id, Draft: draft, Parent: parent, Kind: Sentence, Level: level, First: s.Start, Last: s.End, Version: 1}
		n.describe(d)
		out = append(out, n)
	}
	for _, s := range d.PreambleSentences() {
		sentence(s, "", 1)
	}
	var walk func(nodes []*cut.Node, parent NodeID)
	walk = func(nodes []*cut.Node, parent NodeID) {
		for _, c := range nodes {
			n := Node{ID: NodeID(db.NewID()), Directive: id, Draft: draft, Parent: parent, Kind: Part, Level: c.Level, Marker: c.Marker, Title: c.Title, First: c.Start, Last: c.End, Version: 1}
			out = append(out, n)
			for _, s := range d.Sentences(c) {
				sentence(s, n.ID, c.Level+1)
			}
			walk(c.Children, n.ID)
		}
	}
	walk(d.Outline, "")
	return out
}
