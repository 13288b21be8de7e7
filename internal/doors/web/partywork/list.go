package partyworkweb

import (
	"net/http"
	"strconv"

	"plumbline/internal/doors/pages/part"
	partyworkpage "plumbline/internal/doors/pages/partywork"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/rooms/partywork"
)

// workForm keeps everything that was typed, so that nothing is lost when the form comes back.
func workForm(c *front.Ctx, err error) partyworkpage.Form {
	f := partyworkpage.Form{Values: map[string]string{}, Problems: part.ProblemsOf(c.Context(), err)}
	for k := range c.R.Form {
		f.Values[k] = c.Value(k)
	}
	return f
}

func (s door) workHome(c *front.Ctx) error {
	return s.workShowHome(c, http.StatusOK, partyworkpage.Form{})
}

func (s door) workShowHome(c *front.Ctx, status int, f partyworkpage.Form) error {
	v, err := s.PartyWork.Home(c.Context(), c.Who, c.Year())
	if err != nil {
		return err
	}
	return c.RenderStatus(status, partyworkpage.Home(partyworkpage.HomeModel{View: v, Form: f}))
}

func (s door) workMakeList(c *front.Ctx) error {
	year, _ := strconv.Atoi(c.Value("year"))
	id, err := s.PartyWork.MakeList(c.Context(), c.Who, c.Value("party"), year)
	return front.Again(err, func(err error) error { return s.workShowHome(c, http.StatusUnprocessableEntity, workForm(c, err)) },
		func() error { return c.See("/partywork/lists/" + string(id)) })
}

func (s door) workList(c *front.Ctx) error {
	return s.workShowList(c, partywork.ListID(c.Path("id")), http.StatusOK, partyworkpage.Form{})
}

func (s door) workShowList(c *front.Ctx, id partywork.ListID, status int, f partyworkpage.Form) error {
	v, err := s.PartyWork.List(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, partyworkpage.List(partyworkpage.ListModel{View: v, Form: f}))
}

// workListAct runs an act on a list: back to its page, with the form when something was wrong.
func (s door) workListAct(c *front.Ctx, id partywork.ListID, do func() error) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	return front.Again(do(), func(err error) error { return s.workShowList(c, id, http.StatusUnprocessableEntity, workForm(c, err)) },
		func() error { return c.See("/partywork/lists/" + string(id)) })
}

func (s door) workIssue(c *front.Ctx) error {
	id := partywork.ListID(c.Path("id"))
	return s.workListAct(c, id, func() error { return s.PartyWork.Issue(c.Context(), c.Who, id, c.R.Form["to"]) })
}

func (s door) workAddTask(c *front.Ctx) error {
	id := partywork.ListID(c.Path("id"))
	return s.workListAct(c, id, func() error {
		_, err := s.PartyWork.AddTask(c.Context(), c.Who, id, typedTask(c), c.R.Form["to"])
		return err
	})
}

func (s door) workDropTask(c *front.Ctx) error {
	return s.workListAct(c, partywork.ListID(c.Value("list")), func() error { return s.PartyWork.DropTask(c.Context(), c.Who, partywork.TaskID(c.Path("id"))) })
}

// typedTask reads a task; each line of the road map is a day and what is reached by it.
func typedTask(c *front.Ctx) partywork.NewTask {
	return partywork.NewTask{Title: c.Value("title"), Standard: c.Value("standard"), Rhythm: c.Value("rhythm"), Due: c.Value("due"), Road: partywork.RoadOf(c.Value("road"))}
}

func (s door) workDuty(c *front.Ctx) error {
	return s.workShowDuty(c, http.StatusOK, partyworkpage.Form{})
}

func (s door) workShowDuty(c *front.Ctx, status int, f partyworkpage.Form) error {
	v, err := s.PartyWork.Duty(c.Context(), c.Who, partywork.DutyID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, partyworkpage.Duty(partyworkpage.DutyModel{View: v, Form: f}))
}

func (s door) workDutyAct(c *front.Ctx, do func(id partywork.DutyID) error) error {
	id := partywork.DutyID(c.Path("id"))
	return front.Again(do(id), func(err error) error { return s.workShowDuty(c, http.StatusUnprocessableEntity, workForm(c, err)) },
		func() error { return c.See("/partywork/duties/" + string(id)) })
}

