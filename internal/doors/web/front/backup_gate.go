package front

import (
	"net/http"
	"strings"
	"time"

	backuppage "plumbline/internal/doors/pages/backup"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/approve"
)

// openWhileRestored lists the changing requests that a restored house takes while it waits for two persons:
// signing in and out, the choice of a language, looking into the record, and the request itself.
var openWhileRestored = []string{"/login", "/logout", "/lang", "/audit/check", "/audit/check/stop", "/audit/export", "/audit/export/ask", "/admin/backup/open"}

// shut answers a changing request in a house that was restored and that nobody has opened: one page
// that says so. It answers false when the request may go on.
func (s *Server) shut(rt Route, c *Ctx) (bool, error) {
	if c.Reads() {
		return false, nil
	}
	waits, err := s.Backup.Waiting(c.Context())
	if err != nil || !waits || s.passesGate(rt, c) {
		return false, err
	}
	r, err := s.Backup.Return(c.Context())
	if err != nil {
		return false, err
	}
	if c.plain() {
		http.Error(c.W, i18n.T(c.ctx, "backup.closed.title"), http.StatusLocked)
		return true, nil
	}
	return true, c.RenderStatus(http.StatusLocked, backuppage.Closed(backuppage.Model{Return: r}))
}

func (s *Server) passesGate(rt Route, c *Ctx) bool {
	if strings.HasPrefix(rt.Pattern, "/approvals/{id}") {
		return s.opensHouse(c)
	}
	for _, p := range openWhileRestored {
		if rt.Pattern == p || p == "/login" && strings.HasPrefix(rt.Pattern, "/login/") {
			return true
		}
	}
	return false
}

// opensHouse tells whether a request for approval is the one to open the house.
func (s *Server) opensHouse(c *Ctx) bool {
	opens := false
	err := s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		r, err := approve.Load(tx, c.Path("id"))
		opens = err == nil && r.Code == approve.Restore
		return nil
	})
	return err == nil && opens
}

// restored is the moment at which the data of a waiting house stands, for the banner of every page.
func (c *Ctx) restored() (time.Time, error) {
	waits, err := c.S.Backup.Waiting(c.ctx)
	if err != nil || !waits {
		return time.Time{}, err
	}
	r, err := c.S.Backup.Return(c.ctx)
	return r.Taken, err
}
