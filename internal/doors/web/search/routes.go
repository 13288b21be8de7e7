package searchweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	return []front.Route{
		{Method: http.MethodGet, Pattern: "/search", Right: access.ReadOrg, Handle: s.find},
		{Method: http.MethodGet, Pattern: "/search/palette", Right: access.ReadOrg, Handle: s.palette},
		{Method: http.MethodPost, Pattern: "/search/clear", Right: access.ReadOrg, Handle: s.searchClear},
	}
}
