// Package adminweb is the door for browsers to the administrators: accounts, roles, rights, recusals, the machine, backups.
package adminweb

import (
	"slices"

	"plumbline/internal/doors/web/front"
)

type door struct{ *front.Server }

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{fs}
	return slices.Concat(s.routes(), s.backupRoutes(), s.policyRoutes(), s.systemRoutes())
}
