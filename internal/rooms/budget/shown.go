package budget

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

// Kinds of what is shown without being asked, in the order of pages.
const (
	NoVoucher     = "no_voucher"     // an activity that took place, and no voucher came
	NoApplication = "no_application" // a voucher that no application stands behind
	OtherPurpose  = "other_purpose"  // a voucher for what was not approved
	TooEarly      = "too_early"      // spent before the approval
	OverApproval  = "over_approval"  // more than was approved
	NotSettled    = "not_settled"    // approved and not settled in time
	Slow          = "slow"           // a line used slowly against the year's share
	Fast          = "fast"           // a line used fast
)

// ShownKinds in the order of pages. The last two inform; they name no fault.
var ShownKinds = []string{NoVoucher, NoApplication, OtherPurpose, TooEarly, OverApproval, NotSettled, Slow, Fast}

// Shown is one thing to look at, with the page where it can be looked at.
type Shown struct {
	Kind   string
	Party  string
	Number string
	Title  string
	Day    clock.Day
	Amount Money
	More   Money // of OverApproval: by how much; of Slow and Fast: what the line has
	Share  int   // of Slow and Fast: per cent used
	Year   int   // of Slow and Fast: per cent of the year
	Href   string
}

// Informs tells a line's pace from a fault.
func (s Shown) Informs() bool { return s.Kind == Slow || s.Kind == Fast }

// waitDays is how long after an activity its voucher may still be on its way.
const waitDays = 7

// pace is how many points a line may be apart from the year's share before it is worth a look.
const pace = 25

// shown computes everything from the rows as they are; nothing of it is kept, so nothing can be
// edited away.
func shown(tx *db.Tx, year int, today clock.Day) ([]Shown, error) {
	expenses, err := visibleExpenses(tx, Filter{Year: year})
	if err != nil {
		return nil, err
	}
	vouchers, err := visibleVouchers(tx, year)
	if err != nil {
		return nil, err
	}
	costs, err := costsOf(tx, year)
	if err != nil {
		return nil, err
	}
	out := Watch(expenses, vouchers, costs, today)
	plans, err := visiblePlans(tx, year)
	for _, p := range plans {
		if err != nil {
			return nil, err
		}
		if p.State != Approved {
			continue
		}
		var lines []Use
		lines, err = listUse(tx, p.ID)
		out = append(out, Paces(p, lines, today)...)
	}
	return out, err
}

// Watch finds what is wrong between applications and vouchers.
func Watch(expenses []Expense, vouchers []Voucher, costs map[ExpenseID]map[string]Money, today clock.Day) []Shown {
	by := map[ExpenseID][]Voucher{}
	found := map[string][]Shown{}
	put := func(s Shown) { found[s.Kind] = append(found[s.Kind], s) }
	for _, v := range vouchers {
		by[v.Expense] = append(by[v.Expense], v)
		if v.Expense == "" {
			put(Shown{Kind: NoApplication, Party: v.Party, Number: v.Number, Title: v.What, Day: v.Day, Amount: v.Amount, Href: "/budget/vouchers/" + string(v.ID)})
		}
	}
	for i := range expenses {
		e := &expenses[i]
		at := Shown{Party: e.PartyName, Number: e.Number, Title: e.Activity, Day: e.Last, Amount: e.Total, Href: "/budget/expenses/" + string(e.ID)}
		list := by[e.ID]
		if e.State == Approved && len(list) == 0 && e.Last.Add(waitDays) < today {
			at.Kind = NoVoucher
			put(at)
		}
		if e.Late(today) {
			at.Kind, at.Day = NotSettled, e.SettleDue
			put(at)
		}
		spent, over, byItem := Money(0), Money(0), map[string]Money{}
		for _, v := range list {
			spent += v.Amount
			byItem[v.Item] += v.Amount
			one := at
			one.Number, one.Title, one.Day, one.Amount = v.Number, v.What, v.Day, v.Amount
			if costs[e.ID][v.Item] == 0 {
				one.Kind = OtherPurpose
				put(one)
			}
			if !e.ApprovedAt.IsZero() && v.Day < clock.DayOf(e.ApprovedAt) {
				one.Kind = TooEarly
				put(one)
			}
		}
		for item, sum := range byItem {
			if most := costs[e.ID][item]; most > 0 {
				over += max(0, sum-most)
			}
		}
		if spent > e.Total || over > 0 {
			at.Kind, at.Amount, at.More = OverApproval, spent, max(spent-e.Total, over)
			put(at)
		}
	}
	var out []Shown
	for _, k := range ShownKinds {
		out = append(out, found[k]...)
	}
	return out
}

// Paces compares what was used of each line with the year's share: it informs, and ranks nothing.
func Paces(p Plan, lines []Use, today clock.Day) (out []Shown) {
	year := yearShare(p.Year, today)
	for _, l := range lines {
		if l.Amount == 0 || l.Category == "other" {
			continue
		}
		used := int((l.Spent + l.Held) * 100 / l.Amount)
		s := Shown{Party: p.PartyName, Number: p.Number, Title: l.Title, Amount: l.Spent + l.Held, More: l.Amount, Share: used, Year: year, Href: "/budget/plans/" + string(p.ID)}
		switch {
		case used+pace < year:
			s.Kind = Slow
		case used > year+pace:
			s.Kind = Fast
		default:
			continue
		}
		out = append(out, s)
	}
	return out
}
