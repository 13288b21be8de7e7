// Package rectifyweb is the door for browsers to the ledger of problems.
package rectifyweb

import (
	"slices"

	"plumbline/internal/doors/web/front"
)

type door struct{ *front.Server }

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{fs}
	return slices.Concat(s.rectifyFileRoutes(), s.routes())
}
