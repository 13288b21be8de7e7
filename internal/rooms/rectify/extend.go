package rectify

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

// Extension is a request for a later date and what the office decided.
type Extension struct {
	ID        string
	Was       clock.Day
	Wanted    clock.Day
	Reason    string
	State     string // asked, granted, refused
	Asked     By
	Decided   By
	Opinion   string
	DecidedAt time.Time
}

// AskExtension asks for a later date: with a reason, once (DOMAIN.md 3.3).
func (r *Room) AskExtension(ctx context.Context, actor who.Actor, id ItemID, wanted clock.Day, reason string) error {
	return r.act(ctx, actor, id, ActAsk, map[string]string{"wanted": string(wanted), "reason": reason}, func(tx *db.Tx, it *Item) error {
		asked, err := openExtension(tx, it.ID)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		var c fault.Check
		c.That(filled(reason), "reason", "rectify.reason_missing")
		c.That(wanted > it.Due && wanted > tx.Today(), "due", "rectify.ask.not_later", "day", it.Due)
		c.That(it.Extensions == 0, "due", "rectify.ask.once")
		c.That(asked == nil, "due", "rectify.ask.waiting")
		if err := c.Err(); err != nil {
			return err
		}
		if err := insertExtension(tx, it.ID, Extension{ID: db.NewID(), Was: it.Due, Wanted: wanted, Reason: reason, Asked: by(tx)}); err != nil {
			return err
		}
		if err := promise(tx, it, dueAnswer, ruleOf[dueAnswer], ""); err != nil {
			return err
		}
		return tell(tx, it, "extension_asked", string(wanted), role(it, access.Office)...)
	})
}

// Deciding is the office's answer to a request.
type Deciding struct {
	Grant   bool
	Due     clock.Day // "" grants what was asked
	Opinion string
}

// Extend decides the open request. A granted one moves the due date as far as the rule that the item
// began under allows; the first due date stays in the ledger.
func (r *Room) Extend(ctx context.Context, actor who.Actor, id ItemID, in Deciding) error {
	return r.act(ctx, actor, id, ActExtend, in, func(tx *db.Tx, it *Item) error {
		e, err := openExtension(tx, it.ID)
		if fault.Is(err, fault.KindNotFound) {
			return fault.Conflict("rectify.extend.nothing_asked")
		}
		if err != nil {
			return err
		}
		if !filled(in.Opinion) {
			return fault.Invalid(fault.On("opinion", "rectify.opinion_missing"))
		}
		e.State, e.Opinion, e.Decided = "refused", in.Opinion, by(tx)
		if in.Grant {
			if err := grant(tx, it, e, in.Due); err != nil {
				return err
			}
		}
		if err := saveExtension(tx, e); err != nil {
			return err
		}
		if err := calendar.Done(tx, dueAnswer, string(it.ID)); err != nil {
			return err
		}
		return tell(tx, it, "extension_"+e.State, e.ID, ours(it)...)
	})
}

func grant(tx *db.Tx, it *Item, e *Extension, to clock.Day) error {
	if to == "" {
		to = e.Wanted
	}
	if to <= it.Due {
		return fault.Invalid(fault.On("due", "rectify.ask.not_later", "day", it.Due))
	}
	_, err := calendar.Extend(tx, dueItem, string(it.ID), calendar.Extension{To: to, Reason: e.Reason})
	if fault.Is(err, fault.KindNotFound) { // a house without the rule: the date is agreed here
		it.Due = to
		err = keepDue(tx, it)
	}
	if err != nil {
		return err
	}
	e.State, it.Due, it.Extensions = "granted", to, it.Extensions+1
	return nil
}
