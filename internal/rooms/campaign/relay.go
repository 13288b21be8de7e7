package campaign

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// The three dates of a relay, each a promise with its rule.
const (
	promiseReceive = "campaign.receive"
	promiseBreak   = "campaign.break"
	promiseReport  = "campaign.report"
	ruleReceive    = "R-ZZ-01"
	ruleBreak      = "R-ZZ-02"
	ruleReport     = "R-ZZ-03"
)

// Relay is what one unit does about a campaign that reached it: received, broken down, first report.
type Relay struct {
	ID         RelayID
	Campaign   ID
	Letter     int     // which of the campaign's letters
	Above      RelayID // the relay of the unit that handed it on
	Unit       string
	UnitOrd    int64
	UnitName   string
	UnitKind   string
	AskedAt    time.Time
	ReceiveDue clock.Day
	ReceivedAt time.Time
	ReceivedBy string
	BreakDue   clock.Day
	BrokenAt   time.Time
	BrokenTo   string
	Tasks      int
	ReportDue  clock.Day
	ReportedAt time.Time
	Report     string
	Version    int64
}

// Place is where acts on the relay happen: the unit that was addressed.
func (r Relay) Place() access.Place {
	return access.Place{Ord: r.UnitOrd, Kind: access.KindCampaign, ID: string(r.Campaign)}
}

// Whole tells whether all three were done.
func (r Relay) Whole() bool {
	return !r.ReceivedAt.IsZero() && !r.BrokenAt.IsZero() && !r.ReportedAt.IsZero()
}

// Receive signs for what came.
func (r *Relay) Receive(name string, now time.Time) error {
	if !r.ReceivedAt.IsZero() {
		return fault.Conflict("campaign.relay.received_already")
	}
	r.ReceivedAt, r.ReceivedBy = now, name
	return nil
}

// Break says to whom the work was given and in how many tasks.
func (r *Relay) Break(to string, tasks int, now time.Time) error {
	switch {
	case r.ReceivedAt.IsZero():
		return fault.Conflict("campaign.relay.receive_first")
	case !r.BrokenAt.IsZero():
		return fault.Conflict("campaign.relay.broken_already")
	}
	var c fault.Check
	c.That(to != "", "to", "campaign.relay.to_empty")
	c.That(len([]rune(to)) <= 1000, "to", "campaign.too_long", "max", 1000)
	c.That(tasks > 0 && tasks <= 500, "tasks", "campaign.relay.tasks_wrong", "max", 500)
	if err := c.Err(); err != nil {
		return err
	}
	r.BrokenAt, r.BrokenTo, r.Tasks = now, to, tasks
	return nil
}

// Answer is the first report.
func (r *Relay) Answer(words string, now time.Time) error {
	switch {
	case r.BrokenAt.IsZero():
		return fault.Conflict("campaign.relay.break_first")
	case !r.ReportedAt.IsZero():
		return fault.Conflict("campaign.relay.reported_already")
	case words == "":
		return fault.Invalid(fault.On("report", "campaign.relay.report_empty"))
	case len([]rune(words)) > 4000:
		return fault.Invalid(fault.On("report", "campaign.too_long", "max", 4000))
	}
	r.ReportedAt, r.Report = now, words
	return nil
}

// Letter is what is relayed: the order that began the campaign, or what came from above later.
type Letter struct {
	Seq   int
	Title string
	At    time.Time
}

// Relaying is what is relayed to whom: a title begins another letter, without one the newest goes on to
// units that have not got it; every inspected unit when none is named.
type Relaying struct {
	Title string
	Units []string
}

// letter is the letter that is relayed, begun where it is a new one.
func (in Relaying) letter(tx *db.Tx, c Campaign) (Letter, error) {
	list, err := listLetters(tx, c.ID)
	if err != nil {
		return Letter{}, err
	}
	if len([]rune(in.Title)) > 60 {
		return Letter{}, fault.Invalid(fault.On("title", "campaign.too_long", "max", 60))
	}
	if in.Title == "" && len(list) > 0 {
		return list[len(list)-1], nil
	}
	l := Letter{Seq: len(list) + 1, Title: in.Title, At: tx.Now}
	if l.Title == "" {
		l.Title = c.Paper
	}
	if l.Title == "" {
		l.Title = c.Number
	}
	return l, insertLetter(tx, c.ID, l)
}

// Relay addresses a letter of the campaign to units. Conflict before the plan was approved.
func (r *Room) Relay(ctx context.Context, actor who.Actor, id ID, in Relaying) (n int, err error) {
	err = r.edit(ctx, actor, id, "relay", func(tx *db.Tx, c *Campaign) (any, error) {
		if !c.Approved() {
			return nil, fault.Conflict("campaign.relay.not_approved")
		}
		own, err := unitByID(tx, c.Unit)
		if err != nil {
			return nil, err
		}
		l, err := in.letter(tx, *c)
		if err != nil {
			return nil, err
		}
		n, err = addressed(tx, *c, Relay{Letter: l.Seq}, own, in.Units)
		return map[string]any{"letter": l.Title, "units": n}, err
	})
	return n, err
}

