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

// MoveUnit puts a unit with everything below it under another parent, or at another place in the register
// (behind the sibling named after). Who has a right at the new parent has it over the unit from then on.
func (h *Hall) MoveUnit(ctx context.Context, actor who.Actor, id, parent, after string, day clock.Day, note string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return moveUnit(tx, id, parent, after, day, note) })
}

func moveUnit(tx *db.Tx, id, parent, after string, day clock.Day, note string) error {
	c, err := begin(tx, day)
	if err != nil {
		return err
	}
	u, err := c.unit(id, "unit")
	if err != nil {
		return err
	}
	was, _ := c.f.At(u.Parent)
	to, err := c.mayStand(u, parent)
	if err != nil {
		return err
	}
	if err := c.move(u, to.ID, after); err != nil {
		return err
	}
	if u.Parent != to.ID {
		if err := c.event(Event{Unit: id, Kind: EventMoved, Other: to.ID, Was: was.Name, Became: to.Name, Note: note}); err != nil {
			return err
		}
	}
	if err := c.finish(); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "org.move", Kind: "unit", ID: id, Version: u.Version + 1, Unit: id,
		Details: map[string]any{"name": u.Name, "from": was.Name, "to": to.Name, "day": c.day, "note": note}})
}

// mayStand checks that u can stand below parent.
func (c *change) mayStand(u Unit, parent string) (Unit, error) {
	to, ok := c.f.At(parent)
	if !ok {
		return to, fault.Invalid(fault.On("parent", "org.unit.parent_unknown"))
	}
	if err := access.May(c.tx.Who, access.EditOrg, placeOf(c.f, to)); err != nil {
		return to, err
	}
	var check fault.Check
	check.That(u.Parent != "", "unit", "org.unit.root_stays")
	check.That(to.Tree == u.Tree, "parent", "org.unit.parent_other_tree")
	check.That(to.Open(c.tx.Today()), "parent", "org.unit.closed_already", "name", to.Name, "day", to.Until)
	check.That(!c.nodes[parent].within(c.nodes[u.ID]), "parent", "org.unit.parent_below")
	for _, s := range c.f.Children(parent) {
		check.That(s.ID == u.ID || s.Name != u.Name || !s.Open(c.day), "parent", "org.unit.name_taken", "name", u.Name)
	}
	return to, check.Err()
}

// move hangs the node elsewhere and stores the new parent.
func (c *change) move(u Unit, parent, after string) error {
	n := c.nodes[u.ID]
	n.detach()
	if err := c.graft(n, parent, after); err != nil {
		return err
	}
	u.Parent = parent
	return saveUnit(c.tx, u)
}
