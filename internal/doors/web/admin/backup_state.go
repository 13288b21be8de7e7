package adminweb

import (
	"net/http"

	backuppage "plumbline/internal/doors/pages/backup"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
)

func (s door) backupState(c *front.Ctx) error {
	m, err := s.backups(c)
	if err != nil {
		return err
	}
	return c.Render(backuppage.Backups(m))
}

func (s door) backups(c *front.Ctx) (m backuppage.Model, err error) {
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

func (s door) backupRun(c *front.Ctx) error {
	return s.backToBackups(c, s.Backup.Start(c.Context(), c.Who))
}

func (s door) backupDrill(c *front.Ctx) error {
	return s.backToBackups(c, s.Backup.StartDrill(c.Context(), c.Who, c.Value("id")))
}

// backupOpen asks for the second person; the page of approvals does the rest.
func (s door) backupOpen(c *front.Ctx) error {
	_, err := s.Backup.AskOpen(c.Context(), c.Who, c.Value("reason"))
	return s.backToBackups(c, err)
}

func (s door) backToBackups(c *front.Ctx, err error) error {
	if !front.Invalid(err) {
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
