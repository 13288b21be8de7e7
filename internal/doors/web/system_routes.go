package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

// systemRoutes show the state of the installation.
func (s *Server) systemRoutes() []Route {
	return []Route{{Method: http.MethodGet, Pattern: "/admin/system", Right: access.ReadSystem, Handle: s.systemState}}
}
