package burden

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Matter is one thing that is asked of one unit, whichever room asks it.
type Matter struct {
	Kind      string
	Ref       string
	Unit      string
	UnitName  string
	Asker     string // unit id, empty for the office
	AskerName string
	Title     string
	On        clock.Day // when it was asked
	Due       clock.Day
	Auto      int // cells that the system has filled in
	Hand      int // cells to be filled in by hand; both 0 where a matter is not a form
	Href      string
}

// Row is one line of the meter: how many things were asked, how many of them needed nothing typed,
// and how many cells were filled in by the system and by hand.
type Row struct {
	ID     string // of the asker or of the unit
	Name   string
	Asked  int64
	Spared int64
	Auto   int64
	Hand   int64
	Mine   int64 // of them asked by the reader's own unit
}

// Month is a month of the meter: 2026-06.
type Month struct {
	Month  string
	Asked  int64
	Spared int64
}

// Meter is what is asked of one unit: what stands open, the month by asker, and the months before.
type Meter struct {
	Open   []Matter
	Month  []Row
	Before []Month // the last six months, the present one included
	Held   []Part  // askings of which it has handed in the like before
}

// months is how many months the meter looks back.
const months = 6

// mostOpen bounds the list of open things; a unit with more has other troubles than this list.
const mostOpen = 200

// Unit is the meter of one unit. fault.NotFound outside the actor's reach.
func (h *Hall) Unit(ctx context.Context, actor who.Actor, id string) (m Meter, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		u, err := loadUnit(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadBurden, access.Place{Ord: u.Ord, Kind: access.KindAsking}); err != nil {
			return err
		}
		month := monthOf(tx.Today())
		if m.Open, err = listOpen(tx, id, access.ScopeOf(tx.Who, access.ReadBurden), mostOpen); err != nil {
			return err
		}
		if m.Month, err = sumByAsker(tx, id, month, tx.Today().Add(1)); err != nil {
			return err
		}
		if m.Before, err = sumByMonth(tx, id, back(month, months-1)); err != nil {
			return err
		}
		m.Held, err = listHeld(tx, id, tx.Today().Add(-memory), 8)
		return err
	})
	return m, err
}

// back is the first day of the month n months before.
func back(month clock.Day, n int) clock.Day {
	return clock.Day(month.Time().AddDate(0, -n, 0).Format(time.DateOnly))
}

// Units is the meter of all units in the actor's reach for the month of day, in the order of the
// register; mine is the unit in whose name the reader asks.
func (h *Hall) Units(ctx context.Context, actor who.Actor, mine string, day clock.Day) (rows []Row, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		month := monthOf(day)
		rows, err = sumByUnit(tx, access.ScopeOf(tx.Who, access.ReadBurden), mine, month, back(month, -1))
		return err
	})
	return rows, err
}

// Line is an asking in the list: to how many units it went, how many answered, how many had it.
type Line struct {
	Asking
	Units    int64
	Answered int64
	Had      int64
}

// mostAskings is how many askings the list shows, the latest first.
const mostAskings = 100

// Askings lists what departments in the actor's reach have asked.
func (h *Hall) Askings(ctx context.Context, actor who.Actor) (out []Line, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = listAskings(tx, access.ScopeOf(tx.Who, access.AskUnit), mostAskings)
		return err
	})
	return out, err
}

// Asking is one asking with the parts of the units that the actor may see; fault.NotFound when there
// is none of them and the asking is not of the actor's own department.
func (h *Hall) Asking(ctx context.Context, actor who.Actor, id string) (a Asking, parts []Part, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if a, err = loadAsking(tx, id); err != nil {
			return err
		}
		if parts, err = listParts(tx, id, access.ScopeOf(tx.Who, access.ReadBurden)); err != nil || len(parts) > 0 {
			return err
		}
		return access.May(tx.Who, access.AskUnit, a.Place())
	})
	return a, parts, err
}

// Part is one unit's part of an asking.
func (h *Hall) Part(ctx context.Context, actor who.Actor, id, unit string) (a Asking, p Part, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if a, err = loadAsking(tx, id); err != nil {
			return err
		}
		if p, err = loadPart(tx, id, unit); err != nil {
			return err
		}
		return access.May(tx.Who, access.ReadBurden, p.Place())
	})
	return a, p, err
}

// Asker is the highest unit in whose name the actor may ask; fault.NotFound when there is none.
func (h *Hall) Asker(ctx context.Context, actor who.Actor) (id, name string, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		id, name, err = home(tx, access.ScopeOf(tx.Who, access.AskUnit))
		return err
	})
	return id, name, err
}

// Choice is a unit that may be asked.
type Choice struct{ ID, Name, Kind string }

// Reach lists the units that the actor may ask, in the order of the register.
func (h *Hall) Reach(ctx context.Context, actor who.Actor) (out []Choice, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = listReach(tx, access.ScopeOf(tx.Who, access.AskUnit))
		return err
	})
	return out, err
}
