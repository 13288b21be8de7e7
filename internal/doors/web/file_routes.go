package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

// The routes of evidence ask for a signed-in account only: whose object a file belongs to is known
// when it is found, and the object's room then says who sees it.
func (s *Server) fileRoutes() []Route {
	most := s.Files.Limits().File
	return []Route{
		{Method: http.MethodPost, Pattern: "/files/uploads", Right: access.SignedIn, Handle: s.fileStart},
		{Method: http.MethodHead, Pattern: "/uploads/{id}", Right: access.SignedIn, Handle: s.fileOffset},
		{Method: http.MethodPatch, Pattern: "/uploads/{id}", Right: access.SignedIn, Handle: s.fileAppend, Body: most + 1},
		{Method: http.MethodPost, Pattern: "/files", Right: access.SignedIn, Handle: s.filePut, Body: most + mostForm},
		{Method: http.MethodGet, Pattern: "/files/{id}", Right: access.SignedIn, Handle: s.fileOpen},
		{Method: http.MethodGet, Pattern: "/files/{id}/thumb", Right: access.SignedIn, Handle: s.fileThumb},
		{Method: http.MethodPost, Pattern: "/files/{id}/withdraw", Right: access.SignedIn, Handle: s.fileWithdraw},
	}
}
