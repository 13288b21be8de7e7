package partyorg

import (
	"context"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

// Steps of an election (DOMAIN.md 6.8b E3), in their order.
const (
	Requested = "requested" // 请示
	Granted   = "granted"   // 批复
	Held      = "held"      // 大会选举
	Reported  = "reported"  // 报批
	Appointed = "appointed" // 任命公布
)

// ElectionSteps in their order; each has a words key partyorg.election.step.<code>.
var ElectionSteps = []string{Requested, Granted, Held, Reported, Appointed}

// Election is one election on its way.
type Election struct {
	ID        string
	Party     string
	Ord       int64
	TermUntil clock.Day // of the term that runs out
	Steps     []ElectionStep
	MadeAt    time.Time
	Done      time.Time
	Version   int64
}

// ElectionStep is one dated step.
type ElectionStep struct {
	ID       string
	Step     string
	Day      clock.Day
	Paper    string
	Words    string
	Voters   int
	Attended int
	By       string
	At       time.Time
}

// Next is the step that comes now, empty when all are done.
func (e Election) Next() string {
	if len(e.Steps) >= len(ElectionSteps) {
		return ""
	}
	return ElectionSteps[len(e.Steps)]
}

// At is the step as it was done.
func (e Election) At(step string) (ElectionStep, bool) {
	i := slices.IndexFunc(e.Steps, func(s ElectionStep) bool { return s.Step == step })
	if i < 0 {
		return ElectionStep{}, false
	}
	return e.Steps[i], true
}

// Take does the next step. A meeting elects with more than half of those who may vote.
func (e *Election) Take(in ElectionStep, today clock.Day) error {
	in.Paper, in.Words = strings.TrimSpace(in.Paper), strings.TrimSpace(in.Words)
	next := e.Next()
	if next == "" || !e.Done.IsZero() {
		return fault.Conflict("partyorg.election.over")
	}
	if in.Step != next {
		return fault.Conflict("partyorg.election.not_next")
	}
	var c fault.Check
	dayWithin(&c, "day", in.Day, today)
	if n := len(e.Steps); n > 0 {
		c.That(in.Day == "" || in.Day >= e.Steps[n-1].Day, "day", "partyorg.before_step", "day", string(e.Steps[n-1].Day))
	}
	c.That(in.Step == Held || in.Paper != "", "paper", "partyorg.paper_empty")
	c.That(len([]rune(in.Paper)) <= 120, "paper", "partyorg.too_long", "max", 120)
	c.That(len([]rune(in.Words)) <= 500, "words", "partyorg.too_long", "max", 500)
	if in.Step == Held {
		c.That(in.Voters > 0, "voters", "partyorg.voters_empty")
		c.That(in.Attended <= in.Voters, "attended", "partyorg.more_than_voters")
		c.That(in.Voters <= 0 || 2*in.Attended > in.Voters, "attended", "partyorg.half_missing", "need", in.Voters/2+1)
	} else {
		in.Voters, in.Attended = 0, 0
	}
	if err := c.Err(); err != nil {
		return err
	}
	e.Steps = append(e.Steps, in)
	return nil
}

// ElectionStep records the next step of the organisation's election; the first one begins it. With the last step the
// new term begins in the register, reckoned from the day of the meeting.
func (r *Room) ElectionStep(ctx context.Context, actor who.Actor, party string, in ElectionStep) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.ElectionStepIn(tx, party, in) })
}

// ElectionStepIn is ElectionStep in a transaction that runs.
func (r *Room) ElectionStepIn(tx *db.Tx, party string, in ElectionStep) error {
	_, o, err := r.at(tx, party, access.EditParty)
	if err != nil {
		return err
	}
	e := r.running(tx, o)
	if err := e.Take(in, tx.Today()); err != nil {
		return err
	}
	s := &e.Steps[len(e.Steps)-1]
	s.ID, s.By, s.At = db.NewID(), tx.Who.Name, tx.Now
	if e.Version == 0 {
		e.Version = 1
		if err := insertElection(tx, e); err != nil {
			return err
		}
	}
	if err := insertElectionStep(tx, e.ID, *s); err != nil {
		return err
	}
	if e.Next() == "" {
		e.Done = tx.Now
		if err := closeElection(tx, &e); err != nil {
			return err
		}
		if err := r.newTerm(tx, o, e); err != nil {
			return err
		}
	}
	return audit.Record(tx, audit.Entry{Action: "partyorg.election", Kind: "party", ID: party, Unit: party, Details: in})
}

// running is the organisation's open election, or a new one.
func (r *Room) running(tx *db.Tx, o Org) Election {
	if o.Election != nil {
		return *o.Election
	}
	return Election{ID: db.NewID(), Party: o.ID, Ord: o.Ord, TermUntil: o.TermUntil, MadeAt: tx.Now}
}

func (r *Room) newTerm(tx *db.Tx, o Org, e Election) error {
	held, _ := e.At(Held)
	due, err := calendar.DueOf(tx, termRule(o.Kind), held.Day)
	if err != nil {
		return err
	}
	t := org.Term{Party: o.ID, Number: o.TermNo + 1, Since: held.Day, Until: due.Due}
	if err := org.SetTerm(tx, t); err != nil {
		return err
	}
	return keepTerm(tx, o, t)
}

// Terms lists organisations whose terms end within the days, the earliest first, with elections under way.
func (r *Room) Terms(ctx context.Context, actor who.Actor, days int) (list []Org, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, err := look(tx)
		if err != nil {
			return err
		}
		scope := access.ScopeOf(tx.Who, access.ReadParty)
		for _, o := range p.orgs {
			if scope.Has(o.Ord) && o.TermUntil != "" && (o.TermUntil.Sub(p.today) <= days || o.Election != nil) {
				list = append(list, o)
			}
		}
		slices.SortStableFunc(list, func(a, b Org) int { return strings.Compare(string(a.TermUntil), string(b.TermUntil)) })
		return nil
	})
	return list, err
}
