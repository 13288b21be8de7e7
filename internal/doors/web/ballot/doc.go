// Package ballotweb is the door for browsers to anonymous ballots: the poll's pages and the voter's.
package ballotweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

type door struct {
	*front.Server
	guesses *access.Gate // at the codes of ballots
}

// Routes are the ways in.
func Routes(fs *front.Server) []front.Route {
	s := door{Server: fs, guesses: ballotGate(fs.House)}
	return s.routes()
}
