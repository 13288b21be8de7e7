package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	systempage "plumbline/internal/doors/pages/system"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

func systemHouse(t *testing.T) *browser {
	t.Helper()
	b := testHouse(t)
	var root string
	err := b.house.DB.Read(t.Context(), who.Job("test"), func(tx *db.Tx) (err error) {
		f, err := org.Tree(tx)
		u, _ := f.Root(org.UnitTree)
		root = u.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	makeTestLogin(t, b.house, "sys", access.SysAdmin, root)
	return b
}

// The page is the administrator's and the auditor's; it shows what it computed, and nobody else knows
// that it exists.
func TestSystemState(t *testing.T) {
	b := systemHouse(t)
	h := b.house
	h.Night.Note("seal", h.DB.Clock().Now(), 3, nil)
	h.Night.Note("sweep", h.DB.Clock().Now(), 0, errors.New("the calendar of 2027 is missing"))
	b.signIn("sys")
	page := b.get("/admin/system", http.StatusOK)
	for _, part := range []string{"系统状态", "journal_mode", "wal", "secure_delete", "封存：3 条", "the calendar of 2027 is missing", "连续失败 1 次", "SQLite 3.", "没有自己的证书", "启动后尚未运行"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	// The house of this test is opened for loading, so the page must say what that costs.
	if !strings.Contains(page, "断电会丢失") {
		t.Error("a database that syncs nothing looks right")
	}
	b.signIn("office")
	b.get("/admin/system", http.StatusNotFound)
}

func TestSystemAlarms(t *testing.T) {
	b := systemHouse(t)
	h := b.house
	now := time.Date(2026, 6, 18, 9, 0, 0, 0, clock.Zone)
	gib := int64(1 << 30)
	bad := systempage.Model{Now: now, Started: now, HasSpare: true, Spare: disk.State{Size: 64 << 20, Low: true, Since: now},
		Disks:    []systempage.Disk{{What: "data", Dir: "/srv/a", Space: disk.Space{Total: 100 * gib, Free: gib / 2}}},
		Settings: []db.Setting{{Name: "data_checksums", Value: "off", Want: "on", Grade: db.Doubtful}}, Trouble: db.Trouble{At: now, Err: errors.New("disk I/O error")},
		Sealed: now.Add(-time.Hour), Waiting: 7, Cert: systempage.Cert{How: systempage.Own, Name: "jiandu.local", Until: now.AddDate(0, 0, 9), Left: 9},
		Night: []systempage.Night{{Name: "seal", Every: time.Minute, Ran: true, At: now.Add(-time.Hour)}}}
	scarce := bad
	scarce.Spare.Low = false
	fine := systempage.Model{Now: now, Started: now, Sealed: now, Disks: []systempage.Disk{{What: "temp", Dir: "/tmp", Space: disk.Space{Total: 100 * gib, Free: 60 * gib}}}, Cert: systempage.Cert{How: systempage.Behind}}
	render := func(m systempage.Model, lang string) string {
		var out strings.Builder
		if err := systempage.State(m).Render(i18n.With(t.Context(), h.Words, lang), &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for _, x := range []struct {
		m    systempage.Model
		lang string
		has  []string
	}{
		{bad, "zh", []string{"备用空间已让给留痕", "disk I/O error", "7 条留痕等待", "还有 9 天到期", "pg_checksums", "误点"}},
		{bad, "en", []string{"given to the record", "7 entries have waited", "ends in 9 days", "late"}},
		{scarce, "zh", []string{"/srv/a 所在磁盘只剩 512 MiB"}},
	} {
		page := render(x.m, x.lang)
		for _, part := range x.has {
			if !strings.Contains(page, part) {
				t.Errorf("%s: the page lacks %q", x.lang, part)
			}
		}
	}
	// The control: a sound house raises no alarm.
	if page := render(fine, "zh"); strings.Contains(page, "alert-danger") || strings.Contains(page, "alert-warning") || !strings.Contains(page, "由前置代理负责加密") {
		t.Error("a sound house raises an alarm")
	}
}

// A full disk is 507 and a silent database 503, with when to come again; neither is an internal error.
func TestUnavailable(t *testing.T) {
	for _, x := range []struct {
		err    error
		status int
		says   string
	}{
		{&db.ErrUnavailable{Full: true}, http.StatusInsufficientStorage, "磁盘已满"},
		{syscall.ENOSPC, http.StatusInsufficientStorage, "磁盘已满"},
		{fault.Conflict("file.disk_full"), http.StatusInsufficientStorage, "磁盘已满"},
		{&db.ErrUnavailable{Err: errors.New("connection refused")}, http.StatusServiceUnavailable, "数据库暂时没有应答"},
		{errors.New("anything else"), http.StatusInternalServerError, "页面出错了"},
	} {
		s := lone(t, front.Route{Handle: func(*front.Ctx) error { return x.err }})
		for _, accept := range []string{"text/html", "*/*"} {
			r := httptest.NewRequest(http.MethodPost, "/lone", nil)
			r.Header.Set("Accept", accept)
			rec := httptest.NewRecorder()
			s.ServeHTTP(rec, r)
			if rec.Code != x.status || !strings.Contains(rec.Body.String(), x.says) || (rec.Code != 500) != (rec.Header().Get("Retry-After") != "") || strings.Contains(rec.Body.String(), "connection refused") {
				t.Errorf("%v (%s): %d %.120s", x.err, accept, rec.Code, rec.Body.String())
			}
		}
	}
}
