package partyworkweb

import (
	"net/http"
	"strconv"
	"strings"

	partyworkpage "plumbline/internal/doors/pages/partywork"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/rooms/partywork"
)

func (s door) workHearing(c *front.Ctx) error {
	return s.workShowHearing(c, http.StatusOK, partyworkpage.Form{})
}

func (s door) workShowHearing(c *front.Ctx, status int, f partyworkpage.Form) error {
	v, err := s.PartyWork.Hearing(c.Context(), c.Who, partywork.HearingID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, partyworkpage.Hearing(partyworkpage.HearingModel{View: v, Form: f}))
}

func (s door) workHearingAct(c *front.Ctx, do func(id partywork.HearingID) error) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	id := partywork.HearingID(c.Path("id"))
	return front.Again(do(id), func(err error) error { return s.workShowHearing(c, http.StatusUnprocessableEntity, workForm(c, err)) },
		func() error { return c.See("/partywork/hearings/" + string(id)) })
}

func (s door) workHold(c *front.Ctx) error {
	return s.workHearingAct(c, func(id partywork.HearingID) error {
		return s.PartyWork.Hold(c.Context(), c.Who, id, partywork.Held{On: c.Value("on"), Chair: c.Value("chair"), Attended: c.Value("attended"), Reported: c.Value("reported"),
			Minutes: c.Value("minutes"), Why: c.Value("why"), Decisions: strings.Split(c.Value("decisions"), "\n")})
	})
}

func (s door) workDecisionTask(c *front.Ctx) error {
	return s.workHearingAct(c, func(id partywork.HearingID) error {
		seq, _ := strconv.Atoi(c.Value("seq"))
		_, err := s.PartyWork.MakeTask(c.Context(), c.Who, id, seq, typedTask(c), c.R.Form["to"])
		return err
	})
}

// workMinutes are the minutes of a hearing as a document.
func (s door) workMinutes(c *front.Ctx) error {
	v, err := s.PartyWork.Hearing(c.Context(), c.Who, partywork.HearingID(c.Path("id")))
	if err != nil {
		return err
	}
	ctx := c.Context()
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	title := t("partywork.hearing.title", "party", v.PartyName, "year", v.Year, "n", v.Seq)
	doc := paper.NewPaper(title + t("partywork.minutes"))
	doc.Fields([][2]string{{t("partywork.column.held"), i18n.Day(ctx, v.HeldOn)}, {t("partywork.column.chair"), v.Chair}, {t("partywork.column.attended"), v.Attended}, {t("partywork.column.reported"), v.Reported},
		{t("partywork.column.written"), v.WrittenBy + " " + i18n.Minute(ctx, v.WrittenAt)}})
	doc.Text(v.Minutes)
	if len(v.Decisions) > 0 {
		doc.Heading(1, t("partywork.decisions"))
	}
	for _, x := range v.Decisions {
		doc.Text(strconv.Itoa(x.Seq) + ". " + x.Text + " " + v.Numbers[x.Task])
	}
	doc.Sign(v.PartyName, string(v.HeldOn))
	return c.Docx(title, doc)
}

func (s door) workNewScheme(c *front.Ctx) error {
	year := c.Year()
	if year == 0 {
		year = c.Today().Year()
	}
	y := strconv.Itoa(year)
	f := partyworkpage.Form{Values: map[string]string{"first": y + "-01-01", "last": y + "-12-31", "self_due": y + "-12-20", "check_due": y + "-12-31"}}
	return s.workShowScheme(c, c.Query("party"), year, http.StatusOK, f)
}

func (s door) workShowScheme(c *front.Ctx, party string, year, status int, f partyworkpage.Form) error {
	below, err := s.PartyWork.Offer(c.Context(), c.Who, party)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, partyworkpage.NewScheme(partyworkpage.SchemeModel{Party: party, Year: year, Below: below, Form: f}))
}

func (s door) workMakeScheme(c *front.Ctx) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	year, _ := strconv.Atoi(c.Value("year"))
	_, err := s.PartyWork.MakeScheme(c.Context(), c.Who, partywork.NewScheme{Party: c.Value("party"), Year: year, First: c.Value("first"), Last: c.Value("last"),
		SelfDue: c.Value("self_due"), CheckDue: c.Value("check_due"), Of: c.R.Form["of"]})
	return front.Again(err, func(err error) error {
		return s.workShowScheme(c, c.Value("party"), year, http.StatusUnprocessableEntity, workForm(c, err))
	}, func() error { return c.See("/partywork?year=" + strconv.Itoa(year)) })
}

