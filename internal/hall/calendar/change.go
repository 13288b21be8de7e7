package calendar

import (
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
)

// Extension moves the present due date of an open promise.
type Extension struct {
	To     clock.Day // empty: as far as the rule allows
	Reason string
	Beyond bool // more often than the rule's number of times: the calling room has two persons' agreement
}

// Extend moves the due date of the open promise, as often and as far as the rule it began under
// allows, and answers the promise with its new date. The first due date stays. Who may extend is
// for the calling room to check.
// rule: INV-12
// rule: INV-19
func Extend(tx *db.Tx, kind, ref string, e Extension) (Promise, error) {
	p, r, days, err := loadRuled(tx, kind, ref)
	if err != nil {
		return p, err
	}
	if e.To, err = p.extend(r, e, days); err != nil {
		return p, err
	}
	was := p.Due
	p.Due, p.DueAt, p.Extended = e.To, time.Time{}, p.Extended+1
	if err := updatePromise(tx, p, p.nextAt(r.Warn, tx.Now)); err != nil {
		return p, err
	}
	return p, insertChange(tx, p.ID, "extend", string(was), string(p.Due), e.Reason)
}

// extend is the rule of Extend: it answers the new due date.
func (p Promise) extend(r pack.Rule, e Extension, days Days) (clock.Day, error) {
	var c fault.Check
	c.That(strings.TrimSpace(e.Reason) != "", "reason", "calendar.extend_reason")
	c.That(p.HeldSince == "", "", "calendar.extend_held")
	c.That(e.Beyond || p.Extended < r.Extend.Times, "due", "calendar.extend_times", "times", r.Extend.Times)
	if err := c.Err(); err != nil {
		return "", err
	}
	most, err := mostExtended(p, r, days)
	if err != nil {
		return "", err
	}
	if e.To == "" {
		e.To = most
	}
	c.That(e.To != "", "due", "calendar.due_empty")
	c.That(e.To == "" || e.To > p.Due, "due", "calendar.extend_earlier", "due", string(p.Due))
	c.That(most == "" || e.To <= most, "due", "calendar.extend_too_far", "most", string(most))
	return e.To, c.Err()
}

func mostExtended(p Promise, r pack.Rule, days Days) (clock.Day, error) {
	if r.Extend.Length.Zero() {
		return "", nil
	}
	return Reckon(p.Due, r.Extend.Length, days)
}

// Suspend stops the clock of the open promise from today. Under a rule the rule must allow it.
func Suspend(tx *db.Tx, kind, ref, reason string) (Promise, error) {
	p, r, _, err := loadRuled(tx, kind, ref)
	if err != nil {
		return p, err
	}
	var c fault.Check
	c.That(strings.TrimSpace(reason) != "", "reason", "calendar.suspend_reason")
	c.That(p.HeldSince == "", "", "calendar.suspend_held")
	c.That(p.Rule == "" || len(r.Suspend) > 0, "", "calendar.suspend_not_allowed", "rule", p.Rule)
	if err := c.Err(); err != nil {
		return p, err
	}
	p.HeldSince = tx.Today()
	if err := updatePromise(tx, p, time.Time{}); err != nil {
		return p, err
	}
	return p, insertChange(tx, p.ID, "suspend", string(p.Due), "", reason)
}

// Resume lets the clock run on: the due date moves by the days it stood still.
func Resume(tx *db.Tx, kind, ref, reason string) (Promise, error) {
	p, r, _, err := loadRuled(tx, kind, ref)
	if err != nil {
		return p, err
	}
	if p.HeldSince == "" {
		return p, fault.Invalid(fault.On("", "calendar.not_held"))
	}
	was := p.Due
	p.Due, p.DueAt = p.Due.Add(tx.Today().Sub(p.HeldSince)), time.Time{}
	p.HeldSince = ""
	if err := updatePromise(tx, p, p.nextAt(r.Warn, tx.Now)); err != nil {
		return p, err
	}
	return p, insertChange(tx, p.ID, "resume", string(was), string(p.Due), reason)
}

// loadRuled loads the open promise with the rule it began under and the working calendar.
func loadRuled(tx *db.Tx, kind, ref string) (p Promise, r pack.Rule, days Days, err error) {
	if p, err = loadOpen(tx, kind, ref); err != nil {
		return p, r, days, err
	}
	r = pack.Rule{Warn: defaultWarnings, Extend: pack.Extend{Times: 1}}
	if p.Rule != "" {
		if r, err = loadRule(tx, p.Rule, p.RuleSince); err != nil {
			return p, r, days, err
		}
	}
	days, err = loadDays(tx)
	return p, r, days, err
}

// Change is one change of a promised date, for the page that shows it.
type Change struct {
	What   string // extend, suspend, resume, kept, dropped
	Was    clock.Day
	Became clock.Day
	Reason string
	Actor  string
	At     time.Time
}

// Changes lists what happened to the promises of a matter, oldest first.
func Changes(tx *db.Tx, kind, ref string) ([]Change, error) { return listChanges(tx, kind, ref) }

// Upcoming lists open promises of some kinds within a scope that fall due from one day to another
// (from empty: however long ago), the earliest first; every kind when kinds is empty.
func Upcoming(tx *db.Tx, scope db.Scope, kinds []string, from, until clock.Day, limit int) ([]Promise, error) {
	return listUpcoming(tx, scope, kinds, from, until, limit)
}
