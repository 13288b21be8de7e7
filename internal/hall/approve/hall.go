package approve

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Hall reads the requests for the page of approvals, and ends those whose time is over.
type Hall struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Hall { return &Hall{d} }

// Entry is a request in a list. Bar is what keeps the reader from agreeing to it; then the request
// holds no content: no title, no fields, no reason, no fingerprint.
type Entry struct {
	*Request
	Bar error
}

// Box is the page of approvals.
type Box struct {
	Waiting []Entry    // for the reader or for somebody with the same right, the earliest end first
	Asked   []*Request // by the reader, the latest first
	Decided []*Request // by the reader, the latest first
}

// Ready counts the waiting requests that the reader may decide.
func (b Box) Ready() (n int) {
	for _, e := range b.Waiting {
		if e.Bar == nil {
			n++
		}
	}
	return n
}

const (
	mostWaiting = 200
	mostPast    = 50
)

// Box reads what waits for the actor and what the actor asked and decided.
func (h *Hall) Box(ctx context.Context, actor who.Actor) (b Box, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if b.Waiting, err = waiting(tx); err != nil {
			return err
		}
		if b.Asked, err = listPast(tx, `r.asked_person`, `r.asked_at`, actor.Person); err != nil {
			return err
		}
		b.Decided, err = listPast(tx, `d.by_person`, `d.at`, actor.Person)
		return err
	})
	return b, err
}

// Count is how many requests wait for the actor's decision: the number in the menu.
func (h *Hall) Count(ctx context.Context, actor who.Actor) (n int, err error) {
	if !MayDecide(actor) {
		return 0, nil
	}
	err = h.db.Look(ctx, actor, func(tx *db.Tx) error {
		n, err = Ready(tx)
		return err
	})
	return n, err
}

// Ready is Count in a transaction.
func Ready(tx *db.Tx) (int, error) {
	list, err := waiting(tx)
	return Box{Waiting: list}.Ready(), err
}

// MayDecide tells whether the actor holds the second person's right of any transition, at any place.
func MayDecide(a who.Actor) bool {
	return anywhere(a, func(t Transition) access.Right { return t.Approve })
}

// MayAsk tells whether the actor holds the right to ask for any transition, at any place.
func MayAsk(a who.Actor) bool { return anywhere(a, func(t Transition) access.Right { return t.Ask }) }

func anywhere(a who.Actor, right func(Transition) access.Right) bool {
	for _, t := range Table {
		if t.Built && access.Anywhere(a, right(t)) {
			return true
		}
	}
	return false
}

// waiting lists the open requests for which the actor holds the second person's right, or would hold
// it if a recusal did not keep him or her away; the own ones stand elsewhere.
func waiting(tx *db.Tx) ([]Entry, error) {
	var codes []string
	for _, t := range Table {
		if t.Built && access.Anywhere(tx.Who, t.Approve) {
			codes = append(codes, string(t.Code))
		}
	}
	if len(codes) == 0 || tx.Who.Person == "" {
		return nil, nil
	}
	list, err := listOpen(tx, codes)
	if err != nil {
		return nil, err
	}
	seats := seater{tx: tx, known: map[string]seat{}}
	var out []Entry
	for _, r := range list {
		if r.Asked.Person == tx.Who.Person {
			continue
		}
		f := facts{request: r}
		if err := f.sit(tx, seats); err != nil {
			return nil, err
		}
		if e, seen := f.entry(); seen {
			out = append(out, e)
		}
	}
	return out, nil
}

// entry is the request as the actor may see it in a list; false when it does not exist for him or her.
func (f facts) entry() (Entry, bool) {
	bar := f.bar()
	if bar == nil {
		return Entry{Request: f.request}, true
	}
	bare := f.request.bare()
	if f.mayAtAll() != nil {
		free := f
		free.actor.Recused, free.actor.Kept = nil, nil
		if free.mayAtAll() != nil {
			return Entry{}, false
		}
		bare.Label = "" // a recusal hides which matter it is
	}
	return Entry{Request: bare, Bar: bar}, true
}

// bare leaves of a request what tells that it waits for somebody, and for whom it waits.
func (r *Request) bare() *Request {
	return &Request{ID: r.ID, NewRequest: NewRequest{Content: Content{Code: r.Code, Kind: r.Kind}, Unit: r.Unit, Label: r.Label}, Asked: r.Asked, Ends: r.Ends, State: r.State, Version: r.Version}
}

// View is one request for its page.
type View struct {
	Entry
	Transition Transition
	Mine       bool
	Checks     []Check // empty when the content is not shown for other reasons than these
	Used       bool    // an approval for one use that was spent
}

// View reads one request. It is fault.NotFound for whoever neither asked, nor decided, nor holds the
// second person's right; without content for whoever holds it and may not use it.
func (h *Hall) View(ctx context.Context, actor who.Actor, id string) (v View, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		f, err := factsOf(tx, id)
		if err != nil {
			return err
		}
		r := f.request
		v.Transition = f.transition
		v.Mine = actor.Person != "" && r.Asked.Person == actor.Person
		if v.Used, err = used(tx, id); err != nil {
			return err
		}
		if v.Mine || r.Decision != nil && actor.Person != "" && r.Decision.By.Person == actor.Person {
			v.Entry = Entry{Request: r, Bar: f.bar()}
			return nil
		}
		seen := false
		if v.Entry, seen = f.entry(); !seen {
			return fault.NotFound()
		}
		v.Checks = f.checks()
		return nil
	})
	return v, err
}

// Withdraw ends the actor's own request.
func (h *Hall) Withdraw(ctx context.Context, actor who.Actor, id, reason string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return Withdraw(tx, id, reason) })
}

// Expire ends the requests that nobody decided in time. It is night work and may run twice.
func (h *Hall) Expire(ctx context.Context) (n int, err error) {
	job := who.Job("approvals")
	var ids []string
	err = h.db.Read(ctx, job, func(tx *db.Tx) error { ids, err = listOverdue(tx); return err })
	for _, id := range ids {
		if err != nil {
			break
		}
		err = h.db.Write(ctx, job, func(tx *db.Tx) error {
			r, err := loadRequest(tx, id)
			if err != nil || r.State != Waiting || tx.Now.Before(r.Ends) {
				return err
			}
			n++
			return r.end(tx, Ended{Outcome: Expired})
		})
	}
	return n, err
}
