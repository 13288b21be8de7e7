package budgetweb

import (
	"net/http"
	"strconv"

	budgetpage "plumbline/internal/doors/pages/budget"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/rooms/budget"
)

func (s door) duesHome(c *front.Ctx) error {
	v, err := s.Budget.DuesHome(c.Context(), c.Who, c.Year())
	if err != nil {
		return err
	}
	return c.Render(budgetpage.Dues(budgetpage.DuesModel{View: v}))
}

func (s door) duesBook(c *front.Ctx) error {
	v, err := s.Budget.DuesHome(c.Context(), c.Who, c.Year())
	if err != nil {
		return err
	}
	b, err := budget.DuesBook(v, sayIn(c.Context()))
	if err != nil {
		return err
	}
	return c.Workbook(b, i18n.T(c.Context(), "budget.dues.title")+" "+strconv.Itoa(v.Year)+".xlsx")
}

func (s door) duesRoll(c *front.Ctx) error {
	return s.showRoll(c, c.Query("month"), http.StatusOK, budgetpage.Form{})
}

func (s door) showRoll(c *front.Ctx, month string, status int, f budgetpage.Form) error {
	v, err := s.Budget.Roll(c.Context(), c.Who, c.Path("party"), month)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, budgetpage.Roll(budgetpage.RollModel{View: v, Form: f}))
}

func (s door) duesRollBook(c *front.Ctx) error {
	v, err := s.Budget.Roll(c.Context(), c.Who, c.Path("party"), c.Query("month"))
	if err != nil {
		return err
	}
	b, err := budget.RollBook(v, sayIn(c.Context()))
	if err != nil {
		return err
	}
	return c.Workbook(b, i18n.T(c.Context(), "budget.dues.title")+" "+v.Party.Name+" "+v.Month+".xlsx")
}

// duesRollPaper is the register of a branch's dues in a month (党费登记), for the branch's own files.
func (s door) duesRollPaper(c *front.Ctx) error {
	v, err := s.Budget.Roll(c.Context(), c.Who, c.Path("party"), c.Query("month"))
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	title := t("budget.roll.title", "party", v.Party.Name, "month", v.Month)
	p := paper.NewPaper(title)
	var rows [][]string
	for _, d := range v.Dues {
		if d.Month == v.Month {
			rows = append(rows, []string{d.Name, d.Due.Text(), d.Paid.Text(), i18n.Day(c.Context(), d.PaidOn), d.Exempt})
		}
	}
	p.Table([]string{t("budget.column.name"), t("budget.column.due"), t("budget.column.paid"), t("budget.column.day"), t("budget.column.exempt")}, rows)
	p.Sign(v.Party.Name, string(c.Today()))
	return c.Docx(title, p)
}

// rollAct runs an act on a branch's roll: back to the month, with the form when something was wrong.
func (s door) rollAct(c *front.Ctx, do func(party string) error) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	month := c.Value("month")
	return front.Again(do(c.Path("party")), func(err error) error { return s.showRoll(c, month, http.StatusUnprocessableEntity, budgetForm(c, err)) },
		func() error { return c.See("/budget/dues/" + c.Path("party") + "?month=" + month) })
}

func (s door) duesBase(c *front.Ctx) error {
	return s.rollAct(c, func(party string) error {
		return s.Budget.SetBase(c.Context(), c.Who, budget.NewBase{Party: party, Person: c.Value("person"), Since: c.Value("since"), Base: c.Value("base"), Retired: c.Value("retired") != ""})
	})
}

func (s door) duesMonth(c *front.Ctx) error {
	return s.rollAct(c, func(party string) error {
		_, err := s.Budget.OpenMonth(c.Context(), c.Who, party, c.Value("month"))
		return err
	})
}

func (s door) duesPay(c *front.Ctx) error {
	return s.rollAct(c, func(party string) error {
		var list []budget.Payment
		for _, id := range c.R.Form["id"] {
			list = append(list, budget.Payment{ID: id, Paid: c.Value("paid_" + id), On: c.Value("on_" + id), Exempt: c.Value("exempt_" + id)})
		}
		return s.Budget.Pay(c.Context(), c.Who, party, list)
	})
}

func (s door) duesHand(c *front.Ctx) error {
	return s.rollAct(c, func(party string) error {
		return s.Budget.HandUp(c.Context(), c.Who, party, budget.NewHanding{First: c.Value("first"), Last: c.Value("last"), Amount: c.Value("amount"), Day: c.Value("day"), Receipt: c.Value("receipt")})
	})
}

func (s door) duesPublish(c *front.Ctx) error {
	half := c.Value("half")
	year, n := 0, 0
	if len(half) == 6 {
		year, _ = strconv.Atoi(half[:4])
		n, _ = strconv.Atoi(half[5:])
	}
	id, err := s.Budget.PublishDues(c.Context(), c.Who, c.Path("party"), year, n)
	return front.Again(err, func(err error) error { return s.showRoll(c, "", http.StatusUnprocessableEntity, budgetForm(c, err)) },
		func() error { return c.See("/budget/published/" + id) })
}