func (s door) workAssessment(c *front.Ctx) error {
	return s.workShowAssessment(c, http.StatusOK, partyworkpage.Form{})
}

func (s door) workShowAssessment(c *front.Ctx, status int, f partyworkpage.Form) error {
	v, err := s.PartyWork.Assessment(c.Context(), c.Who, partywork.AssessmentID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, partyworkpage.Assessment(partyworkpage.AssessmentModel{View: v, Form: f}))
}

func (s door) workAssessAct(c *front.Ctx, do func(id partywork.AssessmentID) error) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	id := partywork.AssessmentID(c.Path("id"))
	return front.Again(do(id), func(err error) error {
		return s.workShowAssessment(c, http.StatusUnprocessableEntity, workForm(c, err))
	}, func() error { return c.See("/partywork/assessments/" + string(id)) })
}

// scored reads the marks that were typed, by item.
func scored(c *front.Ctx) map[string]partywork.Scored {
	out := map[string]partywork.Scored{}
	for k := range c.R.Form {
		if item, ok := strings.CutPrefix(k, "m_"); ok {
			out[item] = partywork.Scored{Marks: c.Value(k), Words: c.Value("w_" + item)}
		}
	}
	return out
}

func (s door) workScore(c *front.Ctx) error {
	return s.workAssessAct(c, func(id partywork.AssessmentID) error { return s.PartyWork.Score(c.Context(), c.Who, id, scored(c)) })
}

func (s door) workCheck(c *front.Ctx) error {
	return s.workAssessAct(c, func(id partywork.AssessmentID) error { return s.PartyWork.Check(c.Context(), c.Who, id, scored(c)) })
}

func (s door) workObject(c *front.Ctx) error {
	return s.workAssessAct(c, func(id partywork.AssessmentID) error {
		return s.PartyWork.Object(c.Context(), c.Who, id, c.Value("item"), c.Value("words"))
	})
}

func (s door) workAnswer(c *front.Ctx) error {
	return s.workAssessAct(c, func(id partywork.AssessmentID) error {
		return s.PartyWork.Answer(c.Context(), c.Who, id, c.Value("objection"), c.Value("reply"), c.Value("marks"))
	})
}

func (s door) workConfirm(c *front.Ctx) error {
	return s.workAssessAct(c, func(id partywork.AssessmentID) error {
		return s.PartyWork.Confirm(c.Context(), c.Who, id, c.Value("seen"))
	})
}

// workResult is an organisation's result as a document: every item with its figure.
func (s door) workResult(c *front.Ctx) error {
	v, err := s.PartyWork.Assessment(c.Context(), c.Who, partywork.AssessmentID(c.Path("id")))
	if err != nil {
		return err
	}
	ctx := c.Context()
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	title := t("partywork.assess.title", "party", v.PartyName, "year", v.Of.Year)
	doc := paper.NewPaper(title)
	half := func(n int64) string {
		if n < 0 {
			return ""
		}
		return strconv.FormatFloat(float64(n)/100, 'f', -1, 64)
	}
	for _, x := range v.Pack.Sections {
		doc.Heading(1, x.Title.In(i18n.Lang(ctx)))
		var rows [][]string
		for _, m := range x.Items {
			k, f := v.Marks[m.Code], v.Figures[m.Code]
			figure := ""
			if m.Computed() {
				figure = strconv.FormatInt(f.Done, 10) + " / " + strconv.FormatInt(f.All, 10)
			}
			rows = append(rows, []string{m.Code + " " + m.Title.In(i18n.Lang(ctx)), strconv.Itoa(m.Weight), figure, half(k.Self), half(k.Check), half(k.Final)})
		}
		doc.Table([]string{t("partywork.column.item"), t("partywork.column.weight"), t("partywork.column.figure"), t("partywork.column.self"), t("partywork.column.check"), t("partywork.column.final")}, rows)
	}
	doc.Text(t("partywork.assess.total", "n", half(v.Total)))
	if v.Hash != "" {
		doc.Note(t("partywork.assess.hash", "hash", v.Hash))
	}
	doc.Sign(v.Of.PartyName, string(c.Today()))
	return c.Docx(title, doc)
}
