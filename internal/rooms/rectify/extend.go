package rectify

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
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

// AskExtension asks for a later date, with a reason. Once is the rule (DOMAIN.md 3.3): a second and
// every later one takes four eyes (see Extend).
func (r *Room) AskExtension(ctx context.Context, actor who.Actor, id ItemID, wanted clock.Day, reason string) error {
	return r.act(ctx, actor, id, ActAsk, map[string]string{"wanted": string(wanted), "reason": reason}, func(tx *db.Tx, it *Item) error {
		asked, err := openExtension(tx, it.ID)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		var c fault.Check
		c.That(filled(reason), "reason", "rectify.reason_missing")
		c.That(wanted > it.Due && wanted > tx.Today(), "due", "rectify.ask.not_later", "day", it.Due)
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

// Extend decides the open request. A granted first one moves the due date as far as the rule that the
// item began under allows; the first due date stays in the ledger. Granting a second or later one is
// only the first of two signatures: it asks for approve.ExtendAgain, and the date moves when somebody
// of another line or the upper level has agreed (TRUST.md 2.11 no. 5).
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
		if in.Grant && it.Extensions > 0 {
			return askAgain(tx, it, e, in)
		}
		if !in.Grant {
			if err := approve.Drop(tx, approve.ExtendAgain, itemKind, string(it.ID)); err != nil {
				return err
			}
		}
		return answer(tx, it, e, in, nil)
	})
}

// askAgain is the office's word for a further extension; another one has to agree.
func askAgain(tx *db.Tx, it *Item, e *Extension, in Deciding) error {
	if in.Due == "" {
		in.Due = e.Wanted
	}
	if in.Due <= it.Due || in.Due <= tx.Today() {
		return fault.Invalid(fault.On("due", "rectify.ask.not_later", "day", it.Due))
	}
	_, err := it.ask(tx, extending(it, e, in.Due), in.Opinion)
	return err
}

// extending is what the two agree to when a date moves again.
func extending(it *Item, e *Extension, to clock.Day) approve.Content {
	return approve.Content{Code: approve.ExtendAgain, Kind: itemKind, Object: string(it.ID), Fields: append([]approve.Field{
		moved("due", string(it.Due), string(to), approve.AsDay),
		{Name: "rectify.approval.extensions", Before: itoa(it.Extensions), After: itoa(it.Extensions + 1)},
		kept("due_first", string(it.DueFirst), approve.AsDay),
		kept("state", "rectify.state."+string(it.State), approve.AsWord),
		{Name: "rectify.approval.wanted", Before: string(e.Wanted), After: string(e.Wanted), As: approve.AsDay},
		{Name: "rectify.approval.unit_asked", Before: e.Asked.Name, After: e.Asked.Name},
		{Name: "rectify.approval.unit_reason", Before: e.Reason, After: e.Reason, As: approve.AsQuote},
		{Name: "rectify.approval.request", Before: e.ID, After: e.ID, As: approve.AsHash},
	}, it.about()...)}
}

// dueOf is the date that a request for a further extension would set.
func dueOf(q *approve.Request) clock.Day {
	for _, f := range q.Fields {
		if f.Name == column("due") {
			return clock.Day(f.After)
		}
	}
	return ""
}

// decideExtension is the second person's answer to a further extension.
func decideExtension(tx *db.Tx, q *approve.Request, in approve.Decision) error {
	to := dueOf(q)
	details := Deciding{Grant: in.Yes, Due: to, Opinion: in.Reason}
	it, err := loadItem(tx, ItemID(q.Object))
	if err != nil {
		return err
	}
	if NotUnit.check(tx.Who, it) != nil {
		return fault.Denied(string(NotUnit))
	}
	was := *it
	e, err := openExtension(tx, it.ID)
	if fault.Is(err, fault.KindNotFound) {
		return approve.Died(q.ID, "", fault.Conflict("rectify.extend.nothing_asked"))
	}
	if err != nil {
		return err
	}
	ok, err := approve.Decide(tx, q.ID, in, extending(it, e, to))
	if err != nil {
		return err
	}
	if _, can := find(ActExtend, it.State); !can {
		return fault.Conflict("rectify.not_now." + string(it.State))
	}
	if err := answer(tx, it, e, details, &ok); err != nil {
		return err
	}
	if err := saveItem(tx, &was, it); err != nil {
		return err
	}
	return record(tx, MoveOf(ActExtend).Records, it, details)
}

// answer ends the unit's request. agreed is nil for the office's own answer to a first one.
func answer(tx *db.Tx, it *Item, e *Extension, in Deciding, agreed *approve.Approved) error {
	e.State, e.Opinion, e.Decided = "refused", in.Opinion, by(tx)
	if in.Grant {
		if err := grant(tx, it, e, in.Due, agreed); err != nil {
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
}

func grant(tx *db.Tx, it *Item, e *Extension, to clock.Day, agreed *approve.Approved) error {
	if to == "" {
		to = e.Wanted
	}
	if to <= it.Due {
		return fault.Invalid(fault.On("due", "rectify.ask.not_later", "day", it.Due))
	}
	beyond := it.Extensions > 0
	if beyond {
		if agreed == nil {
			return fault.Denied("needs_approval")
		}
		if err := agreed.For(tx, approve.ExtendAgain, itemKind, string(it.ID)); err != nil {
			return err
		}
	}
	_, err := calendar.Extend(tx, dueItem, string(it.ID), calendar.Extension{To: to, Reason: e.Reason, Beyond: beyond})
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
