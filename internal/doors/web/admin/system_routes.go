package adminweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

// systemRoutes show the state of the installation.
func (s door) systemRoutes() []front.Route {
	return []front.Route{{Method: http.MethodGet, Pattern: "/admin/system", Right: access.ReadSystem, Handle: s.systemState}}
}
