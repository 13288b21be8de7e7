package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

// frameworkRoutes are the packs, the working calendar and the inbox of reminders.
func (s *Server) frameworkRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Pattern: "/framework", Right: access.ReadPack, Handle: s.frameworkHome},
		{Method: http.MethodPost, Pattern: "/framework", Right: access.EditPack, Handle: s.frameworkBring},
		{Method: http.MethodGet, Pattern: "/framework/{id}", Right: access.ReadPack, Handle: s.frameworkRead},
		{Method: http.MethodPost, Pattern: "/framework/{id}/propose", Right: access.EditPack, Handle: s.frameworkPropose},
		{Method: http.MethodPost, Pattern: "/framework/{id}/approve", Right: access.ApprovePack, Handle: s.frameworkApprove},
		{Method: http.MethodPost, Pattern: "/framework/{id}/withdraw", Right: access.EditPack, Handle: s.frameworkWithdraw},
		{Method: http.MethodGet, Pattern: "/calendar", Right: access.ReadPack, Handle: s.calendarYear},
		{Method: http.MethodPost, Pattern: "/calendar/{year}", Right: access.EditDays, Handle: s.calendarEnter},
		{Method: http.MethodGet, Pattern: "/notices", Right: access.SignedIn, Handle: s.notifyInbox},
		{Method: http.MethodPost, Pattern: "/notices/read", Right: access.SignedIn, Handle: s.notifyReadAll},
		{Method: http.MethodGet, Pattern: "/notices/{id}", Right: access.SignedIn, Handle: s.notifyOpen},
	}
}
