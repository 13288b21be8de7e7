package dutyreportweb

import (
	"net/http"
	"strconv"

	dutyreportpage "plumbline/internal/doors/pages/dutyreport"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/rooms/dutyreport"
)

// dutyForm is the form of that name as it was typed, with what is wrong with it.
func dutyForm(c *front.Ctx, err error, of string, names ...string) dutyreportpage.Form {
	f := dutyreportpage.Form{Of: of, Values: map[string]string{}, Problems: part.ProblemsOf(c.Context(), err)}
	for _, n := range names {
		f.Values[n] = c.Value(n)
	}
	return f
}

func (s door) dutyFront(c *front.Ctx) error {
	return s.showDutyFront(c, http.StatusOK, dutyreport.YearID(c.Query("y")), dutyreportpage.Form{})
}

func (s door) showDutyFront(c *front.Ctx, status int, id dutyreport.YearID, f dutyreportpage.Form) error {
	v, err := s.DutyReport.Front(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, dutyreportpage.Front(dutyreportpage.FrontModel{View: v, Today: c.Today(), State: c.Query("state"), Late: c.Query("late") != "", Form: f}))
}

func (s door) dutyPlan(c *front.Ctx) error {
	year, _ := strconv.Atoi(c.Value("year")) // what is no number is out of range
	from, err := formDay(c, "from")
	var id dutyreport.YearID
	if err == nil {
		id, err = s.DutyReport.PlanYear(c.Context(), c.Who, dutyreport.NewYear{Year: year, From: from})
	}
	if front.Invalid(err) {
		return s.showDutyFront(c, http.StatusUnprocessableEntity, "", dutyForm(c, err, "plan", "year", "from"))
	}
	if err != nil {
		return err
	}
	return c.See("/dutyreport/years/" + string(id))
}

// formDay is a day of a form, "" when it is empty; fault.Invalid when it is no day.
func formDay(c *front.Ctx, name string) (clock.Day, error) {
	text := c.Value(name)
	if text == "" {
		return "", nil
	}
	d, err := clock.ParseDay(text)
	if err != nil {
		return "", fault.Invalid(fault.On(name, "dutyreport.date.bad", "value", text))
	}
	return d, nil
}

// dutyReporters writes the list as it is filtered at the moment.
func (s door) dutyReporters(c *front.Ctx) error {
	v, err := s.DutyReport.Front(c.Context(), c.Who, dutyreport.YearID(c.Query("y")))
	if err != nil {
		return err
	}
	if v.Year == nil {
		return fault.NotFound()
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), "dutyreport."+key, args...) }
	heads := []paper.Head{{Title: t("number")}, {Title: t("unit"), Width: 20}, {Title: t("reporter")}, {Title: t("post"), Width: 24}, {Title: t("reason"), Width: 30}, {Title: t("way")},
		{Title: t("checker")}, {Title: t("leader")}, {Title: t("step.first"), Kind: paper.DayCell}, {Title: t("due"), Kind: paper.DayCell}, {Title: t("submitted"), Kind: paper.DayCell},
		{Title: t("late")}, {Title: t("state")}, {Title: t("removed"), Width: 24}}
	var rows [][]any
	for _, r := range v.Reports {
		rows = append(rows, dutyRow(t, r, c.Today()))
	}
	return c.Xlsx(v.Year.Title, []string{t("reporters")}, heads, rows)
}

func dutyRow(t func(string, ...any) string, r dutyreport.Report, today clock.Day) []any {
	first, late := clock.Day(""), ""
	if !r.FirstAt.IsZero() {
		first = clock.DayOf(r.FirstAt)
	}
	switch {
	case r.Removed():
	case r.Missing(today):
		late = t("missing")
	case r.Late(today):
		late = t("late.yes", "n", first.Sub(r.DueFirst))
	}
	why := t("reason." + string(r.Reason))
	if r.ReasonText != "" {
		why += "：" + r.ReasonText
	}
	return []any{r.Number, r.UnitName, r.Name, r.Post, why, t("way." + string(r.Way)), r.CheckerName, r.LeaderName, r.DueFirst, r.Due, first, late, t("state." + string(r.State)), r.RemovedWhy}
}

func (s door) dutyYear(c *front.Ctx) error {
	return s.showDutyYear(c, http.StatusOK, dutyreportpage.Form{})
}

