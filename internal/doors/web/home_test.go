package web

import (
	"net/http"
	"regexp"
	"testing"

	"plumbline/internal/hall/access"
)

var sideLink = regexp.MustCompile(`<li><a href="(/[^"]+)"`)

// Whoever signs in arrives at a page, and every entry of his or her menu opens.
func TestEveryRoleHasAHome(t *testing.T) {
	for role, p := range rolesAt(t, access.Roles...) {
		res, _ := p.do(http.MethodGet, "/", nil)
		home := res.Header.Get("Location")
		if res.StatusCode != http.StatusSeeOther || home == "/login" {
			t.Fatalf("%s: / answers %d to %q", role, res.StatusCode, home)
		}
		links := sideLink.FindAllStringSubmatch(p.get(home, http.StatusOK), -1)
		if len(links) == 0 {
			t.Errorf("%s: no menu at %s", role, home)
		}
		for _, l := range links {
			p.get(l[1], http.StatusOK)
		}
	}
}
