package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// The two policies, as a reader of TRUST.md 2.18 would write them down: a page loads from its own
// origin only; a file that somebody sent in may do nothing.
const (
	pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
	filePolicy = "default-src 'none'; sandbox"
)

var mustHave = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// powersOff are those that a browser would otherwise grant to a page of its own origin.
var powersOff = []string{"camera", "microphone", "geolocation", "display-capture", "usb", "payment", "midi", "fullscreen", "autoplay",
	"accelerometer", "gyroscope", "magnetometer", "picture-in-picture", "screen-wake-lock", "xr-spatial-tracking", "encrypted-media"}

var mustNotHave = []string{"Server", "X-Powered-By", "Via", "X-Aspnet-Version", "X-Runtime", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"}

// isOff tells whether a Permissions-Policy takes the power from everybody.
func isOff(policy, power string) bool {
	return slices.ContainsFunc(strings.Split(policy, ","), func(p string) bool { return strings.TrimSpace(p) == power+"=()" })
}

// badHeaders lists what is wrong with the head of an answer.
func badHeaders(path string, secure bool, a *httptest.ResponseRecorder) (bad []string) {
	h := a.Result().Header // as it was when the answer began
	say := func(format string, args ...any) { bad = append(bad, fmt.Sprintf(format, args...)) }
	for name, want := range mustHave {
		if got := h.Values(name); len(got) != 1 || got[0] != want {
			say("%s: %q", name, got)
		}
	}
	for _, name := range mustNotHave {
		if h.Get(name) != "" {
			say("%s: %q", name, h.Get(name))
		}
	}
	for _, power := range powersOff {
		if !isOff(h.Get("Permissions-Policy"), power) {
			say("Permissions-Policy leaves %s on", power)
		}
	}
	csp, given := h.Values("Content-Security-Policy"), h.Get("Content-Disposition")
	if len(csp) != 1 || csp[0] != pagePolicy && csp[0] != filePolicy {
		say("Content-Security-Policy: %q", csp)
	}
	kind := h.Get("Content-Type")
	asset := strings.HasPrefix(path, "/assets/") && a.Code == http.StatusOK
	if cache := h.Get("Cache-Control"); cache != "no-store" && !(asset && strings.Contains(cache, "immutable")) {
		say("Cache-Control: %q", cache)
	}
	if a.Body.Len() > 0 && kind == "" {
		say("a body of no type")
	}
	if strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8") && !strings.HasPrefix(given, "attachment") {
		say("text without its encoding: %q", kind)
	}
	if (strings.Contains(kind, "svg") || strings.Contains(kind, "xhtml") || strings.Contains(kind, "/xml")) && !asset && !strings.HasPrefix(given, "attachment") {
		say("active content in the page's own origin: %s", kind)
	}
	if got, want := h.Get("Strict-Transport-Security") != "", secure; got != want {
		say("Strict-Transport-Security: %q behind TLS=%v", h.Get("Strict-Transport-Security"), secure)
	}
	if to := h.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
		say("leads away: Location %q", to)
	}
	return append(bad, badCookies(secure, a)...)
}

func badCookies(secure bool, a *httptest.ResponseRecorder) (bad []string) {
	for _, k := range a.Result().Cookies() {
		line := k.Name
		if !k.HttpOnly || k.SameSite == http.SameSiteDefaultMode || k.SameSite == http.SameSiteNoneMode || k.Path != "/" || k.Domain != "" {
			bad = append(bad, "cookie "+line+" is not HttpOnly, SameSite, for this host alone")
		}
		if secure && (!k.Secure || !strings.HasPrefix(k.Name, "__Host-")) {
			bad = append(bad, "cookie "+line+" over TLS is not Secure with the prefix __Host-")
		}
		if len(k.Name)+len(k.Value) > 4096 {
			bad = append(bad, "cookie "+line+" is larger than browsers keep")
		}
	}
	return bad
}