func (s door) workReach(c *front.Ctx) error {
	seq, _ := strconv.Atoi(c.Value("seq"))
	return s.workDutyAct(c, func(id partywork.DutyID) error {
		return s.PartyWork.Reach(c.Context(), c.Who, id, seq, c.Value("on"), c.Value("evidence"))
	})
}

func (s door) workReport(c *front.Ctx) error {
	return s.workDutyAct(c, func(id partywork.DutyID) error {
		return s.PartyWork.ReportDuty(c.Context(), c.Who, id, c.Value("words"))
	})
}

func (s door) workJudge(c *front.Ctx) error {
	return s.workDutyAct(c, func(id partywork.DutyID) error {
		return s.PartyWork.JudgeDuty(c.Context(), c.Who, id, c.Value("accept") == "yes", c.Value("words"))
	})
}

func (s door) workBook(c *front.Ctx) error {
	v, err := s.PartyWork.Home(c.Context(), c.Who, c.Year())
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	heads := []paper.Head{{Title: t("partywork.column.party"), Width: 22}, {Title: t("partywork.column.number")}, {Title: t("partywork.column.task"), Width: 34}, {Title: t("partywork.column.due")},
		{Title: t("partywork.column.mile"), Width: 30}, {Title: t("partywork.column.mile_due")}, {Title: t("partywork.column.done")}, {Title: t("partywork.column.evidence"), Width: 30}, {Title: t("partywork.column.state")}}
	var rows [][]any
	for _, d := range v.Duties {
		state := t("partywork.state." + d.State)
		if len(v.Miles[d.ID]) == 0 {
			rows = append(rows, []any{d.PartyName, d.Number, d.Title, d.Due, nil, nil, nil, nil, state})
		}
		for _, m := range v.Miles[d.ID] {
			rows = append(rows, []any{d.PartyName, d.Number, d.Title, d.Due, m.Title, m.Due, m.DoneOn, m.Evidence, state})
		}
	}
	return c.Xlsx(t("partywork.duties"), []string{t("partywork.year", "year", v.Year)}, heads, rows)
}

func (s door) workDates(c *front.Ctx) error {
	v, err := s.PartyWork.Home(c.Context(), c.Who, c.Year())
	if err != nil {
		return err
	}
	var events []paper.Event
	for _, d := range v.Duties {
		for _, m := range v.Miles[d.ID] {
			if m.DoneOn == "" {
				events = append(events, paper.Event{UID: "partywork-mile-" + m.ID, Day: m.Due, Title: d.PartyName + " " + m.Title, Note: d.Number + " " + d.Title})
			}
		}
	}
	for _, h := range v.Hearings {
		if h.HeldOn == "" {
			events = append(events, paper.Event{UID: "partywork-hearing-" + string(h.ID), Day: h.Due, Title: i18n.T(c.Context(), "partywork.hearing.title", "party", h.PartyName, "year", h.Year, "n", h.Seq)})
		}
	}
	return c.ICS(i18n.T(c.Context(), "partywork.title"), events)
}

// workStatement is an organisation's statement of duties (责任书) for the year.
func (s door) workStatement(c *front.Ctx) error {
	year := c.Year()
	if year == 0 {
		year = c.Today().Year()
	}
	p, duties, miles, err := s.PartyWork.DutiesOf(c.Context(), c.Who, c.Path("party"), year)
	if err != nil {
		return err
	}
	ctx := c.Context()
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	title := t("partywork.statement.title", "party", p.Name, "year", year)
	doc := paper.NewPaper(title)
	doc.Text(t("partywork.statement.intro", "party", p.Name, "year", year, "n", len(duties)))
	for _, d := range duties {
		doc.Heading(1, d.Title)
		doc.Text(t("partywork.statement.task", "number", d.Number, "standard", d.Standard, "due", i18n.Day(ctx, d.Due)))
		var rows [][]string
		for _, m := range miles[d.ID] {
			rows = append(rows, []string{m.Title, i18n.Day(ctx, m.Due)})
		}
		if len(rows) > 0 {
			doc.Table([]string{t("partywork.column.road"), t("partywork.column.due")}, rows)
		}
	}
	doc.Fields([][2]string{{t("partywork.statement.giver"), ""}, {t("partywork.statement.taker"), p.Name}})
	doc.Sign(p.Name, string(c.Today()))
	return c.Docx(title, doc)
}
