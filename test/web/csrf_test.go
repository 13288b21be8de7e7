package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// aside are the tables that change although nothing was done: refusals are recorded, and sessions
// remember when they were last seen.
var aside = []string{"audit_", "access_session", "access_device", "access_limit", "access_fail", "access_try", "search_gram"}

// forged are the ways in which another site can make a browser send something, and old ones with it.
func forged(x target, p walker) map[string]request {
	fields := cloned(x.fields)
	for k := range fields {
		if fields.Get(k) == "" {
			fields.Set(k, "1")
		}
	}
	plain := func(h http.Header) request {
		h.Set("Content-Type", "application/x-www-form-urlencoded")
		return request{method: x.method, path: x.path, query: x.query, header: h, body: []byte(fields.Encode())}
	}
	withToken := func(h http.Header) request {
		q := request{method: x.method, path: x.path, query: x.query, header: h}.form(p, fields)
		q.header.Del("Sec-Fetch-Site")
		for k, v := range h {
			q.header[k] = v
		}
		return q
	}
	override := plain(http.Header{"X-Http-Method-Override": {x.method}, "X-Method-Override": {x.method}, "Sec-Fetch-Site": {"same-origin"}})
	override.method, override.query = http.MethodGet, url.Values{"_method": {x.method}, "csrf": {p.csrf}}
	json := plain(http.Header{"Sec-Fetch-Site": {"same-site"}})
	json.header.Set("Content-Type", "application/json")
	json.body = []byte(`{"csrf":"` + p.csrf + `"}`)
	text := plain(http.Header{})
	text.header.Set("Content-Type", "text/plain")
	part := plain(http.Header{})
	part.header.Set("Content-Type", "multipart/form-data; boundary=x")
	part.body = []byte("--x\r\nContent-Disposition: form-data; name=\"reason\"\r\n\r\nx\r\n--x--\r\n")
	return map[string]request{
		"an old browser, no token":        plain(http.Header{}),
		"the own site, no token":          plain(http.Header{"Sec-Fetch-Site": {"same-origin"}}),
		"the own site, a wrong token":     withWrong(plain(http.Header{"Sec-Fetch-Site": {"same-origin"}}), p),
		"another site":                    withToken(http.Header{"Sec-Fetch-Site": {"cross-site"}}),
		"another host of the domain":      withToken(http.Header{"Sec-Fetch-Site": {"same-site"}}),
		"another origin, an old browser":  withToken(http.Header{"Origin": {"https://evil.example"}}),
		"no origin (null)":                withToken(http.Header{"Origin": {"null"}}),
		"an origin that begins as ours":   withToken(http.Header{"Origin": {"http://127.0.0.1.evil.example"}}),
		"JSON":                            json,
		"text":                            text,
		"parts":                           part,
		"a GET that calls itself another": override,
	}
}

func withWrong(q request, p walker) request {
	q.body = append(q.body, []byte("&csrf="+strings.ToUpper(p.csrf))...)
	return q
}

// T-CSRF: no forged request has an effect, whoever's session it rides on.
func TestForgedRequests(t *testing.T) {
	w := openTown(t)
	n, targets := 0, w.harvest(t)
	for _, role := range w.roles {
		w.as(t, role) // signing in leaves traces of its own
	}
	before := w.fingerprint(t, aside...)
	var sent []request
	for _, x := range targets {
		if x.method == http.MethodGet || x.method == http.MethodHead {
			continue
		}
		role := x.role
		if role == "" {
			role = "office"
		}
		p := w.as(t, role)
		for name, q := range forged(x, p) {
			a := send(w.plain, p, q)
			n++
			sent = append(sent, q)
			if w.blind(x) && (a.Code == http.StatusUnprocessableEntity || a.Code == http.StatusTooManyRequests) {
				continue // it reads no session: there is nothing to ride on, and what it lacks is a code
			}
			if refused := a.Code == 403 || a.Code == 404 || a.Code == 405 || a.Code == 413 || name == "a GET that calls itself another"; !refused {
				t.Errorf("%s: %s is answered %d", name, q, a.Code)
			}
			if a.Header().Get("Set-Cookie") != "" && strings.Contains(a.Header().Get("Set-Cookie"), "plumbline") {
				t.Errorf("%s: %s changes the session", name, q)
			}
		}
	}
	if tables := changed(before, w.fingerprint(t, aside...)); len(tables) > 0 {
		t.Errorf("something among %d forged requests had an effect on %s", len(sent), tables)
	}
	t.Logf("%d forged requests", n)
}

// The same count sees a change of one row, and our own form is not refused.
func TestForgedControls(t *testing.T) {
	w := openTown(t)
	before := w.fingerprint(t, aside...)
	err := w.house.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		if _, err := tx.Exec(`insert into house_setting (key, value) values ('planted', 'x')`); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.plant", Kind: "setting", ID: "planted"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(changed(before, w.fingerprint(t, aside...))) != 1 {
		t.Error("a changed row is not seen")
	}
	p := w.as(t, "office")
	a := send(w.plain, p, request{method: http.MethodPost, path: "/lang"}.form(p, url.Values{"lang": {"zh"}, "back": {"/profile"}}))
	if a.Code != http.StatusSeeOther {
		t.Errorf("our own form: %d", a.Code)
	}
}
