package budget

import (
	"strconv"

	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
)

func column(name string) string { return "budget.column." + name }

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
