package web

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
)

// stick posts one file as a form does.
func (w *orgTown) stick(login, path, name string, raw []byte, want int) string {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		w.t.Fatal(err)
	}
	f.Write(raw) // into memory
	m.Close()
	res := w.visit(login, "zh", http.MethodPost, path, b.Bytes(), m.FormDataContentType())
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != want {
		w.t.Fatalf("POST %s: %d, want %d\n%.600s", path, res.StatusCode, want, body)
	}
	return string(body)
}

// A stick goes out and comes back, a sheet is signed, a witness ends: everything by plain forms of the
// auditor, and what is wrong is said beside its field.
func TestWitnessPages(t *testing.T) {
	w := auditTown(t)
	key, err := tlog.NewWitnessKey("witness.upper")
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]string{"zh": "还没有见证方。掌握数据库和密钥的人可以重写全部历史", "en": "There is no witness."} {
		if page := w.get("auditor", lang, "/audit/witness", http.StatusOK); !strings.Contains(page, want) {
			t.Errorf("%s: no warning", lang)
		}
	}
	_, page := w.post("auditor", "/audit/witness", http.StatusUnprocessableEntity, "holder", "", "kind", "http", "key", "hello", "url", "ftp://x")
	for _, s := range []string{"请写明见证方是哪个单位", "这不是见证方的公钥", "地址请写成", `value="hello"`} {
		if !strings.Contains(page, s) {
			t.Errorf("no %q", s)
		}
	}
	w.post("auditor", "/audit/witness", http.StatusSeeOther, "holder", "省厅督察总队", "kind", "usb", "key", key.Public())
	w.post("auditor", "/audit/witness", http.StatusConflict, "holder", "另一家", "kind", "usb", "key", key.Public())
	w.post("auditor", "/audit/witness", http.StatusSeeOther, "holder", "市纪委", "kind", "paper", "name", "值班日志")
	if _, err := w.Audit.Seal(context.Background()); err != nil {
		t.Fatal(err)
	}
	page = w.get("auditor", "zh", "/audit/witness", http.StatusOK)
	out := regexp.MustCompile(`action="(/audit/witness/[^"]*)/out"`).FindStringSubmatch(page)
	sheet := regexp.MustCompile(`action="(/audit/witness/[^"]*)/signed"`).FindStringSubmatch(page)
	if out == nil || sheet == nil {
		t.Fatalf("no forms for the stick or the sheet")
	}
	res := w.visit("auditor", "zh", http.MethodPost, out[1]+"/out", nil, "")
	text, _ := io.ReadAll(res.Body)
	s, cp, err := tlog.ParseSubmission(text)
	if err != nil || res.StatusCode != http.StatusOK || cp.Origin != w.Audit.Origin() {
		t.Fatalf("%d %v %q", res.StatusCode, err, text)
	}
	line, err := key.Cosign(s.Checkpoint, clock.System.Now())
	if err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]string{"hello": "不是本日志的检查点", string(s.Checkpoint): "没有这个见证方的会签", string(text): "不是本日志的检查点"} {
		if page := w.stick("auditor", out[1]+"/back", "x.cosigned", []byte(body), http.StatusUnprocessableEntity); !strings.Contains(page, want) {
			t.Errorf("%.20q: no %q", body, want)
		}
	}
	cosigned := tlog.AddLines(s.Checkpoint, line)
	w.stick("auditor", out[1]+"/back", "x.cosigned", cosigned, http.StatusSeeOther)
	w.stick("auditor", out[1]+"/back", "x.cosigned", cosigned, http.StatusConflict)

	paper := w.get("auditor", "zh", "/audit/witness/paper", http.StatusOK)
	for _, s := range []string{"pl-qr-code", "值班日志编号", "根指纹", w.Audit.Origin()} {
		if !strings.Contains(paper, s) {
			t.Errorf("the sheet has no %q", s)
		}
	}
	w.get("auditor", "en", "/audit/witness/paper", http.StatusOK)
	w.post("auditor", sheet[1]+"/signed", http.StatusUnprocessableEntity, "size", "999999", "signer", "", "book", "", "on", "2099-01-01")
	w.post("auditor", sheet[1]+"/signed", http.StatusSeeOther, "size", strconv.FormatInt(cp.Size, 10), "signer", "王某", "book", "第 169 号", "on", "2026-06-18")
	w.post("auditor", "/audit/witness/quorum", http.StatusUnprocessableEntity, "need", "3")
	w.post("auditor", "/audit/witness/quorum", http.StatusSeeOther, "need", "2")
	if page = w.get("auditor", "zh", "/audit", http.StatusOK); !strings.Contains(page, "省厅督察总队") || !strings.Contains(page, "2 个见证方会签") {
		t.Error("the record's page does not say who cosigned")
	}
	if page = w.get("sysadmin", "en", "/audit/witness", http.StatusOK); strings.Contains(page, "/out\"") {
		t.Error("the system administrator is offered the auditor's forms")
	}
	for _, login := range []string{"sysadmin", "secadmin", "office", "unit"} {
		w.post(login, "/audit/witness", http.StatusNotFound, "holder", "x", "kind", "paper", "name", "y")
	}
	w.post("auditor", out[1]+"/end", http.StatusUnprocessableEntity, "reason", "短")
	w.post("auditor", "/audit/witness/quorum", http.StatusConflict, "need", "1") // fewer: not alone
	to, _ := w.post("auditor", out[1]+"/end", http.StatusSeeOther, "reason", "换成新的密钥，已当面核对")
	if page = w.get("auditor", "zh", "/audit/witness", http.StatusOK); !strings.Contains(page, out[1]+"/out") {
		t.Error("one person ended a witness")
	}
	at := strings.TrimSuffix(to, "?show=asked")
	page = w.get("secadmin", "zh", at, http.StatusOK)
	seen := regexp.MustCompile(`name="seen" value="([0-9a-f]{64})"`).FindStringSubmatch(page)
	if seen == nil || !strings.Contains(page, "省厅督察总队") {
		t.Fatal("the security administrator is not shown what to agree to")
	}
	w.post("auditor", at, http.StatusNotFound, "answer", "yes", "reason", "我也同意", "seen", seen[1])
	w.post("secadmin", at, http.StatusSeeOther, "answer", "yes", "reason", "电话核对属实", "seen", seen[1])
	if page = w.get("auditor", "zh", "/audit/witness", http.StatusOK); strings.Contains(page, out[1]+"/out") || !strings.Contains(page, "换成新的密钥，已当面核对 / 电话核对属实") {
		t.Error("it goes on, or not both reasons are kept")
	}
	w.alarms(t)
}

