package budget

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// promised is the kind under which the calendar keeps the date of settlement, and rule the deadline's.
const (
	promised   = "budget.settle"
	settleRule = "R-JF-01"
)

// Ask applies for an expense. Invalid names every wrong field: an item over its ceiling with the amount
// by which it is over, means for another purpose, more than the line has left, a ban not signed.
func (r *Room) Ask(ctx context.Context, actor who.Actor, in NewExpense) (ExpenseID, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (ExpenseID, error) { return r.AskIn(tx, in) })
}

// AskIn is the verb inside a running transaction.
func (r *Room) AskIn(tx *db.Tx, in NewExpense) (ExpenseID, error) {
	u, err := party(tx, in.Party)
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.AskExpense, place(u.Ord, "")); err != nil {
		return "", err
	}
	b, version, err := r.rules(tx, "")
	if err != nil {
		return "", err
	}
	e, costs, err := in.read(b, tx.Today())
	if err != nil {
		return "", err
	}
	e.ID, e.Party, e.PartyOrd, e.Year, e.Pack = ExpenseID(db.NewID()), u.ID, u.Ord, e.First.Year(), version
	l, p, err := lineFor(tx, e.Line, u.Ord, u.Last)
	if err != nil {
		return "", err
	}
	if err := e.suits(tx, l, p); err != nil {
		return "", err
	}
	e.Plan, e.State, e.Version = p.ID, Asked, 1
	e.AskedBy, e.AskedName, e.AskedAt = tx.Who.Person, tx.Who.Name, tx.Now
	e.Step, e.Hash = Chain(e.As, e.Total, b.LeaderAbove)[0], ExpenseHash(e, costs)
	if e.Number, err = number(tx, "ZC", e.First); err != nil {
		return "", err
	}
	if err := insertExpense(tx, e, costs); err != nil {
		return "", err
	}
	return e.ID, record(tx, "ask", "budget_expense", string(e.ID), e.Party, 1, map[string]any{"number": e.Number, "hash": e.Hash, "total": e.Total, "bans": e.Bans})
}

// suits holds the application against its line: year, purpose, what is left, and whose capacity it is.
func (e *Expense) suits(tx *db.Tx, l Use, p Plan) error {
	if err := earmark(l, e.Purpose); err != nil {
		return err
	}
	var c fault.Check
	c.That(p.Year == e.Year, "line", "budget.expense.other_year", "plan", p.Year, "year", e.Year)
	c.That(e.Total <= l.Free(), "costs", "budget.expense.over_line", "line", l.Title, "free", l.Free().Text(), "over", (e.Total - l.Free()).Text())
	role := map[string]access.Role{AsMember: access.Secretary, AsSecretary: access.Secretary, AsOfficer: access.PartyAff}[e.As]
	c.That(tx.Who.IsJob() || holds(tx.Who, role, e.PartyOrd), "as", "budget.expense.as_other")
	if e.ActivityID != "" {
		known, err := meetingOf(tx, e.ActivityID, e.Party)
		if err != nil {
			return err
		}
		c.That(known, "meeting", "budget.expense.meeting_unknown")
	}
	return c.Err()
}

// SignExpense is the signature of the present step: agree passes the application on, refuse ends it.
// Denied to the applicant and to whoever signed before; Conflict when the content is not what was seen.
func (r *Room) SignExpense(ctx context.Context, actor who.Actor, id ExpenseID, d Decision) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.SignExpenseIn(tx, id, d) })
}

