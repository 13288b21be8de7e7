package web

import (
	"net/http"
	"slices"

	dutyreportpage "plumbline/internal/doors/pages/dutyreport"
	"plumbline/internal/doors/pages/importpage"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/batch"
	"plumbline/internal/rooms/dutyreport"
)

func (s *Server) dutyQuestions(c *Ctx) error {
	return s.showDutyQuestions(c, http.StatusOK, c.Path("id"), dutyreportpage.Form{})
}

func (s *Server) showDutyQuestions(c *Ctx, status int, year string, f dutyreportpage.Form) error {
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
func (s *Server) dutyQuestionAct(c *Ctx, year string, err error, of string, names ...string) error {
	if Invalid(err) {
		return s.showDutyQuestions(c, http.StatusUnprocessableEntity, year, c.dutyForm(err, of, names...))
	}
	if err != nil {
		return err
	}
	return c.See("/dutyreport/years/" + year + "/questions")
}

func (s *Server) dutyAsk(c *Ctx) error {
	in := dutyreport.NewQuestion{Unit: c.Value("unit"), Source: c.Value("source"), Words: c.Value("words")}
	if text := c.Value("amount"); text != "" {
		in.Amount = wholeOr(text)
	}
	_, err := s.DutyReport.Propose(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), in)
	return s.dutyQuestionAct(c, c.Path("id"), err, "ask", "unit", "source", "words", "amount")
}

func (s *Server) dutyAssign(c *Ctx) error {
	err := s.DutyReport.Assign(c.Context(), c.Who, dutyreport.QuestionID(c.Path("id")), dutyreport.ReportID(c.Value("report")))
	return s.dutyQuestionAct(c, c.Value("year"), err, "assign")
}

func (s *Server) dutyDecline(c *Ctx) error {
	err := s.DutyReport.DeclineQuestion(c.Context(), c.Who, dutyreport.QuestionID(c.Path("id")), c.Value("why"))
	return s.dutyQuestionAct(c, c.Value("year"), err, "decline")
}

// dutyTake makes a question of an item and comes back to the reporter's list of them.
func (s *Server) dutyTake(c *Ctx) error {
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

func (s *Server) dutyAnswer(c *Ctx) error {
	err := s.DutyReport.Answer(c.Context(), c.Who, dutyreport.QuestionID(c.Path("id")), c.Value("section"), wholeOr(c.Value("para")))
	return s.dutyReportAct(c, c.Value("report"), err, "answer")
}

func (s *Server) dutyEnough(c *Ctx) error {
	err := s.DutyReport.JudgeAnswer(c.Context(), c.Who, dutyreport.QuestionID(c.Path("id")), c.Value("enough") == "yes", c.Value("words"))
	return s.dutyReportAct(c, c.Value("report"), err, "enough")
}

// dutyQuestionsOut writes the questions of a year.
func (s *Server) dutyQuestionsOut(c *Ctx) error {
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

func (s *Server) dutyImportModel(c *Ctx) (importpage.Model, error) {
	base := "/dutyreport/years/" + c.Path("id") + "/questions"
	m := importpage.Model{Title: i18n.T(c.Context(), "dutyreport.import.title"), Current: "dutyreports", Back: base, BackText: i18n.T(c.Context(), "dutyreport.questions.title"),
		Upload: base + "/import", Template: "/dutyreport/questions/template.xlsx"}
	recent, err := s.Batch.Recent(c.Context(), c.Who, batch.DutyQuestions)
	for _, b := range recent {
		m.Recent = append(m.Recent, receiptOf(c.Context(), b))
	}
	return m, err
}

func (s *Server) dutyInput(data []byte) dutyreport.ImportInput {
	return dutyreport.ImportInput{Data: data, Say: s.Words.Say}
}

func (s *Server) dutyImport(c *Ctx) error {
	if _, err := s.DutyReport.Questions(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), ""); err != nil {
		return err
	}
	m, err := s.dutyImportModel(c)
	if err != nil {
		return err
	}
	return c.Render(importpage.Page(m))
}

func (s *Server) dutyUpload(c *Ctx) error {
	name, data, err := c.uploaded()
	if err == nil {
		_, err = s.DutyReport.CheckImport(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), s.dutyInput(data))
	}
	if Invalid(err) {
		m, err2 := s.dutyImportModel(c)
		if err2 != nil {
			return err2
		}
		m.Problems = importProblems(c.Context(), err)
		return c.RenderStatus(http.StatusUnprocessableEntity, importpage.Page(m))
	}
	if err != nil {
		return err
	}
	b, err := s.Batch.Put(c.Context(), c.Who, batch.DutyQuestions, name, data)
	if err != nil {
		return err
	}
	return c.See("/dutyreport/years/" + c.Path("id") + "/questions/import/" + b.ID)
}

func (s *Server) dutyImportCheck(c *Ctx) error { return s.dutyImportWith(c, http.StatusOK, nil) }

func (s *Server) dutyImportWith(c *Ctx, status int, problem error) error {
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.DutyQuestions, c.Path("batch"))
	if err != nil {
		return err
	}
	m, err := s.dutyImportModel(c)
	if err != nil {
		return err
	}
	upload := m.Upload
	m = withBatch(m, b)
	m.Problems = importProblems(c.Context(), problem)
	switch b.State {
	case batch.Done:
		r := receiptOf(c.Context(), b)
		m.Receipt = &r
		return c.RenderStatus(status, importpage.Page(m))
	case batch.Dropped:
		return c.See(upload)
	}
	got, err := s.DutyReport.CheckImport(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), s.dutyInput(data))
	if err != nil {
		return err
	}
	m.Errors, m.Notes = importpage.ErrorsOf(c.Context(), got.Bad), importpage.ErrorsOf(c.Context(), got.Table.Notes)
	sheet := importpage.SheetOf(c.Context(), got.Table, got.Columns, got.Bad)
	sheet.New, sheet.Same, sheet.Bad = got.New, got.Same, got.Left
	m.Sheets = []importpage.Sheet{sheet}
	return c.RenderStatus(status, importpage.Page(m))
}

func (s *Server) dutyImportStore(c *Ctx) error {
	id, here := c.Path("batch"), c.R.URL.Path
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.DutyQuestions, id)
	if err != nil {
		return err
	}
	if b.State != batch.Waiting {
		return c.See(here)
	}
	in := s.dutyInput(data)
	in.Batch, in.GoodOnly = b.Number, c.Value("how") == "good"
	done, err := s.DutyReport.ImportQuestions(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), in)
	if Invalid(err) {
		return s.dutyImportWith(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if err := s.Batch.Finish(c.Context(), c.Who, batch.DutyQuestions, id, batch.Figures{New: done.New, Same: done.Same, Left: done.Left}); err != nil {
		return err
	}
	return c.See(here)
}

func (s *Server) dutyImportDrop(c *Ctx) error {
	if err := s.Batch.Drop(c.Context(), c.Who, batch.DutyQuestions, c.Path("batch")); err != nil {
		return err
	}
	return c.See("/dutyreport/years/" + c.Path("id") + "/questions/import")
}

func (s *Server) dutyTemplate(c *Ctx) error {
	b, err := dutyreport.QuestionTemplate(i18n.Lang(c.Context()), s.Words.Say)
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "dutyreport.import.template_title")+".xlsx")
}
