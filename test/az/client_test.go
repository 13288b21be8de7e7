package az

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// client asks over a real socket with a person's session.
type client struct {
	t      testing.TB
	base   string
	cookie string
	csrf   string
	http   *http.Client
}

func newClient(t testing.TB, base, cookie, csrf string) *client {
	return &client{t: t, base: base, cookie: cookie, csrf: csrf, http: &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 4, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// get reads a page; a redirect is answered as it is.
func (c *client) get(path string) (status int, body string) {
	r := c.request(http.MethodGet, path, nil)
	return r.status, r.body
}

type answer struct {
	status int
	header http.Header
	body   string
}

// request sends a form (or nothing) with the session's token, so that a refusal is never only the missing token.
func (c *client) request(method, path string, form url.Values) answer {
	c.t.Helper()
	var body io.Reader
	if method != http.MethodGet && method != http.MethodHead {
		if form == nil {
			form = url.Values{}
		}
		form.Set("csrf", c.csrf)
		body = strings.NewReader(form.Encode())
	}
	q, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	q.Header.Set("Accept", "text/html")
	if body != nil {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if c.cookie != "" {
		q.AddCookie(&http.Cookie{Name: "plumbline", Value: c.cookie})
	}
	a, err := c.http.Do(q)
	if err != nil {
		c.t.Fatal(err)
	}
	defer a.Body.Close()
	raw, err := io.ReadAll(a.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{a.StatusCode, a.Header, string(raw)}
}
