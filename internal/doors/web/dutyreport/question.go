package dutyreportweb

import (
	"net/http"
	"slices"

	dutyreportpage "plumbline/internal/doors/pages/dutyreport"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/batch"
	"plumbline/internal/rooms/dutyreport"
)

func (s door) dutyQuestions(c *front.Ctx) error {
	return s.showDutyQuestions(c, http.StatusOK, c.Path("id"), dutyreportpage.Form{})
}

func (s door) showDutyQuestions(c *front.Ctx, status int, year string, f dutyreportpage.Form) error {
	v, err := s.DutyReport.Questions(c.Context(), c.Who, dutyreport.YearID(year), dutyreport.ReportID(c.Query("of")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, dutyreportpage.Questions(dutyreportpage.QuestionsModel{View: v, Today: c.Today(), Source: known(dutyreport.Sources, c.Query("source")), Open: c.Query("open") == "1", Form: f}))
}

// known is the value when the list has it, else nothing: a filter that does not exist filters nothing.
func known(list []string, value string) string {
	if slices.Contains(list, value) {
		return value
	}
	return ""
}

// dutyQuestionAct ends an act on a question and comes back to the list of its year.
func (s door) dutyQuestionAct(c *front.Ctx, year string, err error, of string, names ...string) error {
	if front.Invalid(err) {
		return s.showDutyQuestions(c, http.StatusUnprocessableEntity, year, dutyForm(c, err, of, names...))
	}
	if err != nil {
		return err
	}
	return c.See("/dutyreport/years/" + year + "/questions")
}

func (s door) dutyAsk(c *front.Ctx) error {
	in := dutyreport.NewQuestion{Unit: c.Value("unit"), Source: c.Value("source"), Words: c.Value("words")}
	if text := c.Value("amount"); text != "" {
		in.Amount = wholeOr(text)
	}
	_, err := s.DutyReport.Propose(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), in)
	return s.dutyQuestionAct(c, c.Path("id"), err, "ask", "unit", "source", "words", "amount")
}

func (s door) dutyAssign(c *front.Ctx) error {
	err := s.DutyReport.Assign(c.Context(), c.Who, dutyreport.QuestionID(c.Path("id")), dutyreport.ReportID(c.Value("report")))
	return s.dutyQuestionAct(c, c.Value("year"), err, "assign")
}

func (s door) dutyDecline(c *front.Ctx) error {
	err := s.DutyReport.DeclineQuestion(c.Context(), c.Who, dutyreport.QuestionID(c.Path("id")), c.Value("why"))
	return s.dutyQuestionAct(c, c.Value("year"), err, "decline")
}

// dutyTake makes a question of an item and comes back to the reporter's list of them.
func (s door) dutyTake(c *front.Ctx) error {
	id := dutyreport.ReportID(c.Path("id"))
	if err := s.DutyReport.TakeItem(c.Context(), c.Who, id, c.Value("item")); err != nil {
		return err
	}
	v, err := s.DutyReport.Report(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.See("/dutyreport/years/" + string(v.Year) + "/questions?of=" + string(id))
}

func (s door) dutyAnswer(c *front.Ctx) error {
	err := s.DutyReport.Answer(c.Context(), c.Who, dutyreport.QuestionID(c.Path("id")), c.Value("section"), wholeOr(c.Value("para")))
	return s.dutyReportAct(c, c.Value("report"), err, "answer")
}

func (s door) dutyEnough(c *front.Ctx) error {
	err := s.DutyReport.JudgeAnswer(c.Context(), c.Who, dutyreport.QuestionID(c.Path("id")), c.Value("enough") == "yes", c.Value("words"))
	return s.dutyReportAct(c, c.Value("report"), err, "enough")
}

// dutyQuestionsOut writes the questions of a year.
func (s door) dutyQuestionsOut(c *front.Ctx) error {
	v, err := s.DutyReport.Questions(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), "")
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), "dutyreport."+key, args...) }
	heads := []paper.Head{{Title: t("number")}, {Title: t("col.words"), Width: 50}, {Title: t("col.source")}, {Title: t("col.amount"), Kind: paper.WholeCell}, {Title: t("col.unit"), Width: 20},
		{Title: t("col.reporter")}, {Title: t("question.answer"), Width: 28}, {Title: t("answered"), Kind: paper.DayCell}, {Title: t("question.declined_why"), Width: 24}}
	var rows [][]any
	for _, q := range v.Questions {
		at, day := "", clock.Day("")
		if !q.Answered.IsZero() {
			at, day = t("answered_at", "section", q.Section, "para", q.Para), clock.DayOf(q.Answered)
		}
		rows = append(rows, []any{q.Number, q.Words, t("source." + q.Source), q.Amount, q.UnitName, q.ReportName, at, day, q.DeclinedWhy})
	}
	return c.Xlsx(v.Year.Title+" "+t("questions.title"), nil, heads, rows)
}

// dutyQuestionsIn is the way in of a year's set questions.
func (s door) dutyQuestionsIn() []front.Route {
	const list = "/dutyreport/years/{id}/questions"
	return s.ComesIn(front.ListIn{List: func() batch.List { return s.DutyReport.QuestionsIn() }, At: list + "/import", Template: "/dutyreport/questions/template.xlsx", Of: "id",
		Title: "dutyreport.import.title", Current: "dutyreports", Back: list, BackText: "dutyreport.questions.title"})
}
