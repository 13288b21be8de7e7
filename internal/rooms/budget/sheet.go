package budget

import (
	"context"
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
)

func column(name string) string { return "budget.column." + name }

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

// ImportLines reads lines from a workbook and replaces those of the plan: all rows or none. Each wrong
// cell is named with its row and column.
func (r *Room) ImportLines(ctx context.Context, actor who.Actor, id PlanID, raw []byte, say office.Say) (n int, bad []office.BadCell, err error) {
	t, err := readSheet(raw, LinesSheet(), say)
	if err != nil {
		return 0, nil, err
	}
	b, err := r.Rules(ctx, actor)
	if err != nil {
		return 0, nil, err
	}
	bad = t.Bad
	var lines []NewLine
	for _, rec := range t.Records {
		x := NewLine{Category: categoryCode(b, rec.Get("category")), Title: rec.Get("title"), Purpose: rec.Get("purpose"), Amount: rec.Get("amount"), Note: rec.Get("note")}
		var c fault.Check
		x.check(b, &c, "")
		bad = append(bad, complaints(rec, c.Err())...)
		lines = append(lines, x)
	}
	if len(bad) > 0 {
		return 0, bad, nil
	}
	return len(lines), nil, r.SetLines(ctx, actor, id, lines)
}

// categoryCode finds a category by its code or its title in either language; what is unknown stays as typed.
func categoryCode(b *pack.Budget, typed string) string {
	for _, c := range b.Categories {
		if typed == c.Title.Zh || typed == c.Title.En {
			return c.Code
		}
	}
	return typed
}

// complaints turns the faults of one row into complaints about its cells.
func complaints(rec *office.Record, err error) (bad []office.BadCell) {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	for _, x := range f.Fields {
		bad = append(bad, rec.Bad(x.Name, x.Key, "", x.Args...))
	}
	return bad
}

func readSheet(raw []byte, s office.Sheet, say office.Say) (*office.Table, error) {
	w, err := office.OpenWorkbook(raw, office.DefaultLimits)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	t, found, err := w.Table(s, say)
	if err != nil {
		return nil, err
	}
	if !found {
		names := w.Sheets()
		if len(names) == 0 {
			return nil, fault.Invalid(fault.On("file", "import.file_missing"))
		}
		return w.TableOn(names[0], s, say)
	}
	return t, nil
}

// ImportDues reads a register of dues for one branch: bases, what is due, what was paid. All rows or none.
func (r *Room) ImportDues(ctx context.Context, actor who.Actor, branch string, raw []byte, say office.Say) (n int, bad []office.BadCell, err error) {
	t, err := readSheet(raw, DuesSheetIn(), say)
	if err != nil {
		return 0, nil, err
	}
	if len(t.Bad) > 0 {
		return 0, t.Bad, nil
	}
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		n, bad, err = r.duesRows(tx, branch, t.Records)
		if err == nil && len(bad) > 0 {
			return errUndo
		}
		return err
	})
	if len(bad) > 0 {
		return 0, bad, nil
	}
	return n, nil, err
}

// errUndo takes back a transaction whose rows were wrong; the complaints go to the reader.
var errUndo = fault.Invalid(fault.On("file", "import.file_missing"))

func (r *Room) duesRows(tx *db.Tx, branch string, rows []*office.Record) (n int, bad []office.BadCell, err error) {
	u, err := keepable(tx, branch)
	if err != nil {
		return 0, nil, err
	}
	members, err := membersOf(tx, u.ID, tx.Today())
	if err != nil {
		return 0, nil, err
	}
	for _, rec := range rows {
		person, key := pick(members, rec.Get("name"))
		if key != "" {
			bad = append(bad, rec.Bad("name", key, ""))
			continue
		}
		err := r.duesRow(tx, u, person, rec)
		if f, ok := fault.As(err); ok && f.Kind == fault.KindInvalid {
			bad = append(bad, complaints(rec, renamed(f))...)
			continue
		}
		if err != nil {
			return n, nil, err
		}
		n++
	}
	return n, bad, nil
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

// renamed drops the ids that the roll's form puts behind its fields: a column has none.
func renamed(f *fault.Fault) error {
	var out []fault.Field
	for _, x := range f.Fields {
		for _, name := range []string{"paid", "on", "exempt"} {
			if len(x.Name) > len(name) && x.Name[:len(name)+1] == name+"_" {
				x.Name = name
			}
		}
		if x.Name == "since" {
			x.Name = "month"
		}
		out = append(out, x)
	}
	return fault.Invalid(out...)
}

func (r *Room) duesRow(tx *db.Tx, u Party, person string, rec *office.Record) error {
	month := rec.Get("month")
	if base := rec.Get("base"); base != "" {
		if err := r.SetBaseIn(tx, NewBase{Party: u.ID, Person: person, Since: month, Base: base}); err != nil {
			return err
		}
	}
	if _, err := r.OpenMonthIn(tx, u.ID, month); err != nil {
		return err
	}
	list, err := duesOfMonth(tx, u.ID, month)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.Person != person {
			continue
		}
		p := Payment{ID: d.ID, Paid: rec.Get("paid"), On: rec.Get("on"), Exempt: rec.Get("exempt")}
		var c fault.Check
		b, _, err := r.rules(tx, "")
		if err != nil {
			return err
		}
		if p.Paid == "" && p.Exempt == "" || !p.apply(&c, &d, b.BackMonths, tx.Today()) {
			return c.Err()
		}
		if err := c.Err(); err != nil {
			return err
		}
		d.By = tx.Who.Name
		return saveDues(tx, &d)
	}
	return fault.Invalid(fault.On("base", "budget.dues.no_bases"))
}

