package partywork

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// States of a duty.
const (
	Open     = "open"
	Reported = "reported"
	Returned = "returned"
	Accepted = "accepted"
)

// Duty is what one organisation has to do for a task.
type Duty struct {
	ID         DutyID
	Task       TaskID
	Number     string
	Title      string
	Standard   string
	Rhythm     string
	List       ListID
	Year       int
	Party      string
	PartyOrd   int64
	PartyName  string
	Unit       string
	UnitOrd    int64
	Due        clock.Day
	State      string
	ReportedBy string // person: somebody else accepts
	ReportedAt time.Time
	AcceptedAt time.Time
	Version    int64
}

// Late is computed from the date.
func (d *Duty) Late(today clock.Day) bool {
	return d.Due < today && (d.State == Open || d.State == Returned)
}

// Milestone is one stage of a duty: when it was promised, when it happened and when that was written.
type Milestone struct {
	ID       string
	Duty     DutyID
	Seq      int
	Title    string
	Due      clock.Day
	DoneOn   clock.Day
	DoneAt   time.Time
	Evidence string
	Version  int64
}

// Late tells whether the stage was not reached, or reached after its day.
func (m *Milestone) Late(today clock.Day) bool {
	return m.DoneOn == "" && m.Due < today || m.DoneOn > m.Due
}

// Step is one act on a duty.
type Step struct {
	Act, Words, Name string
	At               time.Time
}

// Reach notes that a stage was reached, on which day and by what it shows. What is written once stays.
func (r *Room) Reach(ctx context.Context, actor who.Actor, duty DutyID, seq int, on, evidence string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.ReachIn(tx, duty, seq, on, evidence) })
}

// ReachIn is the verb inside a running transaction.
func (r *Room) ReachIn(tx *db.Tx, id DutyID, seq int, on, evidence string) error {
	d, err := loadDuty(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.DoWork, place(d.PartyOrd, string(id))); err != nil {
		return err
	}
	m, err := loadMilestone(tx, id, seq)
	if err != nil {
		return err
	}
	if m.DoneOn != "" {
		return fault.Conflict("partywork.mile.reached")
	}
	var c fault.Check
	m.DoneOn = day(&c, "on", on)
	c.That(m.DoneOn <= tx.Today(), "on", "partywork.mile.ahead")
	limit(&c, "evidence", evidence, 300, "partywork.mile.evidence_empty")
	if err := c.Err(); err != nil {
		return err
	}
	m.DoneAt, m.Evidence = tx.Now, evidence
	if err := saveMilestone(tx, &m); err != nil {
		return err
	}
	if err := calendar.DoneOn(tx, promisedMile, m.ID, calendar.Doing{On: m.DoneOn, Late: max(0, m.DoneOn.Sub(m.Due))}); err != nil {
		return err
	}
	return record(tx, "reach", "partywork_duty", string(id), d.Party, d.Version, map[string]any{"number": d.Number, "stage": seq, "on": m.DoneOn, "evidence": evidence})
}

// ReportDuty says what was done. Invalid without words.
func (r *Room) ReportDuty(ctx context.Context, actor who.Actor, id DutyID, words string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.act(tx, id, "report", words) })
}

// ReportDutyIn is the verb inside a running transaction.
func (r *Room) ReportDutyIn(tx *db.Tx, id DutyID, words string) error {
	return r.act(tx, id, "report", words)
}

// JudgeDuty accepts or returns a report; who reported does not.
func (r *Room) JudgeDuty(ctx context.Context, actor who.Actor, id DutyID, accept bool, words string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.JudgeDutyIn(tx, id, accept, words) })
}

// JudgeDutyIn is the verb inside a running transaction.
func (r *Room) JudgeDutyIn(tx *db.Tx, id DutyID, accept bool, words string) error {
	return r.act(tx, id, map[bool]string{true: "accept", false: "return"}[accept], words)
}

// mayAct asks for the right of an act at the duty's place.
func mayAct(a who.Actor, d Duty, act string) error {
	if act == "report" {
		return access.May(a, access.DoWork, place(d.PartyOrd, string(d.ID)))
	}
	return access.May(a, access.CheckWork, place(d.PartyOrd, string(d.ID), d.ReportedBy))
}

func (d *Duty) allows(act string) bool {
	if act == "report" {
		return d.State == Open || d.State == Returned
	}
	return d.State == Reported
}

func (r *Room) act(tx *db.Tx, id DutyID, act, words string) error {
	d, err := loadDuty(tx, id)
	if err != nil {
		return err
	}
	if err := mayAct(tx.Who, d, act); err != nil {
		return err
	}
	if !d.allows(act) {
		return fault.Conflict("partywork.duty.not_now." + d.State)
	}
	var c fault.Check
	must := "partywork.words_empty"
	if act == "accept" {
		must = ""
	}
	limit(&c, "words", words, 2000, must)
	if err := c.Err(); err != nil {
		return err
	}
	switch act {
	case "report":
		d.State, d.ReportedBy, d.ReportedAt = Reported, tx.Who.Person, tx.Now
	case "return":
		d.State = Returned
	case "accept":
		d.State, d.AcceptedAt = Accepted, tx.Now
		if err := calendar.Done(tx, promisedDuty, string(id)); err != nil {
			return err
		}
	}
	if err := saveDuty(tx, &d); err != nil {
		return err
	}
	if err := insertStep(tx, id, act, words); err != nil {
		return err
	}
	return record(tx, act, "partywork_duty", string(id), d.Party, d.Version, map[string]any{"number": d.Number, "words": words})
}