// addressed hands a letter to the units below one; each gets its three promises.
func addressed(tx *db.Tx, c Campaign, from Relay, own unitRow, chosen []string) (n int, err error) {
	want := map[string]bool{}
	for _, u := range chosen {
		want[u] = true
	}
	has, err := db.All(tx, func(s db.Scanner) (u string, err error) { return u, s.Scan(&u) }, relayedUnits, c.ID, from.Letter)
	if err != nil {
		return 0, err
	}
	got := map[string]bool{}
	for _, u := range has {
		got[u] = true
	}
	all, err := openUnits(tx)
	if err != nil {
		return 0, err
	}
	for _, u := range all {
		below := u.Ord > own.Ord && u.Ord <= own.Last
		if !below || len(chosen) == 0 && !u.Inspected || len(chosen) > 0 && !want[u.ID] {
			continue
		}
		delete(want, u.ID)
		if got[u.ID] {
			continue
		}
		if err := address(tx, c, from, u); err != nil {
			return n, err
		}
		n++
	}
	if len(want) > 0 && len(chosen) > 0 {
		return 0, fault.Invalid(fault.On("units", "campaign.relay.not_below"))
	}
	if n == 0 {
		return 0, fault.Invalid(fault.On("units", "campaign.relay.nobody_left"))
	}
	return n, nil
}

// address makes the relay of one unit with its three promises.
func address(tx *db.Tx, c Campaign, from Relay, u unitRow) error {
	r := Relay{ID: RelayID(db.NewID()), Campaign: c.ID, Letter: from.Letter, Above: from.ID, Unit: u.ID, UnitOrd: u.Ord, AskedAt: tx.Now, Version: 1}
	for _, p := range []struct {
		kind, rule string
		due        *clock.Day
	}{{promiseReceive, ruleReceive, &r.ReceiveDue}, {promiseBreak, ruleBreak, &r.BreakDue}, {promiseReport, ruleReport, &r.ReportDue}} {
		reckoned, err := calendar.DueOf(tx, p.rule, tx.Today())
		if err != nil {
			return err
		}
		*p.due = reckoned.Due
		if err := calendar.Keep(tx, calendar.Promise{Kind: p.kind, Ref: string(r.ID), Unit: u.ID, Ord: u.Ord, Title: c.Number + " " + c.Title, Rule: p.rule, Link: r.Path(), Matter: string(c.ID)}); err != nil {
			return err
		}
	}
	return insertRelay(tx, r)
}

// Path is the page on which the unit answers.
func (r Relay) Path() string { return "/campaign/" + string(r.Campaign) + "/relay/" + string(r.ID) }

// Receive signs for the campaign on behalf of the unit. Conflict when it was signed already.
func (r *Room) Receive(ctx context.Context, actor who.Actor, id RelayID) error {
	return r.relayed(ctx, actor, id, "receive", promiseReceive, func(tx *db.Tx, x *Relay) error { return x.Receive(tx.Who.Name, tx.Now) })
}

// BreakDown says to whom the unit gave the work. Conflict before receiving.
func (r *Room) BreakDown(ctx context.Context, actor who.Actor, id RelayID, to string, tasks int) error {
	return r.relayed(ctx, actor, id, "break_down", promiseBreak, func(tx *db.Tx, x *Relay) error { return x.Break(to, tasks, tx.Now) })
}

// Report is the unit's first report. Conflict before breaking down.
func (r *Room) Report(ctx context.Context, actor who.Actor, id RelayID, words string) error {
	return r.relayed(ctx, actor, id, "report", promiseReport, func(tx *db.Tx, x *Relay) error { return x.Answer(words, tx.Now) })
}

// HandOn relays the campaign from a unit to units below it. Conflict before receiving.
func (r *Room) HandOn(ctx context.Context, actor who.Actor, id RelayID, units []string) error {
	return r.relayed(ctx, actor, id, "hand_on", "", func(tx *db.Tx, x *Relay) error {
		if x.ReceivedAt.IsZero() {
			return fault.Conflict("campaign.relay.receive_first")
		}
		if len(units) == 0 {
			return fault.Invalid(fault.On("units", "campaign.relay.not_below"))
		}
		c, err := loadCampaign(tx, x.Campaign)
		if err != nil {
			return err
		}
		own, err := unitByID(tx, x.Unit)
		if err != nil {
			return err
		}
		_, err = addressed(tx, c, *x, own, units)
		return err
	})
}

// relayed runs one act of a unit: load, may, rule, save, promise, record.
func (r *Room) relayed(ctx context.Context, actor who.Actor, id RelayID, action, promise string, do func(*db.Tx, *Relay) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		x, err := loadRelay(tx, id)
		if err != nil {
			return err
		}
		c, err := loadCampaign(tx, x.Campaign)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.RelayCampaign, x.Place()); err != nil {
			return err
		}
		if err := c.Open(); err != nil {
			return err
		}
		if err := do(tx, &x); err != nil {
			return err
		}
		if err := saveRelay(tx, &x); err != nil {
			return err
		}
		if promise != "" {
			if err := calendar.Done(tx, promise, string(id)); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "campaign." + action, Kind: "relay", ID: string(id), Version: x.Version, Unit: x.Unit,
			Details: map[string]any{"campaign": c.Number, "to": x.BrokenTo, "tasks": x.Tasks}})
	})
}
