package budget

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/file"
)

// Party is a Party organisation to choose.
type Party struct {
	ID, Name, Kind string
	Ord, Last      int64
}

// Meeting is an activity of organisation life that an application may be for.
type Meeting struct {
	ID, Kind, Topic string
	Day             clock.Day
}

// Use is a line with what is asked for, held by approved applications, and spent.
type Use struct {
	Line
	Asked, Held, Spent Money
}

// Free is what may still be applied for.
func (u Use) Free() Money { return u.Amount - u.Asked - u.Held - u.Spent }

// Balance is what was not spent.
func (u Use) Balance() Money { return u.Amount - u.Spent }

// Sum adds lines up under a name.
type Sum struct {
	Code                                string
	Planned, Amount, Asked, Held, Spent Money
}

func (s *Sum) add(u Use) {
	s.Planned += u.Planned
	s.Amount += u.Amount
	s.Asked += u.Asked
	s.Held += u.Held
	s.Spent += u.Spent
}

// Home is the first page: the year's plans, sums by category, what is shown without being asked, what
// waits for the reader.
type Home struct {
	Year     int
	Years    []int
	Today    clock.Day
	Rules    *pack.Budget
	Plans    []Plan
	Lines    map[PlanID][]Use
	Sums     []Sum // by category, in the pack's order
	All      Sum
	Shown    []Shown
	Waiting  []Expense // for the reader's signature
	Adjusts  []Adjust  // open ones of the reader's plans
	Settling int       // approved applications
	MayPlan  []Party
	MayAsk   bool
}

// Home reads the first page. NotFound to whoever has no part in the budget.
func (r *Room) Home(ctx context.Context, actor who.Actor, year int) (v Home, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if !access.Anywhere(tx.Who, access.ReadBudget) {
			return fault.NotFound()
		}
		v.Today, v.Year = tx.Today(), year
		if year == 0 {
			v.Year = v.Today.Year()
		}
		return r.home(tx, &v)
	})
	return v, err
}

func (r *Room) home(tx *db.Tx, v *Home) (err error) {
	if v.Rules, _, err = r.rules(tx, ""); err != nil {
		return err
	}
	all, err := visiblePlans(tx, 0)
	if err != nil {
		return err
	}
	v.Lines = map[PlanID][]Use{}
	sums := map[string]*Sum{}
	for _, p := range all {
		if len(v.Years) == 0 || v.Years[len(v.Years)-1] != p.Year {
			v.Years = append(v.Years, p.Year)
		}
		if p.Year != v.Year {
			continue
		}
		v.Plans = append(v.Plans, p)
		if v.Lines[p.ID], err = listUse(tx, p.ID); err != nil {
			return err
		}
		if p.State != Approved {
			continue
		}
		for _, l := range v.Lines[p.ID] {
			if sums[l.Category] == nil {
				sums[l.Category] = &Sum{Code: l.Category}
			}
			sums[l.Category].add(l)
			v.All.add(l)
		}
	}
	for _, c := range v.Rules.Categories {
		if s := sums[c.Code]; s != nil {
			v.Sums = append(v.Sums, *s)
		}
	}
	if v.Shown, err = shown(tx, v.Year, v.Today); err != nil {
		return err
	}
	return v.around(tx)
}

// around finds what waits for the reader and what the reader may begin.
func (v *Home) around(tx *db.Tx) (err error) {
	list, err := visibleExpenses(tx, Filter{Year: v.Year, State: Asked})
	if err != nil {
		return err
	}
	for _, e := range list {
		if holds(tx.Who, stepRoles[e.Step], e.PartyOrd) && e.AskedBy != tx.Who.Person {
			v.Waiting = append(v.Waiting, e)
		}
	}
	if list, err = visibleExpenses(tx, Filter{Year: v.Year, State: Approved}); err != nil {
		return err
	}
	v.Settling = len(list)
	v.MayAsk = access.Anywhere(tx.Who, access.AskExpense)
	v.MayPlan, err = parties(tx, access.PlanBudget)
	return err
}

// PlanView is one plan as its page shows it.
type PlanView struct {
	Plan
	Today                                  clock.Day
	Rules                                  *pack.Budget
	Lines                                  []Use
	Adjusts                                []Adjust
	Expenses                               []Expense
	Published                              []Publication
	Now                                    string // hash of the content as it is
	MayEdit, MayDecide, MayAdjust, MayShow bool
	MayJudge                               map[AdjustID]bool
}