// odd are requests that no route answers, or that end before one does.
func odd() []request {
	return []request{
		{method: "GET", path: "/nowhere"}, {method: "GET", path: "/assets/nothing.js"}, {method: "POST", path: "/nowhere"},
		{method: "GET", path: "//evil.example/"}, {method: "GET", path: "/rectify/../login"}, {method: "GET", path: "/login/"},
		{method: "PUT", path: "/login"}, {method: "DELETE", path: "/login"}, {method: "OPTIONS", path: "/login"}, {method: "TRACE", path: "/login"},
		{method: "PROPFIND", path: "/"}, {method: "FOO", path: "/"}, {method: "HEAD", path: "/login"}, {method: "OPTIONS", path: "*"},
		{method: "POST", path: "/login", body: make([]byte, 5<<20)}, {method: "POST", path: "/login", length: -1, body: make([]byte, 5<<20), header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}},
		{method: "GET", path: "/login", header: http.Header{"X-Long": {strings.Repeat("x", 20<<10)}}},
		{method: "GET", path: "/" + strings.Repeat("a", 20<<10)}, {method: "GET", path: "/login", query: url.Values{"next": {"//evil.example"}}},
		{method: "POST", path: "/login", header: http.Header{"Origin": {"https://evil.example"}}}, {method: "POST", path: "/login", header: http.Header{"Sec-Fetch-Site": {"cross-site"}}},
		{method: "POST", path: "/profile/password"}, {method: "GET", path: "/login", header: http.Header{"X-Fragment": {"1"}}},
		{method: "POST", path: "/login", body: []byte("a=%zz"), header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}},
		{method: "POST", path: "/files", body: []byte("--x\r\nbroken"), header: http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}},
	}
}

// T-HEAD: every route, every error page, as nobody and as each role, on a plain line and behind TLS.
func TestHeadersEverywhere(t *testing.T) {
	w := openTown(t)
	targets, n := w.harvest(t), 0
	for _, role := range append([]string{""}, w.roles...) {
		for _, secure := range []bool{false, true} {
			if secure && role != "" && role != w.roles[0] && !nightly() {
				continue // the same handlers; what TLS changes is shown by the others
			}
			var h http.Handler = w.plain
			if secure {
				h = w.secure
			}
			ask := func(q request) {
				p := w.as(t, role)
				a := send(h, p, q)
				n++
				for _, bad := range badHeaders(q.path, secure, a) {
					t.Errorf("%s as %q: %d: %s", q, role, a.Code, bad)
				}
				if p.cookie == "" && strings.Contains(a.Body.String(), version) {
					t.Errorf("%s tells nobody its version", q)
				}
				if a.Code >= 500 {
					t.Errorf("%s as %q: %d %.300s", q, role, a.Code, logged.last())
				}
			}
			for _, x := range targets {
				q := request{method: x.method, path: x.path, query: x.query}
				ask(q)
				if x.method != http.MethodGet && x.pattern != "/logout" {
					ask(q.form(w.as(t, role), url.Values{}))
				}
			}
			for _, q := range odd() {
				ask(q)
			}
		}
	}
	t.Logf("%d answers", n)
}

func TestLogoutClears(t *testing.T) {
	w := openTown(t)
	p := w.as(t, w.roles[0])
	a := send(w.secure, p, request{method: http.MethodPost, path: "/logout"}.form(p, url.Values{}))
	clears := a.Header().Get("Clear-Site-Data")
	if a.Code != http.StatusSeeOther || !strings.Contains(clears, `"storage"`) || !strings.Contains(clears, `"cache"`) {
		t.Errorf("%d, Clear-Site-Data: %q", a.Code, clears)
	}
	gone := slices.ContainsFunc(a.Result().Cookies(), func(k *http.Cookie) bool { return k.Name == "__Host-plumbline" && k.MaxAge < 0 })
	if again := send(w.secure, p, request{method: http.MethodGet, path: "/profile"}); !gone || again.Code != http.StatusSeeOther {
		t.Errorf("after signing out: the cookie is gone: %v, the old one answers %d", gone, again.Code)
	}
}

