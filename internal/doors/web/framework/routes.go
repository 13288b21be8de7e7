package frameworkweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

// routes are the packs and the working calendar.
func (s door) routes() []front.Route {
	return []front.Route{
		{Method: http.MethodGet, Pattern: "/framework", Right: access.ReadPack, Handle: s.home},
		{Method: http.MethodPost, Pattern: "/framework", Right: access.EditPack, Handle: s.bring},
		{Method: http.MethodGet, Pattern: "/framework/{id}", Right: access.ReadPack, Handle: s.read},
		{Method: http.MethodPost, Pattern: "/framework/{id}/propose", Right: access.EditPack, Handle: s.propose},
		{Method: http.MethodPost, Pattern: "/framework/{id}/approve", Right: access.ApprovePack, Handle: s.approve},
		{Method: http.MethodPost, Pattern: "/framework/{id}/withdraw", Right: access.EditPack, Handle: s.withdraw},
		{Method: http.MethodGet, Pattern: "/calendar", Right: access.ReadPack, Handle: s.calendarYear},
		{Method: http.MethodPost, Pattern: "/calendar/{year}", Right: access.EditDays, Handle: s.calendarEnter},
	}
}
