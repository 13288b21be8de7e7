// Package calendarweb is the door for browsers to the one calendar: every date that is a person's to do or to watch.
package calendarweb

import "plumbline/internal/doors/web/front"

type door struct{ *front.Server }

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{fs}
	return s.routes()
}
