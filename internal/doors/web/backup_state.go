package web

import (
	"net/http"

	backuppage "plumbline/internal/doors/pages/backup"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
)

func (s *Server) backupState(c *Ctx) error {
	m, err := s.backups(c)
	if err != nil {
		return err
	}
	return c.Render(backuppage.Backups(m))
}

func (s *Server) backups(c *Ctx) (m backuppage.Model, err error) {
	m = backuppage.Model{Now: s.DB.Clock().Now(), Data: s.Config.Data, MayRun: access.Anywhere(c.Who, access.RunBackup)}
	if m.State, err = s.Backup.State(c.Context(), c.Who); err != nil {
		return m, err
	}
	if m.Return, err = s.Backup.Return(c.Context()); err != nil || !m.Waits() {
		return m, err
	}
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		_, err := approve.Open(tx, approve.Restore, "house", m.Return.ID)
		m.Asked = err == nil
		if fault.Is(err, fault.KindNotFound) {
			err = nil
		}
		return err
	})
	return m, err
}

func (s *Server) backupRun(c *Ctx) error {
	return s.backToBackups(c, s.Backup.Start(c.Context(), c.Who))
}

func (s *Server) backupDrill(c *Ctx) error {
	return s.backToBackups(c, s.Backup.StartDrill(c.Context(), c.Who, c.Value("id")))
}

// backupOpen asks for the second person; the page of approvals does the rest.
func (s *Server) backupOpen(c *Ctx) error {
	_, err := s.Backup.AskOpen(c.Context(), c.Who, c.Value("reason"))
	return s.backToBackups(c, err)
}

func (s *Server) backToBackups(c *Ctx, err error) error {
	if !Invalid(err) {
		if err != nil {
			return err
		}
		return c.See("/admin/backup")
	}
	m, err2 := s.backups(c)
	if err2 != nil {
		return err2
	}
	m.Problems, m.Reason = part.ProblemsOf(c.Context(), err), c.Value("reason")
	return c.RenderStatus(http.StatusUnprocessableEntity, backuppage.Backups(m))
}
