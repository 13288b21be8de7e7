// Package budgetweb is the door for browsers to Party money: plan, expenses, dues.
package budgetweb

import (
	"slices"

	"plumbline/internal/doors/web/front"
)

type door struct{ *front.Server }

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{fs}
	return slices.Concat(s.routes(), s.in())
}