func TestBadHeadersAreSeen(t *testing.T) {
	w := openTown(t)
	for name, spoil := range map[string]func(http.Header){
		"nosniff":             func(h http.Header) { h.Del("X-Content-Type-Options") },
		"referrer":            func(h http.Header) { h.Set("Referrer-Policy", "origin") },
		"policy":              func(h http.Header) { h.Set("Content-Security-Policy", pagePolicy+"; script-src 'unsafe-inline'") },
		"cache":               func(h http.Header) { h.Set("Cache-Control", "private") },
		"server":              func(h http.Header) { h.Set("Server", "plumbline/1") },
		"powers":              func(h http.Header) { h.Set("Permissions-Policy", "camera=()") },
		"cross-origin":        func(h http.Header) { h.Set("Access-Control-Allow-Origin", "*") },
		"cookie":              func(h http.Header) { h.Add("Set-Cookie", "x=1; Path=/") },
		"away":                func(h http.Header) { h.Set("Location", "//evil.example") },
		"encoding":            func(h http.Header) { h.Set("Content-Type", "text/html") },
		"transport":           func(h http.Header) { h.Set("Strict-Transport-Security", "max-age=1") },
		"opener":              func(h http.Header) { h.Del("Cross-Origin-Opener-Policy") },
		"a page of a picture": func(h http.Header) { h.Set("Content-Type", "image/svg+xml") },
	} {
		a := send(w.plain, walker{}, request{method: http.MethodGet, path: "/login"})
		if bad := badHeaders("/login", false, a); len(bad) > 0 {
			t.Fatal("the page is bad as it is: ", bad)
		}
		b := httptest.NewRecorder()
		maps.Copy(b.Header(), a.Header())
		spoil(b.Header())
		b.WriteHeader(a.Code)
		_, _ = b.Write(a.Body.Bytes())
		if len(badHeaders("/login", false, b)) == 0 {
			t.Errorf("spoiled %s is not seen", name)
		}
	}
}

// What the library below answers by itself, before anything of ours is asked: it gives nothing away.
func TestRawAnswers(t *testing.T) {
	w := openTown(t)
	at := w.listen(t)
	for name, c := range map[string]struct{ sent, want string }{
		"no host":              {"GET / HTTP/1.1\r\n\r\n", "400"},
		"no HTTP":              {"\x16\x03\x01\x00\x05hello\r\n\r\n", "400"},
		"two hosts":            {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
		"a line too long":      {"GET /" + strings.Repeat("a", 100<<10) + " HTTP/1.1\r\nHost: a\r\n\r\n", "431"},
		"a header too long":    {"GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("a", 100<<10) + "\r\n\r\n", "431"},
		"17 kB of header":      {"GET /login HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("a", 17<<10) + "\r\n\r\n", "431"},
		"both lengths":         {"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n", ""},
		"two lengths":          {"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", "400"},
		"an odd encoding":      {"POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", "501"},
		"a folded header":      {"GET /login HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", ""},
		"a space before colon": {"GET /login HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
		"NUL in a header":      {"GET /login HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", "400"},
		"a version of old":     {"GET /login HTTP/0.9\r\n\r\n", ""},
	} {
		conn, err := net.DialTimeout("tcp", at, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		_, _ = io.WriteString(conn, c.sent) // the server may have hung up already: that is an answer
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			conn.Close()
			if c.want == "431" {
				continue // so much was still on its way that the answer was lost with the connection
			}
			t.Errorf("%s: no answer: %v", name, err)
			continue
		}
		body, _ := io.ReadAll(io.LimitReader(res.Body, 1<<20)) // as much as came before the server hung up
		res.Body.Close()
		conn.Close()
		if c.want != "" && !strings.HasPrefix(res.Status, c.want) {
			t.Errorf("%s: %s", name, res.Status)
		}
		for _, h := range mustNotHave {
			if res.Header.Get(h) != "" {
				t.Errorf("%s: %s: %s", name, h, res.Header.Get(h))
			}
		}
		if strings.Contains(string(body), version) || strings.Contains(strings.ToLower(string(body)), "golang") || leak.MatchString(string(body)) {
			t.Errorf("%s tells what runs here: %s", name, body)
		}
	}
}

// listen serves the house on a port of its own until the test ends.
func (w *town) listen(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.plain.Listen(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}
