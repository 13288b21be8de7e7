package org

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Merging says which units become part of which. Into names an existing unit, or New describes one to be made.
type Merging struct {
	Units []string
	Into  string
	New   UnitInput
	Day   clock.Day // first day of the new order; today when empty
	Note  string    // the document that ordered it
}

// MergeUnits merges units into another and returns the id of the one that remains. Units below the merged
// ones, their people, portfolios and Party links pass to it; posts at the merged units end the day before.
// The merged units stay, closed, below their successor: their matters and their history remain readable
// to whoever may see the successor.
func (h *Hall) MergeUnits(ctx context.Context, actor who.Actor, in Merging) (id string, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		id, err = mergeUnits(tx, in)
		return err
	})
	return id, err
}

func mergeUnits(tx *db.Tx, in Merging) (string, error) {
	if in.Into == "" {
		into, err := makeSuccessor(tx, in)
		if err != nil {
			return "", err
		}
		in.Into = into
	}
	var names []string
	for _, id := range in.Units {
		name, err := mergeOne(tx, id, in)
		if err != nil {
			return "", err
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "", fault.Invalid(fault.On("units", "org.merge.units_missing"))
	}
	return in.Into, audit.Record(tx, audit.Entry{Action: "org.merge", Kind: "unit", ID: in.Into, Unit: in.Into,
		Details: map[string]any{"merged": names, "day": today(tx, in.Day), "note": in.Note}})
}

// makeSuccessor adds the unit that the others become, in the place of the first of them.
func makeSuccessor(tx *db.Tx, in Merging) (string, error) {
	if len(in.Units) == 0 {
		return "", fault.Invalid(fault.On("units", "org.merge.units_missing"))
	}
	first, err := UnitByID(tx, in.Units[0])
	if err != nil {
		return "", err
	}
	fresh := in.New
	fresh.Tree, fresh.Since = first.Tree, today(tx, in.Day)
	if fresh.Parent == "" {
		fresh.Parent = first.Parent
	}
	return AddUnit(tx, fresh, first.ID)
}

// mergeOne is a change of its own, so that every unit is checked against the trees as the one before left them.
func mergeOne(tx *db.Tx, id string, in Merging) (string, error) {
	c, err := begin(tx, in.Day)
	if err != nil {
		return "", err
	}
	u, err := c.unit(id, "units")
	if err != nil {
		return "", err
	}
	if id == in.Into {
		return "", fault.Invalid(fault.On("units", "org.merge.into_itself"))
	}
	into, err := c.unit(in.Into, "into")
	if err != nil {
		return "", err
	}
	if err := c.mayBecome(u, into); err != nil {
		return "", err
	}
	for _, k := range c.f.Children(id) { // closed ones too: their history goes with them
		if err := c.move(k, into.ID, ""); err != nil {
			return "", err
		}
	}
	if err := c.retire(u, into, in.Note); err != nil {
		return "", err
	}
	return u.Name, c.finish()
}

func (c *change) mayBecome(u, into Unit) error {
	var check fault.Check
	check.That(u.Parent != "", "units", "org.unit.root_stays")
	check.That(u.Tree == into.Tree, "into", "org.unit.parent_other_tree")
	check.That(!c.nodes[into.ID].within(c.nodes[u.ID]), "into", "org.unit.parent_below")
	for _, k := range c.f.Children(u.ID) {
		for _, s := range c.f.Children(into.ID) {
			check.That(!k.Open(c.day) || !s.Open(c.day) || k.Name != s.Name, "units", "org.unit.name_taken", "name", k.Name)
		}
	}
	return check.Err()
}

// retire hands over what the unit had, closes it and stands it below its successor.
func (c *change) retire(u, into Unit, note string) error {
	if err := moveContents(c.tx, u.ID, into.ID, c.day); err != nil {
		return err
	}
	if err := endContents(c.tx, u.ID, lastDay(c.day)); err != nil {
		return err
	}
	u.Until = lastDay(c.day)
	if err := c.move(u, into.ID, ""); err != nil {
		return err
	}
	for _, name := range append([]string{u.Name}, u.Formerly()...) {
		if name == into.Name {
			continue
		}
		if err := putAlias(c.tx, into.ID, Alias{Name: name, Why: AliasMerged, Until: u.Until}); err != nil {
			return err
		}
	}
	if err := c.event(Event{Unit: u.ID, Kind: EventMerged, Other: into.ID, Was: u.Name, Became: into.Name, Note: note}); err != nil {
		return err
	}
	return c.event(Event{Unit: into.ID, Kind: EventJoined, Other: u.ID, Was: u.Name, Became: into.Name, Note: note})
}
