package front

import (
	"net/http"

	"plumbline/internal/hall/access"
)

// baseRoutes are the ways in that belong to no room.
func (s *Server) baseRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/{$}", Right: access.Public, Handle: s.home},
		{Method: get, Pattern: "/assets/{name...}", Right: access.Public, Handle: s.asset},
		{Method: get, Pattern: "/licences", Right: access.Public, Handle: s.licences},
		{Method: get, Pattern: "/healthz", Right: access.Public, Handle: s.health},
		{Method: get, Pattern: "/login", Right: access.Public, Handle: s.loginForm},
		{Method: post, Pattern: "/login", Right: access.Public, Handle: s.login, Body: 16 << 10},
		{Method: post, Pattern: "/lang", Right: access.Public, Handle: s.setLang, Body: 16 << 10},
		{Method: post, Pattern: "/logout", Right: access.Halfway, Handle: s.logout, Body: 16 << 10},
		{Method: get, Pattern: "/profile", Right: access.SignedIn, Handle: s.profile},
		{Method: post, Pattern: "/profile/password", Right: access.SignedIn, Handle: s.changePassword, Body: 16 << 10},
		{Method: post, Pattern: "/profile/sessions/end", Right: access.SignedIn, Handle: s.endSessions, Body: 16 << 10},
		{Method: get, Pattern: "/setup", Right: access.Public, Handle: s.setupForm},
		{Method: post, Pattern: "/setup", Right: access.Public, Handle: s.setup, Body: 64 << 10},
	}
}
