package budgetpage

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/budget"
)

// Form is what came back: the values typed and what is wrong with them.
type Form struct {
	Values   map[string]string
	Problems part.Problems
}

func (f Form) field(ctx context.Context, name, key string) part.Field {
	return part.Field{Name: name, Label: i18n.T(ctx, key), Value: f.Values[name], Error: f.Problems.Of(name)}
}

func (f Form) must(ctx context.Context, name, key string) part.Field {
	x := f.field(ctx, name, key)
	x.Required = true
	return x
}

// money is a field for an amount in yuan.
func (f Form) money(ctx context.Context, name, key string) part.Field {
	x := f.must(ctx, name, key)
	x.Placeholder, x.Attrs = "0.00", templ.Attributes{"inputmode": "decimal"}
	return x
}

// HomeModel is the first page.
type HomeModel struct {
	View budget.Home
	Form Form
}

// PlanModel is the page of a plan.
type PlanModel struct {
	View budget.PlanView
	Form Form
}

// ListModel is the list of applications.
type ListModel struct {
	List   []budget.Expense
	Year   int
	State  string
	Late   bool
	Today  clock.Day
	MayAsk bool
	// MayBill: vouchers may be brought in.
	MayBill bool
}

// AskModel is the form of an application.
type AskModel struct {
	View budget.AskView
	Form Form
	Bans map[string]bool
}

// ExpenseModel is the page of an application.
type ExpenseModel struct {
	View budget.ExpenseView
	Form Form
}

// VoucherModel is the page of a voucher without an application.
type VoucherModel struct {
	View budget.VoucherView
	Form Form
}

// NewVoucherModel is the form for a bill that came without an application.
type NewVoucherModel struct {
	Rules   *pack.Budget
	Parties []budget.Party
	Form    Form
}

// SheetModel is a published sheet of the budget.
type SheetModel struct {
	Of    budget.Publication
	Sheet budget.Sheet
	Sound bool
	Rules *pack.Budget
}

// DuesSheetModel is a published sheet of dues.
type DuesSheetModel struct {
	Of    budget.Publication
	Sheet budget.DuesSheet
	Sound bool
}

// DuesModel is the first page of dues.
type DuesModel struct{ View budget.DuesHome }

// RollModel is a branch's month.
type RollModel struct {
	View budget.Roll
	Form Form
}

func say(ctx context.Context, t pack.Text) string { return t.In(i18n.Lang(ctx)) }

// name is the title of a code in a list of the pack; the code itself when the pack lost it.
func name(ctx context.Context, list []pack.Head, code string) string {
	if h, ok := pack.HeadOf(list, code); ok {
		return say(ctx, h.Title)
	}
	return code
}