// alarms: the ended witness is one, and it closes only with a finding.
func (w *orgTown) alarms(t *testing.T) {
	t.Helper()
	page := w.get("auditor", "zh", "/audit", http.StatusOK)
	at := regexp.MustCompile(`action="(/audit/alarms/[^"]*)"`).FindStringSubmatch(page)
	if at == nil || !strings.Contains(page, "停用了一个见证方") {
		t.Fatal("no alarm on the page")
	}
	if _, page = w.post("auditor", at[1], http.StatusUnprocessableEntity, "finding", "好"); !strings.Contains(page, "请写明查核结论") {
		t.Error("a finding without words is taken")
	}
	w.post("auditor", at[1], http.StatusSeeOther, "finding", "已与省厅电话核实，属正常更换")
	if page = w.get("auditor", "zh", "/audit", http.StatusOK); strings.Contains(page, "/audit/alarms/") {
		t.Error("the alarm is still there")
	}
}

// What cannot be recorded is not shown: a proof, an export, a stick and a file send no byte when their
// entry does not commit (TRUST.md 2.9, fail closed).
func TestLooksAreRecordedFirst(t *testing.T) {
	w := auditTown(t)
	w.post("auditor", "/audit/witness", http.StatusSeeOther, "holder", "省厅", "kind", "usb", "key", mustKey(t))
	page := w.get("auditor", "zh", "/audit/witness", http.StatusOK)
	stick := regexp.MustCompile(`action="(/audit/witness/[^"]*/out)"`).FindStringSubmatch(page)[1]
	looks := []struct{ method, path, body, secret string }{
		{http.MethodGet, "/audit/entries/1", "", "plumbline/entry"},
		{http.MethodGet, "/audit/entries/1/proof", "", "tlog-proof"},
		{http.MethodPost, "/audit/export", "details=", "PK"},
		{http.MethodPost, stick, "", "old "},
	}
	try := func(want bool) {
		t.Helper()
		for _, l := range looks {
			res := w.visit("auditor", "zh", l.method, l.path, []byte(l.body), "application/x-www-form-urlencoded")
			body, _ := io.ReadAll(res.Body)
			if got := res.StatusCode == http.StatusOK && bytes.Contains(body, []byte(l.secret)); got != want {
				t.Errorf("%s: shown %v, want %v (%d)", l.path, got, want, res.StatusCode)
			}
		}
	}
	try(true)
	block := func(on bool) {
		q := "drop trigger no_more_entries"
		if on {
			q = "create trigger no_more_entries before insert on audit_entry begin select raise(abort, 'disk is full'); end"
		}
		if err := w.DB.Upkeep(context.Background(), who.Job("test"), func(tx *db.Tx) error {
			_, err := tx.Exec(q)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	block(true)
	try(false)
	block(false)
	try(true)
}

func mustKey(t *testing.T) string {
	t.Helper()
	k, err := tlog.NewWitnessKey("witness.usb")
	if err != nil {
		t.Fatal(err)
	}
	return k.Public()
}
