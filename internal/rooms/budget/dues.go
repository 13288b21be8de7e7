package budget

import (
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Base is from what a member's dues are computed, from a month on. It is of class P3: the branch's
// secretary and the Party officer see it, nobody else.
type Base struct {
	Person  string
	Party   string
	Since   string // month, 2026-01
	Base    Money
	Retired bool
	Name    string // who entered it
	At      time.Time
	Version int64
}

// Dues are what one member owes for one month. Due was computed once, by the rate of that month.
type Dues struct {
	ID       string
	Person   string
	Name     string
	Party    string
	PartyOrd int64
	Month    string
	Due      Money
	Rate     int
	Article  string
	Paid     Money
	PaidOn   clock.Day
	Exempt   string // ground
	By       string
	Version  int64
}

// Open tells whether something is still to be paid.
func (d *Dues) Open() bool { return d.Exempt == "" && d.Paid < d.Due }

// duesPlace is where acts on dues happen. shown names the class of what is asked for: P3 for bases and
// single members, the class of the rule for sums.
func duesPlace(ord int64, shown access.Class) access.Place {
	return access.Place{Ord: ord, Kind: access.KindMember, Class: shown}
}

// MonthOf reads 2026-06.
func MonthOf(c *fault.Check, field, s string) string {
	d, err := clock.ParseDay(strings.TrimSpace(s) + "-01")
	c.That(err == nil && len(strings.TrimSpace(s)) == 7, field, "budget.dues.month_form", "value", s)
	if err != nil {
		return ""
	}
	return string(d)[:7]
}

// Month of a day.
func Month(d clock.Day) string {
	if len(d) < 7 {
		return ""
	}
	return string(d)[:7]
}

// monthsBetween is how many months lie between two months: 2026-01 to 2026-07 are 6.
func monthsBetween(a, b string) int {
	x, y := clock.Day(a+"-01"), clock.Day(b+"-01")
	return (y.Year()-x.Year())*12 + int(y.Time().In(clock.Zone).Month()) - int(x.Time().In(clock.Zone).Month())
}

// MonthAdd is a month n months later.
func MonthAdd(m string, n int) string {
	t := clock.Day(m+"-15").Time().In(clock.Zone).AddDate(0, n, 0)
	return t.Format("2006-01")
}

// NewBase is a base as a person types it.
type NewBase struct {
	Party, Person, Since, Base string
	Retired                    bool
}

// SetBase enters from what a member's dues are computed, from a month on.
func (r *Room) SetBase(ctx context.Context, actor who.Actor, in NewBase) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.SetBaseIn(tx, in) })
}

// SetBaseIn is the verb inside a running transaction.
func (r *Room) SetBaseIn(tx *db.Tx, in NewBase) error {
	u, err := keepable(tx, in.Party)
	if err != nil {
		return err
	}
	var c fault.Check
	b := Base{Person: in.Person, Party: u.ID, Since: MonthOf(&c, "since", in.Since), Base: fen.Read(&c, "base", in.Base), Retired: in.Retired, Name: tx.Who.Name, At: tx.Now}
	known, err := isMember(tx, in.Person, u.ID)
	if err != nil {
		return err
	}
	c.That(known, "person", "budget.dues.not_member")
	if err := c.Err(); err != nil {
		return err
	}
	if err := putBase(tx, b, u.Ord); err != nil {
		return err
	}
	return record(tx, "set_base", "budget_dues", in.Person, u.ID, 1, map[string]any{"since": b.Since}) // the amount is not for the record
}

// keepable is a branch whose dues the actor may keep.
func keepable(tx *db.Tx, id string) (Party, error) {
	u, err := party(tx, id)
	if err != nil {
		return Party{}, err
	}
	return Party{ID: u.ID, Name: u.Short, Kind: u.Kind, Ord: u.Ord, Last: u.Last}, access.May(tx.Who, access.KeepDues, duesPlace(u.Ord, access.P3))
}

// OpenMonth computes what every member of the branch owes for a month, by the base and the rate of that
// month. A second time it adds members who had no base before and changes nothing else. It answers how
// many were added.
func (r *Room) OpenMonth(ctx context.Context, actor who.Actor, branch, month string) (int, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (int, error) { return r.OpenMonthIn(tx, branch, month) })
}

// OpenMonthIn is the verb inside a running transaction.
func (r *Room) OpenMonthIn(tx *db.Tx, branch, month string) (int, error) {
	u, err := keepable(tx, branch)
	if err != nil {
		return 0, err
	}
	var c fault.Check
	m := MonthOf(&c, "month", month)
	c.That(m == "" || m <= Month(tx.Today()), "month", "budget.dues.month_ahead")
	if err := c.Err(); err != nil {
		return 0, err
	}
	b, _, err := r.rules(tx, "")
	if err != nil {
		return 0, err
	}
	have, err := duesOfMonth(tx, u.ID, m)
	if err != nil {
		return 0, err
	}
	bases, err := basesOn(tx, u.ID, m)
	if err != nil {
		return 0, err
	}
	seen := map[string]bool{}
	for _, d := range have {
		seen[d.Person] = true
	}
	n := 0
	for _, x := range bases {
		if seen[x.Person] {
			continue
		}
		if err := insertDues(tx, computed(b, x, m), u.Ord); err != nil {
			return n, err
		}
		n++
	}
	if n == 0 && len(have) == 0 {
		return 0, fault.Invalid(fault.On("month", "budget.dues.no_bases"))
	}
	return n, record(tx, "open_month", "budget_dues", u.ID+" "+m, u.ID, 1, map[string]any{"month": m, "added": n})
}

