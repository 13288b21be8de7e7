package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// A decision without its number comes back with the list and one clear sentence, not as an error page.
func TestRoundWantsItsDecision(t *testing.T) {
	p := rolesAt(t, access.Office, access.Leader)
	office, leader := p[access.Office], p[access.Leader]
	round := url.Values{"number": {"2026-1"}, "name": {"第一轮"}, "year": {"2026"}, "kind": {"regular"}, "starts": {"2026-07-01"}, "ends": {"2026-06-01"}, "focus": {"写过的重点"}}
	if res, body := office.post("/inspect/rounds/new", "/inspect/rounds", round); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "写过的重点") {
		t.Fatalf("a round that ends before it begins: %d, or its focus was lost", res.StatusCode)
	}
	round.Set("ends", "2027-06-01")
	if res, body := office.post("/inspect/rounds/new", "/inspect/rounds", round); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("a round: %d %.300s", res.StatusCode, body)
	}
	_, after, _ := strings.Cut(leader.get("/inspect", http.StatusOK), `action="/inspect/rounds/`)
	to := "/inspect/rounds/" + after[:26] + "/approve"
	res, body := leader.post("/inspect", to, url.Values{"decision": {""}})
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "请填写集体决定的文号或会议") || !strings.Contains(body, "2026-1") {
		t.Errorf("no decision: %d, or no sentence, or no list", res.StatusCode)
	}
	if res, _ := leader.post("/inspect", to, url.Values{"decision": {"领导小组纪要 1 号"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("with a decision: %d", res.StatusCode)
	}
}

// Accounts are found by login name or person; their roles have a page of their own.
func TestAccountsAreFound(t *testing.T) {
	sec := rolesAt(t, access.SecAdmin, access.Office, access.Owner)[access.SecAdmin]
	if body := sec.get("/admin/logins?q=OWN", http.StatusOK); !strings.Contains(body, ">owner<") || strings.Contains(body, ">office<") {
		t.Error("q=OWN finds owner alone")
	}
	if body := sec.get("/admin/logins?q=%25", http.StatusOK); strings.Contains(body, ">owner<") {
		t.Error("a per cent sign is a character, not everything")
	}
	if body := sec.get("/admin/logins?q=owner", http.StatusOK); !strings.Contains(body, `href="/admin/roles/owner"`) {
		t.Error("no way to the roles")
	}
}

// rolesAt is a house with one unit and somebody of each role, signed in.
func rolesAt(t *testing.T, roles ...access.Role) map[access.Role]*browser {
	t.Helper()
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
	out := map[access.Role]*browser{}
	for _, role := range roles {
		makeTestLogin(t, h, role, role, root)
		out[role] = newBrowser(t, b.house, b.srv)
		out[role].signIn(role)
	}
	return out
}
