package budget

import (
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

const expenseCols = `e.id, e.number, e.plan_id, e.line_id, e.party_id, e.party_ord, o.short, e.year, e.activity_id, e.activity, e.purpose, e.place, e.people, e.first_on, e.last_on, e.as_role, e.bans, e.total, e.spent, e.state, e.step, e.hash, e.pack,
	e.asked_by, e.asked_name, e.asked_at, e.approved_at, e.settle_due, e.settled_by, e.settled_name, e.settled_at, e.words, e.version`

const expenseFrom = ` from budget_expense e join v_party o on o.id = e.party_id`

func scanExpense(s db.Scanner) (e Expense, err error) {
	err = s.Scan(&e.ID, &e.Number, &e.Plan, &e.Line, &e.Party, &e.PartyOrd, &e.PartyName, &e.Year, &e.ActivityID, &e.Activity, &e.Purpose, &e.Place, &e.People, &e.First, &e.Last, &e.As, &e.Bans, &e.Total, &e.Spent, &e.State, &e.Step, &e.Hash, &e.Pack,
		&e.AskedBy, &e.AskedName, db.At(&e.AskedAt), db.At(&e.ApprovedAt), &e.SettleDue, &e.SettledBy, &e.SettledName, db.At(&e.SettledAt), &e.Words, &e.Version)
	return e, err
}

func loadExpense(tx *db.Tx, id ExpenseID) (Expense, error) {
	return db.One(tx, scanExpense, `select `+expenseCols+expenseFrom+` where e.id = $1`, id)
}

func insertExpense(tx *db.Tx, e Expense, costs []Cost) error {
	_, err := tx.Exec(`insert into budget_expense (id, number, plan_id, line_id, party_id, party_ord, year, activity_id, activity, purpose, place, people, first_on, last_on, as_role, bans, total, state, step, hash, pack, asked_by, asked_name, asked_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		e.ID, e.Number, e.Plan, e.Line, e.Party, e.PartyOrd, e.Year, e.ActivityID, e.Activity, e.Purpose, e.Place, e.People, string(e.First), string(e.Last), e.As, e.Bans, int64(e.Total), e.State, e.Step, e.Hash, e.Pack, e.AskedBy, e.AskedName, db.Stamp(e.AskedAt))
	if err != nil {
		return err
	}
	for _, k := range costs {
		if _, err := tx.Exec(`insert into budget_cost (expense_id, item, quantity, amount, ceiling, article, note) values ($1, $2, $3, $4, $5, $6, $7)`,
			e.ID, k.Item, k.Quantity, int64(k.Amount), int64(k.Ceiling), k.Article, k.Note); err != nil {
			return err
		}
	}
	return nil
}

func saveExpense(tx *db.Tx, e *Expense) error {
	e.Version++
	return moved(tx.Exec(`update budget_expense set state = $1, step = $2, spent = $3, approved_at = $4, settle_due = $5, settled_by = $6, settled_name = $7, settled_at = $8, words = $9, version = $10 where id = $11 and version = $12`,
		e.State, e.Step, int64(e.Spent), db.Stamp(e.ApprovedAt), string(e.SettleDue), e.SettledBy, e.SettledName, db.Stamp(e.SettledAt), e.Words, e.Version, e.ID, e.Version-1))
}

func listCosts(tx *db.Tx, id ExpenseID) ([]Cost, error) {
	return db.All(tx, func(s db.Scanner) (k Cost, err error) {
		err = s.Scan(&k.Item, &k.Quantity, &k.Amount, &k.Ceiling, &k.Article, &k.Note)
		return k, err
	}, `select item, quantity, amount, ceiling, article, note from budget_cost where expense_id = $1 order by item`, id)
}

// loadWhole is an application with its costs and signatures.
func loadWhole(tx *db.Tx, id ExpenseID) (e Expense, costs []Cost, signs []Sign, err error) {
	if e, err = loadExpense(tx, id); err != nil {
		return e, nil, nil, err
	}
	if costs, err = listCosts(tx, id); err != nil {
		return e, nil, nil, err
	}
	signs, err = listSigns(tx, id)
	return e, costs, signs, err
}

func insertSign(tx *db.Tx, id ExpenseID, s Sign) error {
	_, err := tx.Exec(`insert into budget_sign (id, expense_id, step, act, words, hash, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		db.NewID(), id, s.Step, s.Act, s.Words, s.Hash, s.By, s.Name, db.Stamp(s.At))
	return err
}

func listSigns(tx *db.Tx, id ExpenseID) ([]Sign, error) {
	return db.All(tx, func(s db.Scanner) (x Sign, err error) {
		err = s.Scan(&x.Step, &x.Act, &x.Words, &x.Hash, &x.By, &x.Name, db.At(&x.At))
		return x, err
	}, `select step, act, words, hash, by_id, by_name, at from budget_sign where expense_id = $1 order by id`, id)
}

// Filter chooses applications.
type Filter struct {
	Year  int
	Party string
	Plan  PlanID
	Line  LineID
	State string
	Late  bool
}

// visibleExpenses are the applications in the actor's scope, the latest activity first.
func visibleExpenses(tx *db.Tx, f Filter) ([]Expense, error) {
	var a db.Args
	cond := []string{access.ScopeOf(tx.Who, access.ReadBudget).Rows("e.party_ord", "e.id", &a)}
	add := func(ok bool, col string, v any) {
		if ok {
			cond = append(cond, col+` = `+a.Add(v))
		}
	}
	add(f.Year > 0, "e.year", f.Year)
	add(f.Party != "", "e.party_id", f.Party)
	add(f.Plan != "", "e.plan_id", f.Plan)
	add(f.Line != "", "e.line_id", f.Line)
	add(f.State != "", "e.state", f.State)
	if f.Late {
		cond = append(cond, `e.state = 'approved' and e.settle_due < `+a.Add(string(tx.Today())))
	}
	return db.All(tx, scanExpense, `select `+expenseCols+expenseFrom+` where `+strings.Join(cond, " and ")+` order by e.first_on desc, e.number desc`+db.Limit(2000), a...)
}

const voucherCols = `v.id, v.expense_id, v.party_id, v.party_ord, v.year, v.number, v.day, v.item, v.amount, v.what, v.by_id, v.by_name, v.at, v.cancelled_at, v.cancelled_why, v.version`

func scanVoucher(s db.Scanner) (v Voucher, err error) {
	err = s.Scan(&v.ID, &v.Expense, &v.Party, &v.PartyOrd, &v.Year, &v.Number, &v.Day, &v.Item, &v.Amount, &v.What, &v.By, &v.Name, db.At(&v.At), db.At(&v.CancelledAt), &v.CancelledWhy, &v.Version)
	return v, err
}

func loadVoucher(tx *db.Tx, id VoucherID) (Voucher, error) {
	return db.One(tx, scanVoucher, `select `+voucherCols+` from budget_voucher v where v.id = $1`, id)
}

// voucherNumbered is the voucher of a number and amount that is not cancelled.
func voucherNumbered(tx *db.Tx, number string, amount Money) (Voucher, error) {
	return db.One(tx, scanVoucher, `select `+voucherCols+` from budget_voucher v where v.number = $1 and v.amount = $2 and v.cancelled_at = ''`, number, int64(amount))
}

func expenseNumbered(tx *db.Tx, number string) (ExpenseID, error) {
	return db.One(tx, func(s db.Scanner) (id ExpenseID, err error) {
		err = s.Scan(&id)
		return id, err
	}, `select id from budget_expense where number = $1`, number)
}

// vouchersOf are the vouchers of an application that were not cancelled.
func vouchersOf(tx *db.Tx, id ExpenseID) ([]Voucher, error) {
	return db.All(tx, scanVoucher, `select `+voucherCols+` from budget_voucher v where v.expense_id = $1 and v.cancelled_at = '' order by v.day, v.id`, id)
}

// cancelledOf are those that were cancelled: they stay readable.
func cancelledOf(tx *db.Tx, id ExpenseID) ([]Voucher, error) {
	return db.All(tx, scanVoucher, `select `+voucherCols+` from budget_voucher v where v.expense_id = $1 and v.cancelled_at <> '' order by v.day, v.id`, id)
}

// visibleVouchers are the vouchers of a year in the actor's scope; 0 is every year.
func visibleVouchers(tx *db.Tx, year int) ([]Voucher, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadBudget).Rows("v.party_ord", "v.id", &a)
	if year > 0 {
		where += ` and v.year = ` + a.Add(year)
	}
	return db.All(tx, scanVoucher, `select `+voucherCols+` from budget_voucher v where `+where+` and v.cancelled_at = '' order by v.day, v.id`, a...)
}

// costsOf are the items of many applications at once: what was approved for each.
func costsOf(tx *db.Tx, year int) (map[ExpenseID]map[string]Money, error) {
	type row struct {
		id     ExpenseID
		item   string
		amount Money
	}
	list, err := db.All(tx, func(s db.Scanner) (x row, err error) {
		err = s.Scan(&x.id, &x.item, &x.amount)
		return x, err
	}, `select k.expense_id, k.item, k.amount from budget_cost k join budget_expense e on e.id = k.expense_id where e.year = $1`, year)
	out := map[ExpenseID]map[string]Money{}
	for _, x := range list {
		if out[x.id] == nil {
			out[x.id] = map[string]Money{}
		}
		out[x.id][x.item] = x.amount
	}
	return out, err
}

func insertVoucher(tx *db.Tx, v Voucher) error {
	_, err := tx.Exec(`insert into budget_voucher (id, expense_id, party_id, party_ord, year, number, day, item, amount, what, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		v.ID, v.Expense, v.Party, v.PartyOrd, v.Year, v.Number, string(v.Day), v.Item, int64(v.Amount), v.What, v.By, v.Name, db.Stamp(v.At))
	return err
}

func saveVoucher(tx *db.Tx, v *Voucher) error {
	v.Version++
	return moved(tx.Exec(`update budget_voucher set expense_id = $1, year = $2, cancelled_at = $3, cancelled_why = $4, version = $5 where id = $6 and version = $7`,
		v.Expense, v.Year, db.Stamp(v.CancelledAt), v.CancelledWhy, v.Version, v.ID, v.Version-1))
}
