package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) homeRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Pattern: homeOffice, Right: access.SignedIn, Handle: s.homeBench},
		{Method: http.MethodGet, Pattern: homeUnit, Right: access.ReadItem, Handle: s.homeUnit},
	}
}