// SignExpenseIn is the verb inside a running transaction.
func (r *Room) SignExpenseIn(tx *db.Tx, id ExpenseID, d Decision) error {
	e, costs, signs, err := loadWhole(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.ApproveExpense, place(e.PartyOrd, string(id), hands(e, signs)...)); err != nil {
		return err
	}
	if e.State != Asked {
		return fault.Conflict("budget.expense.not_now." + e.State)
	}
	if !holds(tx.Who, stepRoles[e.Step], e.PartyOrd) {
		return fault.Denied("budget_step")
	}
	if err := d.check(); err != nil {
		return err
	}
	if d.Seen != e.Hash || ExpenseHash(e, costs) != e.Hash {
		return fault.Conflict("budget.seen_other")
	}
	b, _, err := r.rules(tx, e.Pack)
	if err != nil {
		return err
	}
	return e.signed(tx, d, next(Chain(e.As, e.Total, b.LeaderAbove), e.Step))
}

// signed puts the signature down and moves the application on.
func (e *Expense) signed(tx *db.Tx, d Decision, to string) error {
	s := Sign{Step: e.Step, Act: "agree", Words: d.Words, Hash: e.Hash, By: tx.Who.Person, Name: tx.Who.Name, At: tx.Now}
	action := "sign_expense"
	switch {
	case !d.Agree:
		s.Act, e.State, e.Step, e.Words, action = "refuse", Refused, "", d.Words, "refuse_expense"
	case to != "":
		e.Step = to
	default:
		if err := e.approve(tx); err != nil {
			return err
		}
		action = "approve_expense"
	}
	if err := insertSign(tx, e.ID, s); err != nil {
		return err
	}
	if err := saveExpense(tx, e); err != nil {
		return err
	}
	return record(tx, action, "budget_expense", string(e.ID), e.Party, e.Version, map[string]any{"number": e.Number, "step": s.Step, "hash": e.Hash, "words": d.Words})
}

// approve is the last signature. The line is asked again: it may have been adjusted since. From the
// approval, or from the activity's last day when that is later, the settlement is promised.
func (e *Expense) approve(tx *db.Tx) error {
	l, err := loadUse(tx, e.Line)
	if err != nil {
		return err
	}
	if free := l.Free(); free < 0 { // this application is counted already
		return fault.Invalid(fault.On("costs", "budget.expense.over_line", "line", l.Title, "free", (free + e.Total).Text(), "over", (-free).Text()))
	}
	start := max(e.Last, tx.Today())
	due, err := calendar.DueOf(tx, settleRule, start)
	if err != nil {
		return err
	}
	e.State, e.Step, e.ApprovedAt, e.SettleDue = Approved, "", tx.Now, due.Due
	return calendar.Keep(tx, calendar.Promise{Kind: promised, Ref: string(e.ID), Unit: e.Party, Ord: e.PartyOrd, Title: e.Number + " " + e.Activity, Link: "/budget/expenses/" + string(e.ID),
		Rule: settleRule, Start: start, Due: due.Due, People: map[string][]string{"owner": {e.AskedBy}}})
}

// WithdrawExpense takes back an application that nothing was spent on.
func (r *Room) WithdrawExpense(ctx context.Context, actor who.Actor, id ExpenseID, why string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		e, err := loadExpense(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.AskExpense, place(e.PartyOrd, string(id))); err != nil {
			return err
		}
		if e.State != Asked && e.State != Approved {
			return fault.Conflict("budget.expense.not_now." + e.State)
		}
		var c fault.Check
		limit(&c, "why", why, 500, "budget.words_empty")
		if err := c.Err(); err != nil {
			return err
		}
		list, err := vouchersOf(tx, id)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			return fault.Conflict("budget.expense.has_vouchers")
		}
		e.State, e.Step, e.Words = Withdrawn, "", why
		if err := calendar.Drop(tx, promised, string(id)); err != nil {
			return err
		}
		if err := saveExpense(tx, &e); err != nil {
			return err
		}
		return record(tx, "withdraw", "budget_expense", string(id), e.Party, e.Version, map[string]any{"number": e.Number, "why": why})
	})
}

// Late tells whether an approved application was to be settled before the day.
func (e *Expense) Late(today clock.Day) bool {
	return e.State == Approved && e.SettleDue != "" && e.SettleDue < today
}
