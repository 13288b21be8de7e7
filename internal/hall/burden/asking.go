package burden

import (
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// States of a unit's part.
const (
	Asked    = "asked"
	Answered = "answered"
	Again    = "again" // the asker wants more than the original
)

// mostCells bounds how many cells one asking may want of a unit: more is a form of its own.
const mostCells = 2000

// Asking is what a department asks of units by hand.
type Asking struct {
	ID        string
	Asker     string // unit id of the department
	AskerName string
	AskerOrd  int64
	Title     string
	Wants     string // what is to be handed in
	Basis     string
	Since     clock.Day // the period that it is about
	Until     clock.Day
	Due       clock.Day
	Cells     int // to be filled in by a unit that has nothing to show
	By        string
	At        time.Time
	Withdrawn time.Time
	Why       string
	Version   int64
}

// Place is where the asking lies: at the department that asks.
func (a Asking) Place() access.Place {
	return access.Place{Ord: a.AskerOrd, Kind: access.KindAsking, ID: a.ID}
}

// NewAsking is what is filled in to ask. Still holds, by unit, why it is asked although it was supplied.
type NewAsking struct {
	Asker string
	Title string
	Wants string
	Basis string
	Since clock.Day
	Until clock.Day
	Due   clock.Day
	Cells int
	Units []string
	Still map[string]string
}

func (in *NewAsking) tidy() {
	in.Title, in.Wants, in.Basis = strings.TrimSpace(in.Title), strings.TrimSpace(in.Wants), strings.TrimSpace(in.Basis)
}

// check names each wrong field; today is the house's day.
func (in NewAsking) check(today clock.Day) error {
	var c fault.Check
	c.That(in.Title != "", "title", "burden.title_empty")
	c.That(in.Wants != "", "wants", "burden.wants_empty")
	c.That(in.Due >= today, "due", "burden.due_past", "today", string(today))
	c.That(in.Until == "" || in.Since != "" && in.Since <= in.Until, "until", "burden.period")
	c.That(in.Cells >= 0 && in.Cells <= mostCells, "cells", "burden.cells", "most", mostCells)
	c.That(len(in.Units) > 0, "units", "burden.no_units")
	return c.Err()
}

// Part is one unit's side of an asking.
type Part struct {
	Asking   string
	Title    string // of the asking, where the part is listed by itself
	Asker    string
	Asked    time.Time
	Due      clock.Day
	Unit     string
	UnitName string
	UnitOrd  int64
	State    string
	Had      Supplied // what it has handed in already; its Ref is empty when nothing was found
	Still    string   // why it is asked all the same
	Answer   string
	ByOrigin bool
	By       string
	At       time.Time
	Version  int64
}

// Place is where the part lies: at the unit.
func (p Part) Place() access.Place {
	return access.Place{Ord: p.UnitOrd, Kind: access.KindAsking, ID: p.Asking}
}

// Reply is a unit's answer: words, or the original that it handed in before.
type Reply struct {
	Text     string
	Original bool
}

// take answers the part. fault.Invalid when it says nothing or points to an original that is not
// there; fault.Conflict when it was answered.
func (p *Part) take(in Reply, now time.Time) error {
	in.Text = strings.TrimSpace(in.Text)
	switch {
	case p.State == Answered:
		return fault.Conflict("burden.answered_already")
	case in.Original && p.Had.Ref == "":
		return fault.Invalid(fault.On("original", "burden.no_original"))
	case in.Original && p.State == Again:
		return fault.Invalid(fault.On("original", "burden.original_refused"))
	case !in.Original && in.Text == "":
		return fault.Invalid(fault.On("text", "burden.answer_empty"))
	}
	p.State, p.Answer, p.ByOrigin, p.At = Answered, in.Text, in.Original, now
	return nil
}

// wantAgain sends the part back with the reason for which the original is not enough.
func (p *Part) wantAgain(why string) error {
	why = strings.TrimSpace(why)
	if p.State != Answered {
		return fault.Conflict("burden.not_answered")
	}
	if why == "" {
		return fault.Invalid(fault.On("why", "burden.again_why"))
	}
	p.State, p.Still, p.At = Again, why, time.Time{}
	return nil
}
