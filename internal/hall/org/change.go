package org

import (
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// change is one change of the trees in a transaction: the trees as they were, and the numbers as they will be.
type change struct {
	tx    *db.Tx
	f     *Forest
	nodes map[string]*node
	day   clock.Day // from which it holds
	added []Unit    // stored in this change, with the numbers they were stored with
}

// deepest is how many levels a tree may have: ministry to group in ten, and two to spare.
const deepest = 12

// begin locks the trees and reads them. The day may be empty: today.
func begin(tx *db.Tx, day clock.Day) (*change, error) {
	if !dayForm(day) {
		return nil, fault.Invalid(fault.On("day", "org.day_form"))
	}
	if day == "" {
		day = tx.Today()
	}
	if day > tx.Today() {
		return nil, fault.Invalid(fault.On("day", "org.day_future"))
	}
	if err := lockTree(tx); err != nil {
		return nil, err
	}
	f, err := Tree(tx)
	if err != nil {
		return nil, err
	}
	return &change{tx: tx, f: f, nodes: f.nodes(), day: day}, nil
}

// unit is an open unit that the actor may change.
func (c *change) unit(id, field string) (Unit, error) {
	u, ok := c.f.At(id)
	if !ok {
		return u, fault.NotFound()
	}
	if err := access.May(c.tx.Who, access.EditOrg, placeOf(c.f, u)); err != nil {
		return u, err
	}
	if !u.Open(c.tx.Today()) {
		return u, fault.Invalid(fault.On(field, "org.unit.closed_already", "name", u.Name, "day", u.Until))
	}
	return u, nil
}

// finish stores the numbers that changed, lets the rooms correct theirs, and marks the trees as changed.
func (c *change) finish() error {
	moved := c.f.changed(c.nodes)
	for _, m := range append(moved, c.shifted()...) {
		if err := saveNumbers(c.tx, m); err != nil {
			return err
		}
	}
	if err := renumbered(c.tx, moved); err != nil {
		return err
	}
	return setTreeToken(c.tx, db.NewID())
}

// shifted lists the units added in this change whose numbers moved again when others were added; no row
// of another room can carry them yet.
func (c *change) shifted() []Moved {
	var out []Moved
	for _, u := range c.added {
		if n := c.nodes[u.ID]; n.ord != u.Ord || n.last != u.Last || n.depth != u.Depth {
			out = append(out, Moved{Unit: u.ID, Ord: n.ord, Last: n.last, Depth: n.depth})
		}
	}
	return out
}

// event writes one line of a unit's history.
func (c *change) event(e Event) error {
	e.Day = c.day
	return insertEvent(c.tx, e)
}

// free refuses a name that an open sibling has, and a code that any unit of the tree has.
func (c *change) free(in UnitInput, self string) error {
	var check fault.Check
	for _, u := range slices.Concat(c.f.Units, c.added) {
		if u.ID == self || u.Tree != in.Tree {
			continue
		}
		check.That(in.Code == "" || u.Code != in.Code, "code", "org.unit.code_taken", "name", u.Name)
		if u.Parent == in.Parent && u.Open(c.day) {
			check.That(u.Name != in.Name, "name", "org.unit.name_taken", "name", u.Name)
		}
	}
	return check.Err()
}

// graft gives a new or moved node its place below parent, behind the sibling named after.
func (c *change) graft(n *node, parent, after string) error {
	p := c.nodes[parent]
	if p == nil {
		return fault.Invalid(fault.On("parent", "org.unit.parent_unknown"))
	}
	n.insert(p, after)
	n.place()
	if deepestOf(n) > deepest {
		return fault.Invalid(fault.On("parent", "org.unit.too_deep", "max", deepest))
	}
	return nil
}

func deepestOf(n *node) int {
	d := n.depth
	for _, k := range n.kids {
		d = max(d, deepestOf(k))
	}
	return d
}
