package budget

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/file"
)

// Voucher is one bill: its number, amount, day and what for. Its picture lies with hall/file.
type Voucher struct {
	ID           VoucherID
	Expense      ExpenseID // "" for one that came without an application
	Party        string
	PartyOrd     int64
	Year         int
	Number       string
	Day          clock.Day
	Item         string
	Amount       Money
	What         string
	By           string
	Name         string
	At           time.Time
	CancelledAt  time.Time
	CancelledWhy string
	Version      int64
}

// NewVoucher is a voucher as a person types it. Expense is empty for a bill that came without an
// application: it is kept and shown, and nothing is paid on it.
type NewVoucher struct {
	Expense string
	Party   string
	Number  string
	Day     string
	Item    string
	Amount  string
	What    string
}

// AddVoucher enters a voucher. The same number with the same amount twice is refused.
func (r *Room) AddVoucher(ctx context.Context, actor who.Actor, in NewVoucher) (VoucherID, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (VoucherID, error) { return r.AddVoucherIn(tx, in) })
}

// AddVoucherIn is the verb inside a running transaction.
func (r *Room) AddVoucherIn(tx *db.Tx, in NewVoucher) (VoucherID, error) {
	v, err := r.voucherFor(tx, in)
	if err != nil {
		return "", err
	}
	b, _, err := r.rules(tx, "")
	if err != nil {
		return "", err
	}
	if err := v.read(in, b, tx.Today()); err != nil {
		return "", err
	}
	return putVoucher(tx, v)
}

// read takes what was typed; Invalid names every wrong field.
func (v *Voucher) read(in NewVoucher, b *pack.Budget, today clock.Day) error {
	var c fault.Check
	limit(&c, "number", in.Number, 40, "budget.voucher.number_empty")
	limit(&c, "what", in.What, 120, "budget.voucher.what_empty")
	v.Day = day(&c, "day", in.Day)
	c.That(v.Day <= today, "day", "budget.voucher.day_ahead")
	_, known := pack.HeadOf(b.Items, in.Item)
	c.That(known, "item", "budget.voucher.item_unknown")
	v.Amount = fen.Read(&c, "amount", in.Amount)
	c.That(v.Amount > 0 || in.Amount == "", "amount", "budget.voucher.nothing")
	v.Number, v.Item, v.What = in.Number, in.Item, in.What
	return c.Err()
}

// putVoucher enters a voucher that was read.
func putVoucher(tx *db.Tx, v Voucher) (VoucherID, error) {
	v.ID = VoucherID(db.NewID())
	v.By, v.Name, v.At, v.Version = tx.Who.Person, tx.Who.Name, tx.Now, 1
	if err := insertVoucher(tx, v); err != nil {
		if db.IsUnique(err) {
			return "", fault.Invalid(fault.On("number", "budget.voucher.twice", "number", v.Number, "amount", v.Amount.Text()))
		}
		return "", err
	}
	return v.ID, record(tx, "add_voucher", "budget_voucher", string(v.ID), v.Party, 1, map[string]any{"number": v.Number, "amount": v.Amount, "expense": v.Expense})
}

// voucherFor finds what the voucher belongs to, and asks the right there.
func (r *Room) voucherFor(tx *db.Tx, in NewVoucher) (Voucher, error) {
	if in.Expense == "" {
		u, err := party(tx, in.Party)
		if err != nil {
			return Voucher{}, err
		}
		return Voucher{Party: u.ID, PartyOrd: u.Ord, Year: tx.Today().Year()}, mayBill(tx, u.Ord, "")
	}
	e, err := loadExpense(tx, ExpenseID(in.Expense))
	if err != nil {
		return Voucher{}, err
	}
	if err := mayBill(tx, e.PartyOrd, string(e.ID)); err != nil {
		return Voucher{}, err
	}
	if e.State != Approved {
		return Voucher{}, fault.Conflict("budget.expense.not_now." + e.State)
	}
	return Voucher{Expense: e.ID, Party: e.Party, PartyOrd: e.PartyOrd, Year: e.Year}, nil
}

// mayBill: vouchers are entered by the branch, or by finance.
func mayBill(tx *db.Tx, ord int64, id string) error {
	err := access.May(tx.Who, access.AskExpense, place(ord, id))
	if err != nil && access.May(tx.Who, access.SettleExpense, place(ord, id)) == nil {
		return nil
	}
	return err
}

// CancelVoucher marks a voucher as entered by mistake; it stays readable with its reason.
func (r *Room) CancelVoucher(ctx context.Context, actor who.Actor, id VoucherID, why string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		v, err := loadVoucher(tx, id)
		if err != nil {
			return err
		}
		if err := mayBill(tx, v.PartyOrd, string(v.Expense)); err != nil {
			return err
		}
		if err := v.free(tx); err != nil {
			return err
		}
		var c fault.Check
		limit(&c, "why", why, 300, "budget.words_empty")
		if err := c.Err(); err != nil {
			return err
		}
		v.CancelledAt, v.CancelledWhy = tx.Now, why
		if err := saveVoucher(tx, &v); err != nil {
			return err
		}
		return record(tx, "cancel_voucher", "budget_voucher", string(id), v.Party, v.Version, map[string]any{"number": v.Number, "why": why})
	})
}

// free refuses to touch a voucher that was settled or cancelled.
func (v *Voucher) free(tx *db.Tx) error {
	if !v.CancelledAt.IsZero() {
		return fault.Conflict("budget.voucher.cancelled")
	}
	if v.Expense == "" {
		return nil
	}
	e, err := loadExpense(tx, v.Expense)
	if err == nil && e.State == Settled {
		return fault.Conflict("budget.expense.not_now.settled")
	}
	return err
}

