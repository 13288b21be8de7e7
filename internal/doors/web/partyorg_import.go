package web

import (
	"net/http"

	"plumbline/internal/doors/pages/importpage"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/batch"
	"plumbline/internal/rooms/partyorg"
)

func (s *Server) partyorgImportModel(c *Ctx) (importpage.Model, error) {
	m := importpage.Model{Title: i18n.T(c.Context(), "partyorg.import.title"), Current: "members", Back: "/partyorg/members", BackText: i18n.T(c.Context(), "partyorg.members.title"),
		Upload: "/partyorg/import", Template: "/partyorg/template.xlsx"}
	recent, err := s.Batch.Recent(c.Context(), c.Who, batch.Roster)
	for _, b := range recent {
		m.Recent = append(m.Recent, receiptOf(c.Context(), b))
	}
	return m, err
}

func (s *Server) rosterInput(data []byte) partyorg.ImportInput {
	return partyorg.ImportInput{Data: data, Say: s.Words.Say}
}

func (s *Server) partyorgImport(c *Ctx) error {
	m, err := s.partyorgImportModel(c)
	if err != nil {
		return err
	}
	return c.Render(importpage.Page(m))
}

func (s *Server) partyorgUpload(c *Ctx) error {
	name, data, err := c.uploaded()
	if err == nil {
		_, err = s.PartyOrg.CheckImport(c.Context(), c.Who, s.rosterInput(data))
	}
	if Invalid(err) {
		m, err2 := s.partyorgImportModel(c)
		if err2 != nil {
			return err2
		}
		m.Problems = importProblems(c.Context(), err)
		return c.RenderStatus(http.StatusUnprocessableEntity, importpage.Page(m))
	}
	if err != nil {
		return err
	}
	b, err := s.Batch.Put(c.Context(), c.Who, batch.Roster, name, data)
	if err != nil {
		return err
	}
	return c.See("/partyorg/import/" + b.ID)
}

func (s *Server) partyorgImportCheck(c *Ctx) error {
	return s.partyorgImportWith(c, http.StatusOK, nil)
}

func (s *Server) partyorgImportWith(c *Ctx, status int, problem error) error {
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Roster, c.Path("batch"))
	if err != nil {
		return err
	}
	m, err := s.partyorgImportModel(c)
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
		return c.See("/partyorg/import")
	}
	got, err := s.PartyOrg.CheckImport(c.Context(), c.Who, s.rosterInput(data))
	if err != nil {
		return err
	}
	m.Errors, m.Notes = importpage.ErrorsOf(c.Context(), got.Bad), importpage.ErrorsOf(c.Context(), got.Table.Notes)
	sheet := importpage.SheetOf(c.Context(), got.Table, got.Columns, got.Bad)
	sheet.New, sheet.Changed, sheet.Same, sheet.Bad = got.New, got.Moved, got.Same, got.Left
	m.Sheets = []importpage.Sheet{sheet}
	return c.RenderStatus(status, importpage.Page(m))
}

func (s *Server) partyorgImportStore(c *Ctx) error {
	id := c.Path("batch")
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Roster, id)
	if err != nil {
		return err
	}
	if b.State != batch.Waiting {
		return c.See("/partyorg/import/" + id)
	}
	in := s.rosterInput(data)
	in.Batch, in.GoodOnly = b.Number, c.Value("how") == "good"
	done, err := s.PartyOrg.Import(c.Context(), c.Who, in)
	if Invalid(err) {
		return s.partyorgImportWith(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if err := s.Batch.Finish(c.Context(), c.Who, batch.Roster, id, batch.Figures{New: done.New, Changed: done.Moved, Same: done.Same, Left: done.Left}); err != nil {
		return err
	}
	return c.See("/partyorg/import/" + id)
}

func (s *Server) partyorgImportDrop(c *Ctx) error {
	if err := s.Batch.Drop(c.Context(), c.Who, batch.Roster, c.Path("batch")); err != nil {
		return err
	}
	return c.See("/partyorg/import")
}

func (s *Server) partyorgTemplate(c *Ctx) error {
	b, err := partyorg.RosterTemplate(i18n.Lang(c.Context()), s.Words.Say)
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "partyorg.import.template_title")+".xlsx")
}
