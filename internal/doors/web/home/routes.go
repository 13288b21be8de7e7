package homeweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	return []front.Route{
		{Method: http.MethodGet, Pattern: front.HomeOffice, Right: access.SignedIn, Handle: s.bench},
		{Method: http.MethodGet, Pattern: front.HomeUnit, Right: access.ReadItem, Handle: s.unit},
		{Method: http.MethodGet, Pattern: "/notices", Right: access.SignedIn, Handle: s.notifyInbox},
		{Method: http.MethodPost, Pattern: "/notices/read", Right: access.SignedIn, Handle: s.notifyReadAll},
		{Method: http.MethodGet, Pattern: "/notices/{id}", Right: access.SignedIn, Handle: s.notifyOpen},
	}
}
