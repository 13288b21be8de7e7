package calendar

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// Look says what of a person's dates is shown.
type Look struct {
	Group  string    // "" for all
	All    bool      // also what others have to do
	Month  clock.Day // any day of the month
	Day    clock.Day // narrows the list to one day
	Missed bool      // what was missed in the year of the month, in the place of the month's dates
	After  Cursor
}

// Page is a page of a person's dates: a month of them counted by day, a list, and what is overdue from before.
type Page struct {
	First, Last clock.Day // of the month
	Tallies     []Tally
	Overdue     []Promise // open, and their day has passed; the longest overdue first
	MoreOverdue bool
	List        []Promise
	Next        Cursor            // of the next page, zero at the end
	Units       map[string]string // short names of the units and Party organisations in the lists
	Groups      []string
	MayDo       bool // something may be the person's to do
}

// How many rows a list shows.
const (
	mostDates   = 60
	mostOverdue = 40
)

// MonthOf is the first and the last day of the day's month.
func MonthOf(day clock.Day) (first, last clock.Day) {
	t := day.Time().In(clock.Zone)
	return day.Add(1 - t.Day()), clock.DayOf(t.AddDate(0, 1, -t.Day()))
}

// Dates reads a page of the actor's dates.
func (h *Hall) Dates(ctx context.Context, actor who.Actor, look Look) (v Page, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		v.First, v.Last = MonthOf(look.Month)
		v.Groups, v.MayDo = Groups(actor), len(ToDo(actor, "")) > 0
		seen := look.sights(actor)
		if v.Tallies, err = Tallies(tx, seen, v.First, v.Last); err != nil {
			return err
		}
		if look.Day == "" && !look.Missed && look.After.ID == "" {
			v.Overdue, err = Agenda(tx, seen, Wanted{From: "0001-01-01", Until: tx.Today().Add(-1), Open: true, Limit: mostOverdue + 1})
			if err != nil {
				return err
			}
			if v.MoreOverdue = len(v.Overdue) > mostOverdue; v.MoreOverdue {
				v.Overdue = v.Overdue[:mostOverdue]
			}
		}
		if v.List, err = Agenda(tx, seen, look.wanted(v)); err != nil {
			return err
		}
		if len(v.List) > mostDates {
			last := v.List[mostDates-1]
			v.List, v.Next = v.List[:mostDates], Cursor{last.Due, last.ID}
		}
		v.Units, err = unitNames(tx, v.Overdue, v.List)
		return err
	})
	return v, err
}

func (l Look) sights(a who.Actor) []Sight {
	if l.All {
		return Watched(a, l.Group)
	}
	return ToDo(a, l.Group)
}

func (l Look) wanted(v Page) Wanted {
	w := Wanted{From: v.First, Until: v.Last, After: l.After, Limit: mostDates + 1}
	switch {
	case l.Missed:
		w.Missed, w.From, w.Until = true, v.First[:5]+"01-01", v.First[:5]+"12-31"
	case l.Day != "":
		w.From, w.Until = l.Day, l.Day
	}
	return w
}

// mostKept bounds a calendar file.
const mostKept = 2000

// File are the actor's open dates of a year from the first day of the month on, for a calendar file, with the
// names of their units.
func (h *Hall) File(ctx context.Context, actor who.Actor, look Look) (list []Promise, units map[string]string, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		first, _ := MonthOf(look.Month)
		if list, err = Agenda(tx, look.sights(actor), Wanted{From: first, Until: first.Add(366), Open: true, Limit: mostKept}); err != nil {
			return err
		}
		units, err = unitNames(tx, list)
		return err
	})
	return list, units, err
}

// Waiting are the actor's own dates of a group up to a day that are still open, the earliest first.
func (h *Hall) Waiting(ctx context.Context, actor who.Actor, group string, until clock.Day, limit int) (list []Promise, units map[string]string, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if list, err = Agenda(tx, ToDo(actor, group), Wanted{From: "0001-01-01", Until: until, Open: true, Limit: limit}); err != nil {
			return err
		}
		units, err = unitNames(tx, list)
		return err
	})
	return list, units, err
}
