package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

// lone is a server with one more route, for what no route of the house does.
func lone(t *testing.T, rt front.Route) http.Handler {
	t.Helper()
	h, _ := emptyHouse(t)
	rt.Method, rt.Pattern, rt.Right = http.MethodPost, "/lone", access.Public
	return front.New(h, "test", true, func(*front.Server) []front.Route { return []front.Route{rt} })
}

func sealed(t *testing.T, what string, a *httptest.ResponseRecorder) {
	t.Helper()
	h := a.Result().Header
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "X-Permitted-Cross-Domain-Policies": "none",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if h.Get(name) != want {
			t.Errorf("%s: %s: %q", what, name, h.Get(name))
		}
	}
	if h.Get("Permissions-Policy") == "" || h.Get("Content-Security-Policy") == "" || h.Get("Cache-Control") != "no-store" || h.Get("Strict-Transport-Security") != "max-age=63072000; includeSubDomains" {
		t.Errorf("%s: %v", what, h)
	}
}

// Whatever happens in a handler, the answer has the headers and one status.
func TestHeadersWhateverHappens(t *testing.T) {
	long := strings.Repeat("a", 200<<10)
	for what, c := range map[string]struct {
		rt     front.Route
		body   string
		length int64
		status int
	}{
		"a panic":              {front.Route{Handle: func(*front.Ctx) error { panic("planted") }}, "", 0, 500},
		"a panic with nil":     {front.Route{Handle: func(*front.Ctx) error { var p *int; *p = 1; return nil }}, "", 0, 500},
		"an error":             {front.Route{Handle: func(*front.Ctx) error { return errors.New("select secret from x") }}, "", 0, 500},
		"nothing at all":       {front.Route{Handle: func(*front.Ctx) error { return nil }}, "", 0, 200},
		"headers taken away":   {front.Route{Handle: func(c *front.Ctx) error { clear(c.W.Header()); c.W.WriteHeader(204); return nil }}, "", 0, 204},
		"the library's 416":    {front.Route{Handle: serveRange}, "", 0, 416},
		"too much announced":   {front.Route{Handle: readForm, Body: 1 << 10}, long, 0, 413},
		"too much unannounced": {front.Route{Handle: readForm, Body: 1 << 10}, long, -1, 413},
	} {
		h := lone(t, c.rt)
		r := httptest.NewRequest(http.MethodPost, "/lone", strings.NewReader("x="+c.body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Range", "bytes=99-")
		r.Header.Set("Accept", "text/html")
		if c.length < 0 {
			r.ContentLength = -1
		}
		a := httptest.NewRecorder()
		h.ServeHTTP(a, r)
		if c.status == 200 && a.Code == 200 && !a.Flushed && a.Body.Len() == 0 {
			continue // the library writes the head of an answer that nobody began; TestHeadersEverywhere sees those
		}
		if a.Code != c.status {
			t.Errorf("%s: %d, want %d", what, a.Code, c.status)
		}
		sealed(t, what, a)
		if body := a.Body.String(); strings.Contains(body, "secret") || strings.Contains(body, "planted") || strings.Contains(body, ".go:") {
			t.Errorf("%s tells: %s", what, body)
		}
	}
}

func serveRange(c *front.Ctx) error {
	http.ServeContent(c.W, c.R, "", time.Time{}, strings.NewReader("short"))
	return nil
}

func readForm(c *front.Ctx) error {
	_, err := c.Form()
	return err
}

// An answer that has begun and cannot be finished is cut off, and not finished with an error page.
func TestAbortedAnswersAreCutOff(t *testing.T) {
	h := lone(t, front.Route{Handle: func(*front.Ctx) error { panic(http.ErrAbortHandler) }})
	defer func() {
		if p := recover(); p != any(http.ErrAbortHandler) {
			t.Errorf("recovered %v", p)
		}
	}()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/lone", nil))
	t.Error("the answer was finished")
}

func TestHeaderBound(t *testing.T) {
	h := lone(t, front.Route{Handle: func(*front.Ctx) error { return nil }})
	for size, want := range map[int]int{15 << 10: http.StatusOK, 17 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		r := httptest.NewRequest(http.MethodPost, "/lone", nil)
		r.Header.Set("X-Long", strings.Repeat("x", size))
		a := httptest.NewRecorder()
		h.ServeHTTP(a, r)
		if a.Code != want {
			t.Errorf("%d bytes: %d, want %d", size, a.Code, want)
		}
		if want != http.StatusOK {
			sealed(t, "a long header", a)
		}
	}
}
