package calendar

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
)

// Promise is one promised date. A room keeps at most one open promise for each Kind and Ref; a
// matter with several dates uses several kinds ("item.sign", "item.due").
type Promise struct {
	Kind, Ref  string
	Unit       string // id of the unit that promised
	Ord        int64  // its tree number
	Title      string
	Restricted bool   // reminders carry no title
	Link       string // page where something can be done about it
	// Rule is the code of the deadline rule, for example R-ZG-03; empty for a date agreed one by one.
	Rule  string
	Start clock.Day // the day from which is counted; today when empty
	Due   clock.Day // empty: reckoned from the rule
	// People are the persons behind the rule's recipients: "owner", "lead", "verifier", "teamleader" …
	// A recipient without persons is whoever holds that role for the unit.
	People map[string][]string
	// Matter is the id by which a recusal names what the date is about; Ref when empty.
	Matter string
	// Persons see the date by name, wherever they stand; those of People do without being named here.
	Persons []string
	// Closes is the last day on which it may be written down as kept in time, Due when empty. A promise with
	// such a day is missed for ever when it was not: see Stands.
	Closes clock.Day
	// Quiet promises are not announced one by one: the room reminds by itself.
	Quiet bool

	// Filled by the house.
	ID        string
	RuleSince clock.Day // with Rule, the version it began under; it keeps it to the end
	Original  clock.Day // the first due date; it never changes
	DueAt     time.Time // for rules in hours
	Extended  int
	HeldSince clock.Day
	KeptAt    time.Time
	MissedAt  time.Time // once set it stays
	DoneOn    clock.Day // the day on which it happened; KeptAt is when that was written
	Late      int       // days late as the room counts them; counted from Due where it says nothing
	Version   int64
}

// Version of the rule that the promise began under, "R-ZG-02@2026-07-01", empty without a rule.
func (p Promise) RuleVersion() string {
	if p.Rule == "" {
		return ""
	}
	return p.Rule + "@" + string(p.RuleSince)
}

// Dates are what the promise's light is computed from.
func (p Promise) Dates(warn int) Dates {
	d := Dates{Due: p.Due, HeldSince: p.HeldSince, Warn: warn}
	if !p.KeptAt.IsZero() {
		d.Kept = clock.DayOf(p.KeptAt)
	}
	if p.DoneOn != "" {
		d.Kept = p.DoneOn
	}
	return d
}

// Reckoned is a due date with what it was reckoned from.
type Reckoned struct {
	Rule     pack.Rule
	Start    clock.Day
	Due      clock.Day
	DueAt    time.Time // for rules in hours
	Earliest clock.Day // not before, for rules that say so
	Off      []clock.Day
	Work     []clock.Day
}

// DueOf reckons what a rule gives from a start day, under the version in force on that day.
// fault.Invalid when no version is in force, or a year's calendar is missing.
func DueOf(tx *db.Tx, rule string, start clock.Day) (Reckoned, error) {
	r, err := RuleOn(tx, rule, start)
	if err != nil {
		return Reckoned{}, err
	}
	return reckonUnder(tx, r, start)
}

func reckonUnder(tx *db.Tx, r pack.Rule, start clock.Day) (Reckoned, error) {
	var days Days
	var err error
	if r.Roll || r.Length.Unit == pack.Workday || r.Earliest.Unit == pack.Workday {
		if days, err = loadDays(tx); err != nil {
			return Reckoned{}, err
		}
	}
	out := Reckoned{Rule: r, Start: start}
	if out.Due, err = Due(r, start, days); err != nil {
		return out, err
	}
	if r.Length.Unit == pack.Hour {
		out.DueAt = ReckonHours(startInstant(tx, start), r.Length.Count)
		out.Due = clock.DayOf(out.DueAt)
	}
	if !r.Earliest.Zero() {
		if out.Earliest, err = Reckon(start, r.Earliest, days); err != nil {
			return out, err
		}
	}
	if r.Length.Unit == pack.Workday {
		out.Off, out.Work = Skipped(start, out.Due, days)
	}
	return out, nil
}

// startInstant is now when the hours begin today, and the end of the start day otherwise.
func startInstant(tx *db.Tx, start clock.Day) time.Time {
	if start == tx.Today() {
		return tx.Now
	}
	return start.Add(1).Time()
}

// Keep begins a promise. The same promise again (kind, ref, rule, start, due) is no fault and
// changes nothing; another one while one is open is fault.Conflict: use Extend, or Drop it first.
// rule: INV-17
func Keep(tx *db.Tx, p Promise) error {
	if err := known(p.Kind); err != nil {
		return err
	}
	if p.Start == "" {
		p.Start = tx.Today()
	}
	warn, err := p.settle(tx)
	if err != nil {
		return err
	}
	if p.Due == "" {
		return fault.Invalid(fault.On("due", "calendar.due_empty"))
	}
	open, err := loadOpen(tx, p.Kind, p.Ref)
	switch {
	case err == nil && open.Original == p.Due && open.Start == p.Start && open.Rule == p.Rule:
		return nil
	case err == nil:
		return fault.Conflict("calendar.already_promised", "due", string(open.Due))
	case !fault.Is(err, fault.KindNotFound):
		return err
	}
	p.ID, p.Original = db.NewID(), p.Due
	var next time.Time
	if !p.Quiet {
		next = p.nextAt(warn, tx.Now)
	}
	return insertPromise(tx, p, next)
}

// settle fixes the rule's version and the due date, and answers the warning points.
func (p *Promise) settle(tx *db.Tx) ([]pack.Warning, error) {
	if p.Rule == "" {
		return defaultWarnings, nil
	}
	r, err := RuleOn(tx, p.Rule, p.Start)
	if err != nil {
		return nil, err
	}
	p.RuleSince = r.From
	if p.Due != "" {
		return r.Warn, nil
	}
	got, err := reckonUnder(tx, r, p.Start)
	p.Due, p.DueAt = got.Due, got.DueAt
	return r.Warn, err
}

// defaultWarnings serve a date that no rule governs: 20, 10, 0 (DOMAIN.md 3.4).
var defaultWarnings = []pack.Warning{
	{Before: 20, Light: pack.Green, To: []string{"owner"}},
	{Before: 10, Light: pack.Yellow, To: []string{"owner", "lead"}},
	{Before: 0, Light: pack.Red, To: []string{"unithead", "office"}},
}

// nextAt is the instant of the first warning point after now, zero when all have passed. A point
// that has passed already when the promise begins is not announced: nobody needs to be told of the
// twentieth day before a date that was set ten days before.
func (p Promise) nextAt(warn []pack.Warning, now time.Time) time.Time {
	for _, w := range warn {
		if at := p.pointAt(w); at.After(now) {
			return at
		}
	}
	return time.Time{}
}

func (p Promise) pointAt(w pack.Warning) time.Time {
	if w.Before == 0 && !p.DueAt.IsZero() {
		return p.DueAt
	}
	return pointDay(w, p.Due).Time()
}

// Drop ends the open promise without its being kept: the matter fell away or starts anew. What was missed
// stays missed.
func Drop(tx *db.Tx, kind, ref string) error {
	p, err := loadOpen(tx, kind, ref)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !p.MissedAt.IsZero() {
		return nil
	}
	return dropPromise(tx, p)
}

// Find is the open promise, fault.NotFound when there is none.
func Find(tx *db.Tx, kind, ref string) (Promise, error) { return loadOpen(tx, kind, ref) }

// Renumber follows a unit to its new place in the tree; doors registers it with hall/org.
func Renumber(tx *db.Tx, unit string, ord int64) error { return renumber(tx, unit, ord) }
