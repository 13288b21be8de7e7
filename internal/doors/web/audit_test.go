package web

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/hall/audit"
)

// auditTown has a town's set-up in its record, sealed, and a refusal after it.
func auditTown(t *testing.T) *orgTown {
	t.Helper()
	w := newOrgTown(t)
	if _, err := w.Audit.Seal(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.get("unit", "zh", "/audit", http.StatusNotFound)
	return w
}

func TestAuditList(t *testing.T) {
	w := auditTown(t)
	for lang, want := range map[string][]string{
		"zh": {"审计日志", "只增不改", "请求了无权打开的页面", "验讫", "与存储的记录一致", "首次启用", "plumbline/"},
		"en": {"Append-only", "Verified", "Fits the stored record", "Set up"},
	} {
		page := w.get("auditor", lang, "/audit", http.StatusOK)
		for _, s := range want {
			if !strings.Contains(page, s) {
				t.Errorf("%s: no %q", lang, s)
			}
		}
		if strings.Contains(page, "audit.") && regexp.MustCompile(`>\s*audit\.[a-z_.]+\s*<`).MatchString(page) {
			t.Errorf("%s: a key without words", lang)
		}
	}
	if page := w.get("auditor", "zh", "/audit?person=nobody", http.StatusOK); !strings.Contains(page, "没有符合条件的记录") {
		t.Error("an empty result is not said")
	}
	if page := w.get("auditor", "zh", "/audit?from=yesterday", http.StatusUnprocessableEntity); !strings.Contains(page, "日期请写成") {
		t.Error("a bad day is not said")
	}
	if page := w.get("auditor", "zh", "/audit?sensitive=1&action=access.sign_in_failed", http.StatusOK); !strings.Contains(page, "命中 0 条") {
		t.Error("filters do not narrow")
	}
	for _, login := range []string{"sysadmin", "secadmin", "office", "unit"} {
		for _, path := range []string{"/audit", "/audit/entries/1", "/audit/entries/1/proof", "/audit/checkpoints"} {
			w.get(login, "zh", path, http.StatusNotFound)
		}
	}
}

func TestAuditProof(t *testing.T) {
	w := auditTown(t)
	page := w.get("auditor", "zh", "/audit/entries/1", http.StatusOK)
	for _, s := range []string{"这一条没有被改动", "plumbline/entry/v", "根指纹"} {
		if !strings.Contains(page, s) {
			t.Errorf("no %q", s)
		}
	}
	w.get("auditor", "en", "/audit/entries/1", http.StatusOK)
	w.get("auditor", "zh", "/audit/entries/999999", http.StatusNotFound)
	w.get("auditor", "zh", "/audit/entries/x", http.StatusNotFound)
	proof := w.get("auditor", "zh", "/audit/entries/1/proof", http.StatusOK)
	text := regexp.MustCompile(`(?s)<pre[^>]*>(plumbline/entry/v\d.*?)</pre>`).FindStringSubmatch(page)
	if text == nil || tlog.CheckProof([]byte(proof), []byte(text[1]), w.Audit.PublicKey()) != nil {
		t.Errorf("the downloaded proof does not prove the text of the page")
	}
	cps := w.get("auditor", "zh", "/audit/checkpoints", http.StatusOK)
	size := regexp.MustCompile(`/audit/checkpoints/(\d+)`).FindStringSubmatch(cps)
	if size == nil {
		t.Fatal("no checkpoint")
	}
	note := w.get("auditor", "zh", "/audit/checkpoints/"+size[1], http.StatusOK)
	if _, err := tlog.Open([]byte(note), w.Audit.PublicKey()); err != nil {
		t.Errorf("%v in %q", err, note)
	}
	w.get("auditor", "zh", "/audit/checkpoints/999999", http.StatusNotFound)
}

// Without names and details the record leaves at once; with them it takes a second person, and is
// taken once.
func TestAuditExport(t *testing.T) {
	w := auditTown(t)
	form := "application/x-www-form-urlencoded"
	zipped := func(path, body string) *audit.Verified {
		t.Helper()
		res := w.visit("auditor", "zh", http.MethodPost, path, []byte(body), form)
		raw, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(res.Header.Get("Content-Disposition"), "plumbline-record-") {
			t.Fatalf("%d %v", res.StatusCode, err)
		}
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		v, err := audit.VerifyExport(z, audit.VerifyOptions{Key: w.Audit.PublicKey()})
		if err != nil || !v.Sound() {
			t.Fatalf("%+v, %v", v, err)
		}
		return v
	}
	if v := zipped("/audit/export", ""); v.Details != 0 {
		t.Errorf("%d details without a second person", v.Details)
	}
	send := func(login, path, body string, want int) string {
		t.Helper()
		res := w.visit(login, "zh", http.MethodPost, path, []byte(body), form)
		if res.StatusCode != want {
			t.Fatalf("POST %s as %s: %d, want %d", path, login, res.StatusCode, want)
		}
		return res.Header.Get("Location")
	}
	if to := send("auditor", "/audit/export", "details=1", http.StatusSeeOther); to != "/audit/export/ask" {
		t.Fatalf("details lead to %s", to)
	}
	w.get("auditor", "en", "/audit/export/ask", http.StatusOK)
	send("auditor", "/audit/export/ask", "", http.StatusUnprocessableEntity)
	to, _, _ := strings.Cut(send("auditor", "/audit/export/ask", "reason=check", http.StatusSeeOther), "?")
	send("auditor", to+"/take", "", http.StatusForbidden)
	page := w.get("secadmin", "zh", "/approvals", http.StatusOK)
	seen := regexp.MustCompile(`name="seen" value="([0-9a-f]{64})"`).FindStringSubmatch(page)
	if seen == nil {
		t.Fatal("the second person finds nothing to sign")
	}
	send("secadmin", to, "answer=yes&reason=agreed&seen="+seen[1], http.StatusSeeOther)
	if v := zipped(to+"/take", ""); v.Details == 0 {
		t.Error("agreed to, and without details")
	}
	send("auditor", to+"/take", "", http.StatusConflict)
	if page := w.get("auditor", "zh", "/audit?action=audit.export", http.StatusOK); !strings.Contains(page, "导出审计日志") {
		t.Error("the export is not in the record")
	}
	if res := w.visit("office", "zh", http.MethodPost, "/audit/export", nil, ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("the office exports the record: %d", res.StatusCode)
	}
}

// The check of everything says what was tampered with, on the page.
func TestAuditCheck(t *testing.T) {
	w := auditTown(t)
	run := func() string {
		res := w.visit("auditor", "zh", http.MethodPost, "/audit/check", nil, "")
		if res.StatusCode != http.StatusSeeOther {
			t.Fatalf("%d", res.StatusCode)
		}
		for w.Audit.CheckProgress().Running {
			time.Sleep(10 * time.Millisecond)
		}
		return w.get("auditor", "zh", "/audit", http.StatusOK)
	}
	if page := run(); !strings.Contains(page, "条全部一致") {
		t.Error("a sound record is not said to be sound")
	}
	err := w.DB.Upkeep(context.Background(), w.actor(t, "sysadmin"), func(tx *db.Tx) error {
		_, err := tx.Exec("update audit_detail set name = $1 where seq = $2", "别人", 1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page := run()
	for _, s := range []string{"发现 1 处问题", "姓名或明细与承诺值不符", "/audit/entries/1"} {
		if !strings.Contains(page, s) {
			t.Errorf("no %q", s)
		}
	}
	if page := w.get("auditor", "zh", "/audit/entries/1", http.StatusOK); !strings.Contains(page, "这一条不符") {
		t.Error("the entry's own page says nothing")
	}
}
