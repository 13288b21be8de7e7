package orglifeweb

import (
	"net/http"
	"strconv"
	"strings"

	orglifepage "plumbline/internal/doors/pages/orglife"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/orglife"
)

// orglifeForm keeps what was typed.
func orglifeForm(c *front.Ctx, err error) orglifepage.Form {
	v, _ := c.Form()
	return orglifepage.Form{Values: v, Problems: part.ProblemsOf(c.Context(), err)}
}

// lifeYear is the year asked for, this one when none was; a year nobody can have is none.
func lifeYear(c *front.Ctx) int {
	y, err := strconv.Atoi(c.Query("year"))
	if err != nil || y < 2000 || y > 2999 {
		return c.Today().Year()
	}
	return y
}

// lifeMonth is the month asked for as 2026-06; in another year than this one its last.
func lifeMonth(c *front.Ctx, year int) clock.Day {
	if d, err := clock.ParseDay(c.Query("month") + "-01"); err == nil {
		return d
	}
	if today := c.Today(); today.Year() == year {
		return today
	}
	return clock.Day(strconv.Itoa(year) + "-12-01")
}

func (s door) home(c *front.Ctx) error {
	year := lifeYear(c)
	v, err := s.Orglife.Home(c.Context(), c.Who, c.Query("of"), year, lifeMonth(c, year))
	if err != nil {
		return err
	}
	m := orglifepage.HomeModel{View: v, Today: c.Today(), Told: -1, Money: yuan, Named: s.budgetCategory(c)}
	if n, err := strconv.Atoi(c.Query("told")); err == nil {
		m.Told = n
	}
	return c.Render(orglifepage.Home(m))
}

// yuan writes fen as whole yuan with commas; what is not whole keeps its fen.
func yuan(fen int64) string {
	whole := strconv.FormatInt(fen/100, 10)
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if rest := fen % 100; rest != 0 {
		b.WriteString("." + strconv.FormatInt(100+rest, 10)[1:])
	}
	return b.String()
}

// budgetCategory names a category of the budget as the packs in force do.
func (s door) budgetCategory(c *front.Ctx) func(string) string {
	lang := i18n.Lang(c.Context())
	names := map[string]string{}
	if list, err := s.Packs(pack.MoneyPlan); err == nil {
		for _, p := range list {
			for _, w := range p.Budget.Categories {
				names[w.Code] = w.Title.In(lang)
			}
		}
	}
	return func(code string) string {
		if n := names[code]; n != "" {
			return n
		}
		return code
	}
}

func (s door) remind(c *front.Ctx) error {
	n, err := s.Orglife.Remind(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.See("/orglife?told=" + strconv.Itoa(n))
}

// export is the matrix as a workbook: a row a branch, a column a period, marks as words.
func (s door) export(c *front.Ctx) error {
	of := c.Query("of")
	if of == "all" {
		of = ""
	}
	ctx := c.Context()
	m, err := s.Orglife.MatrixOf(ctx, c.Who, of, lifeYear(c), true)
	if err != nil {
		return err
	}
	lang := i18n.Lang(ctx)
	heads := []paper.Head{{Title: i18n.T(ctx, "orglife.matrix.branch"), Width: 24}, {Title: i18n.T(ctx, "orglife.matrix.members"), Width: 8}}
	for _, col := range m.Columns {
		for n := range col.Slots {
			heads = append(heads, paper.Head{Title: col.Beat.Short.In(lang) + " " + strconv.Itoa(n+1), Width: 10})
		}
	}
	heads = append(heads, paper.Head{Title: i18n.T(ctx, "orglife.matrix.missed"), Width: 8})
	var rows [][]any
	for _, r := range m.Rows {
		row := []any{r.Short, r.Members}
		for _, x := range r.Cells {
			row = append(row, i18n.T(ctx, orglifepage.CellWord(x.Mark)))
		}
		rows = append(rows, append(row, r.Missed))
	}
	title := i18n.T(ctx, "orglife.matrix.title") + " " + strconv.Itoa(m.Year)
	return c.Xlsx(title, []string{i18n.T(ctx, "orglife.matrix.caption", "n", len(m.Rows), "year", strconv.Itoa(m.Year))}, heads, rows)
}

// calendar are the activities of a month, or of a year's rest, as a calendar file.
func (s door) calendar(c *front.Ctx) error {
	of := c.Query("of")
	if of == "all" {
		of = ""
	}
	from := lifeMonth(c, lifeYear(c))
	t := from.Time()
	from, until := clock.DayOf(t.AddDate(0, 0, 1-t.Day())), clock.DayOf(t.AddDate(0, 1, -t.Day()))
	list, err := s.Orglife.Activities(c.Context(), c.Who, of, from, until)
	if err != nil {
		return err
	}
	var events []paper.Event
	for _, a := range list {
		events = append(events, paper.Event{UID: string(a.ID) + "@plumbline", Day: a.Day, At: a.At, Title: a.PartyName + " " + a.Topic, Place: a.Place})
	}
	return c.ICS(i18n.T(c.Context(), "orglife.home.title")+" "+string(from)[:7], events)
}

func (s door) month(c *front.Ctx) error {
	return s.showMonth(c, http.StatusOK, c.Query("b"), orglifepage.Form{})
}

func (s door) showMonth(c *front.Ctx, status int, party string, f orglifepage.Form) error {
	v, err := s.Orglife.Month(c.Context(), c.Who, party, lifeMonth(c, c.Today().Year()))
	if party == "" && fault.Is(err, fault.KindNotFound) {
		return c.Render(orglifepage.NoBranch())
	}
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orglifepage.Month(orglifepage.MonthModel{View: v, Today: c.Today(), Form: f}))
}

func (s door) branch(c *front.Ctx) error {
	return s.showBranch(c, http.StatusOK, orglifepage.Form{})
}

func (s door) showBranch(c *front.Ctx, status int, f orglifepage.Form) error {
	v, err := s.Orglife.Year(c.Context(), c.Who, c.Path("id"), lifeYear(c))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orglifepage.Branch(orglifepage.BranchModel{View: v, Today: c.Today(), Form: f}))
}

func (s door) settle(c *front.Ctx) error {
	groups, err := strconv.Atoi(c.Value("groups"))
	if err != nil {
		groups = -1
	}
	version, _ := strconv.ParseInt(c.Value("version"), 10, 64)
	err = s.Orglife.Settle(c.Context(), c.Who, c.Path("id"), orglife.Settings{Groups: groups, Committee: c.Value("committee"), Since: clock.Day(c.Value("since")), Note: c.Value("note"), Version: version})
	if front.Invalid(err) {
		return s.showBranch(c, http.StatusUnprocessableEntity, orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/branches/" + c.Path("id"))
}

// duty leads to what a cell stands for: the record, the form for who keeps the branch, else its year.
func (s door) duty(c *front.Ctx) error {
	d, err := s.Orglife.Duty(c.Context(), c.Who, orglife.DutyID(c.Path("id")))
	if err != nil {
		return err
	}
	if by := d.DoneBy; by != "" && d.Kind != "first_topic" {
		return c.See("/orglife/activities/" + string(by))
	}
	if d.MadeUpBy != "" {
		return c.See("/orglife/activities/" + string(d.MadeUpBy))
	}
	if _, err := s.Orglife.Form(c.Context(), c.Who, d.ID); err == nil && d.Kind != "first_topic" {
		return c.See("/orglife/duties/" + string(d.ID) + "/record")
	} else if err != nil && !fault.Is(err, fault.KindDenied) {
		return err
	}
	return c.See("/orglife/branches/" + d.Party + "?year=" + strconv.Itoa(d.Period.Year))
}
