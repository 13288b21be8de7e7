package budget

import (
	"context"
	"strconv"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// fieldOf is the prefix of a line's fields in the form of a plan.
func fieldOf(i int) string { return "l" + strconv.Itoa(i+1) + "_" }

// Adjust moves means between lines of an approved plan, or takes back what is not needed (To empty).
type Adjust struct {
	ID          AdjustID
	Plan        PlanID
	From, To    LineID
	Amount      Money
	Reason      string
	State       string // asked, approved, refused
	Hash        string
	AskedBy     string
	AskedName   string
	AskedAt     time.Time
	DecidedBy   string
	DecidedName string
	DecidedAt   time.Time
	Words       string
	Version     int64
}

// AdjustHash is the fingerprint of what is asked for.
func AdjustHash(a Adjust) string {
	return hashOf(struct {
		Plan     PlanID
		From, To LineID
		Amount   Money
		Reason   string
	}{a.Plan, a.From, a.To, a.Amount, a.Reason})
}

// NewAdjust is an adjustment as a person types it.
type NewAdjust struct{ From, To, Amount, Reason string }

// AskAdjust asks for an adjustment. Invalid when it would take more than is free, or earmarked means
// to another purpose.
func (r *Room) AskAdjust(ctx context.Context, actor who.Actor, id PlanID, in NewAdjust) (AdjustID, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (AdjustID, error) { return r.AskAdjustIn(tx, id, in) })
}

// AskAdjustIn is the verb inside a running transaction.
func (r *Room) AskAdjustIn(tx *db.Tx, id PlanID, in NewAdjust) (AdjustID, error) {
	p, err := loadPlan(tx, id)
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.PlanBudget, place(p.PartyOrd, string(p.ID))); err != nil {
		return "", err
	}
	if p.State != Approved {
		return "", fault.Conflict("budget.plan.not_now." + p.State)
	}
	var c fault.Check
	a := Adjust{ID: AdjustID(db.NewID()), Plan: id, From: LineID(in.From), To: LineID(in.To), Amount: fen.Read(&c, "amount", in.Amount), Reason: in.Reason,
		State: "asked", AskedBy: tx.Who.Person, AskedName: tx.Who.Name, AskedAt: tx.Now, Version: 1}
	limit(&c, "reason", in.Reason, 500, "budget.adjust.reason_empty")
	notOutside(&c, "reason", in.Reason)
	if err := c.Err(); err != nil {
		return "", err
	}
	if err := a.fits(tx); err != nil {
		return "", err
	}
	a.Hash = AdjustHash(a)
	if err := insertAdjust(tx, a); err != nil {
		return "", err
	}
	return a.ID, record(tx, "ask_adjust", "budget_plan", string(id), p.Party, p.Version, map[string]any{"adjust": a.ID, "hash": a.Hash, "amount": a.Amount, "reason": a.Reason})
}

// fits holds the adjustment against the lines as they are: earmarked means stay with their purpose.
func (a Adjust) fits(tx *db.Tx) error {
	var c fault.Check
	from, err := loadUse(tx, a.From)
	c.That(err == nil && from.Plan == a.Plan, "from", "budget.adjust.line_unknown")
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return err
	}
	c.That(a.Amount > 0, "amount", "budget.adjust.nothing")
	c.That(a.From != a.To, "to", "budget.adjust.same")
	if a.To != "" {
		to, err := loadUse(tx, a.To)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		c.That(err == nil && to.Plan == a.Plan, "to", "budget.adjust.line_unknown")
		c.That(from.Purpose == "" || from.Purpose == to.Purpose, "to", "budget.adjust.earmarked", "purpose", from.Purpose)
	}
	c.That(a.Amount <= from.Free(), "amount", "budget.adjust.too_much", "free", from.Free().Text())
	return c.Err()
}

// DecideAdjust approves or refuses an adjustment; who asked does not decide.
func (r *Room) DecideAdjust(ctx context.Context, actor who.Actor, id AdjustID, d Decision) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.DecideAdjustIn(tx, id, d) })
}

// DecideAdjustIn is the verb inside a running transaction.
func (r *Room) DecideAdjustIn(tx *db.Tx, id AdjustID, d Decision) error {
	a, err := loadAdjust(tx, id)
	if err != nil {
		return err
	}
	p, err := loadPlan(tx, a.Plan)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.ApproveBudget, place(p.PartyOrd, string(p.ID), a.AskedBy)); err != nil {
		return err
	}
	if a.State != "asked" {
		return fault.Conflict("budget.adjust.decided")
	}
	if err := d.check(); err != nil {
		return err
	}
	if d.Seen != a.Hash || AdjustHash(a) != a.Hash {
		return fault.Conflict("budget.seen_other")
	}
	a.State = "refused"
	if d.Agree {
		if err := a.fits(tx); err != nil {
			return err
		}
		a.State = "approved"
		if err := moveMoney(tx, a); err != nil {
			return err
		}
	}
	a.DecidedBy, a.DecidedName, a.DecidedAt, a.Words = tx.Who.Person, tx.Who.Name, tx.Now, d.Words
	if err := saveAdjust(tx, &a); err != nil {
		return err
	}
	act := map[bool]string{true: "approve_adjust", false: "refuse_adjust"}[d.Agree]
	return record(tx, act, "budget_plan", string(p.ID), p.Party, p.Version, map[string]any{"adjust": a.ID, "hash": a.Hash, "words": d.Words})
}
