// Package dutyreportweb is the door for browsers to the yearly reports on duty and integrity.
package dutyreportweb

import (
	"slices"

	"plumbline/internal/doors/web/front"
)

type door struct{ *front.Server }

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{fs}
	return slices.Concat(s.routes(), s.dutyQuestionsIn())
}
