package org

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// AddUnit adds a unit or Party organisation below its parent, behind the sibling named after (at the end
// when empty), and returns its id. Faults: Invalid naming the field; NotFound for a parent that may not
// be seen; Denied.
func (h *Hall) AddUnit(ctx context.Context, actor who.Actor, in UnitInput, after string) (id string, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		id, err = AddUnit(tx, in, after)
		return err
	})
	return id, err
}

// AddUnit is the verb inside a running transaction: set-up, import and the demo add many at once.
func AddUnit(tx *db.Tx, in UnitInput, after string) (string, error) {
	if err := in.check(); err != nil {
		return "", err
	}
	c, err := begin(tx, "")
	if err != nil {
		return "", err
	}
	u, err := c.add(in, after)
	if err != nil {
		return "", err
	}
	if err := c.finish(); err != nil {
		return "", err
	}
	return u.ID, audit.Record(tx, audit.Entry{Action: "org.add", Kind: "unit", ID: u.ID, Version: 1, Unit: u.ID, Details: in})
}

// add checks, places and stores one new unit; the caller finishes the change.
func (c *change) add(in UnitInput, after string) (Unit, error) {
	if err := c.mayAdd(in); err != nil {
		return Unit{}, err
	}
	if err := c.free(in, ""); err != nil {
		return Unit{}, err
	}
	u := Unit{ID: db.NewID(), Tree: in.Tree, Parent: in.Parent, Code: in.Code, Name: in.Name, Short: in.Short, Kind: in.Kind,
		Initials: Initials(in.Short), Inspected: in.Inspected, Since: in.Since, Version: 1}
	n := &node{id: u.ID, tree: in.Tree, fresh: true}
	if in.Parent == "" {
		n.place()
	} else if err := c.graft(n, in.Parent, after); err != nil {
		return u, err
	}
	c.nodes[u.ID] = n
	return u, c.store(u, n, in.Aliases)
}

func (c *change) mayAdd(in UnitInput) error {
	if in.Parent == "" {
		return c.mayRoot(in.Tree)
	}
	p, ok := c.f.At(in.Parent)
	if !ok && c.nodes[in.Parent] != nil { // added a moment ago in this change
		return nil
	}
	if !ok {
		return fault.Invalid(fault.On("parent", "org.unit.parent_unknown"))
	}
	if err := access.May(c.tx.Who, access.EditOrg, placeOf(c.f, p)); err != nil {
		return err
	}
	var check fault.Check
	check.That(p.Tree == in.Tree, "parent", "org.unit.parent_other_tree")
	check.That(p.Open(c.tx.Today()), "parent", "org.unit.closed_already", "name", p.Name, "day", p.Until)
	return check.Err()
}

// mayRoot allows one root a tree. The first of all is made at set-up, by nobody who could hold a right yet.
func (c *change) mayRoot(tree string) error {
	if _, ok := c.f.Root(tree); ok {
		return fault.Invalid(fault.On("parent", "org.unit.parent_missing"))
	}
	root, ok := c.f.Root(UnitTree)
	if !ok {
		if c.tx.Who.IsJob() {
			return nil
		}
		return fault.Denied("role")
	}
	return access.May(c.tx.Who, access.EditOrg, access.Place{Ord: root.Ord})
}

func (c *change) store(u Unit, n *node, aliases []string) error {
	u.Ord, u.Last, u.Depth = n.ord, n.last, n.depth
	if err := insertUnit(c.tx, u); err != nil {
		return err
	}
	c.added = append(c.added, u)
	for _, a := range aliases {
		if err := putAlias(c.tx, u.ID, Alias{Name: a, Why: AliasUsed}); err != nil {
			return err
		}
	}
	day := u.Since
	if day == "" {
		day = c.day
	}
	return insertEvent(c.tx, Event{Unit: u.ID, Kind: EventAdded, Day: day, Became: u.Name})
}

// lastDay is the day before: the last day of what a change that holds from day ends.
func lastDay(day clock.Day) clock.Day { return day.Add(-1) }
