// Package inspectweb is the door for browsers to rounds of inspection.
package inspectweb

import "plumbline/internal/doors/web/front"

type door struct{ *front.Server }

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{fs}
	return s.routes()
}
