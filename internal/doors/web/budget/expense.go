package budgetweb

import (
	"net/http"
	"strconv"
	"strings"

	budgetpage "plumbline/internal/doors/pages/budget"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/budget"
)

func expenseFilter(c *front.Ctx) budget.Filter {
	return budget.Filter{Year: c.Year(), State: c.Query("state"), Line: budget.LineID(c.Query("line")), Late: c.Query("late") != ""}
}

func (s door) expenses(c *front.Ctx) error {
	f := expenseFilter(c)
	list, err := s.Budget.Expenses(c.Context(), c.Who, f)
	if err != nil {
		return err
	}
	return c.Render(budgetpage.Expenses(budgetpage.ListModel{List: list, Year: f.Year, State: f.State, Late: f.Late, Today: c.Today(), MayAsk: access.Anywhere(c.Who, access.AskExpense),
		MayBill: access.Anywhere(c.Who, access.AskExpense) || access.Anywhere(c.Who, access.SettleExpense)}))
}

func (s door) expenseBook(c *front.Ctx) error {
	list, err := s.Budget.Expenses(c.Context(), c.Who, expenseFilter(c))
	if err != nil {
		return err
	}
	b, err := budget.ExpenseBook(list, sayIn(c.Context()))
	if err != nil {
		return err
	}
	return c.Workbook(b, i18n.T(c.Context(), "budget.expenses")+" "+string(c.Today())+".xlsx")
}

// dates are the days by which approved applications are to be settled, and the activities themselves.
func (s door) dates(c *front.Ctx) error {
	list, err := s.Budget.Expenses(c.Context(), c.Who, budget.Filter{State: budget.Approved})
	if err != nil {
		return err
	}
	var events []paper.Event
	for _, e := range list {
		events = append(events, paper.Event{UID: "budget-settle-" + string(e.ID), Day: e.SettleDue, Title: i18n.T(c.Context(), "budget.ics.settle", "number", e.Number, "activity", e.Activity), Note: e.PartyName})
		if e.First >= c.Today() {
			events = append(events, paper.Event{UID: "budget-activity-" + string(e.ID), Day: e.First, Until: e.Last, Title: e.Activity, Place: e.Place, Note: e.PartyName})
		}
	}
	return c.ICS(i18n.T(c.Context(), "budget.expenses"), events)
}

func (s door) askForm(c *front.Ctx) error {
	return s.showAsk(c, c.Query("party"), http.StatusOK, budgetpage.Form{})
}

func (s door) showAsk(c *front.Ctx, party string, status int, f budgetpage.Form) error {
	v, err := s.Budget.AskForm(c.Context(), c.Who, party)
	if err != nil {
		return err
	}
	m := budgetpage.AskModel{View: v, Form: f, Bans: map[string]bool{}}
	for _, b := range c.R.Form["bans"] {
		m.Bans[b] = true
	}
	return c.RenderStatus(status, budgetpage.Ask(m))
}

func (s door) ask(c *front.Ctx) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	in := budget.NewExpense{Party: c.Value("party_id"), Line: c.Value("line"), ActivityID: c.Value("meeting"), Activity: c.Value("activity"), Purpose: c.Value("purpose"), Place: c.Value("place"),
		People: c.Value("people"), First: c.Value("first"), Last: c.Value("last"), As: c.Value("as"), Bans: c.R.Form["bans"], Costs: map[string]budget.NewCost{}}
	for k := range c.R.Form {
		if item, ok := strings.CutPrefix(k, "cost_"); ok {
			in.Costs[item] = budget.NewCost{Amount: c.Value(k), Quantity: c.Value("quantity_" + item), Note: c.Value("note_" + item)}
		}
	}
	id, err := s.Budget.Ask(c.Context(), c.Who, in)
	return front.Again(err, func(err error) error {
		return s.showAsk(c, in.Party, http.StatusUnprocessableEntity, budgetForm(c, err))
	}, func() error { return c.See("/budget/expenses/" + string(id)) })
}

func (s door) expense(c *front.Ctx) error {
	return s.showExpense(c, budget.ExpenseID(c.Path("id")), http.StatusOK, budgetpage.Form{})
}

func (s door) showExpense(c *front.Ctx, id budget.ExpenseID, status int, f budgetpage.Form) error {
	v, err := s.Budget.Expense(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, budgetpage.Expense(budgetpage.ExpenseModel{View: v, Form: f}))
}

// expenseAct runs an act on an application: back to its page, with the form when something was wrong.
func (s door) expenseAct(c *front.Ctx, do func(id budget.ExpenseID) error) error {
	id := budget.ExpenseID(c.Path("id"))
	return front.Again(do(id), func(err error) error { return s.showExpense(c, id, http.StatusUnprocessableEntity, budgetForm(c, err)) },
		func() error { return c.See("/budget/expenses/" + string(id)) })
}

func (s door) sign(c *front.Ctx) error {
	return s.expenseAct(c, func(id budget.ExpenseID) error { return s.Budget.SignExpense(c.Context(), c.Who, id, decision(c)) })
}

func (s door) addVoucher(c *front.Ctx) error {
	return s.expenseAct(c, func(id budget.ExpenseID) error {
		_, err := s.Budget.AddVoucher(c.Context(), c.Who, typedVoucher(c, string(id)))
		return err
	})
}

