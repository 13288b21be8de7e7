package adminweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

// backupRoutes show how the house is backed up, and open a restored one. Where backups go and whose
// keys open them is changed on the machine's command line only.
func (s door) backupRoutes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	const small = 16 << 10
	return []front.Route{
		{Method: get, Pattern: "/admin/backup", Right: access.ReadBackup, Handle: s.backupState},
		{Method: post, Pattern: "/admin/backup/run", Right: access.RunBackup, Handle: s.backupRun, Body: small},
		{Method: post, Pattern: "/admin/backup/drill", Right: access.RunBackup, Handle: s.backupDrill, Body: small},
		{Method: post, Pattern: "/admin/backup/open", Right: access.RunBackup, Handle: s.backupOpen, Body: small, StepUp: true},
	}
}
