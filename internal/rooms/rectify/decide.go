package rectify

import (
	"context"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/calendar"
)

// Decision is an act that turns an item round, kept with its words.
type Decision struct {
	Round    int
	Kind     string // return, stand, void, keep, relapse
	Body     string
	Document string
	Due      clock.Day
	By       By
}

// Returning sends a claim back (退回整改).
type Returning struct {
	Reason string
	Due    clock.Day
}

// Return sends the item back to the unit with a reason and a new day; the number of returns stays
// visible in the ledger.
func (r *Room) Return(ctx context.Context, actor who.Actor, id ItemID, in Returning) error {
	return r.act(ctx, actor, id, ActReturn, in, func(tx *db.Tx, it *Item) error {
		var c fault.Check
		c.That(filled(in.Reason), "reason", "rectify.reason_missing")
		c.That(in.Due >= tx.Today(), "due", "rectify.due_past", "day", in.Due)
		if err := c.Err(); err != nil {
			return err
		}
		it.Returns, it.Due, it.Done = it.Returns+1, in.Due, NotDone
		if err := calendar.Done(tx, dueVerify, string(it.ID)); err != nil {
			return err
		}
		if err := promise(tx, it, dueItem, "R-ZG-09", in.Due); err != nil {
			return err
		}
		if err := insertDecision(tx, it.ID, Decision{Round: it.Claims, Kind: string(ActReturn), Body: in.Reason, Due: in.Due, By: by(tx)}); err != nil {
			return err
		}
		return tell(tx, it, "item_returned", itoa(it.Returns), ours(it)...)
	})
}

// StandingOrder makes an item standing (转长期坚持): by a decision, with dated milestones.
type StandingOrder struct {
	Decision   string
	Document   string
	Milestones []Milestone
}

// Stand makes the item standing. It is not done: the ledger never shows it so, and its milestones and
// the half-yearly review are promised.
func (r *Room) Stand(ctx context.Context, actor who.Actor, id ItemID, in StandingOrder) error {
	return r.act(ctx, actor, id, ActStand, in, func(tx *db.Tx, it *Item) error {
		var c fault.Check
		c.That(filled(in.Decision), "decision", "rectify.decision_missing")
		c.That(filled(in.Document), "document", "rectify.document_missing")
		c.That(len(in.Milestones) > 0, "milestones", "rectify.stand.milestones_missing")
		slices.SortStableFunc(in.Milestones, func(a, b Milestone) int { return a.Due.Sub(b.Due) })
		for _, m := range in.Milestones {
			c.That(filled(m.Body) && m.Due >= tx.Today(), "milestones", "rectify.stand.milestone_dates")
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := stopDates(tx, it, false); err != nil {
			return err
		}
		for _, m := range in.Milestones {
			if err := insertMilestone(tx, it.ID, m); err != nil {
				return err
			}
		}
		it.DueKind, it.Due, it.Done = Lasting, in.Milestones[0].Due, Mostly
		if err := keepReview(tx, it); err != nil {
			return err
		}
		return insertDecision(tx, it.ID, Decision{Round: it.Claims, Kind: string(ActStand), Body: in.Decision, Document: in.Document, By: by(tx)})
	})
}

// keepReview promises the next milestone of a standing item.
func keepReview(tx *db.Tx, it *Item) error {
	if err := calendar.Done(tx, dueReview, string(it.ID)); err != nil {
		return err
	}
	return promise(tx, it, dueReview, ruleOf[dueReview], it.Due)
}

// ReachMilestone reports a milestone of a standing item done; the next one becomes the date to watch.
func (r *Room) ReachMilestone(ctx context.Context, actor who.Actor, id ItemID, milestone, note string) error {
	return r.act(ctx, actor, id, ActMilestone, note, func(tx *db.Tx, it *Item) error {
		if !filled(note) {
			return fault.Invalid(fault.On("note", "rectify.words_missing"))
		}
		if err := reachMilestone(tx, it.ID, milestone, note); err != nil {
			return err
		}
		next, err := nextMilestone(tx, it.ID)
		if err != nil {
			return err
		}
		if it.Due = next; next == "" { // the last was reached: the rule's own review follows
			if err := calendar.Done(tx, dueReview, string(it.ID)); err != nil {
				return err
			}
			return promise(tx, it, dueReview, ruleOf[dueReview], "")
		}
		return keepReview(tx, it)
	})
}

// Voiding finds the item not to stand (不予整改): by the authority that fed it back, in writing.
type Voiding struct {
	Decision string
	Document string // number of the written decision
}

// Void ends the item as not standing. Its number is never given again.
func (r *Room) Void(ctx context.Context, actor who.Actor, id ItemID, in Voiding) error {
	return r.act(ctx, actor, id, ActVoid, in, func(tx *db.Tx, it *Item) error {
		var c fault.Check
		c.That(filled(in.Decision), "decision", "rectify.decision_missing")
		c.That(filled(in.Document), "document", "rectify.document_missing")
		if err := c.Err(); err != nil {
			return err
		}
		if err := stopDates(tx, it, false); err != nil {
			return err
		}
		it.ClosedOn = tx.Today()
		if err := insertDecision(tx, it.ID, Decision{Round: it.Claims, Kind: string(ActVoid), Body: in.Decision, Document: in.Document, By: by(tx)}); err != nil {
			return err
		}
		return tell(tx, it, "item_voided", "", ours(it)...)
	})
}

// Looking is the outcome of a look-back (回头看) at one closed or standing item.
type Looking struct {
	Relapsed bool
	Method   string
	Opinion  string
	Due      clock.Day // new day, when it came back
}

// Look records a look-back. An item that came back opens again under its own number with a suffix; it
// never becomes a new one.
func (r *Room) Look(ctx context.Context, actor who.Actor, id ItemID, in Looking) error {
	a := ActKeep
	if in.Relapsed {
		a = ActRelapse
	}
	return r.act(ctx, actor, id, a, in, func(tx *db.Tx, it *Item) error {
		var c fault.Check
		c.That(slices.Contains(Methods, in.Method), "method", "rectify.verify.method_missing")
		c.That(filled(in.Opinion), "opinion", "rectify.opinion_missing")
		c.That(!in.Relapsed || in.Due >= tx.Today(), "due", "rectify.due_past", "day", in.Due)
		if err := c.Err(); err != nil {
			return err
		}
		if err := insertDecision(tx, it.ID, Decision{Round: it.Claims, Kind: string(a), Body: in.Opinion, Document: in.Method, Due: in.Due, By: by(tx)}); err != nil {
			return err
		}
		if !in.Relapsed {
			return nil
		}
		return relapse(tx, it, in.Due)
	})
}

func relapse(tx *db.Tx, it *Item, due clock.Day) error {
	it.Suffix, it.RelapsedOn, it.ClosedOn, it.Done = it.Suffix+1, tx.Today(), "", NotDone
	it.Due, it.DueKind, it.Extensions = due, InPhase, 0
	if err := stopDates(tx, it, false); err != nil {
		return err
	}
	if err := keepListed(tx, it); err != nil {
		return err
	}
	return tell(tx, it, "item_relapsed", itoa(it.Suffix), ours(it)...)
}