func options(ctx context.Context, list []pack.Head) []part.Option {
	out := []part.Option{{Value: "", Text: i18n.T(ctx, "budget.choose")}}
	for _, h := range list {
		out = append(out, part.Option{Value: h.Code, Text: say(ctx, h.Title)})
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }

func planURL(id budget.PlanID, more ...string) templ.SafeURL {
	return templ.SafeURL("/budget/plans/" + string(id) + strings.Join(more, ""))
}

func expenseURL(id budget.ExpenseID, more ...string) templ.SafeURL {
	return templ.SafeURL("/budget/expenses/" + string(id) + strings.Join(more, ""))
}

func voucherURL(id budget.VoucherID, more ...string) templ.SafeURL {
	return templ.SafeURL("/budget/vouchers/" + string(id) + strings.Join(more, ""))
}

func rollURL(party string, more ...string) templ.SafeURL {
	return templ.SafeURL("/budget/dues/" + party + strings.Join(more, ""))
}

// width is a bar's length of 200 for a part of the greatest plan.
func width(a, most budget.Money) string {
	if most <= 0 {
		return "0"
	}
	w := float64(min(a, most)) * 200 / float64(most)
	return strconv.FormatFloat(w, 'f', 1, 64)
}

// most is the greatest amount of the sums.
func most(list []budget.Sum) (m budget.Money) {
	for _, s := range list {
		m = max(m, s.Amount, s.Held+s.Spent)
	}
	return m
}

// paceOf is what the page says beside a category: whether one of its lines is slow or fast.
func (m HomeModel) paceOf(category string) string {
	for _, s := range m.View.Shown { // the first that is shown, whichever plan it belongs to
		if !s.Informs() {
			continue
		}
		for _, lines := range m.View.Lines {
			for _, l := range lines {
				if l.Category == category && s.Title == l.Title {
					return s.Kind
				}
			}
		}
	}
	return ""
}

// faults are the things shown that are not about pace.
func (m HomeModel) faults() (out []budget.Shown) {
	for _, s := range m.View.Shown {
		if !s.Informs() {
			out = append(out, s)
		}
	}
	return out
}

func (m HomeModel) paces() (out []budget.Shown) {
	for _, s := range m.View.Shown {
		if s.Informs() {
			out = append(out, s)
		}
	}
	return out
}

func (m HomeModel) figures(ctx context.Context) []part.Figure {
	v := m.View
	return []part.Figure{
		{Title: i18n.T(ctx, "budget.strip.planned"), N: wan(v.All.Amount), Unit: i18n.T(ctx, "budget.wan"), Note: i18n.T(ctx, "budget.strip.plans", "n", len(v.Plans))},
		{Title: i18n.T(ctx, "budget.strip.held"), N: wan(v.All.Held + v.All.Spent), Unit: i18n.T(ctx, "budget.wan"), Href: "/budget/expenses?year=" + itoa(v.Year)},
		{Title: i18n.T(ctx, "budget.strip.spent"), N: wan(v.All.Spent), Unit: i18n.T(ctx, "budget.wan"), Href: "/budget/expenses?state=settled&year=" + itoa(v.Year)},
		{Title: i18n.T(ctx, "budget.strip.share"), N: itoa(fen.Share(v.All.Spent, v.All.Amount)), Unit: "%"},
		{Title: i18n.T(ctx, "budget.strip.settling"), N: itoa(v.Settling), Href: "/budget/expenses?state=approved&year=" + itoa(v.Year)},
		{Title: i18n.T(ctx, "budget.strip.shown"), N: itoa(len(m.faults())), Href: "#shown", Red: len(m.faults()) > 0},
	}
}

// wan is an amount in ten thousand yuan with one place, as budgets are spoken of.
func wan(a budget.Money) string { return strconv.FormatFloat(float64(a)/1_000_000, 'f', 1, 64) }

func shownColour(kind string) string {
	switch kind {
	case budget.OverApproval, budget.NotSettled, budget.NoApplication, budget.OtherPurpose:
		return "red"
	case budget.Slow, budget.Fast:
		return "amber"
	}
	return "amber"
}

func stateColour(state string) string {
	switch state {
	case budget.Approved, budget.Submitted:
		return "blue"
	case budget.Settled:
		return "green"
	case budget.Refused, budget.Returned:
		return "amber"
	case budget.Asked:
		return "plum"
	}
	return ""
}

func planColour(state string) string {
	if state == budget.Approved {
		return "green"
	}
	return stateColour(state)
}

// steps are the chain of an application as stages.
func (m ExpenseModel) steps(ctx context.Context) (out []part.Step) {
	v := m.View
	out = append(out, part.Step{Label: i18n.T(ctx, "budget.step.asked"), Lines: []string{v.AskedName, i18n.Day(ctx, clock.DayOf(v.AskedAt))}, Done: true})
	for _, step := range v.Chain {
		s := part.Step{Label: i18n.T(ctx, "budget.step."+step), Now: v.State == budget.Asked && v.Step == step}
		for _, x := range v.Signs {
			if x.Step == step {
				s.Done = x.Act == "agree"
				s.Lines = []string{x.Name + " " + i18n.T(ctx, "budget.sign."+x.Act), i18n.Day(ctx, clock.DayOf(x.At))}
			}
		}
		out = append(out, s)
	}
	last := part.Step{Label: i18n.T(ctx, "budget.step.settle"), Now: v.State == budget.Approved, Done: v.State == budget.Settled}
	switch {
	case v.State == budget.Settled:
		last.Lines = []string{v.SettledName, i18n.Day(ctx, clock.DayOf(v.SettledAt))}
	case v.SettleDue != "":
		last.Lines = []string{i18n.T(ctx, "budget.settle_by", "day", i18n.Day(ctx, v.SettleDue))}
	}
	return append(out, last)
}

func (m ExpenseModel) due() part.Due {
	if m.View.State == budget.Settled {
		return part.DoneOf(clock.DayOf(m.View.SettledAt), m.View.SettleDue)
	}
	return part.DueOf(m.View.Today, m.View.SettleDue, 0)
}

// costOf is what was applied for an item.
func (m ExpenseModel) billed(item string) (sum budget.Money) {
	for _, v := range m.View.Vouchers {
		if v.Item == item {
			sum += v.Amount
		}
	}
	return sum
}

func (m ExpenseModel) allBilled() (sum budget.Money) {
	for _, v := range m.View.Vouchers {
		sum += v.Amount
	}
	return sum
}

func ceilingText(ctx context.Context, c budget.Cost) string {
	if c.Ceiling < 0 {
		return i18n.T(ctx, "budget.no_ceiling")
	}
	return c.Ceiling.Plain()
}

// each says an item's ceiling for the form: at each place that has a line of its own.
func (m AskModel) each(ctx context.Context, item string) string {
	var out []string
	for _, c := range m.View.Rules.Ceilings {
		if c.Item == item {
			out = append(out, name(ctx, m.View.Rules.Places, c.Place)+" "+c.Amount.Plain()+i18n.T(ctx, "budget.per."+string(c.Per)))
		}
	}
	if len(out) == 0 {
		return i18n.T(ctx, "budget.no_ceiling")
	}
	return strings.Join(out, "；")
}

func (m AskModel) parties() (out []part.Option) {
	for _, p := range m.View.Parties {
		out = append(out, part.Option{Value: p.ID, Text: p.Name})
	}
	return out
}

func (m AskModel) lines(ctx context.Context) (out []part.Option) {
	out = append(out, part.Option{Value: "", Text: i18n.T(ctx, "budget.choose")})
	for _, l := range m.View.Lines {
		text := name(ctx, m.View.Rules.Categories, l.Category) + " · " + l.Title
		if l.Purpose != "" {
			text += " · " + i18n.T(ctx, "budget.earmarked", "purpose", l.Purpose)
		}
		out = append(out, part.Option{Value: string(l.ID), Text: text + " · " + i18n.T(ctx, "budget.free", "amount", l.Free().Text())})
	}
	return out
}

func (m AskModel) meetings(ctx context.Context) (out []part.Option) {
	out = append(out, part.Option{Value: "", Text: i18n.T(ctx, "budget.no_meeting")})
	for _, x := range m.View.Meetings {
		out = append(out, part.Option{Value: x.ID, Text: string(x.Day) + " " + x.Topic})
	}
	return out
}

func (m AskModel) capacities(ctx context.Context) (out []part.Option) {
	for _, a := range m.View.As {
		out = append(out, part.Option{Value: a, Text: i18n.T(ctx, "budget.as."+a)})
	}
	return out
}

func (m VoucherModel) choices(ctx context.Context) (out []part.Option) {
	out = append(out, part.Option{Value: "", Text: i18n.T(ctx, "budget.choose")})
	for _, e := range m.View.Choices {
		out = append(out, part.Option{Value: string(e.ID), Text: e.Number + " " + e.Activity + " " + e.Total.Text()})
	}
	return out
}

func partyOptions(list []budget.Party) (out []part.Option) {
	for _, p := range list {
		out = append(out, part.Option{Value: p.ID, Text: p.Name})
	}
	return out
}

func (m PlanModel) lineOptions(ctx context.Context, none string) (out []part.Option) {
	out = append(out, part.Option{Value: "", Text: i18n.T(ctx, none)})
	for _, l := range m.View.Lines {
		out = append(out, part.Option{Value: string(l.ID), Text: l.Title + " · " + i18n.T(ctx, "budget.free", "amount", l.Free().Text())})
	}
	return out
}

func (m PlanModel) lineTitle(id budget.LineID) string {
	for _, l := range m.View.Lines {
		if l.ID == id {
			return l.Title
		}
	}
	return ""
}

// rows are the numbers of the rows of the form of lines: those there are and a few empty ones.
func (m PlanModel) rows() (out []int) {
	for i := range max(len(m.View.Lines)+3, 8) {
		out = append(out, i+1)
	}
	return out
}

// was is what a field of the form of lines shows: what was typed, else what the line says.
func (m PlanModel) was(row int, field string) string {
	key := "l" + itoa(row) + "_" + field
	if v, ok := m.Form.Values[key]; ok {
		return v
	}
	if row > len(m.View.Lines) {
		return ""
	}
	l := m.View.Lines[row-1]
	switch field {
	case "category":
		return l.Category
	case "title":
		return l.Title
	case "purpose":
		return l.Purpose
	case "amount":
		return l.Amount.Plain()
	}
	return l.Note
}

// short is a month's two last digits for the head of a column.
func short(month string) string { return month[5:] }

func duesShare(s budget.DuesSum) string {
	if s.Due == 0 {
		return "–"
	}
	return itoa(fen.Share(s.Paid, s.Due)) + "%"
}

func rate(r int) string { return strconv.FormatFloat(float64(r)/100, 'f', -1, 64) + "%" }

// months are the months that the roll may be turned to: the last twelve.
func (m RollModel) months() (out []string) {
	for i := range 12 {
		out = append(out, budget.MonthAdd(budget.Month(m.View.Today), -i))
	}
	return out
}

func (m RollModel) sum() (due, paid budget.Money) {
	for _, d := range m.View.Dues {
		if d.Exempt == "" {
			due += d.Due
		}
		paid += d.Paid
	}
	return due, paid
}

func payValue(f Form, id, field, was string) string {
	if v, ok := f.Values[field+"_"+id]; ok {
		return v
	}
	return was
}

func paidText(d budget.Dues) string {
	if d.Paid == 0 && d.PaidOn == "" {
		return ""
	}
	return d.Paid.Plain()
}
