package org

import (
	"slices"
	"sync"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

// Forest is both trees as they stand, in the order of their numbers (which is the register order), closed
// units included. It is shared between requests: nobody changes it.
type Forest struct {
	Units []Unit
	token string
	byID  map[string]int
	kids  map[string][]int
}

// Tree reads both trees. It is kept in memory and read again only when they have changed, so that asking
// costs one short query.
func Tree(tx *db.Tx) (*Forest, error) {
	token, err := treeToken(tx)
	if err != nil {
		return nil, err
	}
	if f := kept.get(token); f != nil {
		return f, nil
	}
	units, err := loadUnits(tx)
	if err != nil {
		return nil, err
	}
	aliases, err := loadAliases(tx)
	if err != nil {
		return nil, err
	}
	f := newForest(units, aliases, token)
	kept.put(f)
	return f, nil
}

func newForest(units []Unit, aliases map[string][]Alias, token string) *Forest {
	f := &Forest{Units: units, token: token, byID: make(map[string]int, len(units)), kids: map[string][]int{}}
	for i := range units {
		units[i].Aliases = aliases[units[i].ID]
		f.byID[units[i].ID] = i
		f.kids[units[i].Parent] = append(f.kids[units[i].Parent], i)
	}
	return f
}

// At is the unit with the id.
func (f *Forest) At(id string) (Unit, bool) {
	i, ok := f.byID[id]
	if !ok {
		return Unit{}, false
	}
	return f.Units[i], true
}

// Root is the top of a tree.
func (f *Forest) Root(tree string) (Unit, bool) {
	for _, i := range f.kids[""] {
		if f.Units[i].Tree == tree {
			return f.Units[i], true
		}
	}
	return Unit{}, false
}

// Children are the units directly below, in register order; id "" means the roots.
func (f *Forest) Children(id string) []Unit {
	out := make([]Unit, 0, len(f.kids[id]))
	for _, i := range f.kids[id] {
		out = append(out, f.Units[i])
	}
	return out
}

// Under is the unit and everything below it, in register order.
func (f *Forest) Under(id string) []Unit {
	i, ok := f.byID[id]
	if !ok {
		return nil
	}
	end := i
	for end < len(f.Units) && f.Units[end].Ord <= f.Units[i].Last {
		end++
	}
	return f.Units[i:end:end]
}

// Path is the unit's ancestors from the root down, and the unit itself.
func (f *Forest) Path(id string) []Unit {
	var out []Unit
	for u, ok := f.At(id); ok; u, ok = f.At(u.Parent) {
		out = append(out, u)
	}
	slices.Reverse(out)
	return out
}

// Of lists a tree's units that exist on the day, in register order.
func (f *Forest) Of(tree string, day clock.Day) []Unit {
	var out []Unit
	for _, u := range f.Units {
		if u.Tree == tree && u.Open(day) {
			out = append(out, u)
		}
	}
	return out
}

// nodes copies the trees for renumbering.
func (f *Forest) nodes() map[string]*node {
	out := make(map[string]*node, len(f.Units))
	for _, u := range f.Units { // parents come before their children
		n := &node{id: u.ID, tree: u.Tree, ord: u.Ord, last: u.Last, depth: u.Depth}
		if p := out[u.Parent]; p != nil {
			n.parent = p
			p.kids = append(p.kids, n)
		}
		out[u.ID] = n
	}
	return out
}

// changed lists the units whose numbers differ from the forest's, those not yet stored left out.
func (f *Forest) changed(nodes map[string]*node) []Moved {
	var out []Moved
	for _, u := range f.Units {
		if n := nodes[u.ID]; n.ord != u.Ord || n.last != u.Last || n.depth != u.Depth {
			out = append(out, Moved{Unit: u.ID, WasOrd: u.Ord, WasLast: u.Last, WasDepth: u.Depth, Ord: n.ord, Last: n.last, Depth: n.depth})
		}
	}
	return out
}

// UnitByID is one unit; fault.NotFound when there is none.
func UnitByID(tx *db.Tx, id string) (Unit, error) {
	f, err := Tree(tx)
	if err != nil {
		return Unit{}, err
	}
	u, ok := f.At(id)
	if !ok {
		return Unit{}, fault.NotFound()
	}
	return u, nil
}

// UnitsUnder is the unit and everything below it that exists today, in register order.
func UnitsUnder(tx *db.Tx, id string) ([]Unit, error) {
	f, err := Tree(tx)
	if err != nil {
		return nil, err
	}
	var out []Unit
	for _, u := range f.Under(id) {
		if u.Open(tx.Today()) {
			out = append(out, u)
		}
	}
	return out, nil
}

// memory keeps the last few forests by token. A token is drawn anew with every change and never used
// twice, so a forest that was rolled back is simply never asked for again.
type memory struct {
	mu   sync.Mutex
	list []*Forest
}

const keptForests = 8

var kept memory

func (m *memory) get(token string) *Forest {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range m.list {
		if f.token == token && token != "" {
			return f
		}
	}
	return nil
}

func (m *memory) put(f *Forest) {
	if f.token == "" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.list = append(m.list, f)
	if len(m.list) > keptForests {
		m.list = slices.Clone(m.list[1:])
	}
}
