package org

import (
	"context"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// ChangeUnit corrects a unit's entry or renames it: with a new name the old one is kept as a former name
// and the rename becomes part of the history, dated day (today when empty), ordered by note. Tree and
// parent stay; see MoveUnit. Faults: Invalid, Conflict when somebody changed the entry meanwhile.
func (h *Hall) ChangeUnit(ctx context.Context, actor who.Actor, id string, version int64, in UnitInput, day clock.Day, note string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return changeUnit(tx, id, version, in, day, note) })
}

func changeUnit(tx *db.Tx, id string, version int64, in UnitInput, day clock.Day, note string) error {
	c, err := begin(tx, day)
	if err != nil {
		return err
	}
	u, err := c.unit(id, "name")
	if err != nil {
		return err
	}
	in.Tree, in.Parent = u.Tree, u.Parent
	if err := in.check(); err != nil {
		return err
	}
	if err := c.free(in, id); err != nil {
		return err
	}
	was := u
	u.Name, u.Short, u.Code, u.Kind, u.Inspected, u.Version = in.Name, in.Short, in.Code, in.Kind, in.Inspected, version
	u.Initials = Initials(u.Short)
	if in.Since != "" {
		u.Since = in.Since
	}
	if err := saveUnit(tx, u); err != nil {
		return err
	}
	if err := c.names(was, in, note); err != nil {
		return err
	}
	if err := c.finish(); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "org.change", Kind: "unit", ID: id, Version: version + 1, Unit: id,
		Details: map[string]any{"was": was.Name, "unit": in, "day": c.day, "note": note}})
}

// names keeps the old name and brings the aliases in use to what the form says.
func (c *change) names(was Unit, in UnitInput, note string) error {
	if was.Name != in.Name {
		old := Alias{Name: was.Name, Why: AliasFormer, Until: lastDay(c.day)}
		if err := putAlias(c.tx, was.ID, old); err != nil {
			return err
		}
		if err := c.event(Event{Unit: was.ID, Kind: EventRenamed, Was: was.Name, Became: in.Name, Note: note}); err != nil {
			return err
		}
	}
	for _, a := range was.Spoken() {
		if !slices.Contains(in.Aliases, a) {
			if err := dropAlias(c.tx, was.ID, a); err != nil {
				return err
			}
		}
	}
	for _, a := range in.Aliases {
		if slices.ContainsFunc(was.Aliases, func(x Alias) bool { return x.Name == a }) {
			continue
		}
		if err := putAlias(c.tx, was.ID, Alias{Name: a, Why: AliasUsed}); err != nil {
			return err
		}
	}
	return nil
}
