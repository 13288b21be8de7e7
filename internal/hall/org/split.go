package org

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Part is one unit made out of another, with the units below it and the people that go there.
type Part struct {
	New    UnitInput
	Units  []string
	People []string
}

// Splitting says what a unit becomes. With Close the unit ends, and what is not named in any part goes to
// the first one, its heir; without it the unit goes on and only what is named leaves.
type Splitting struct {
	Unit  string
	Parts []Part
	Close bool
	Day   clock.Day
	Note  string
}

// SplitUnit makes new units out of one and returns their ids in the order of the parts.
func (h *Hall) SplitUnit(ctx context.Context, actor who.Actor, in Splitting) (ids []string, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		ids, err = splitUnit(tx, in)
		return err
	})
	return ids, err
}

func splitUnit(tx *db.Tx, in Splitting) (ids []string, err error) {
	u, err := UnitByID(tx, in.Unit)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	check.That(len(in.Parts) > 0, "parts", "org.split.parts_missing")
	check.That(u.Parent != "", "unit", "org.unit.root_stays")
	if err := check.Err(); err != nil {
		return nil, err
	}
	after := u.ID
	for _, p := range in.Parts {
		if after, err = carve(tx, u, p, after, in); err != nil {
			return nil, err
		}
		ids = append(ids, after)
	}
	if in.Close {
		err = inherit(tx, u.ID, ids[0], in)
	}
	if err != nil {
		return nil, err
	}
	return ids, audit.Record(tx, audit.Entry{Action: "org.split", Kind: "unit", ID: u.ID, Unit: u.ID,
		Details: map[string]any{"name": u.Name, "parts": in.Parts, "close": in.Close, "day": today(tx, in.Day), "note": in.Note}})
}

// carve makes one part behind the unit before it, and moves to it what it takes along.
func carve(tx *db.Tx, from Unit, p Part, after string, in Splitting) (string, error) {
	p.New.Tree, p.New.Parent, p.New.Since = from.Tree, from.Parent, today(tx, in.Day)
	id, err := AddUnit(tx, p.New, after)
	if err != nil {
		return "", err
	}
	c, err := begin(tx, in.Day)
	if err != nil {
		return "", err
	}
	if _, err := c.unit(from.ID, "unit"); err != nil {
		return "", err
	}
	for _, k := range p.Units {
		u, ok := c.f.At(k)
		if !ok || u.Parent != from.ID {
			return "", fault.Invalid(fault.On("units", "org.split.not_below"))
		}
		if err := c.move(u, id, ""); err != nil {
			return "", err
		}
	}
	if err := c.carvePeople(p.People, from.ID, id); err != nil {
		return "", err
	}
	for _, e := range []Event{
		{Unit: from.ID, Kind: EventSplit, Other: id, Was: from.Name, Became: p.New.Name, Note: in.Note},
		{Unit: id, Kind: EventCarved, Other: from.ID, Was: from.Name, Became: p.New.Name, Note: in.Note},
	} {
		if err := c.event(e); err != nil {
			return "", err
		}
	}
	return id, c.finish()
}

func (c *change) carvePeople(people []string, from, to string) error {
	for _, id := range people {
		p, err := PersonByID(c.tx, id)
		if err != nil || p.Unit != from {
			return fault.Invalid(fault.On("people", "org.split.not_of_unit"))
		}
		p.Unit = to
		if err := savePerson(c.tx, p); err != nil {
			return err
		}
	}
	return nil
}

// inherit closes the unit that was split up: the heir gets the rest, and stands for it in the tree.
func inherit(tx *db.Tx, id, heir string, in Splitting) error {
	c, err := begin(tx, in.Day)
	if err != nil {
		return err
	}
	u, err := c.unit(id, "unit")
	if err != nil {
		return err
	}
	for _, k := range c.f.Children(id) {
		if err := c.move(k, heir, ""); err != nil {
			return err
		}
	}
	if err := moveContents(tx, id, heir, c.day); err != nil {
		return err
	}
	u.Until = lastDay(c.day)
	if err := c.move(u, heir, ""); err != nil {
		return err
	}
	return c.finish()
}
