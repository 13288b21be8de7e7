package org

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// CloseUnit ends a unit without a successor. day is the first day on which it exists no longer (today when
// empty). Refused while units stand below it or people belong to it: they have to go somewhere first.
func (h *Hall) CloseUnit(ctx context.Context, actor who.Actor, id string, day clock.Day, note string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return closeUnit(tx, id, day, note) })
}

func closeUnit(tx *db.Tx, id string, day clock.Day, note string) error {
	c, err := begin(tx, day)
	if err != nil {
		return err
	}
	u, err := c.unit(id, "unit")
	if err != nil {
		return err
	}
	if err := mayClose(tx, u); err != nil {
		return err
	}
	if err := c.close(u); err != nil {
		return err
	}
	if err := c.event(Event{Unit: id, Kind: EventClosed, Was: u.Name, Note: note}); err != nil {
		return err
	}
	if err := c.finish(); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "org.close", Kind: "unit", ID: id, Version: u.Version + 1, Unit: id,
		Details: map[string]any{"name": u.Name, "day": c.day, "note": note}})
}

func mayClose(tx *db.Tx, u Unit) error {
	below, err := openChildren(tx, u.ID, tx.Today())
	if err != nil {
		return err
	}
	people, err := peopleIn(tx, u.ID, tx.Today())
	if err != nil {
		return err
	}
	var check fault.Check
	check.That(u.Parent != "", "unit", "org.unit.root_stays")
	check.That(below == 0, "unit", "org.unit.has_units", "n", below)
	check.That(people == 0, "unit", "org.unit.has_people", "n", people)
	return check.Err()
}

// close ends the unit and what still runs at it on the day before the change.
func (c *change) close(u Unit) error {
	u.Until = lastDay(c.day)
	if err := saveUnit(c.tx, u); err != nil {
		return err
	}
	return endContents(c.tx, u.ID, u.Until)
}