// TieVoucher puts a voucher that came without an application to an approved one of the same organisation.
func (r *Room) TieVoucher(ctx context.Context, actor who.Actor, id VoucherID, to ExpenseID) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		v, err := loadVoucher(tx, id)
		if err != nil {
			return err
		}
		if err := mayBill(tx, v.PartyOrd, ""); err != nil {
			return err
		}
		if v.Expense != "" || !v.CancelledAt.IsZero() {
			return fault.Conflict("budget.voucher.tied")
		}
		e, err := loadExpense(tx, to)
		if fault.Is(err, fault.KindNotFound) || err == nil && (e.Party != v.Party || e.State != Approved) {
			return fault.Invalid(fault.On("expense", "budget.voucher.expense_unknown"))
		}
		if err != nil {
			return err
		}
		v.Expense, v.Year = e.ID, e.Year
		if err := saveVoucher(tx, &v); err != nil {
			return err
		}
		return record(tx, "tie_voucher", "budget_voucher", string(id), v.Party, v.Version, map[string]any{"number": v.Number, "expense": e.Number})
	})
}

// Settle is finance's: what the vouchers come to is held against what was approved. Over the approved
// sum or an item's amount, or with a voucher for what was not approved, nothing is settled. A voucher
// dated before the approval needs finance's words.
func (r *Room) Settle(ctx context.Context, actor who.Actor, id ExpenseID, seen, words string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.SettleIn(tx, id, seen, words) })
}

// SettleIn is the verb inside a running transaction.
func (r *Room) SettleIn(tx *db.Tx, id ExpenseID, seen, words string) error {
	e, costs, signs, err := loadWhole(tx, id)
	if err != nil {
		return err
	}
	list, err := vouchersOf(tx, id)
	if err != nil {
		return err
	}
	by := hands(e, signs)
	for _, v := range list {
		by = append(by, v.By)
	}
	if err := access.May(tx.Who, access.SettleExpense, place(e.PartyOrd, string(id), by...)); err != nil {
		return err
	}
	if e.State != Approved {
		return fault.Conflict("budget.expense.not_now." + e.State)
	}
	if seen != BillHash(list) {
		return fault.Conflict("budget.seen_other")
	}
	b, _, err := r.rules(tx, e.Pack)
	if err != nil {
		return err
	}
	spent, err := Compare(b, e, costs, list, words)
	if err != nil {
		return err
	}
	e.State, e.Spent, e.Words = Settled, spent, words
	e.SettledBy, e.SettledName, e.SettledAt = tx.Who.Person, tx.Who.Name, tx.Now
	if err := calendar.Done(tx, promised, string(id)); err != nil {
		return err
	}
	if err := saveExpense(tx, &e); err != nil {
		return err
	}
	return record(tx, "settle", "budget_expense", string(id), e.Party, e.Version, map[string]any{"number": e.Number, "spent": spent, "of": e.Total, "vouchers": seen})
}

// BillHash is the fingerprint of the vouchers that are settled.
func BillHash(list []Voucher) string {
	type row struct {
		ID     VoucherID
		Number string
		Day    clock.Day
		Item   string
		Amount Money
	}
	rows := make([]row, len(list))
	for i, v := range list {
		rows[i] = row{v.ID, v.Number, v.Day, v.Item, v.Amount}
	}
	return hashOf(rows)
}

// Compare holds vouchers against the approval and answers what is paid.
func Compare(b *pack.Budget, e Expense, costs []Cost, list []Voucher, words string) (spent Money, err error) {
	var c fault.Check
	c.That(len(list) > 0, "", "budget.settle.no_vouchers")
	limit(&c, "words", words, 500, "")
	byItem := map[string]Money{}
	for _, v := range list {
		byItem[v.Item] += v.Amount
		spent += v.Amount
		c.That(v.Day >= clock.DayOf(e.ApprovedAt) || words != "", "words", "budget.settle.before_approval", "number", v.Number, "day", string(v.Day))
	}
	approved := map[string]Money{}
	for _, k := range costs {
		approved[k.Item] = k.Amount
	}
	for _, item := range b.Items {
		got, most := byItem[item.Code], approved[item.Code]
		switch {
		case got > 0 && most == 0:
			c.That(false, "", "budget.settle.other_item", "item", item.Title, "amount", got.Text())
		case got > most:
			c.That(false, "", "budget.settle.over_item", "item", item.Title, "amount", got.Text(), "most", most.Text(), "over", (got - most).Text())
		}
	}
	c.That(spent <= e.Total, "", "budget.settle.over", "amount", spent.Text(), "most", e.Total.Text(), "over", (spent - e.Total).Text())
	return spent, c.Err()
}

// fileKind is the kind under which hall/file keeps the pictures of an application's vouchers.
const fileKind = "expense"

// GuardFiles tells hall/file who sees the vouchers' pictures and who may add one.
func GuardFiles(s *file.Store) {
	s.Guard(fileKind, func(tx *db.Tx, _ who.Actor, ref string) error {
		e, err := loadExpense(tx, ExpenseID(ref))
		if err != nil {
			return err
		}
		return access.May(tx.Who, access.ReadBudget, place(e.PartyOrd, ref))
	}, func(tx *db.Tx, _ who.Actor, ref string) (file.Owner, error) {
		e, err := loadExpense(tx, ExpenseID(ref))
		if err != nil {
			return file.Owner{}, err
		}
		if err := mayBill(tx, e.PartyOrd, ref); err != nil {
			return file.Owner{}, err
		}
		if e.State != Approved {
			return file.Owner{}, fault.Conflict("budget.expense.not_now." + e.State)
		}
		return file.Owner{Unit: e.Party}, nil
	})
}
