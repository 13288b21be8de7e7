// Package approveweb is the door for browsers to four eyes: the box of requests, and what each is asked of its room.
package approveweb

import "plumbline/internal/doors/web/front"

type door struct{ *front.Server }

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{fs}
	return s.routes()
}
