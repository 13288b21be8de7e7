// Package fileweb is the door for browsers to files: uploads in pieces, downloads.
package fileweb

import "plumbline/internal/doors/web/front"

type door struct{ *front.Server }

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{fs}
	return s.routes()
}
