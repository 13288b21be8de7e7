package budget

import (
	"cmp"
	"slices"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/org"
)

// LinesSheet describes the lines of a plan as a workbook: what is exported may be brought back.
func LinesSheet() office.Sheet {
	return office.Sheet{ID: "lines", Key: column("lines"), Columns: []office.Column{
		{ID: "category", Key: column("category"), Required: true, Width: 14},
		{ID: "title", Key: column("title"), Required: true, Max: 80, Width: 30},
		{ID: "purpose", Key: column("purpose"), Max: 80, Width: 24},
		{ID: "amount", Key: column("amount"), Required: true, Width: 14},
		{ID: "note", Key: column("note"), Width: 30},
	}}
}

// LinesIn is the lines of one plan as they come in from a workbook; it is for the plan. The file replaces the lines
// that are there, so it comes in whole or not at all.
func (r *Room) LinesIn() batch.List {
	return batch.List{Kind: "budget_lines", Right: access.PlanBudget, Action: "budget.import_lines", Title: "budget.import.lines", Whole: true,
		Sheets: []office.Sheet{LinesSheet()}, Read: r.readLines, May: func(tx *db.Tx, plan string) error {
			_, _, err := r.toPlan(tx, PlanID(plan))
			return err
		}}
}

func (r *Room) readLines(in *batch.Reading) error {
	p, b, err := r.toPlan(in.Tx, PlanID(in.Of))
	if err != nil {
		return err
	}
	there, err := listLines(in.Tx, p.ID)
	if err != nil {
		return err
	}
	var lines []NewLine
	differ := false
	err = in.Each(func(row *batch.Row) error {
		x := NewLine{Category: categoryCode(b, row.Get("category")), Title: row.Get("title"), Purpose: row.Get("purpose"), Amount: row.Get("amount"), Note: row.Get("note")}
		n := len(lines)
		lines = append(lines, x)
		if row.Wrong() {
			return nil
		}
		var c fault.Check
		c.That(n < mostLines, "", "budget.line.too_many", "max", mostLines)
		l := x.check(b, &c, "")
		if err := c.Err(); err != nil {
			return row.Refused(err)
		}
		switch {
		case n >= len(there):
			differ = true
			row.New(nil) // all lines are put down together
		case !there[n].says(l):
			differ = true
			row.Changed(nil)
		default:
			row.Same()
		}
		return nil
	})
	if err != nil || len(lines) == 0 {
		return err
	}
	if differ || len(lines) < len(there) {
		in.After(func(tx *db.Tx) error { return r.SetLinesIn(tx, p.ID, lines) })
	}
	return nil
}

// says tells whether a line says what another one does.
func (l Line) says(o Line) bool {
	return l.Category == o.Category && l.Title == o.Title && l.Purpose == o.Purpose && l.Amount == o.Amount && l.Note == o.Note
}

// categoryCode finds a category by its code or its title in either language; what is unknown stays as typed.
func categoryCode(b *pack.Budget, typed string) string { return headCode(b.Categories, typed) }

func headCode(heads []pack.Head, typed string) string {
	for _, c := range heads {
		if typed == c.Title.Zh || typed == c.Title.En {
			return c.Code
		}
	}
	return typed
}

// DuesSheetIn describes the register of dues: one row for each member and month.
func DuesSheetIn() office.Sheet {
	return office.Sheet{ID: "dues", Key: column("dues"), Columns: []office.Column{
		{ID: "name", Key: column("name"), Required: true, Max: 30, Width: 12},
		{ID: "badge", Key: column("badge"), Max: 30, Width: 12},
		{ID: "month", Key: column("month"), Required: true, Width: 10},
		{ID: "base", Key: column("base"), Width: 12},
		{ID: "paid", Key: column("paid"), Width: 12},
		{ID: "on", Key: column("on"), Kind: office.DayCell, Width: 12},
		{ID: "exempt", Key: column("exempt"), Max: 120, Width: 24},
	}}
}

// DuesIn is the register of dues of one branch as it comes in from a workbook; it is for the branch: bases, the
// months that they open, what was paid.
func (r *Room) DuesIn() batch.List {
	return batch.List{Kind: "dues", Right: access.KeepDues, Action: "budget.import_dues", Title: "budget.import.dues", Sheets: []office.Sheet{DuesSheetIn()}, Read: r.readDues,
		May: func(tx *db.Tx, branch string) error {
			_, err := keepable(tx, branch)
			return err
		}}
}

// duesImport is what the rows are compared with.
type duesImport struct {
	room    *Room
	tx      *db.Tx
	branch  Party
	rules   *pack.Budget
	members []Member
	bases   map[string][]Base          // by person: those of the file beside those in force
	dues    map[string]map[string]Dues // by month and person
}

