package framework

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
)

// EditionID names an installed version of a pack.
type EditionID string

// State of an edition as it is stored; whether it is in force follows from its dates.
type State string

// The stored states.
const (
	Offered   State = "offered"
	Proposed  State = "proposed"
	Approved  State = "approved"
	Withdrawn State = "withdrawn"
)

// Edition is one installed version of a pack.
type Edition struct {
	ID      EditionID
	Code    string
	Version string
	Kind    pack.Kind
	Title   pack.Text
	File    string
	Hash    string
	Tops    int // top categories, or make-up days of a calendar
	Entries int
	Since   clock.Day
	Until   clock.Day
	State   State

	BroughtBy  string
	BroughtAt  time.Time
	ProposedBy string // account id
	Proposer   string // name
	ProposedAt time.Time
	ApprovedBy string
	Approver   string
	ApprovedAt time.Time
	Running    int // matters that began under it and still run
	row        int64
}

// Name is code and version.
func (e Edition) Name() string { return e.Code + " " + e.Version }

// Standing is how an edition stands on a day, in words for the page.
type Standing string

// The standings.
const (
	InUse     Standing = "inforce"
	Coming    Standing = "coming"  // approved, its first day is ahead
	Ended     Standing = "ended"   // its last day has passed
	Waiting   Standing = "waiting" // proposed, waits for approval
	Available Standing = "offered" // brought, nobody proposed it
	Back      Standing = "withdrawn"
)

// On tells how the edition stands on a day.
func (e Edition) On(day clock.Day) Standing {
	switch {
	case e.State == Offered:
		return Available
	case e.State == Proposed:
		return Waiting
	case e.State == Withdrawn:
		return Back
	case day < e.Since:
		return Coming
	case e.Until != "" && day > e.Until:
		return Ended
	}
	return InUse
}

// propose is the rule of Propose. from must lie ahead: a rule does not reach back into days on which
// people could not know it. before is the version in force, if any.
func (e *Edition) propose(actor who.Actor, from, today clock.Day, before Edition, now time.Time) error {
	if e.State != Offered {
		return fault.Conflict("framework.not_offered")
	}
	var c fault.Check
	c.That(from > today, "from", "framework.from_past", "today", string(today))
	c.That(before.ID == "" || from > before.Since, "from", "framework.from_before", "version", before.Version, "since", string(before.Since))
	if err := c.Err(); err != nil {
		return err
	}
	e.State, e.Since = Proposed, from
	e.ProposedBy, e.Proposer, e.ProposedAt = actor.Login, actor.Name, now
	return nil
}

// approve is the rule of Approve: by somebody else, before the first day.
func (e *Edition) approve(actor who.Actor, today clock.Day, now time.Time) error {
	switch {
	case e.State != Proposed:
		return fault.Conflict("framework.not_proposed")
	case e.ProposedBy == actor.Login:
		return fault.Denied("own_proposal")
	case e.Since <= today:
		return fault.Conflict("framework.day_passed", "since", string(e.Since))
	}
	e.State = Approved
	e.ApprovedBy, e.Approver, e.ApprovedAt = actor.Login, actor.Name, now
	return nil
}

func (e *Edition) withdraw() error {
	if e.State != Offered && e.State != Proposed {
		return fault.Conflict("framework.not_proposed")
	}
	e.State, e.Since = Withdrawn, ""
	return nil
}
