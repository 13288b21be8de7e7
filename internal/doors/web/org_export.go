package web

import (
	approvepage "plumbline/internal/doors/pages/approve"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
)

// orgExport hands the register out; a long one is asked for first, by those who may.
func (s *Server) orgExport(c *Ctx) error {
	b, err := s.Org.Export(c.Context(), c.Who, i18n.Lang(c.Context()))
	if fault.Is(err, fault.KindConflict) && access.Anywhere(c.Who, access.ExportOrg) {
		return c.See("/org/export/ask")
	}
	return s.sendRegister(c, b, err)
}

func (s *Server) sendRegister(c *Ctx, b *xlsx.Book, err error) error {
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "org.title")+" "+string(c.Today())+".xlsx")
}

// registerModel is the form that asks for it, with the number of rows that it has now.
func (s *Server) registerModel(c *Ctx) (*approvepage.AskModel, error) {
	ctx, rows := c.Context(), 0
	err := s.DB.Read(ctx, c.Who, func(tx *db.Tx) (err error) { rows, err = s.Org.CountExport(tx); return err })
	return &approvepage.AskModel{Title: i18n.T(ctx, "approve.org.title"), Action: "/org/export/ask", Back: "/org", Current: "org",
		Lines: []string{i18n.T(ctx, "approve.org.count", "n", rows), i18n.T(ctx, "approve.org.most", "most", approve.MostAlone)}}, err
}

func (s *Server) approveAskOrg(c *Ctx) error {
	m, err := s.registerModel(c)
	if err != nil {
		return err
	}
	return c.Render(approvepage.Ask(*m))
}

func (s *Server) approveSendOrg(c *Ctx) error {
	m, err := s.registerModel(c)
	if err != nil {
		return err
	}
	id := ""
	err = s.DB.Write(c.Context(), c.Who, func(tx *db.Tx) error {
		rows, err := s.Org.CountExport(tx)
		if err != nil {
			return err
		}
		r, err := approve.AskOrgExport(tx, rows, c.Value("reason"))
		if err == nil {
			id = r.ID
		}
		return err
	})
	return s.askedFor(c, m, id, err)
}

// takeRegister hands out the workbook that was agreed to.
func (s *Server) takeRegister(c *Ctx, r *approve.Request) error {
	b, err := s.Org.ExportAgreed(c.Context(), c.Who, i18n.Lang(c.Context()), func(tx *db.Tx, rows int) error { return approve.UseOrgExport(tx, r.ID, rows) })
	return s.sendRegister(c, b, err)
}
