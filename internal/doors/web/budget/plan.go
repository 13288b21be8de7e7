package budgetweb

import (
	"context"
	"net/http"
	"strconv"

	budgetpage "plumbline/internal/doors/pages/budget"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/budget"
)

// budgetForm keeps everything that was typed, so that nothing is lost when the form comes back.
func budgetForm(c *front.Ctx, err error) budgetpage.Form {
	f := budgetpage.Form{Values: map[string]string{}, Problems: budgetpage.Problems(c.Context(), err)}
	for k := range c.R.Form {
		f.Values[k] = c.Value(k)
	}
	return f
}

// sayIn is the catalogue's lookup in the reader's language, for workbooks.
func sayIn(ctx context.Context) func(string) string {
	return func(key string) string { return i18n.T(ctx, key) }
}

func (s door) home(c *front.Ctx) error { return s.showBudget(c, http.StatusOK, nil) }

func (s door) showBudget(c *front.Ctx, status int, problem error) error {
	v, err := s.Budget.Home(c.Context(), c.Who, c.Year())
	if err != nil {
		return err
	}
	m := budgetpage.HomeModel{View: v, Form: budgetForm(c, problem)}
	if problem == nil {
		m.Form.Values = map[string]string{"year": strconv.Itoa(v.Today.Year())}
	}
	return c.RenderStatus(status, budgetpage.Home(m))
}

func (s door) makePlan(c *front.Ctx) error {
	year, _ := strconv.Atoi(c.Value("year"))
	id, err := s.Budget.MakePlan(c.Context(), c.Who, budget.NewPlan{Party: c.Value("party"), Year: year})
	return front.Again(err, func(err error) error { return s.showBudget(c, http.StatusUnprocessableEntity, err) }, func() error { return c.See("/budget/plans/" + string(id)) })
}

func (s door) plan(c *front.Ctx) error {
	return s.showPlan(c, budget.PlanID(c.Path("id")), http.StatusOK, budgetpage.Form{})
}

func (s door) showPlan(c *front.Ctx, id budget.PlanID, status int, f budgetpage.Form) error {
	v, err := s.Budget.Plan(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, budgetpage.Plan(budgetpage.PlanModel{View: v, Form: f}))
}

// planAct runs an act on a plan: back to its page, with the form when something was wrong.
func (s door) planAct(c *front.Ctx, do func(id budget.PlanID) error) error {
	id := budget.PlanID(c.Path("id"))
	return front.Again(do(id), func(err error) error {
		return s.showPlan(c, id, http.StatusUnprocessableEntity, budgetForm(c, err))
	},
		func() error { return c.See("/budget/plans/" + string(id)) })
}

func (s door) lines(c *front.Ctx) error {
	return s.planAct(c, func(id budget.PlanID) error {
		if _, err := c.Form(); err != nil {
			return err
		}
		return s.Budget.SetLines(c.Context(), c.Who, id, typedLines(c))
	})
}

// typedLines are the rows of the form that hold anything; empty ones between them close up.
func typedLines(c *front.Ctx) (out []budget.NewLine) {
	for i := 1; i <= 200; i++ {
		p := "l" + strconv.Itoa(i) + "_"
		x := budget.NewLine{Category: c.Value(p + "category"), Title: c.Value(p + "title"), Purpose: c.Value(p + "purpose"), Amount: c.Value(p + "amount"), Note: c.Value(p + "note")}
		if x != (budget.NewLine{}) {
			out = append(out, x)
		}
	}
	return out
}

func (s door) submit(c *front.Ctx) error {
	return s.planAct(c, func(id budget.PlanID) error { return s.Budget.Submit(c.Context(), c.Who, id) })
}

func decision(c *front.Ctx) budget.Decision {
	return budget.Decision{Seen: c.Value("seen"), Agree: c.Value("agree") == "yes", Words: c.Value("words")}
}

func (s door) decide(c *front.Ctx) error {
	return s.planAct(c, func(id budget.PlanID) error { return s.Budget.DecidePlan(c.Context(), c.Who, id, decision(c)) })
}

func (s door) adjust(c *front.Ctx) error {
	return s.planAct(c, func(id budget.PlanID) error {
		_, err := s.Budget.AskAdjust(c.Context(), c.Who, id, budget.NewAdjust{From: c.Value("from"), To: c.Value("to"), Amount: c.Value("amount"), Reason: c.Value("reason")})
		return err
	})
}

