package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) searchRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Pattern: "/search", Right: access.ReadOrg, Handle: s.searchFind},
		{Method: http.MethodGet, Pattern: "/search/palette", Right: access.ReadOrg, Handle: s.searchPalette},
		{Method: http.MethodPost, Pattern: "/search/clear", Right: access.ReadOrg, Handle: s.searchClear},
	}
}