// computed is what the base owes for the month.
func computed(b *pack.Budget, x Base, month string) Dues {
	band := b.BandOf(x.Base, x.Retired)
	return Dues{ID: db.NewID(), Person: x.Person, Party: x.Party, Month: month, Due: band.DuesOn(x.Base), Rate: band.Rate, Article: articleOf(band.Cites), Version: 1}
}

// Payment is one line of a branch's roll: what a member paid for a month, or on what ground nothing is due.
type Payment struct {
	ID     string
	Paid   string
	On     string
	Exempt string
}

// Pay enters what was paid for a month, for many members at once. A month further back than the rules
// allow is refused; an amount above what is due is refused, because dues are not donations.
func (r *Room) Pay(ctx context.Context, actor who.Actor, branch string, list []Payment) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.PayIn(tx, branch, list) })
}

// PayIn is the verb inside a running transaction.
func (r *Room) PayIn(tx *db.Tx, branch string, list []Payment) error {
	u, err := keepable(tx, branch)
	if err != nil {
		return err
	}
	b, _, err := r.rules(tx, "")
	if err != nil {
		return err
	}
	var c fault.Check
	var changed []Dues
	for _, p := range list {
		d, err := loadDues(tx, p.ID)
		if err != nil {
			return err
		}
		if d.Party != u.ID {
			return fault.NotFound()
		}
		if p.apply(&c, &d, b.BackMonths, tx.Today()) {
			d.By = tx.Who.Name
			changed = append(changed, d)
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	if len(changed) == 0 {
		return fault.Invalid(fault.On("", "budget.dues.nothing_changed"))
	}
	for i := range changed {
		if err := saveDues(tx, &changed[i]); err != nil {
			return err
		}
	}
	return record(tx, "pay", "budget_dues", u.ID+" "+changed[0].Month, u.ID, 1, map[string]any{"month": changed[0].Month, "lines": len(changed)})
}

// apply reads a line of the roll into the dues; false when nothing in it is new.
func (p Payment) apply(c *fault.Check, d *Dues, back int, today clock.Day) bool {
	was := *d
	limit(c, "exempt_"+p.ID, p.Exempt, 120, "")
	d.Exempt = p.Exempt
	if p.Paid != "" {
		d.Paid = fen.Read(c, "paid_"+p.ID, p.Paid)
		d.PaidOn = today
		if was.PaidOn != "" {
			d.PaidOn = was.PaidOn
		}
		if p.On != "" {
			d.PaidOn = day(c, "on_"+p.ID, p.On)
		}
	}
	if d.Paid == was.Paid && d.Exempt == was.Exempt && (d.Paid == 0 || d.PaidOn == was.PaidOn) {
		*d = was
		return false
	}
	c.That(d.Paid <= d.Due, "paid_"+p.ID, "budget.dues.too_much", "due", d.Due.Text())
	c.That(d.PaidOn <= today, "on_"+p.ID, "budget.voucher.day_ahead")
	if d.Paid > was.Paid && d.PaidOn != "" {
		c.That(monthsBetween(d.Month, Month(d.PaidOn)) <= back, "paid_"+p.ID, "budget.dues.too_late", "months", back, "month", d.Month)
	}
	return true
}

// Handing is what a branch handed up.
type Handing struct {
	ID          string
	Party       string
	First, Last string
	Amount      Money
	Day         clock.Day
	Receipt     string
	Name        string
	At          time.Time
}

// NewHanding is a handing-up as a person types it.
type NewHanding struct{ First, Last, Amount, Day, Receipt string }

// HandUp enters what was handed up, with the receipt. More than was paid and not yet handed up is refused.
func (r *Room) HandUp(ctx context.Context, actor who.Actor, branch string, in NewHanding) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.HandUpIn(tx, branch, in) })
}

// HandUpIn is the verb inside a running transaction.
func (r *Room) HandUpIn(tx *db.Tx, branch string, in NewHanding) error {
	u, err := keepable(tx, branch)
	if err != nil {
		return err
	}
	var c fault.Check
	h := Handing{ID: db.NewID(), Party: u.ID, First: MonthOf(&c, "first", in.First), Last: MonthOf(&c, "last", in.Last), Amount: fen.Read(&c, "amount", in.Amount), Day: day(&c, "day", in.Day), Receipt: in.Receipt, Name: tx.Who.Name, At: tx.Now}
	limit(&c, "receipt", in.Receipt, 60, "budget.dues.receipt_empty")
	c.That(h.Last >= h.First, "last", "budget.expense.last_before_first")
	c.That(h.Day <= tx.Today(), "day", "budget.voucher.day_ahead")
	c.That(h.Amount > 0 || in.Amount == "", "amount", "budget.voucher.nothing")
	paid, handed, err := duesTotals(tx, u.ID)
	if err != nil {
		return err
	}
	c.That(h.Amount <= paid-handed, "amount", "budget.dues.hand_too_much", "free", (paid - handed).Text())
	if err := c.Err(); err != nil {
		return err
	}
	if err := insertHanding(tx, h, u.Ord); err != nil {
		return err
	}
	return record(tx, "hand_up", "budget_dues", h.ID, u.ID, 1, map[string]any{"amount": h.Amount, "receipt": h.Receipt, "from": h.First, "to": h.Last})
}
