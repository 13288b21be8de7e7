package calendar

import (
	"cmp"
	"slices"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

// KeepAll begins many promises at once, each with its own due date and without a rule: duties of a period
// are laid down by the hundred. The caller answers for there being no open one of the same kind and ref.
// What is known already (KeptAt, DoneOn, Late, MissedAt) is taken over.
func KeepAll(tx *db.Tx, list []Promise) error {
	for i := range list {
		p := &list[i]
		if err := known(p.Kind); err != nil {
			return err
		}
		if p.Due == "" {
			return fault.Invalid(fault.On("due", "calendar.due_empty"))
		}
		p.Start = cmp.Or(p.Start, tx.Today())
		p.ID, p.Original = db.NewID(), p.Due
	}
	return insertPromises(tx, list)
}

// Doing is how a promise was kept.
type Doing struct {
	On clock.Day // when it happened; empty: today
	// Late is how many days late the room counts it; 0 in time. Without On it is counted from the due date.
	Late int
}

// Done marks the open promise as kept today. Nothing open is no fault: the act may come twice.
func Done(tx *db.Tx, kind, ref string) error {
	p, err := loadOpen(tx, kind, ref)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.done(tx, Doing{})
}

// DoneOn marks the promise as kept in the way told. One that was missed is marked too, as often as the room
// learns more, and stays missed; else nothing open is no fault.
func DoneOn(tx *db.Tx, kind, ref string, how Doing) error {
	p, err := loadDoable(tx, kind, ref)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.done(tx, how)
}

func (p Promise) done(tx *db.Tx, how Doing) error {
	p.DoneOn, p.Late, p.KeptAt = how.On, how.Late, tx.Now
	if p.DoneOn == "" {
		p.DoneOn = tx.Today()
		p.Late = max(0, p.DoneOn.Sub(p.Due))
	}
	if p.Closes != "" && tx.Today() > p.Closes && p.MissedAt.IsZero() {
		p.MissedAt = tx.Now // it closed unwritten before the night work could say so
	}
	return keptPromise(tx, p)
}

// MissClosed marks every promise of a kind as missed that closed without being written down. It answers how many.
func MissClosed(tx *db.Tx, kind string) (int, error) { return missClosed(tx, kind) }

// Standing is where a promise stands on a day, in one word.
type Standing string

// The standings.
const (
	Ahead    Standing = "ahead"   // in time
	Near     Standing = "near"    // within the warning time
	Overdue  Standing = "overdue" // past its day and not kept
	Halted   Standing = "halted"  // the clock stands still
	InTime   Standing = "kept"    // kept
	KeptLate Standing = "late"    // kept after its day, or written down late
	Missed   Standing = "missed"  // not kept, and it can no longer be
	MadeUp   Standing = "made_up" // missed, and made up for later
)

// Standings in the order of pages.
var Standings = []Standing{Overdue, Near, Ahead, Halted, Missed, MadeUp, KeptLate, InTime}

// Stands tells where the promise stands on a day. What closed unwritten is missed before the night work says so.
func (p Promise) Stands(today clock.Day) Standing {
	kept, missed := !p.KeptAt.IsZero(), !p.MissedAt.IsZero()
	switch {
	case kept && missed && p.DoneOn > p.Due:
		return MadeUp
	case kept && (missed || p.Late > 0):
		return KeptLate
	case kept:
		return InTime
	case missed || p.Closes != "" && p.Closes < today:
		return Missed
	case p.HeldSince != "":
		return Halted
	case max(p.Due, p.Closes) < today:
		return Overdue
	case p.Due.Sub(today) <= WarnDays:
		return Near
	}
	return Ahead
}

// names are the persons who see the promise by name.
func (p Promise) names() []string {
	out := append([]string(nil), p.Persons...)
	for _, ids := range p.People {
		out = append(out, ids...)
	}
	slices.Sort(out) // stored as one text: the same promise is the same text
	return slices.Compact(out)
}

// firstWarning is when the promise is first announced: never for a quiet one or one that is over.
func (p Promise) firstWarning(now time.Time) time.Time {
	if p.Quiet || !p.KeptAt.IsZero() || !p.MissedAt.IsZero() {
		return time.Time{}
	}
	return p.nextAt(defaultWarnings, now)
}
