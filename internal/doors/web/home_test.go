package web

import (
	"context"
	"net/http"
	"regexp"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

var sideLink = regexp.MustCompile(`<li><a href="(/[^"]+)"`)

// Whoever signs in arrives at a page, and every entry of his or her menu opens.
func TestEveryRoleHasAHome(t *testing.T) {
	h, b := emptyHouse(t)
	var root string
	err := h.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) (err error) {
		if root, err = org.AddUnit(tx, org.UnitInput{Tree: org.UnitTree, Name: "临江市公安局", Short: "市局", Kind: "city"}, ""); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.fill", Kind: "unit", ID: root})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range access.Roles {
		makeTestLogin(t, h, role, role, root)
		p := newBrowser(t, b.srv)
		p.signIn(role)
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

func TestRateNeedsABase(t *testing.T) {
	for _, x := range []struct {
		part, base int64
		want       string
	}{{515, 721, "71.4"}, {0, 7, "0.0"}, {7, 7, "100.0"}, {0, 0, "–"}} {
		if got := rate(x.part, x.base); got != x.want {
			t.Errorf("rate(%d, %d) = %s, want %s", x.part, x.base, got, x.want)
		}
	}
}
