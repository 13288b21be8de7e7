package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Reasons are the grounds of a recusal (中国共产党纪律检查机关监督执纪工作规则 art. 67; DOMAIN.md A-R5):
// no story is kept, only which of them holds.
var Reasons = []string{
	"self",     // the person or a near relative is the one looked at
	"relative", // a near relative works there
	"interest", // an interest of the person or a near relative is touched
	"witness",  // the person is a witness or has reported
	"served",   // the person served there
	"handled",  // the person handled it before
	"other",    // another relation that may touch fairness
}

// Recusal keeps a person away from a unit and everything below it, or from one matter (回避).
type Recusal struct {
	ID         string
	Person     string
	PersonName string
	PersonUnit string
	Unit       string // "" for one matter
	UnitName   string
	Span       who.Span // the unit and everything below it
	Kind, Ref  string   // of one matter
	Label      string   // how people call the matter
	Reason     string
	Basis      string
	Since      clock.Day
	Until      clock.Day
	Own        bool // asked for by the person
	MadeBy     string
	MadeAt     time.Time
	LiftedAt   time.Time
	LiftedBy   string
	LiftedWhy  string
}

// In tells whether the recusal keeps away on the day.
func (r Recusal) In(day clock.Day) bool {
	return r.LiftedAt.IsZero() && r.Since <= day && (r.Until == "" || r.Until >= day)
}

// NewRecusal is what is entered: a unit, or a kind and reference of one matter.
type NewRecusal struct {
	Person string
	Unit   string
	Kind   Kind
	Ref    string
	Label  string
	Reason string
	Basis  string
	Since  clock.Day
	Until  clock.Day
}

func (in NewRecusal) check(today clock.Day) error {
	var c fault.Check
	c.That(in.Person != "", "person", "recusal.person_missing")
	c.That(in.Unit != "" || in.Ref != "" && in.Kind.IsMatter(), "unit", "recusal.unit_missing")
	c.That(slices.Contains(Reasons, in.Reason), "reason", "recusal.reason_missing")
	c.That(strings.TrimSpace(in.Basis) != "", "basis", "recusal.basis_missing")
	c.That(len([]rune(in.Basis)) <= 200, "basis", "recusal.basis_long", "most", 200)
	c.That(in.Until == "" || in.Until >= in.Since && in.Until >= today, "until", "recusal.until_past")
	return c.Err()
}

// Recuse registers a recusal. A security administrator registers anybody's; everybody may register
// the own, and it holds at once. It needs no second person: to keep away harms nobody, and it can be
// lifted.
func (h *Hall) Recuse(ctx context.Context, actor who.Actor, in NewRecusal) (id string, err error) {
	id = db.NewID()
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		own := in.Person != "" && in.Person == tx.Who.Person
		if !own {
			if err := May(tx.Who, EditRecusal, rootPlace(tx)); err != nil {
				return err
			}
		}
		if in.Since == "" || own && in.Since > tx.Today() {
			in.Since = tx.Today()
		}
		if err := in.check(tx.Today()); err != nil {
			return err
		}
		if err := insertRecusal(tx, id, in, own); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "recusal.register", Kind: "recusal", ID: id, Version: 1, Unit: in.Unit, Details: in})
	})
	return id, err
}

// Lift ends a recusal for a reason that is kept. Only the security administrator lifts, also what a
// person asked for, and never the own.
func (h *Hall) Lift(ctx context.Context, actor who.Actor, id, why string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, EditRecusal, rootPlace(tx)); err != nil {
			return err
		}
		r, err := loadRecusal(tx, id)
		if err != nil {
			return err
		}
		switch {
		case r.Person == tx.Who.Person:
			return Refusal(NotOneself)
		case !r.LiftedAt.IsZero():
			return fault.Conflict("recusal.lifted_already")
		case strings.TrimSpace(why) == "":
			return fault.Invalid(fault.On("why", "recusal.why_missing"))
		}
		if err := liftRecusal(tx, id, why); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "recusal.lift", Kind: "recusal", ID: id, Version: 2, Unit: r.Unit, Details: map[string]string{"why": why}})
	})
}

// Recusals lists what is registered, the most recent first: everything for who may read the policy.
// With find only those whose person's or unit's name holds it.
func (h *Hall) Recusals(ctx context.Context, actor who.Actor, find string, limit int) (list []Recusal, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, ReadPolicy, rootPlace(tx)); err != nil {
			return err
		}
		list, err = listRecusals(tx, find, "", limit)
		return err
	})
	return list, err
}

// OwnRecusals lists the actor's own.
func (h *Hall) OwnRecusals(ctx context.Context, actor who.Actor) (list []Recusal, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		list, err = listRecusals(tx, "", tx.Who.Person, 100)
		return err
	})
	return list, err
}

// recuse fills in what keeps the actor away today; called where an actor is resolved.
func recuse(tx *db.Tx, a *who.Actor) error {
	if a.Person == "" {
		return nil
	}
	var err error
	a.Recused, a.Kept, err = recusedFrom(tx, a.Person, tx.Today())
	return err
}
