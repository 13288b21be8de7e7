// Package homeweb is the door for browsers to the desks: what waits for a person, and the notices.
package homeweb

import "plumbline/internal/doors/web/front"

type door struct{ *front.Server }

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{fs}
	return s.routes()
}
