package approve

import (
	"context"
	"errors"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Dead is the failure of a decision on a request that can no longer be agreed to. It is the fault
// inside for every reader; Settle takes it to write the end down.
type Dead struct {
	ID    string
	End   Ended
	Cause error
}

func (d *Dead) Error() string { return d.Cause.Error() }
func (d *Dead) Unwrap() error { return d.Cause }

// Died is a Dead of a room that found out by itself that the content has changed.
func Died(id, found string, cause error) error {
	return &Dead{ID: id, End: Ended{Outcome: Stale, Found: found}, Cause: cause}
}

func (f *facts) dead(err error) error {
	var d *died
	if !errors.As(err, &d) {
		return err
	}
	return &Dead{ID: f.request.ID, End: Ended{Outcome: d.state, Seen: f.decision.Seen, Found: f.now.Hash()}, Cause: d.err}
}

// Settle looks at the outcome of a transaction that decided: when the request died in it, its end is
// written in a transaction of its own, because the other one was rolled back. The answer is err.
func Settle(ctx context.Context, d *db.DB, actor who.Actor, err error) error {
	var dead *Dead
	if !errors.As(err, &dead) {
		return err
	}
	also := d.Write(ctx, actor, func(tx *db.Tx) error {
		r, err := loadRequest(tx, dead.ID)
		if err != nil || r.State != Waiting {
			return err
		}
		return r.end(tx, dead.End)
	})
	if also != nil && !fault.Is(also, fault.KindConflict) {
		return errors.Join(err, also)
	}
	return err
}

// Drop ends what waits for the object because the object has gone another way; nothing waiting is no fault.
func Drop(tx *db.Tx, code Code, kind, object string) error {
	r, err := Open(tx, code, kind, object)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return r.end(tx, Ended{Outcome: Stale})
}

// Withdraw ends the asker's own request, with a reason.
func Withdraw(tx *db.Tx, id, reason string) error {
	r, err := loadRequest(tx, id)
	if err != nil {
		return err
	}
	if tx.Who.Person == "" || tx.Who.Person != r.Asked.Person {
		return hidden(tx, r)
	}
	if r.State != Waiting {
		return fault.Conflict("approve.ended." + string(r.State))
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	return r.end(tx, Ended{Outcome: Withdrawn, Reason: reason})
}

// hidden is the refusal of somebody who is not the asker: denied where the request may be seen.
func hidden(tx *db.Tx, r *Request) error {
	t, _ := Of(r.Code)
	p, err := placeOf(tx, r.Unit)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, t.Approve, access.Place{Ord: p.ord, About: r.About}); err != nil {
		return fault.NotFound()
	}
	return fault.Denied("approve_not_yours")
}

// Use spends an approval that was given for one use: within 72 hours of the decision, by the asker,
// once, for exactly what was agreed to. now is the content as it is now. The use itself is recorded
// by the verb that spends it, in the same transaction.
func Use(tx *db.Tx, id string, now Content) (Approved, error) {
	r, err := loadRequest(tx, id)
	if err != nil {
		return Approved{}, err
	}
	t, _ := Of(r.Code)
	switch {
	case tx.Who.Person == "" || tx.Who.Person != r.Asked.Person:
		return Approved{}, fault.NotFound()
	case !t.Once || r.State != Agreed:
		return Approved{}, fault.Denied("approve_missing")
	case !tx.Now.Before(r.Decision.By.At.Add(Life)) || tx.Now.Before(r.Decision.By.At):
		return Approved{}, fault.Conflict("approve.use_over")
	case !r.covers(now) || r.Hash() != r.Signed:
		return Approved{}, fault.Conflict("approve.use_other")
	}
	if err := insertUse(tx, r.ID); err != nil {
		if db.IsUnique(err) {
			return Approved{}, fault.Conflict("approve.used")
		}
		return Approved{}, err
	}
	return Approved{id: r.ID, code: r.Code, kind: r.Kind, object: r.Object, tx: tx}, nil
}