// Plan reads one plan. NotFound to whoever may not read it.
func (r *Room) Plan(ctx context.Context, actor who.Actor, id PlanID) (v PlanView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Plan, err = loadPlan(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadBudget, place(v.PartyOrd, string(id))); err != nil {
			return err
		}
		return r.fillPlan(tx, &v)
	})
	return v, err
}

func (r *Room) fillPlan(tx *db.Tx, v *PlanView) (err error) {
	v.Today = tx.Today()
	if v.Rules, _, err = r.rules(tx, v.Pack); err != nil {
		return err
	}
	if v.Lines, err = listUse(tx, v.ID); err != nil {
		return err
	}
	bare := make([]Line, len(v.Lines))
	for i := range v.Lines {
		bare[i] = v.Lines[i].Line
	}
	v.Now = PlanHash(v.Plan, bare)
	if v.Adjusts, err = listAdjusts(tx, v.ID); err != nil {
		return err
	}
	if v.Expenses, err = visibleExpenses(tx, Filter{Plan: v.ID}); err != nil {
		return err
	}
	all, err := listPublications(tx, "budget")
	for _, p := range all {
		if p.Party == v.Party && p.Period == yearName(v.Year) {
			v.Published = append(v.Published, p)
		}
	}
	here := place(v.PartyOrd, string(v.ID))
	plans := access.May(tx.Who, access.PlanBudget, here) == nil
	v.MayEdit = plans && v.Open()
	v.MayAdjust, v.MayShow = plans && v.State == Approved, plans && v.State == Approved
	v.MayDecide = v.State == Submitted && access.May(tx.Who, access.ApproveBudget, v.Place()) == nil
	v.MayJudge = map[AdjustID]bool{}
	for _, a := range v.Adjusts {
		v.MayJudge[a.ID] = a.State == "asked" && access.May(tx.Who, access.ApproveBudget, place(v.PartyOrd, string(v.ID), a.AskedBy)) == nil
	}
	return err
}

// ExpenseView is one application as its page shows it.
type ExpenseView struct {
	Expense
	Today                                    clock.Day
	Rules                                    *pack.Budget
	Line                                     Use
	PlanNumber                               string
	Costs                                    []Cost
	Chain                                    []string
	Signs                                    []Sign
	Vouchers                                 []Voucher
	Cancelled                                []Voucher
	Files                                    []file.File
	Bills                                    string // hash of the vouchers
	Shown                                    []Shown
	Problem                                  error // what stands against settling as it is
	MaySign, MayBill, MaySettle, MayWithdraw bool
}

// Expense reads one application. NotFound to whoever may not read it.
func (r *Room) Expense(ctx context.Context, actor who.Actor, id ExpenseID) (v ExpenseView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Expense, v.Costs, v.Signs, err = loadWhole(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadBudget, place(v.PartyOrd, string(id))); err != nil {
			return err
		}
		return r.fillExpense(tx, &v)
	})
	return v, err
}

func (r *Room) fillExpense(tx *db.Tx, v *ExpenseView) (err error) {
	v.Today = tx.Today()
	if v.Rules, _, err = r.rules(tx, v.Pack); err != nil {
		return err
	}
	v.Chain = Chain(v.As, v.Total, v.Rules.LeaderAbove)
	if v.Line, err = loadUse(tx, v.Expense.Line); err != nil {
		return err
	}
	p, err := loadPlan(tx, v.Plan)
	if err != nil {
		return err
	}
	v.PlanNumber = p.Number
	if v.Vouchers, err = vouchersOf(tx, v.ID); err != nil {
		return err
	}
	if v.Cancelled, err = cancelledOf(tx, v.ID); err != nil {
		return err
	}
	if v.Files, err = file.Of(tx, fileKind, string(v.ID)); err != nil {
		return err
	}
	v.Bills = BillHash(v.Vouchers)
	approved := map[string]Money{}
	for _, k := range v.Costs {
		approved[k.Item] = k.Amount
	}
	v.Shown = Watch([]Expense{v.Expense}, v.Vouchers, map[ExpenseID]map[string]Money{v.ID: approved}, v.Today)
	v.may(tx)
	return nil
}

