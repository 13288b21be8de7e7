package approveweb

import (
	approvepage "plumbline/internal/doors/pages/approve"
	"plumbline/internal/doors/web/front"
	orgweb "plumbline/internal/doors/web/org"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/approve"
)

// registerModel is the form that asks for it, with the number of rows that it has now.
func (s door) registerModel(c *front.Ctx) (*approvepage.AskModel, error) {
	ctx, rows := c.Context(), 0
	err := s.DB.Read(ctx, c.Who, func(tx *db.Tx) (err error) { rows, err = s.Org.CountExport(tx); return err })
	return &approvepage.AskModel{Title: i18n.T(ctx, "approve.org.title"), Action: "/org/export/ask", Back: "/org", Current: "org",
		Lines: []string{i18n.T(ctx, "approve.org.count", "n", rows), i18n.T(ctx, "approve.org.most", "most", approve.MostAlone)}}, err
}

func (s door) askOrg(c *front.Ctx) error {
	m, err := s.registerModel(c)
	if err != nil {
		return err
	}
	return c.Render(approvepage.Ask(*m))
}

func (s door) sendOrg(c *front.Ctx) error {
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
func (s door) takeRegister(c *front.Ctx, r *approve.Request) error {
	b, err := s.Org.ExportAgreed(c.Context(), c.Who, i18n.Lang(c.Context()), func(tx *db.Tx, rows int) error { return approve.UseOrgExport(tx, r.ID, rows) })
	return orgweb.SendRegister(s.Server, c, b, err)
}
