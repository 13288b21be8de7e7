package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

//go:embed testdata
var testdata embed.FS

// payloads are all strings that T-FUZZ sends: the naughty strings, our own lines as they stand and with
// their escapes resolved, and some that are too long for a file.
var payloads = sync.OnceValue(func() (out []string) {
	raw, err := testdata.ReadFile("testdata/blns/blns.json")
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err == nil {
		raw, err = testdata.ReadFile("testdata/injections.txt")
	}
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		out = append(out, line)
		if s, err := strconv.Unquote(`"` + strings.ReplaceAll(line, `"`, `\"`) + `"`); err == nil && s != line {
			out = append(out, s)
		}
	}
	out = append(out, strings.Repeat("A", 8<<10), strings.Repeat("长", 60_000), strings.Repeat("%", 5000), strings.Repeat("../", 3000), strings.Repeat("\x00", 5000),
		strings.Repeat("<", 20_000), strings.Repeat("(", 20_000), strings.Repeat("a ", 20_000), strings.Repeat(`"`, 9999), strings.Repeat("9", 5000), strings.Repeat("台账 ", 5000))
	slices.Sort(out)
	return slices.Compact(out)
})

// bodies are whole bodies with their type, which no form sends.
var bodies = sync.OnceValue(func() (out [][2]string) {
	deep := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	for _, s := range []string{"", "{", "null", "[]", `{"a":1,"a":2}`, deep(31), deep(33), deep(10_000), strings.Repeat("[", 100_000), `{"csrf":"x","__proto__":{}}`, `"\ud800"`, "\xff\xfe{}",
		`{"id":1e400}`, `{"response":{"clientDataJSON":"AAAA"},"id":"","type":"public-key"}`, `{"response":null}`, `{"response":{"attestationObject":"o2NmbXQ=","clientDataJSON":"e30="},"rawId":"AA","id":"AA","type":"public-key"}`} {
		out = append(out, [2]string{"application/json", s})
	}
	part := func(head, body string) string { return "--x\r\n" + head + "\r\n\r\n" + body + "\r\n" }
	file := `Content-Disposition: form-data; name="file"; filename="%s"`
	for _, s := range []string{"", "--x", "--x--", "--x\r\n", "--x\r\n\r\n", part("", ""), part("Content-Disposition: form-data", "a"), part(`Content-Disposition: form-data; name="a`, "b"), part("X: "+strings.Repeat("a", 20_000), "b"),
		part(fmt.Sprintf(file, "../../x.png"), "x") + "--x--", part(fmt.Sprintf(file, "a.xlsx")+"\r\nContent-Type: application/zip", "PK\x03\x04") + "--x--", part(fmt.Sprintf(file, "a.docx"), "PK\x03\x04\x00") + "--x--",
		part(`Content-Disposition: form-data; name="csrf"`, "x") + part(fmt.Sprintf(file, "a.png"), "\x89PNG\r\n\x1a\n") + "--x--", strings.Repeat(part(`Content-Disposition: form-data; name="a"`, "b"), 2000) + "--x--",
		part(`Content-Disposition: form-data; name="file"; filename*=UTF-8''%00%0d%0a`, "x") + "--x--", part("Content-Transfer-Encoding: base64\r\n"+fmt.Sprintf(file, "a.txt"), "!!!!") + "--x--"} {
		out = append(out, [2]string{"multipart/form-data; boundary=x", s})
	}
	out = append(out, [2]string{"multipart/form-data", "--x"}, [2]string{"multipart/form-data; boundary=" + strings.Repeat("x", 100), "--x"}, [2]string{"multipart/mixed; boundary=x", "--x--"})
	for _, s := range []string{"%", "a=%zz", "=", "&&&&", strings.Repeat("a&", 20_000), strings.Repeat("a=1&", 20_000), "a;b", "a=1;b=2", "\x00", "csrf=a&csrf=b&csrf", strings.Repeat("a[", 5000)} {
		out = append(out, [2]string{"application/x-www-form-urlencoded", s})
	}
	return append(out, [2]string{"text/xml", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`}, [2]string{"application/x-java-serialized-object", "\xac\xed\x00\x05sr"},
		[2]string{"application/x-www-form-urlencoded; charset=utf-7", "a=+ADw-"}, [2]string{"", "a=1"}, [2]string{";;;", "a=1"}, [2]string{"text/plain", "csrf=1"}, [2]string{"application/offset+octet-stream", "x"})
})

// leak finds what an answer may never say about what runs behind it.
var leak = regexp.MustCompile(`goroutine \d+ \[|panic:|runtime error|\.go:\d+|\bSQLITE|sqlite_|SQL logic error|near ".{0,40}": syntax|no such (table|column)|constraint failed|pq: |pgconn|ERROR: .{0,80}SQLSTATE|\bselect .{1,80} from [a-z]+_[a-z]+|root:x:0:0|\[boot loader\]|BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY|AGE-SECRET-KEY` + orFolders())

// hints are texts of which whatever leak finds holds at least one: looking for them first is a tenth of the work on the
// ten thousands of pages that hold none.
var hints = append([]string{"goroutine ", "panic:", "runtime error", ".go:", "SQLITE", "sqlite_", "SQL logic error", "near \"", "no such ", "constraint failed", "pq: ", "pgconn", "SQLSTATE", " from ",
	"root:x:0:0", "[boot loader]", "PRIVATE KEY", "AGE-SECRET-KEY"}, folders()...)

// leaked is what leak finds.
func leaked(body string) string {
	if !slices.ContainsFunc(hints, func(h string) bool { return strings.Contains(body, h) }) {
		return ""
	}
	return leak.FindString(body)
}

// Every kind of leak has its hint.
func TestLeaksHaveHints(t *testing.T) {
	samples := []string{"goroutine 7 [", "panic:", "runtime error", "x.go:12", " SQLITE", "sqlite_", "SQL logic error", `near "x": syntax`, "no such table", "no such column", "constraint failed", "pq: ", "pgconn", "ERROR: x SQLSTATE",
		" select a from b_c", "root:x:0:0", "[boot loader]", "BEGIN PRIVATE KEY", "BEGIN RSA PRIVATE KEY", "AGE-SECRET-KEY"}
	for _, s := range append(samples, folders()...) {
		if leak.FindString(s) == "" || leaked(s) != leak.FindString(s) {
			t.Errorf("%q: %q, with hints %q", s, leak.FindString(s), leaked(s))
		}
	}
	if n := strings.Count(leak.String(), "|") + 1; n != 21+len(folders()) {
		t.Errorf("leak has %d alternatives: give a new one its hint and its sample here", n)
	}
}

// folders are the places of this machine that no answer names: where the sources lie, the home, and the
// data of the tests.
func folders() (out []string) {
	wd, _ := os.Getwd()
	home, _ := os.UserHomeDir()
	for _, dir := range []string{filepath.Dir(filepath.Dir(wd)) + "/", home + "/", filepath.Join(os.TempDir(), "plumbline")} {
		if len(dir) > len("/x/") {
			out = append(out, dir)
		}
	}
	return out
}

func orFolders() (out string) {
	for _, dir := range folders() {
		out += "|" + regexp.QuoteMeta(dir)
	}
	return out
}

// badAnswer lists what is wrong with the answer to bad input: a failure of ours, something that leaks,
// input that came back as markup, or a header that is missing.
func badAnswer(path string, payload string, a *httptest.ResponseRecorder) (bad []string) {
	patient := (a.Code == 503 || a.Code == 507) && a.Header().Get("Retry-After") != ""
	if a.Code >= 500 && !patient {
		bad = append(bad, fmt.Sprintf("answers %d: %.400s", a.Code, logged.last()))
	}
	body := a.Body.String()
	page := strings.HasPrefix(a.Header().Get("Content-Type"), "text/html")
	// Administrators are told where the house keeps its data; nobody else is shown that page.
	if m := leaked(body); m != "" && !strings.Contains(payload, m) && !strings.HasPrefix(path, "/admin/system") && !strings.HasPrefix(path, "/admin/backup") && (page || strings.HasPrefix(a.Header().Get("Content-Type"), "text/plain")) && path != "/licences" {
		bad = append(bad, "says "+strconv.Quote(m))
	}
	if page {
		if m := live(payload); m != "" && strings.Contains(body, m) {
			bad = append(bad, "gives markup back: "+strconv.Quote(m))
		}
	}
	for name, values := range a.Header() {
		for _, v := range values {
			if strings.ContainsAny(v, "\r\n\x00") {
				bad = append(bad, "a line end in the header "+name)
			}
		}
	}
	if a.Header().Get("X-Injected") != "" || strings.Contains(strings.Join(a.Header().Values("Set-Cookie"), ";"), "x=1") {
		bad = append(bad, "a header that we did not send")
	}
	return append(bad, badHeaders(path, false, a)...)
}

var markup = regexp.MustCompile(`<[A-Za-z/!?][^<]{3,}`)

// live is the part of a payload that would be markup if it came back as it was sent.
func live(payload string) string {
	m := markup.FindString(payload)
	if len(m) > 200 {
		m = m[:200]
	}
	switch m = strings.TrimSpace(m); strings.ToLower(m) {
	case "", "<script", "</script>", "<html>", "</html>", "<body>", "<!doctype html>", "<title>", "</title>", "<table>":
		return "" // our own pages have these
	}
	return m
}

func TestPayloadsAreMany(t *testing.T) {
	raw, err := testdata.ReadFile("testdata/injections.txt")
	if err != nil {
		t.Fatal(err)
	}
	var naughty []string
	names, _ := testdata.ReadFile("testdata/blns/blns.json")
	if err := json.Unmarshal(names, &naughty); err != nil {
		t.Fatal(err)
	}
	own := len(payloads()) - len(naughty)
	t.Logf("%d naughty strings, %d lines of ours (%d in the file), %d bodies", len(naughty), own, strings.Count(string(raw), "\n"), len(bodies()))
	if len(naughty) != 485 || own < 500 || len(bodies()) < 50 {
		t.Error("the lists have shrunk")
	}
}
