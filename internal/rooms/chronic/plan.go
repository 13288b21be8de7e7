package chronic

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/rectify"
)

// Plan keeps what the unit has written of limit, measure and standard. While one of them is missing the
// problem stays where it is and no clock runs; with the third, work begins the same moment (or, on track
// ledger, the rectification ledger takes the problem over).
func (r *Room) Plan(ctx context.Context, actor who.Actor, id ID, in Planned) error {
	return r.act(ctx, actor, id, ActPlan, func(tx *db.Tx, p *Problem, s *Step) error {
		if err := p.plan(in, tx.Today()); err != nil {
			return err
		}
		if len(p.Missing()) > 0 {
			return p.move(ActPlan, "")
		}
		if err := p.begin(tx.Today()); err != nil {
			return err
		}
		s.Due = string(p.Due)
		if p.State == Handed {
			s.Act = ActTransfer
			return transfer(tx, p)
		}
		s.Act = ActStart
		if err := keepDue(tx, p); err != nil {
			return err
		}
		return keepMilestones(tx, p)
	})
}

// transfer lists the problem in the rectification ledger, with the unit's date and standard: what stands
// here stands there, typed once.
func transfer(tx *db.Tx, p *Problem) error {
	if err := dropMilestones(tx, p); err != nil {
		return err
	}
	ids, err := rectify.HandOver(tx, rectify.Feedback{ID: string(p.ID), Number: p.Number, Source: rectify.FromCampaign, Unit: p.Unit, Due: p.Due,
		Findings: []rectify.FeedbackFinding{{Title: p.Title, Text: p.Facts, Manifestations: []string{p.Measure}, Category: "", Categories: []string{p.Category}, Target: p.Standard, Due: p.Due}}})
	if err == nil {
		p.Item = string(ids[0])
	}
	return err
}

const (
	dueProblem   = "chronic.due"
	dueMilestone = "chronic.milestone"
	dueReview    = "chronic.review"
)

func keepDue(tx *db.Tx, p *Problem) error {
	return calendar.Keep(tx, calendar.Promise{Kind: dueProblem, Ref: string(p.ID), Unit: p.Unit, Ord: p.UnitOrd, Title: p.Number + " " + p.Title, Link: p.link(), Due: p.Due})
}

// moveDue gives the problem a new date; the first one stays.
func moveDue(tx *db.Tx, p *Problem, due clock.Day) error {
	if err := calendar.Drop(tx, dueProblem, string(p.ID)); err != nil {
		return err
	}
	p.Due = due
	return keepDue(tx, p)
}

// Milestone is one step of the schedule; First never changes.
type Milestone struct {
	ID       string
	Position int
	Body     string
	Due      clock.Day
	First    clock.Day
	DoneOn   clock.Day
	Note     string
}

// Late tells whether the step was not done by its day.
func (m Milestone) Late(today clock.Day) bool { return m.DoneOn == "" && m.Due < today }

// Scheduled is a milestone as it is written: a body and a day.
type Scheduled struct {
	Body string
	Due  clock.Day
}

// maxMilestones bounds a schedule.
const maxMilestones = 12

func checkSchedule(list []Scheduled, due, from clock.Day) error {
	var c fault.Check
	c.That(len(list) <= maxMilestones, "milestones", "chronic.schedule.too_many", "max", maxMilestones)
	for i, m := range list {
		n := "milestone." + itoa(i+1)
		c.That(filled(m.Body), n, "chronic.schedule.body_missing")
		c.That(!long(m.Body, 200), n, "chronic.too_long", "max", 200)
		c.That(m.Due != "" && m.Due >= from, n, "chronic.schedule.before_start")
		c.That(due == "" || m.Due <= due, n, "chronic.schedule.after_due", "due", string(due))
		c.That(i == 0 || list[i-1].Due <= m.Due, n, "chronic.schedule.order")
	}
	return c.Err()
}

// Schedule writes the milestones of the problem, in order. What was scheduled before keeps its first day;
// what is done cannot be moved or dropped.
func (r *Room) Schedule(ctx context.Context, actor who.Actor, id ID, list []Scheduled) error {
	return r.act(ctx, actor, id, ActSchedule, func(tx *db.Tx, p *Problem, s *Step) error {
		old, err := listMilestones(tx, p.ID)
		if err != nil {
			return err
		}
		from := p.Registered
		if len(old) > 0 {
			from = slices.MinFunc(old, func(a, b Milestone) int { return strings.Compare(string(a.Due), string(b.Due)) }).Due
		}
		if err := checkSchedule(list, p.Due, min(from, tx.Today())); err != nil {
			return err
		}
		for i, m := range old {
			if m.DoneOn != "" && (i >= len(list) || list[i] != (Scheduled{m.Body, m.Due})) {
				return fault.Invalid(fault.On("milestones", "chronic.schedule.done_stays", "n", i+1))
			}
		}
		s.Words = itoa(len(list))
		if err := dropMilestones(tx, p); err != nil {
			return err
		}
		if err := putMilestones(tx, p.ID, old, list); err != nil {
			return err
		}
		if p.State == Planning {
			return nil // promises begin with the work
		}
		return keepMilestones(tx, p)
	})
}

// keepMilestones makes each open milestone a promise.
func keepMilestones(tx *db.Tx, p *Problem) error {
	list, err := listMilestones(tx, p.ID)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.DoneOn != "" {
			continue
		}
		if err := calendar.Keep(tx, calendar.Promise{Kind: dueMilestone, Ref: m.ID, Unit: p.Unit, Ord: p.UnitOrd, Title: p.Number + " " + m.Body, Link: p.link(), Due: m.Due, Matter: string(p.ID)}); err != nil {
			return err
		}
	}
	return nil
}

func dropMilestones(tx *db.Tx, p *Problem) error {
	list, err := listMilestones(tx, p.ID)
	for _, m := range list {
		if err == nil {
			err = calendar.Drop(tx, dueMilestone, m.ID)
		}
	}
	return err
}