func typedVoucher(c *front.Ctx, expense string) budget.NewVoucher {
	return budget.NewVoucher{Expense: expense, Party: c.Value("party"), Number: c.Value("number"), Day: c.Value("day"), Item: c.Value("item"), Amount: c.Value("amount"), What: c.Value("what")}
}

func (s door) settle(c *front.Ctx) error {
	return s.expenseAct(c, func(id budget.ExpenseID) error {
		return s.Budget.Settle(c.Context(), c.Who, id, c.Value("seen"), c.Value("words"))
	})
}

func (s door) withdraw(c *front.Ctx) error {
	return s.expenseAct(c, func(id budget.ExpenseID) error {
		return s.Budget.WithdrawExpense(c.Context(), c.Who, id, c.Value("why"))
	})
}

func (s door) newVoucher(c *front.Ctx) error {
	return s.showNewVoucher(c, http.StatusOK, budgetpage.Form{})
}

func (s door) showNewVoucher(c *front.Ctx, status int, f budgetpage.Form) error {
	b, err := s.Budget.Rules(c.Context(), c.Who)
	if err != nil {
		return err
	}
	list, err := s.Budget.BillParties(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, budgetpage.NewVoucher(budgetpage.NewVoucherModel{Rules: b, Parties: list, Form: f}))
}

func (s door) looseVoucher(c *front.Ctx) error {
	id, err := s.Budget.AddVoucher(c.Context(), c.Who, typedVoucher(c, ""))
	return front.Again(err, func(err error) error { return s.showNewVoucher(c, http.StatusUnprocessableEntity, budgetForm(c, err)) },
		func() error { return c.See("/budget/vouchers/" + string(id)) })
}

func (s door) voucher(c *front.Ctx) error {
	return s.showVoucher(c, budget.VoucherID(c.Path("id")), http.StatusOK, budgetpage.Form{})
}

func (s door) showVoucher(c *front.Ctx, id budget.VoucherID, status int, f budgetpage.Form) error {
	v, err := s.Budget.Voucher(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, budgetpage.Voucher(budgetpage.VoucherModel{View: v, Form: f}))
}

func (s door) voucherAct(c *front.Ctx, do func(id budget.VoucherID) error) error {
	id := budget.VoucherID(c.Path("id"))
	return front.Again(do(id), func(err error) error { return s.showVoucher(c, id, http.StatusUnprocessableEntity, budgetForm(c, err)) },
		func() error { return c.See("/budget/vouchers/" + string(id)) })
}

func (s door) tie(c *front.Ctx) error {
	return s.voucherAct(c, func(id budget.VoucherID) error {
		return s.Budget.TieVoucher(c.Context(), c.Who, id, budget.ExpenseID(c.Value("expense")))
	})
}

func (s door) cancel(c *front.Ctx) error {
	return s.voucherAct(c, func(id budget.VoucherID) error { return s.Budget.CancelVoucher(c.Context(), c.Who, id, c.Value("why")) })
}

// paper is the application as a form on paper, with its signatures.
func (s door) paper(c *front.Ctx) error {
	v, err := s.Budget.Expense(c.Context(), c.Who, budget.ExpenseID(c.Path("id")))
	if err != nil {
		return err
	}
	ctx := c.Context()
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	doc := paper.NewPaper(t("budget.paper.title"))
	doc.Number(v.Number)
	doc.Fields([][2]string{{t("budget.column.party"), v.PartyName}, {t("budget.column.activity"), v.Activity}, {t("budget.column.line"), titleOf(ctx, v.Rules.Categories, v.Line.Category) + " " + v.Line.Title},
		{t("budget.column.purpose"), v.Purpose}, {t("budget.column.first"), i18n.Day(ctx, v.First) + " – " + i18n.Day(ctx, v.Last)}, {t("budget.column.place"), v.Place},
		{t("budget.column.people"), strconv.Itoa(v.People)}, {t("budget.column.total"), v.Total.Text()}})
	doc.Heading(1, t("budget.ask.costs"))
	var rows [][]string
	for _, k := range v.Costs {
		ceiling := t("budget.no_ceiling")
		if k.Ceiling >= 0 {
			ceiling = k.Ceiling.Plain()
		}
		rows = append(rows, []string{titleOf(ctx, v.Rules.Items, k.Item), k.Amount.Plain(), ceiling, k.Article})
	}
	doc.Table([]string{t("budget.column.item"), t("budget.column.total"), t("budget.column.ceiling"), t("budget.column.article")}, rows)
	doc.Heading(1, t("budget.ask.bans"))
	for _, b := range v.Rules.Bans {
		doc.Text(b.Title.In(i18n.Lang(ctx)))
	}
	doc.Heading(1, t("budget.signs"))
	rows = [][]string{{t("budget.step.asked"), v.AskedName, "", i18n.Minute(ctx, v.AskedAt)}}
	for _, x := range v.Signs {
		rows = append(rows, []string{t("budget.step." + x.Step), x.Name, t("budget.sign."+x.Act) + " " + x.Words, i18n.Minute(ctx, x.At)})
	}
	doc.Table([]string{t("budget.column.step"), t("budget.column.name"), t("budget.words"), t("budget.column.day")}, rows)
	doc.Note(t("budget.paper.hash", "hash", v.Hash))
	doc.Sign(v.PartyName, string(clock.DayOf(v.AskedAt)))
	return c.Docx(v.Number+" "+t("budget.paper.title"), doc)
}
