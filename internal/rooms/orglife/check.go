package orglife

import (
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
)

// Check is a superior's look at one record: which faults of form it has, and what the branch answered.
type Check struct {
	ID         CheckID
	Activity   ActivityID
	Party      string
	PartyOrd   int64
	Faults     []string // of the pack's list
	Words      string
	Due        clock.Day
	MadeAt     time.Time
	MadeBy     string
	Answer     string
	AnsweredAt time.Time
	Version    int64
}

// Inspect feeds back what a spot check found about the form of a record. It returns fault.Invalid for a fault
// that the pack does not know and fault.Conflict when the meeting was not held.
func (r *Room) Inspect(ctx context.Context, actor who.Actor, id ActivityID, faults []string, words string, due clock.Day) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.InspectIn(tx, id, faults, words, due) })
}

// InspectIn is Inspect inside a running transaction.
func (r *Room) InspectIn(tx *db.Tx, id ActivityID, faults []string, words string, due clock.Day) error {
	a, err := loadActivity(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.CheckActivity, a.Where()); err != nil {
		return err
	}
	if a.State != Held {
		return fault.Conflict("orglife.not_held")
	}
	p, err := r.rules(tx, tx.Today())
	if err != nil {
		return err
	}
	words = strings.TrimSpace(words)
	var c fault.Check
	for _, f := range faults {
		c.That(pack.Knows(p.Rhythm.Faults, f), "faults", "orglife.check.fault_unknown")
	}
	c.That(words != "" && len([]rune(words)) <= 1000, "words", "orglife.check.words")
	c.That(dayOK(due) && due >= tx.Today(), "due", "orglife.check.due")
	if err := c.Err(); err != nil {
		return err
	}
	k := Check{ID: CheckID(db.NewID()), Activity: id, Party: a.Party, PartyOrd: a.PartyOrd, Faults: faults, Words: words, Due: due, MadeAt: tx.Now, MadeBy: tx.Who.Name, Version: 1}
	if err := insertCheck(tx, k); err != nil {
		return err
	}
	if err := calendar.Keep(tx, calendar.Promise{Kind: promisedCheck, Ref: string(k.ID), Unit: a.Party, Ord: a.PartyOrd, Title: a.Topic, Link: "/orglife/activities/" + string(id), Due: due, Matter: string(id)}); err != nil {
		return err
	}
	_, err = notify.Queue(tx, notify.Message{Key: "orglife:check:" + string(k.ID), Subject: "orglife_check", Kind: "activity", Ref: string(id), Unit: a.Party, Ord: a.PartyOrd,
		Title: a.Topic, Link: "/orglife/activities/" + string(id), To: []notify.To{{Role: access.Secretary, Ord: a.PartyOrd}}})
	if err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "orglife.inspect", Kind: "activity", ID: string(id), Version: a.Version, Unit: a.Party, Details: map[string]any{"faults": faults, "due": due}})
}

// Answer is the branch's answer to a spot check, given once.
func (r *Room) Answer(ctx context.Context, actor who.Actor, id CheckID, words string) (ActivityID, error) {
	var of ActivityID
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		k, err := loadCheck(tx, id)
		if err != nil {
			return err
		}
		of = k.Activity
		if err := access.May(tx.Who, access.KeepActivity, place(k.PartyOrd, access.KindActivity, string(k.Activity))); err != nil {
			return err
		}
		if !k.AnsweredAt.IsZero() {
			return fault.Conflict("orglife.check.answered")
		}
		if words = strings.TrimSpace(words); words == "" || len([]rune(words)) > 1000 {
			return fault.Invalid(fault.On("answer", "orglife.check.answer"))
		}
		k.Answer, k.AnsweredAt = words, tx.Now
		if err := saveCheck(tx, &k); err != nil {
			return err
		}
		if err := calendar.Done(tx, promisedCheck, string(id)); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "orglife.answer", Kind: "activity", ID: string(k.Activity), Version: k.Version, Unit: k.Party, Details: map[string]string{"check": string(id)}})
	})
	return of, err
}

// Remind tells the secretaries of the branches in the actor's reach which of this month's duties are open,
// once a day. It answers how many were told.
func (r *Room) Remind(ctx context.Context, actor who.Actor) (int, error) {
	n := 0
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		scope := access.ScopeOf(tx.Who, access.CheckActivity)
		if !scope.All && len(scope.Ranges) == 0 {
			return access.May(tx.Who, access.CheckActivity, access.Place{})
		}
		today := tx.Today()
		open, err := openByParty(tx, scope, first(today.Year(), month(today)+1).Add(-1))
		if err != nil {
			return err
		}
		if n, err = tellOpen(tx, open, "day:"+string(today)); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "orglife.remind", Kind: "party", ID: "month", Details: map[string]int{"told": n}})
	})
	return n, err
}
