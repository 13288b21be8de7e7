package web

import (
	"net/http"
	"strconv"
	"strings"

	"plumbline/internal/doors/pages/importpage"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/batch"
	"plumbline/internal/rooms/training"
)

func (s *Server) trainingImportModel(c *Ctx) (importpage.Model, error) {
	m := importpage.Model{Title: i18n.T(c.Context(), "training.import.title"), Current: "training", Back: "/training", BackText: i18n.T(c.Context(), "training.title"),
		Upload: "/training/import?year=" + strconv.Itoa(c.trainingYear()), Template: "/training/template.xlsx"}
	recent, err := s.Batch.Recent(c.Context(), c.Who, batch.Courses)
	for _, b := range recent {
		m.Recent = append(m.Recent, receiptOf(c.Context(), b))
	}
	return m, err
}

// planInput is a workbook for a year.
func (s *Server) planInput(year int, data []byte) training.ImportInput {
	return training.ImportInput{Data: data, Year: year, Say: s.Words.Say}
}

// planYear is the year of an uploaded plan: it stands before the file's name.
func planYear(name string) int {
	n, _ := strconv.Atoi(strings.SplitN(name, " ", 2)[0])
	return n
}

func (s *Server) trainingImport(c *Ctx) error {
	m, err := s.trainingImportModel(c)
	if err != nil {
		return err
	}
	return c.Render(importpage.Page(m))
}

func (s *Server) trainingUpload(c *Ctx) error {
	name, data, err := c.uploaded()
	if err == nil {
		_, err = s.Training.CheckImport(c.Context(), c.Who, s.planInput(c.trainingYear(), data))
	}
	if Invalid(err) {
		m, err2 := s.trainingImportModel(c)
		if err2 != nil {
			return err2
		}
		m.Problems = importProblems(c.Context(), err)
		return c.RenderStatus(http.StatusUnprocessableEntity, importpage.Page(m))
	}
	if err != nil {
		return err
	}
	b, err := s.Batch.Put(c.Context(), c.Who, batch.Courses, strconv.Itoa(c.trainingYear())+" "+name, data)
	if err != nil {
		return err
	}
	return c.See("/training/import/" + b.ID)
}

func (s *Server) trainingImportCheck(c *Ctx) error {
	return s.trainingImportWith(c, http.StatusOK, nil)
}

func (s *Server) trainingImportWith(c *Ctx, status int, problem error) error {
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Courses, c.Path("batch"))
	if err != nil {
		return err
	}
	m, err := s.trainingImportModel(c)
	if err != nil {
		return err
	}
	m = withBatch(m, b)
	m.Problems = importProblems(c.Context(), problem)
	switch b.State {
	case batch.Done:
		r := receiptOf(c.Context(), b)
		m.Receipt = &r
		return c.RenderStatus(status, importpage.Page(m))
	case batch.Dropped:
		return c.See("/training/import")
	}
	got, err := s.Training.CheckImport(c.Context(), c.Who, s.planInput(planYear(b.Name), data))
	if err != nil {
		return err
	}
	m.Errors, m.Notes = importpage.ErrorsOf(c.Context(), got.Bad), importpage.ErrorsOf(c.Context(), got.Table.Notes)
	sheet := importpage.SheetOf(c.Context(), got.Table, got.Columns, got.Bad)
	sheet.New, sheet.Same, sheet.Bad = got.New, got.Same, got.Left
	m.Sheets = []importpage.Sheet{sheet}
	return c.RenderStatus(status, importpage.Page(m))
}

func (s *Server) trainingImportStore(c *Ctx) error {
	id := c.Path("batch")
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Courses, id)
	if err != nil {
		return err
	}
	if b.State != batch.Waiting {
		return c.See("/training/import/" + id)
	}
	in := s.planInput(planYear(b.Name), data)
	in.Batch, in.GoodOnly = b.Number, c.Value("how") == "good"
	done, err := s.Training.Import(c.Context(), c.Who, in)
	if Invalid(err) {
		return s.trainingImportWith(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if err := s.Batch.Finish(c.Context(), c.Who, batch.Courses, id, batch.Figures{New: done.New, Same: done.Same, Left: done.Left}); err != nil {
		return err
	}
	return c.See("/training/import/" + id)
}

func (s *Server) trainingImportDrop(c *Ctx) error {
	if err := s.Batch.Drop(c.Context(), c.Who, batch.Courses, c.Path("batch")); err != nil {
		return err
	}
	return c.See("/training/import")
}

func (s *Server) trainingTemplate(c *Ctx) error {
	b, err := training.PlanTemplate(i18n.Lang(c.Context()), s.Words.Say)
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "training.import.template_title")+".xlsx")
}
