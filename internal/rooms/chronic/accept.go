package chronic

import (
	"context"
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/calendar"
)

// Accepting is the upper level's acceptance after a sample check (验收).
type Accepting struct {
	Sampled, Matched int
	Opinion          string
}

func (in Accepting) check(openLots int) error {
	var c fault.Check
	c.That(in.Sampled > 0, "sampled", "chronic.accept.sampled_missing")
	c.That(in.Matched >= 0 && in.Matched <= in.Sampled, "matched", "chronic.accept.matched_more")
	c.That(in.Sampled == 0 || in.Matched == in.Sampled, "matched", "chronic.accept.not_all")
	c.That(filled(in.Opinion), "opinion", "chronic.opinion_missing")
	c.That(!long(in.Opinion, 1000), "opinion", "chronic.too_long", "max", 1000)
	c.That(openLots == 0, "", "chronic.accept.review_open")
	return c.Err()
}

// Accept takes the repair: what was sampled fits, and no cross review of it is still open. The unit's own
// side is refused by the policy (N-32).
func (r *Room) Accept(ctx context.Context, actor who.Actor, id ID, in Accepting) error {
	return r.act(ctx, actor, id, ActAccept, func(tx *db.Tx, p *Problem, s *Step) error {
		open, err := openLots(tx, p.ID)
		if err != nil {
			return err
		}
		if err := in.check(open); err != nil {
			return err
		}
		if err := p.move(ActAccept, ""); err != nil {
			return err
		}
		p.AcceptedBy, p.AcceptedOn = tx.Who.Person, tx.Today()
		s.Words, s.Was = strings.TrimSpace(in.Opinion), fmt.Sprintf("%d/%d", in.Matched, in.Sampled)
		return nil
	})
}

// Redated is an act that gives a new date for a reason.
type Redated struct {
	Reason string
	Due    clock.Day
}

func (in Redated) check(today, was clock.Day) error {
	var c fault.Check
	c.That(filled(in.Reason), "reason", "chronic.reason_missing")
	c.That(!long(in.Reason, 1000), "reason", "chronic.too_long", "max", 1000)
	c.That(in.Due != "" && in.Due >= today, "due", "chronic.due_past", "day", string(today))
	c.That(was == "" || in.Due == "" || in.Due > was, "due", "chronic.extend.not_later", "due", string(was))
	return c.Err()
}

// Return sends a claim back with what is wrong and a day. The date that was missed stays in the history;
// the first date never changes.
func (r *Room) Return(ctx context.Context, actor who.Actor, id ID, in Redated) error {
	return r.redate(ctx, actor, id, ActReturn, in, "")
}

// Extend moves the date while work goes on, for a reason.
func (r *Room) Extend(ctx context.Context, actor who.Actor, id ID, in Redated) error {
	return r.redate(ctx, actor, id, ActExtend, in, "later")
}

// Reopen puts a closed problem to work again after a spot check or visit found that it came back.
func (r *Room) Reopen(ctx context.Context, actor who.Actor, id ID, in Redated) error {
	return r.redate(ctx, actor, id, ActReopen, in, "")
}

func (r *Room) redate(ctx context.Context, actor who.Actor, id ID, a Act, in Redated, later string) error {
	return r.act(ctx, actor, id, a, func(tx *db.Tx, p *Problem, s *Step) error {
		was := clock.Day("")
		if later != "" {
			was = p.Due
		}
		if err := in.check(tx.Today(), was); err != nil {
			return err
		}
		if err := p.move(a, ""); err != nil {
			return err
		}
		s.Words, s.Was, s.Due = strings.TrimSpace(in.Reason), string(p.Due), string(in.Due)
		if a == ActReopen {
			p.ClosedOn, p.ClosedBy, p.AcceptedOn, p.AcceptedBy = "", "", "", ""
		}
		if err := moveDue(tx, p, in.Due); err != nil {
			return err
		}
		return tell(tx, p, "chronic_"+string(a), string(in.Due), unitSide(p)...)
	})
}

// check is the rule of a built rule: number, title and day, or the reason why none was needed.
func (in Rule) check(today clock.Day) error {
	var c fault.Check
	if filled(in.None) {
		c.That(!filled(in.Number) && !filled(in.Title), "none", "chronic.rule.either")
		c.That(!long(in.None, 500), "none", "chronic.too_long", "max", 500)
		return c.Err()
	}
	c.That(filled(in.Number), "rule_number", "chronic.rule.number_missing")
	c.That(filled(in.Title), "rule_title", "chronic.rule.title_missing")
	c.That(!long(in.Title, 120), "rule_title", "chronic.too_long", "max", 120)
	c.That(!long(in.Number, 60), "rule_number", "chronic.too_long", "max", 60)
	c.That(in.On != "" && in.On <= today, "rule_on", "chronic.rule.on_future")
	return c.Err()
}

// Build enters the rule that keeps the problem from coming back (建章立制).
func (r *Room) Build(ctx context.Context, actor who.Actor, id ID, in Rule) error {
	return r.act(ctx, actor, id, ActRule, func(tx *db.Tx, p *Problem, s *Step) error {
		in.Number, in.Title, in.None = strings.TrimSpace(in.Number), strings.TrimSpace(in.Title), strings.TrimSpace(in.None)
		if err := in.check(tx.Today()); err != nil {
			return err
		}
		if in.None != "" {
			in.On = ""
		}
		p.Rule, p.RuleBy, s.Words = in, tx.Who.Person, strings.TrimSpace(in.Number+" "+in.Title+in.None)
		return p.move(ActRule, "")
	})
}

// Close closes the problem (销号). Neither the unit's side nor who accepted it may.
func (r *Room) Close(ctx context.Context, actor who.Actor, id ID, opinion string) error {
	return r.act(ctx, actor, id, ActClose, func(tx *db.Tx, p *Problem, s *Step) error {
		if !filled(opinion) {
			return fault.Invalid(fault.On("opinion", "chronic.opinion_missing"))
		}
		s.Words, p.ClosedBy, p.ClosedOn = strings.TrimSpace(opinion), tx.Who.Person, tx.Today()
		if err := p.move(ActClose, ""); err != nil {
			return err
		}
		if err := calendar.Done(tx, dueProblem, string(p.ID)); err != nil {
			return err
		}
		return tell(tx, p, "chronic_closed", itoa(p.Claims), unitSide(p)...)
	})
}