func (r *Room) readDues(in *batch.Reading) (err error) {
	imp := &duesImport{room: r, tx: in.Tx, bases: map[string][]Base{}, dues: map[string]map[string]Dues{}}
	if imp.branch, err = keepable(in.Tx, in.Of); err != nil {
		return err
	}
	if imp.rules, _, err = r.rules(in.Tx, ""); err != nil {
		return err
	}
	if imp.members, err = membersOf(in.Tx, imp.branch.ID, in.Tx.Today()); err != nil {
		return err
	}
	return in.Each(imp.take)
}

// take reads one row: whose, of which month, the base when it is given, what was paid of what is due by it.
func (imp *duesImport) take(row *batch.Row) error {
	person, key := pick(imp.members, row.Get("name"))
	if key != "" && row.Get("name") != "" {
		row.Fail("name", key, "org.import.repair_name")
	}
	var c fault.Check
	month := MonthOf(&c, "month", row.Get("month"))
	c.That(month <= Month(imp.tx.Today()), "month", "budget.dues.month_ahead")
	var given Money
	if row.Get("base") != "" {
		given = fen.Read(&c, "base", row.Get("base"))
	}
	if err := c.Err(); err != nil || row.Wrong() {
		return row.Refused(err)
	}
	if err := imp.open(month); err != nil {
		return err
	}
	return imp.compare(row, person, month, given)
}

// open reads what the branch has of a month, once.
func (imp *duesImport) open(month string) error {
	if imp.dues[month] != nil {
		return nil
	}
	imp.dues[month] = map[string]Dues{}
	list, err := duesOfMonth(imp.tx, imp.branch.ID, month)
	if err != nil {
		return err
	}
	for _, d := range list {
		imp.dues[month][d.Person] = d
	}
	bases, err := basesOn(imp.tx, imp.branch.ID, month)
	for _, b := range bases {
		imp.bases[b.Person] = append(imp.bases[b.Person], b)
	}
	return err
}

// baseOn is a person's base in force in a month, by the register and the rows above; false when there is none.
func (imp *duesImport) baseOn(person, month string) (found Base, ok bool) {
	for _, b := range imp.bases[person] {
		if b.Since <= month && b.Since >= found.Since {
			found, ok = b, true
		}
	}
	return found, ok
}

func (imp *duesImport) compare(row *batch.Row, person, month string, given Money) error {
	base, ok := imp.baseOn(person, month)
	rebased := row.Get("base") != "" && (!ok || base.Base != given)
	if rebased {
		base = Base{Person: person, Party: imp.branch.ID, Since: month, Base: given, Retired: base.Retired}
		imp.bases[person] = append(imp.bases[person], base)
	} else if !ok {
		row.Fail("base", "budget.dues.no_bases", "import.repair_fill")
		return nil
	}
	d, owed := imp.dues[month][person]
	if !owed {
		d = computed(imp.rules, base, month)
	}
	pay := Payment{Paid: row.Get("paid"), On: row.Get("on"), Exempt: cmp.Or(row.Get("exempt"), d.Exempt)} // an empty cell clears nothing
	var c fault.Check
	paid := pay.apply(&c, &d, imp.rules.BackMonths, imp.tx.Today())
	if err := c.Err(); err != nil {
		return row.Refused(renamed(err))
	}
	imp.dues[month][person] = d
	store := func(tx *db.Tx) error { return imp.store(tx, person, month, base, rebased, pay) }
	switch {
	case !owed:
		row.New(store)
	case rebased || paid:
		row.Changed(store)
	default:
		row.Same()
	}
	return nil
}

// store does what the roll's form does: the base, the month, the payment.
func (imp *duesImport) store(tx *db.Tx, person, month string, base Base, rebased bool, pay Payment) error {
	if rebased {
		if err := imp.room.SetBaseIn(tx, NewBase{Party: imp.branch.ID, Person: person, Since: month, Base: base.Base.Plain(), Retired: base.Retired}); err != nil {
			return err
		}
	}
	if _, err := imp.room.OpenMonthIn(tx, imp.branch.ID, month); err != nil {
		return err
	}
	list, err := duesOfMonth(tx, imp.branch.ID, month)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(d Dues) bool { return d.Person == person })
	if i < 0 {
		return fault.Invalid(fault.On("base", "budget.dues.no_bases"))
	}
	var c fault.Check
	if !pay.apply(&c, &list[i], imp.rules.BackMonths, tx.Today()) || c.Err() != nil {
		return c.Err()
	}
	list[i].By = tx.Who.Name
	return saveDues(tx, &list[i])
}

