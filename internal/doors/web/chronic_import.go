package web

import (
	"net/http"

	"plumbline/internal/doors/pages/importpage"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/rooms/chronic"
)

// chronicFileRoutes are the ways of the chronic ledger in from a workbook.
func (s *Server) chronicFileRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/chronic/import", Right: access.RegisterChronic, Handle: s.chronicImport},
		{Method: post, Pattern: "/chronic/import", Right: access.RegisterChronic, Handle: s.chronicUpload, Body: uploadBody},
		{Method: get, Pattern: "/chronic/import/{batch}", Right: access.RegisterChronic, Handle: s.chronicImportCheck},
		{Method: post, Pattern: "/chronic/import/{batch}", Right: access.RegisterChronic, Handle: s.chronicImportStore},
		{Method: post, Pattern: "/chronic/import/{batch}/drop", Right: access.RegisterChronic, Handle: s.chronicImportDrop},
		{Method: get, Pattern: "/chronic/template.xlsx", Right: access.RegisterChronic, Handle: s.chronicTemplate},
	}
}

func (s *Server) chronicImportModel(c *Ctx) (importpage.Model, error) {
	m := importpage.Model{Title: i18n.T(c.Context(), "chronic.import.title"), Current: "chronic_own", Back: "/chronic", BackText: i18n.T(c.Context(), "chronic.item.back"),
		Upload: "/chronic/import", Template: "/chronic/template.xlsx"}
	recent, err := s.Batch.Recent(c.Context(), c.Who, batch.Chronic)
	for _, b := range recent {
		m.Recent = append(m.Recent, receiptOf(c.Context(), b))
	}
	return m, err
}

func (s *Server) chronicImport(c *Ctx) error {
	m, err := s.chronicImportModel(c)
	if err != nil {
		return err
	}
	return c.Render(importpage.Page(m))
}

func (s *Server) chronicUpload(c *Ctx) error {
	name, data, err := c.uploaded()
	if err == nil {
		_, err = s.Chronic.CheckImport(c.Context(), c.Who, chronic.ImportInput{Data: data, Say: s.Words.Say})
	}
	if Invalid(err) {
		m, err2 := s.chronicImportModel(c)
		if err2 != nil {
			return err2
		}
		m.Problems = importProblems(c.Context(), err)
		return c.RenderStatus(http.StatusUnprocessableEntity, importpage.Page(m))
	}
	if err != nil {
		return err
	}
	b, err := s.Batch.Put(c.Context(), c.Who, batch.Chronic, name, data)
	if err != nil {
		return err
	}
	return c.See("/chronic/import/" + b.ID)
}

func (s *Server) chronicImportCheck(c *Ctx) error {
	return s.chronicImportWith(c, http.StatusOK, nil)
}

func (s *Server) chronicImportWith(c *Ctx, status int, problem error) error {
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Chronic, c.Path("batch"))
	if err != nil {
		return err
	}
	m, err := s.chronicImportModel(c)
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
		return c.See("/chronic/import")
	}
	got, err := s.Chronic.CheckImport(c.Context(), c.Who, chronic.ImportInput{Data: data, Say: s.Words.Say})
	if err != nil {
		return err
	}
	m.Errors, m.Notes = importpage.ErrorsOf(c.Context(), got.Bad), importpage.ErrorsOf(c.Context(), got.Table.Notes)
	sheet := importpage.SheetOf(c.Context(), got.Table, chronic.Sheet().Columns, got.Bad)
	sheet.New, sheet.Same, sheet.Bad = got.New, got.Same, got.Left
	m.Sheets = []importpage.Sheet{sheet}
	return c.RenderStatus(status, importpage.Page(m))
}

func (s *Server) chronicImportStore(c *Ctx) error {
	id := c.Path("batch")
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Chronic, id)
	if err != nil {
		return err
	}
	if b.State != batch.Waiting {
		return c.See("/chronic/import/" + id)
	}
	done, err := s.Chronic.Import(c.Context(), c.Who, chronic.ImportInput{Data: data, Say: s.Words.Say, Batch: b.Number, GoodOnly: c.Value("how") == "good"})
	if Invalid(err) {
		return s.chronicImportWith(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if err := s.Batch.Finish(c.Context(), c.Who, batch.Chronic, id, batch.Figures{New: done.New, Same: done.Same, Left: done.Left}); err != nil {
		return err
	}
	return c.See("/chronic/import/" + id)
}

func (s *Server) chronicImportDrop(c *Ctx) error {
	if err := s.Batch.Drop(c.Context(), c.Who, batch.Chronic, c.Path("batch")); err != nil {
		return err
	}
	return c.See("/chronic/import")
}

func (s *Server) chronicTemplate(c *Ctx) error {
	b, err := chronic.Template(i18n.Lang(c.Context()), s.Words.Say)
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "chronic.import.title")+".xlsx")
}
