package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/backup"
	"plumbline/internal/hall/org"
	"plumbline/internal/hall/search"
)

// administrators adds the three to a test house.
func administrators(b *browser) {
	b.t.Helper()
	root := ""
	if err := b.house.DB.Read(b.t.Context(), who.Job("test"), func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err == nil {
			u, _ := f.Root(org.UnitTree)
			root = u.ID
		}
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	for login, role := range map[string]string{"sys": access.SysAdmin, "sec": access.SecAdmin, "aud": access.Auditor} {
		makeTestLogin(b.t, b.house, login, role, root)
	}
}

func keys(t *testing.T) (ids []age.Identity, public string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "k.key")
	public, err := backup.WriteKey(file, false, clock.System.Now())
	if err == nil {
		ids, err = backup.ReadIdentities(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ids, public
}

// restoredHouse backs a test house up and serves what a restore makes of it, beside the original.
func restoredHouse(t *testing.T) (original, restored *browser) {
	t.Helper()
	b := testHouse(t)
	administrators(b)
	officer, o := keys(t)
	_, e := keys(t)
	ctx := t.Context()
	p := backup.Plan{Folder: t.TempDir(), Every: 24, Limit: 24, KeepCount: 3, KeepDays: 30, Drill: true,
		Recipients: []backup.Recipient{{Public: o, Holder: backup.Officer}, {Public: e, Holder: backup.Escrow}}}
	if err := b.house.Backup.SavePlan(ctx, p); err != nil {
		t.Fatal(err)
	}
	if n, err := b.house.Backup.Night(ctx); n != 1 || err != nil {
		t.Fatalf("the night's backup: %d, %v", n, err)
	}
	list, err := os.ReadDir(p.Folder)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	data := filepath.Join(t.TempDir(), "back")
	if _, err := backup.Restore(ctx, backup.RestoreOptions{File: filepath.Join(p.Folder, list[0].Name()), Identities: officer, Data: data, Clock: b.house.DB.Clock(), After: search.Reindex}); err != nil {
		t.Fatal(err)
	}
	h, err := doors.Open(ctx, doors.Config{Data: data, Clock: b.house.DB.Clock(), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	srv := httptest.NewServer(New(h, "test", false))
	t.Cleanup(srv.Close)
	return b, newBrowser(t, h, srv)
}

// A restored house shows everything, says on every page that it waits, and refuses every changing
// request on every route, until the system administrator has asked and another administrator agreed.
func TestRestoredHouseIsReadOnlyUntilTwoAgree(t *testing.T) {
	original, b := restoredHouse(t)
	b.signIn("office")
	if page := b.get("/search?q=涉案财物", http.StatusOK); !strings.Contains(page, "WT-26-0147") || !strings.Contains(page, "由备份恢复") {
		t.Error("the restored house does not show its data, or not that it waits")
	}
	// what a waiting house goes on doing; a request for approval is looked at one by one
	goOn := []string{"/login", "/logout", "/lang", "/audit/check", "/audit/check/stop", "/audit/export", "/audit/export/ask", "/admin/backup/open"}
	s := b.server()
	for _, r := range s.Routes() {
		if r.Method == http.MethodGet || r.Method == http.MethodHead || slices.Contains(goOn, r.Pattern) || strings.HasPrefix(r.Pattern, "/login/") {
			continue
		}
		if !access.Anywhere(b.actor(), r.Right) {
			continue
		}
		at := strings.NewReplacer("{id}", "01", "{node}", "1", "{task}", "1", "{item}", "1", "{batch}", "1", "{paper}", "1", "{year}", "2026", "{name...}", "x", "{login}", "x", "{verb}", "x", "{$}", "").Replace(r.Pattern)
		if res, body := b.postTo(r.Method, at); res.StatusCode != http.StatusLocked || !strings.Contains(body, "由备份恢复") {
			t.Errorf("%s %s answers %d while the house waits", r.Method, at, res.StatusCode)
		}
	}
	sys := newBrowser(t, b.house, b.srv)
	sys.signIn("sys")
	if page := sys.get("/admin/backup", http.StatusOK); !strings.Contains(page, "申请启用") {
		t.Error("the system administrator cannot ask")
	}
	res, body := sys.post("/admin/backup", "/admin/backup/open", url.Values{"reason": {"硬盘损坏，用昨夜的备份"}, "sign": {testPassword}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("asking: %d %.600s", res.StatusCode, body)
	}
	request := requestOf(t, b.house)
	agree := url.Values{"seen": {request.Signed}, "answer": {"yes"}, "reason": {"已核对"}, "sign": {testPassword}}
	if res, _ := sys.post("/approvals", "/approvals/"+request.ID, agree); res.StatusCode == http.StatusSeeOther || !waits(t, b.house) {
		t.Errorf("who asked could agree: %d", res.StatusCode)
	}
	sec := newBrowser(t, b.house, b.srv)
	sec.signIn("sec")
	if res, body := sec.post("/approvals/"+request.ID, "/approvals/"+request.ID, agree); res.StatusCode != http.StatusSeeOther || waits(t, b.house) {
		t.Fatalf("the second person: %d, waits %v\n%.800s", res.StatusCode, waits(t, b.house), body)
	}
	// The control: now, and in the original all along, a changing request passes the gate.
	for name, x := range map[string]*browser{"opened": b, "original": original} {
		x.signIn("office")
		if res, _ := x.postTo(http.MethodPost, "/notices/read"); res.StatusCode == http.StatusLocked {
			t.Errorf("%s: still closed", name)
		}
	}
	if strings.Contains(b.get("/search", http.StatusOK), "由备份恢复") {
		t.Error("the banner stays")
	}
}

// The page shows what was made and proven; a second backup is made from it, and nobody without the
// right finds it.
func TestBackupPage(t *testing.T) {
	b, _ := restoredHouse(t)
	b.signIn("sys")
	page := b.get("/admin/backup", http.StatusOK)
	for _, want := range []string{"立即备份", "通过", "备份管理员", "夜间任务"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	b.house.DB.Clock().(*clock.Settable).Advance(time.Minute)
	if res, body := b.post("/admin/backup", "/admin/backup/run", url.Values{}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("backing up: %d %.300s", res.StatusCode, body)
	}
	b.house.Backup.Wait()
	state, err := b.house.Backup.State(t.Context(), b.actor())
	if err != nil || len(state.Runs) != 2 || !state.Runs[0].Good() || state.Runs[0].Why != backup.ByHand {
		t.Errorf("the backup made from the page: %+v %v", state.Runs, err)
	}
	if res, _ := b.post("/admin/backup", "/admin/backup/drill", url.Values{"id": {state.Runs[1].ID}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("another drill: %d", res.StatusCode)
	}
	b.house.Backup.Wait()
	b.signIn("aud")
	if page := b.get("/admin/backup", http.StatusOK); strings.Contains(page, "立即备份") {
		t.Error("the auditor is offered a backup")
	}
	b.signIn("office")
	b.get("/admin/backup", http.StatusNotFound)
}

func (b *browser) server() *front.Server { return b.srv.Config.Handler.(*front.Server) }

// actor is whoever the browser is signed in as.
func (b *browser) actor() who.Actor {
	b.t.Helper()
	a, _, err := b.house.Access.Resolve(b.t.Context(), b.jar["plumbline"])
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

// postTo sends an empty form with the right token to a route.
func (b *browser) postTo(method, at string) (*http.Response, string) {
	b.t.Helper()
	_, sess, err := b.house.Access.Resolve(b.t.Context(), b.jar["plumbline"])
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(method, at, url.Values{"csrf": {sess.CSRF}})
}

func requestOf(t *testing.T, h *doors.House) (r *approve.Request) {
	t.Helper()
	back, err := h.Backup.Return(t.Context())
	if err == nil {
		err = h.DB.Read(t.Context(), who.Job("test"), func(tx *db.Tx) (err error) {
			r, err = approve.Open(tx, approve.Restore, "house", back.ID)
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func waits(t *testing.T, h *doors.House) bool {
	t.Helper()
	w, err := h.Backup.Waiting(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return w
}
