package fileweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

// The routes of evidence ask for a signed-in account only: whose object a file belongs to is known
// when it is found, and the object's room then says who sees it.
func (s door) routes() []front.Route {
	most := s.Files.Limits().File
	return []front.Route{
		{Method: http.MethodPost, Pattern: "/files/uploads", Right: access.SignedIn, Handle: s.start},
		{Method: http.MethodHead, Pattern: "/uploads/{id}", Right: access.SignedIn, Handle: s.offset},
		{Method: http.MethodPatch, Pattern: "/uploads/{id}", Right: access.SignedIn, Handle: s.fileAppend, Body: most + 1},
		{Method: http.MethodPost, Pattern: "/files", Right: access.SignedIn, Handle: s.put, Body: most + front.MostForm},
		{Method: http.MethodGet, Pattern: "/files/{id}", Right: access.SignedIn, Handle: s.open},
		{Method: http.MethodGet, Pattern: "/files/{id}/thumb", Right: access.SignedIn, Handle: s.thumb},
		{Method: http.MethodPost, Pattern: "/files/{id}/withdraw", Right: access.SignedIn, Handle: s.withdraw},
	}
}
