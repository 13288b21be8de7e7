package org

import (
	"slices"

	"plumbline/internal/ground/who"
)

// node is a unit while numbers are being given out.
type node struct {
	id        string
	tree      string
	parent    *node
	kids      []*node
	ord, last int64
	depth     int
	fresh     bool // not in the database yet
}

// The stretches of the two trees. Both fit into what a page or a spreadsheet can hold as a number.
const (
	unitFirst, unitLast   = int64(1), int64(1) << 50
	partyFirst, partyLast = int64(1) << 51, int64(1) << 52
)

// Whole tells whether the grant reaches over the whole tree of units: its unit is the root.
func Whole(g who.Grant) bool { return g.First <= unitFirst }

// spare is how many numbers a unit wants for itself, so that many more fit below it before anything moves.
const spare = 64

func (n *node) size() int64 {
	s := int64(1)
	for _, k := range n.kids {
		s += k.size()
	}
	return s
}

// assign numbers n and everything below it inside first..last: each child gets a stretch in proportion to
// its size, and an eighth stays free at the end for children to come.
func (n *node) assign(first, last int64) {
	n.ord, n.last = first, last
	if n.parent != nil {
		n.depth = n.parent.depth + 1
	}
	if len(n.kids) == 0 {
		return
	}
	room := (last - first) / 8 * 7
	share := room / (n.size() - 1)
	at := first + 1
	for _, k := range n.kids {
		width := share * k.size()
		k.assign(at, at+width-1)
		at += width
	}
}

// fits tells whether a stretch of that width is comfortable for the subtree.
func (n *node) fits(width int64) bool { return width >= spare*n.size() }

// place numbers n, which already stands among its parent's children, and renumbers as little around it as
// possible: nothing, when there is room; else the nearest ancestor that is roomy; at worst the whole tree.
func (n *node) place() {
	if n.parent == nil {
		if n.tree == PartyTree {
			n.assign(partyFirst, partyLast)
		} else {
			n.assign(unitFirst, unitLast)
		}
		return
	}
	first, last := n.gap()
	if width := last - first + 1; n.fits(width) {
		if n.isLast() && n.fits(width/8) { // leave most of the free end to those who come later
			last = first + width/8 - 1
		}
		n.assign(first, last)
		return
	}
	a := n.parent
	for a.parent != nil && a.last-a.ord < 16*spare*a.size() {
		a = a.parent
	}
	if a.parent == nil {
		a.place()
		return
	}
	a.assign(a.ord, a.last)
}

// gap is the free stretch between n's neighbours.
func (n *node) gap() (first, last int64) {
	i := slices.Index(n.parent.kids, n)
	first, last = n.parent.ord+1, n.parent.last
	if i > 0 {
		first = n.parent.kids[i-1].last + 1
	}
	if i+1 < len(n.parent.kids) {
		last = n.parent.kids[i+1].ord - 1
	}
	return first, last
}

func (n *node) isLast() bool { return n.parent.kids[len(n.parent.kids)-1] == n }

// insert puts n below parent, behind the child named after (at the end when there is none of that name).
func (n *node) insert(parent *node, after string) {
	n.parent, n.tree = parent, parent.tree
	i := slices.IndexFunc(parent.kids, func(k *node) bool { return k.id == after })
	if i < 0 {
		parent.kids = append(parent.kids, n)
		return
	}
	parent.kids = slices.Insert(parent.kids, i+1, n)
}

// detach takes n out of its parent's children.
func (n *node) detach() {
	n.parent.kids = slices.DeleteFunc(n.parent.kids, func(k *node) bool { return k == n })
	n.parent = nil
}

// within tells whether n is a or stands below it.
func (n *node) within(a *node) bool {
	for ; n != nil; n = n.parent {
		if n == a {
			return true
		}
	}
	return false
}
