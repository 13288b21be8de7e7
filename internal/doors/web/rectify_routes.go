package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) rectifyRoutes() []Route {
	const get = http.MethodGet
	return []Route{
		{Method: get, Pattern: "/rectify", Right: access.ReadItem, Handle: s.rectifyLedger},
	}
}