// pick finds the member by name; two of one name are told, not guessed.
func pick(members []Member, name string) (person, key string) {
	for _, m := range members {
		if m.Name != name {
			continue
		}
		if person != "" {
			return "", "budget.dues.two_of_name"
		}
		person = m.Person
	}
	if person == "" {
		return "", "budget.dues.not_member"
	}
	return person, ""
}

// renamed drops what the roll's form puts behind its fields: a column has none.
func renamed(err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	var out []fault.Field
	for _, x := range f.Fields {
		for _, name := range []string{"paid", "on", "exempt"} {
			if x.Name == name+"_" {
				x.Name = name
			}
		}
		out = append(out, x)
	}
	return fault.Invalid(out...)
}

// VouchersSheet describes a list of vouchers, as finance or a branch keeps it beside the bills.
func VouchersSheet() office.Sheet {
	return office.Sheet{ID: "vouchers", Key: column("vouchers"), Columns: []office.Column{
		{ID: "number", Key: column("voucher_number"), Required: true, Max: 40, Width: 18},
		{ID: "day", Key: column("voucher_day"), Kind: office.DayCell, Required: true, Width: 12},
		{ID: "expense", Key: column("expense_number"), Max: 20, Width: 14},
		{ID: "party", Key: column("party"), Width: 24},
		{ID: "item", Key: column("voucher_item"), Required: true, Max: 40, Width: 14},
		{ID: "amount", Key: column("voucher_amount"), Required: true, Max: 20, Width: 12},
		{ID: "what", Key: column("voucher_what"), Required: true, Max: 120, Width: 34},
	}}
}

// VouchersIn is a list of vouchers that comes in from a workbook: to the application that each names, or without one.
// A voucher of the same number and amount that is entered already stays as it is.
func (r *Room) VouchersIn() batch.List {
	return batch.List{Kind: "vouchers", Right: access.ReadBudget, Action: "budget.import_vouchers", Title: "budget.import.vouchers", Sheets: []office.Sheet{VouchersSheet()}, Read: r.readVouchers}
}

func (r *Room) readVouchers(in *batch.Reading) error {
	b, _, err := r.rules(in.Tx, "")
	if err != nil {
		return err
	}
	cells, err := org.NewCells(in.Tx)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	return in.Each(func(row *batch.Row) error {
		v, err := r.voucherOf(row, cells, in.Tx)
		if err != nil {
			return err
		}
		typed := NewVoucher{Number: row.Get("number"), Day: row.Get("day"), Item: headCode(b.Items, row.Get("item")), Amount: row.Get("amount"), What: row.Get("what")}
		if row.Wrong() {
			return nil
		}
		if err := v.read(typed, b, in.Tx.Today()); err != nil {
			return row.Refused(err)
		}
		was, err := voucherNumbered(in.Tx, v.Number, v.Amount)
		switch key := v.Number + "\x1f" + v.Amount.Plain(); {
		case err != nil && !fault.Is(err, fault.KindNotFound):
			return err
		case seen[key] || err == nil && was.Party != v.Party:
			row.Fail("number", "budget.voucher.twice", "import.repair_row_twice", "number", v.Number, "amount", v.Amount.Text())
		case err == nil:
			row.Same()
		default:
			seen[key] = true
			row.New(func(tx *db.Tx) error {
				_, err := putVoucher(tx, v)
				return err
			})
		}
		return nil
	})
}

// voucherOf finds what a row's voucher belongs to: the application, else the organisation.
func (r *Room) voucherOf(row *batch.Row, cells *org.Cells, tx *db.Tx) (v Voucher, err error) {
	number := row.Get("expense")
	if number == "" {
		if row.Get("party") == "" {
			row.Fail("party", "budget.import.whose", "import.repair_fill")
			return v, nil
		}
		u := cells.Party(row, "party", func(u org.Unit) error { return mayBill(tx, u.Ord, "") })
		if u.ID != "" {
			v, err = r.voucherFor(tx, NewVoucher{Party: u.ID})
		}
		return v, err
	}
	id, err := expenseNumbered(tx, number)
	if err == nil {
		v, err = r.voucherFor(tx, NewVoucher{Expense: string(id)})
	}
	switch {
	case fault.Is(err, fault.KindConflict):
		row.Fail("expense", "budget.import.expense_closed", "budget.import.repair_expense")
	case fault.Is(err, fault.KindNotFound), fault.Is(err, fault.KindDenied):
		row.Fail("expense", "budget.import.expense_unknown", "budget.import.repair_expense")
	default:
		return v, err
	}
	return v, nil
}