func (s door) showDutyYear(c *front.Ctx, status int, f dutyreportpage.Form) error {
	v, err := s.DutyReport.YearPage(c.Context(), c.Who, dutyreport.YearID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, dutyreportpage.Year(dutyreportpage.YearModel{View: v, Today: c.Today(), Form: f}))
}

// dutyYearAct ends one act on a year and comes back to its page.
func (s door) dutyYearAct(c *front.Ctx, err error, of string, names ...string) error {
	if front.Invalid(err) {
		return s.showDutyYear(c, http.StatusUnprocessableEntity, dutyForm(c, err, of, names...))
	}
	if err != nil {
		return err
	}
	return c.See("/dutyreport/years/" + c.Path("id"))
}

func (s door) dutySetDate(c *front.Ctx) error {
	day, err := formDay(c, "due")
	if err == nil {
		err = s.DutyReport.SetDate(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), c.Value("step"), day, c.Value("why"))
	}
	return s.dutyYearAct(c, err, "date")
}

func (s door) dutyMark(c *front.Ctx) error {
	return s.dutyYearAct(c, s.DutyReport.MarkStep(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), c.Value("step")), "done")
}

func (s door) dutyNotice(c *front.Ctx) error {
	err := s.DutyReport.SendNotice(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), dutyreport.Notice{Number: c.Value("number"), Text: c.Value("text")})
	return s.dutyYearAct(c, err, "notice", "number", "text")
}

// personOf finds the id of a person who was chosen by name and unit; "" when nothing was chosen, and what
// was typed when it is nobody's label, so that the room refuses it.
func personOf(list []dutyreport.Person, label string) string {
	for _, p := range list {
		if dutyreportpage.PersonLabel(p) == label {
			return p.ID
		}
	}
	return label
}

func (s door) dutyAdd(c *front.Ctx) error {
	id := dutyreport.YearID(c.Path("id"))
	v, err := s.DutyReport.YearPage(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	err = s.DutyReport.AddReporter(c.Context(), c.Who, id, dutyreport.Addition{Person: personOf(v.People, c.Value("person")), Way: dutyreport.Way(c.Value("way")), Why: c.Value("why")})
	return s.dutyYearAct(c, err, "add", "person", "way", "why")
}

func (s door) dutyCirculate(c *front.Ctx) error {
	_, err := s.DutyReport.Circulate(c.Context(), c.Who, dutyreport.YearID(c.Path("id")))
	return s.dutyYearAct(c, err, "circulate")
}

func (s door) dutyHold(c *front.Ctx) error {
	m := dutyreport.Meeting{Title: c.Value("title"), Way: dutyreport.Way(c.Value("meeting_way")), At: c.Value("at"), Place: c.Value("place"), Chair: c.Value("chair"), Minutes: c.Value("minutes")}
	m.Attended, m.Voters = wholeOr(c.Value("attended")), wholeOr(c.Value("voters"))
	for _, id := range c.Values("reports") {
		m.Reports = append(m.Reports, dutyreport.ReportID(id))
	}
	var err error
	if m.Held, err = formDay(c, "held"); err == nil {
		_, err = s.DutyReport.HoldMeeting(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), m)
	}
	return s.dutyYearAct(c, err, "meeting", "title", "meeting_way", "held", "at", "place", "chair", "attended", "voters", "minutes")
}

// wholeOr is a whole number, -1 for what is none: the room says what would be right.
func wholeOr(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func (s door) dutyEnd(c *front.Ctx) error {
	return s.dutyYearAct(c, s.DutyReport.EndYear(c.Context(), c.Who, dutyreport.YearID(c.Path("id"))), "end")
}

func (s door) dutyCalendar(c *front.Ctx) error {
	v, err := s.DutyReport.YearPage(c.Context(), c.Who, dutyreport.YearID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.ICS(v.Year.Title, v.Events(i18n.Lang(c.Context())))
}

func (s door) dutyNoticePaper(c *front.Ctx) error {
	v, err := s.DutyReport.YearPage(c.Context(), c.Who, dutyreport.YearID(c.Path("id")))
	if err != nil {
		return err
	}
	if v.Year.Notice == "" {
		return fault.NotFound()
	}
	agency, err := s.OrgName(c)
	if err != nil {
		return err
	}
	p := v.NoticePaper(agency, s.Words.Say)
	return c.Docx(p.Title(), p)
}