// heads are the columns of a sheet being written.
func heads(s office.Sheet, say func(string) string) []office.Head {
	out := make([]office.Head, len(s.Columns))
	for i, c := range s.Columns {
		out[i] = office.Head{Title: say(c.Key), Width: c.Width, Kind: c.Kind}
	}
	return out
}

// PlanBook is a plan as a workbook: its lines in the form in which they can be brought back, with what
// was used of each beside them, and its applications.
func PlanBook(v PlanView, lang string, say func(string) string) (*office.Book, error) {
	b, err := office.NewBook()
	if err != nil {
		return nil, err
	}
	h := heads(LinesSheet(), say)
	for _, k := range []string{"planned", "asked", "held", "spent", "balance"} {
		h = append(h, office.Head{Title: say(column(k))})
	}
	p, err := b.Page(say(column("lines")), v.PartyName+" "+strconv.Itoa(v.Year)+" "+v.Number, nil, h)
	if err != nil {
		return nil, err
	}
	for _, l := range v.Lines {
		c, _ := pack.HeadOf(v.Rules.Categories, l.Category)
		if err := p.Row(c.Title.In(lang), l.Title, l.Purpose, l.Amount.Yuan(), l.Note, l.Planned.Yuan(), l.Asked.Yuan(), l.Held.Yuan(), l.Spent.Yuan(), l.Balance().Yuan()); err != nil {
			return nil, err
		}
	}
	if err := p.End(); err != nil {
		return nil, err
	}
	return b, expensePage(b, v.Expenses, say)
}

// ExpenseBook is a list of applications as a workbook.
func ExpenseBook(list []Expense, say func(string) string) (*office.Book, error) {
	b, err := office.NewBook()
	if err != nil {
		return nil, err
	}
	return b, expensePage(b, list, say)
}

func expensePage(b *office.Book, list []Expense, say func(string) string) error {
	var h []office.Head
	for _, k := range []string{"number", "party", "activity", "place", "people", "first", "last", "total", "spent", "state", "settle_due"} {
		h = append(h, office.Head{Title: say(column(k)), Width: map[string]float64{"activity": 36, "party": 18}[k]})
	}
	p, err := b.Page(say(column("expenses")), "", nil, h)
	if err != nil {
		return err
	}
	for _, e := range list {
		if err := p.Row(e.Number, e.PartyName, e.Activity, e.Place, e.People, e.First, e.Last, e.Total.Yuan(), e.Spent.Yuan(), say("budget.state."+e.State), e.SettleDue); err != nil {
			return err
		}
	}
	return p.End()
}

// SheetBook is the published sheet of a year as a workbook.
func SheetBook(s Sheet, category func(code string) string, say func(string) string) (*office.Book, error) {
	b, err := office.NewBook()
	if err != nil {
		return nil, err
	}
	h := []office.Head{{Title: say(column("category")), Width: 20}, {Title: say(column("planned"))}, {Title: say(column("amount"))}, {Title: say(column("spent"))}, {Title: say(column("balance"))}}
	p, err := b.Page(say(column("sheet")), s.Party+" "+strconv.Itoa(s.Year), []string{s.Number + "  " + string(s.Day)}, h)
	if err != nil {
		return nil, err
	}
	for _, x := range append(s.Sums, s.All) {
		name := say("budget.sheet.all")
		if x.Code != "" {
			name = category(x.Code)
		}
		if err := p.Row(name, x.Planned.Yuan(), x.Amount.Yuan(), x.Spent.Yuan(), (x.Amount - x.Spent).Yuan()); err != nil {
			return nil, err
		}
	}
	if err := p.End(); err != nil {
		return nil, err
	}
	list := make([]Expense, len(s.Expenses))
	for i, e := range s.Expenses {
		list[i] = Expense{Number: e.Number, PartyName: e.Party, Activity: e.Activity, First: e.First, Last: e.Last, Total: e.Total, Spent: e.Spent, State: e.State}
	}
	return b, expensePage(b, list, say)
}

// RollBook is a branch's year of dues for its secretary, in the form in which it can be brought back.
func RollBook(v Roll, say func(string) string) (*office.Book, error) {
	b, err := office.NewBook()
	if err != nil {
		return nil, err
	}
	h := append(heads(DuesSheetIn(), say), office.Head{Title: say(column("due"))})
	p, err := b.Page(say(column("dues")), v.Party.Name+" "+v.Month, nil, h)
	if err != nil {
		return nil, err
	}
	for _, d := range v.Dues {
		var base any
		if x, ok := v.Bases[d.Person]; ok {
			base = x.Base.Yuan()
		}
		if err := p.Row(d.Name, "", d.Month, base, d.Paid.Yuan(), d.PaidOn, d.Exempt, d.Due.Yuan()); err != nil {
			return nil, err
		}
	}
	return b, p.End()
}

// DuesBook is the sums of branches by month.
func DuesBook(v DuesHome, say func(string) string) (*office.Book, error) {
	b, err := office.NewBook()
	if err != nil {
		return nil, err
	}
	p, err := b.Page(say(column("dues")), strconv.Itoa(v.Year), nil, []office.Head{{Title: say(column("party")), Width: 24}, {Title: say(column("month"))}, {Title: say(column("due"))}, {Title: say(column("paid"))}})
	if err != nil {
		return nil, err
	}
	for _, br := range v.Branches {
		for _, m := range v.Months {
			if s, ok := v.Sums[br.ID][m]; ok {
				if err := p.Row(s.PartyName, m, fen.Amount(s.Due).Yuan(), s.Paid.Yuan()); err != nil {
					return nil, err
				}
			}
		}
	}
	return b, p.End()
}