func (s door) decideAdjust(c *front.Ctx) error {
	plan, err := s.Budget.PlanOf(c.Context(), c.Who, budget.AdjustID(c.Path("id")))
	if err != nil {
		return err
	}
	err = s.Budget.DecideAdjust(c.Context(), c.Who, budget.AdjustID(c.Path("id")), decision(c))
	return front.Again(err, func(err error) error {
		return s.showPlan(c, plan, http.StatusUnprocessableEntity, budgetForm(c, err))
	},
		func() error { return c.See("/budget/plans/" + string(plan)) })
}

func (s door) publish(c *front.Ctx) error {
	id, err := s.Budget.Publish(c.Context(), c.Who, budget.PlanID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.See("/budget/published/" + id)
}

func (s door) planBook(c *front.Ctx) error {
	v, err := s.Budget.Plan(c.Context(), c.Who, budget.PlanID(c.Path("id")))
	if err != nil {
		return err
	}
	b, err := budget.PlanBook(v, i18n.Lang(c.Context()), sayIn(c.Context()))
	if err != nil {
		return err
	}
	return c.Workbook(b, v.Number+" "+v.PartyName+".xlsx")
}

func (s door) published(c *front.Ctx) error {
	p, err := s.Budget.Published(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	if p.Kind == "dues" {
		x, sound := p.Dues()
		return c.Render(budgetpage.DuesSheet(budgetpage.DuesSheetModel{Of: p, Sheet: x, Sound: sound}))
	}
	x, sound := p.Budget()
	b, err := s.Budget.Rules(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.Render(budgetpage.Sheet(budgetpage.SheetModel{Of: p, Sheet: x, Sound: sound, Rules: b}))
}

// publishedSheet is a published sheet of the budget with the words of its categories.
func (s door) publishedSheet(c *front.Ctx) (budget.Sheet, func(string) string, error) {
	p, err := s.Budget.Published(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return budget.Sheet{}, nil, err
	}
	b, err := s.Budget.Rules(c.Context(), c.Who)
	if err != nil {
		return budget.Sheet{}, nil, err
	}
	x, _ := p.Budget()
	return x, func(code string) string { return titleOf(c.Context(), b.Categories, code) }, nil
}

func titleOf(ctx context.Context, list []pack.Head, code string) string {
	if h, ok := pack.HeadOf(list, code); ok {
		return h.Title.In(i18n.Lang(ctx))
	}
	return code
}

func (s door) sheetBook(c *front.Ctx) error {
	x, category, err := s.publishedSheet(c)
	if err != nil {
		return err
	}
	b, err := budget.SheetBook(x, category, sayIn(c.Context()))
	if err != nil {
		return err
	}
	return c.Workbook(b, i18n.T(c.Context(), "budget.sheet.title", "party", x.Party, "year", x.Year)+".xlsx")
}

func (s door) sheetPaper(c *front.Ctx) error {
	x, category, err := s.publishedSheet(c)
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	title := t("budget.sheet.title", "party", x.Party, "year", x.Year)
	doc := paper.NewPaper(title)
	doc.Number(x.Number)
	doc.Heading(1, t("budget.sums"))
	var rows [][]string
	for _, y := range x.Sums {
		rows = append(rows, []string{category(y.Code), y.Planned.Plain(), y.Amount.Plain(), y.Spent.Plain(), (y.Amount - y.Spent).Plain()})
	}
	rows = append(rows, []string{t("budget.sheet.all"), x.All.Planned.Plain(), x.All.Amount.Plain(), x.All.Spent.Plain(), (x.All.Amount - x.All.Spent).Plain()})
	doc.Table([]string{t("budget.column.category"), t("budget.column.planned"), t("budget.column.amount"), t("budget.column.spent"), t("budget.column.balance")}, rows)
	doc.Heading(1, t("budget.expenses"))
	rows = nil
	for _, e := range x.Expenses {
		rows = append(rows, []string{e.Number, e.Party, e.Activity, string(e.First), e.Total.Plain(), e.Spent.Plain()})
	}
	doc.Table([]string{t("budget.column.number"), t("budget.column.party"), t("budget.column.activity"), t("budget.column.first"), t("budget.column.total"), t("budget.column.spent")}, rows)
	doc.Sign(x.Party, string(x.Day))
	return c.Docx(title, doc)
}
