package front

import (
	"net/http"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// vital marks the requests that are served even when the disk is full: signing in and out and what
// needs nobody to be signed in. Without them nobody could see what is wrong. What strangers send through
// the open door waits until there is room again.
func (rt Route) vital(r *http.Request) *http.Request {
	stranger := rt.Method == http.MethodPost && strings.HasPrefix(rt.Pattern, "/open/")
	if rt.Right == access.Public && !stranger || strings.HasPrefix(rt.Pattern, "/login") || rt.Pattern == "/logout" {
		return r.WithContext(db.Vital(r.Context()))
	}
	return r
}