func (v *ExpenseView) may(tx *db.Tx) {
	id := string(v.ID)
	v.MaySign = v.State == Asked && holds(tx.Who, stepRoles[v.Step], v.PartyOrd) && access.May(tx.Who, access.ApproveExpense, place(v.PartyOrd, id, hands(v.Expense, v.Signs)...)) == nil
	v.MayBill = v.State == Approved && mayBill(tx, v.PartyOrd, id) == nil
	v.MayWithdraw = (v.State == Asked || v.State == Approved) && len(v.Vouchers) == 0 && access.May(tx.Who, access.AskExpense, place(v.PartyOrd, id)) == nil
	by := hands(v.Expense, v.Signs)
	for _, x := range v.Vouchers {
		by = append(by, x.By)
	}
	v.MaySettle = v.State == Approved && access.May(tx.Who, access.SettleExpense, place(v.PartyOrd, id, by...)) == nil
	if v.State == Approved {
		_, v.Problem = Compare(v.Rules, v.Expense, v.Costs, v.Vouchers, "?")
	}
}

// Expenses lists applications, the latest activity first.
func (r *Room) Expenses(ctx context.Context, actor who.Actor, f Filter) (list []Expense, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		list, err = visibleExpenses(tx, f)
		return err
	})
	return list, err
}

// AskView is what the form of an application offers: the organisations for which the actor may apply,
// and for the one chosen its lines and activities.
type AskView struct {
	Today    clock.Day
	Rules    *pack.Budget
	Parties  []Party
	Party    Party
	Lines    []Use
	Meetings []Meeting
	As       []string
}

// AskForm reads what may be applied for; without an organisation, for the first one that has means.
func (r *Room) AskForm(ctx context.Context, actor who.Actor, partyID string) (v AskView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.Rules, _, err = r.rules(tx, ""); err != nil {
			return err
		}
		if v.Parties, err = parties(tx, access.AskExpense); err != nil {
			return err
		}
		for _, p := range v.Parties {
			if p.ID != partyID && (partyID != "" || len(v.Lines) > 0) {
				continue
			}
			v.Party, v.Lines, v.As, v.Meetings = p, nil, nil, nil
			if err := v.offer(tx); err != nil {
				return err
			}
		}
		if v.Party.ID == "" {
			return fault.NotFound()
		}
		return nil
	})
	return v, err
}

func (v *AskView) offer(tx *db.Tx) (err error) {
	plans, err := plansAbove(tx, v.Party.Ord, v.Today.Year())
	if err != nil {
		return err
	}
	for _, p := range plans {
		lines, err := listUse(tx, p.ID)
		if err != nil {
			return err
		}
		v.Lines = append(v.Lines, lines...)
	}
	if holds(tx.Who, access.Secretary, v.Party.Ord) {
		v.As = append(v.As, AsSecretary, AsMember)
	}
	if holds(tx.Who, access.PartyAff, v.Party.Ord) {
		v.As = append(v.As, AsOfficer)
	}
	v.Meetings, err = meetings(tx, v.Party.ID, v.Today)
	return err
}

// VoucherView is a voucher without an application, with the approved ones it may belong to.
type VoucherView struct {
	Voucher
	PartyName string
	Item      string
	Choices   []Expense
	MayTie    bool
}

// Voucher reads one voucher.
func (r *Room) Voucher(ctx context.Context, actor who.Actor, id VoucherID) (v VoucherView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Voucher, err = loadVoucher(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadBudget, place(v.PartyOrd, string(v.Expense))); err != nil {
			return err
		}
		u, err := party(tx, v.Party)
		if err != nil {
			return err
		}
		v.PartyName = u.Short
		v.MayTie = v.Expense == "" && v.CancelledAt.IsZero() && mayBill(tx, v.PartyOrd, "") == nil
		v.Choices, err = visibleExpenses(tx, Filter{Party: v.Party, State: Approved})
		return err
	})
	return v, err
}

// PlanOf is the plan that an adjustment belongs to.
func (r *Room) PlanOf(ctx context.Context, actor who.Actor, id AdjustID) (plan PlanID, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		a, err := loadAdjust(tx, id)
		if err != nil {
			return err
		}
		p, err := loadPlan(tx, a.Plan)
		if err != nil {
			return err
		}
		plan = p.ID
		return access.May(tx.Who, access.ReadBudget, place(p.PartyOrd, string(p.ID)))
	})
	return plan, err
}

// BillParties are the organisations for which the actor may enter a bill that came without an application.
func (r *Room) BillParties(ctx context.Context, actor who.Actor) (out []Party, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		right := access.AskExpense
		if access.Anywhere(tx.Who, access.SettleExpense) {
			right = access.SettleExpense
		}
		out, err = parties(tx, right)
		if err == nil && len(out) == 0 {
			return fault.NotFound()
		}
		return err
	})
	return out, err
}
