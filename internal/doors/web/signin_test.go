package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/audit"
)

// enrolled is a house in which office can sign in by both steps.
func enrolled(t *testing.T) (*browser, *clock.Settable) {
	t.Helper()
	b := testHouse(t)
	accesstest.Enrol(t, b.house.DB, b.house.Access, "office")
	return b, b.house.DB.Clock().(*clock.Settable)
}

// password takes the first step and code the second; each answers the session's cookie afterwards.
func (b *browser) password(login string) string {
	b.t.Helper()
	if res, body := b.do(http.MethodPost, "/login", url.Values{"login": {login}, "password": {testPassword}}); res.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("the password of %s: %d %.300s", login, res.StatusCode, body)
	}
	return b.jar["plumbline"]
}

func (b *browser) code(c *clock.Settable) string {
	b.t.Helper()
	if res, body := b.post("/login/factor", "/login/factor", url.Values{"code": {accesstest.Code(b.t, c)}}); res.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("the code: %d %.300s", res.StatusCode, body)
	}
	return b.jar["plumbline"]
}

// opens tells whether a cookie opens a page of the signed-in.
func (b *browser) opens(cookie string) bool {
	b.t.Helper()
	other := newBrowser(b.t, b.house, b.srv)
	other.jar["plumbline"] = cookie
	res, _ := other.do(http.MethodGet, "/profile", nil)
	return res.StatusCode == http.StatusOK
}

// T-SESS at the pages: fixation, rotation, reuse, flags. A live session beside each dead one is the control.
func TestSessionCookie(t *testing.T) {
	b, c := enrolled(t)
	b.jar["plumbline"] = "planted-by-somebody-else"
	weak := b.password("office")
	if weak == "planted-by-somebody-else" || b.opens("planted-by-somebody-else") {
		t.Error("a planted cookie is taken over")
	}
	if b.opens(weak) {
		t.Error("the password alone opens a page")
	}
	strong := b.code(c)
	if strong == weak || b.opens(weak) || !b.opens(strong) {
		t.Error("the cookie does not change with the second step")
	}
	c.Advance(access.StepUpAge + time.Minute)
	if res, _ := b.post("/profile", "/login/step", url.Values{"sign": {testPassword}, "next": {"/profile"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing: %d", res.StatusCode)
	}
	stepped := b.jar["plumbline"]
	if stepped == strong || b.opens(strong) || !b.opens(stepped) {
		t.Error("the cookie does not change with a signature")
	}
	fresh := "walnut ladder thistle"
	if res, body := b.post("/profile", "/profile/password", url.Values{"old": {testPassword}, "password": {fresh}, "again": {fresh}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("the password: %d %.500s", res.StatusCode, body)
	}
	changed := b.jar["plumbline"]
	if b.opens(stepped) || !b.opens(changed) {
		t.Error("the cookie does not change with the password")
	}
	if res, _ := b.post("/profile", "/logout", url.Values{}); res.StatusCode != http.StatusSeeOther || b.opens(changed) {
		t.Error("a session is used after signing out")
	}
}

func TestCookieFlags(t *testing.T) {
	b, c := enrolled(t)
	for name, srv := range map[string]*httptest.Server{"": b.srv, "__Host-": httptest.NewServer(New(b.house, "test", true))} {
		c.Advance(time.Minute)
		p := newBrowser(t, b.house, srv)
		res, _ := p.do(http.MethodPost, "/login", url.Values{"login": {"office"}, "password": {testPassword}})
		weak := res.Cookies()
		res, _ = p.post("/login/factor", "/login/factor", url.Values{"code": {accesstest.Code(t, c)}})
		strong := res.Cookies()
		if len(weak) != 1 || len(strong) != 2 {
			t.Fatalf("cookies %v, then %v", weak, strong)
		}
		for _, k := range append(weak, strong...) {
			if !strings.HasPrefix(k.Name, name+"p") || !k.HttpOnly || k.SameSite != http.SameSiteStrictMode || k.Path != "/" || k.Domain != "" || k.Secure != (name != "") {
				t.Errorf("%s: %+v", k.Name, k)
			}
		}
	}
}

// A weak session opens the pages of the second step and nothing else, whatever the route.
func TestHalfWayOpensNothing(t *testing.T) {
	b, c := enrolled(t)
	b.password("office")
	token := tokenField.FindStringSubmatch(b.get("/login/factor", http.StatusOK))[1]
	closed, open := 0, 0
	for _, r := range New(b.house, "test", false).Routes() {
		if r.Right == access.Public || r.Pattern == "/logout" {
			continue
		}
		path := strings.NewReplacer("{$}", "", "{name...}", "x").Replace(r.Pattern)
		var form url.Values
		if r.Method == http.MethodPost {
			form = url.Values{"csrf": {token}}
		}
		res, _ := b.do(r.Method, path, form)
		away := res.StatusCode == http.StatusSeeOther && strings.HasPrefix(res.Header.Get("Location"), "/login/factor")
		switch {
		case r.Right == access.Halfway:
			open++
		case away:
			closed++
		default:
			t.Errorf("%s %s answers %d to a password alone", r.Method, r.Pattern, res.StatusCode)
		}
	}
	b.code(c)
	if res, _ := b.do(http.MethodGet, "/profile", nil); res.StatusCode != http.StatusOK { // control
		t.Errorf("both steps open nothing either: %d", res.StatusCode)
	}
	t.Logf("%d routes are closed, %d belong to the second step", closed, open)
}

// A route that wants a signature asks for it, keeps what was typed, and goes on once it is right.
func TestSignatureKeepsTheForm(t *testing.T) {
	b := rolesAt(t, access.SecAdmin)[access.SecAdmin]
	c := b.house.DB.Clock().(*clock.Settable)
	save := func(form url.Values) (*http.Response, string) { return b.post("/profile", "/admin/security", form) }
	if res, _ := save(url.Values{"profile": {"mlps3"}}); res.StatusCode != http.StatusSeeOther { // control: fresh from the sign-in
		t.Fatalf("a fresh session: %d", res.StatusCode)
	}
	c.Advance(access.StepUpAge + time.Second)
	res, body := save(url.Values{"profile": {""}, "note": {"留意 & \"这一行\""}})
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `name="sign"`) || !strings.Contains(body, `action="/admin/security"`) ||
		!strings.Contains(body, `name="note" value="留意 &amp; &#34;这一行&#34;"`) {
		t.Fatalf("without a signature: %d %.1500s", res.StatusCode, body)
	}
	if body := b.get("/admin/security", http.StatusOK); !strings.Contains(body, "现行：等保三级策略") {
		t.Error("it was saved without a signature")
	}
	if res, body := save(url.Values{"profile": {""}, "sign": {"not my password at all"}}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#f-sign"`) || strings.Contains(body, "not my password") {
		t.Errorf("with a wrong one: %d", res.StatusCode)
	}
	was := b.jar["plumbline"]
	if res, body := save(url.Values{"profile": {""}, "sign": {testPassword}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("with the right one: %d %.500s", res.StatusCode, body)
	}
	if b.jar["plumbline"] == was || b.opens(was) {
		t.Error("the signature leaves the old cookie alive")
	}
	if body := b.get("/admin/security", http.StatusOK); !strings.Contains(body, "现行：通行策略") {
		t.Error("it was not saved")
	}
	c.Advance(access.StepUpAge + time.Second)
	if body := b.get("/profile/factor", http.StatusOK); !strings.Contains(body, `name="next" value="/profile/factor"`) {
		t.Error("a page that wants a signature does not ask for it")
	}
	b.header.Set("Accept", "*/*")
	if res, _ := save(url.Values{"profile": {"mlps3"}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a script without a signature: %d", res.StatusCode)
	}
}

// The pages of the person's own factors and sessions.
func TestOwnFactorsAndSessions(t *testing.T) {
	b, c := enrolled(t)
	b.password("office")
	first := b.code(c)
	other := newBrowser(t, b.house, b.srv)
	other.signIn("office")
	page := b.get("/profile", http.StatusOK)
	if strings.Count(page, `action="/profile/session/end"`) != 1 || !strings.Contains(page, "动态验证码") || !strings.Contains(page, "唯一") || !strings.Contains(page, "添加第二重验证") {
		t.Errorf("the page: %.3000s", page)
	}
	id := between(page, `name="session" value="`, `"`)
	if res, _ := b.post("/profile", "/profile/session/end", url.Values{"session": {id}}); res.StatusCode != http.StatusSeeOther || b.opens(other.jar["plumbline"]) || !b.opens(first) {
		t.Errorf("ending one session: %d", res.StatusCode)
	}
	if res, _ := b.post("/profile", "/profile/session/end", url.Values{"session": {"0000000000000000"}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("ending somebody else's session: %d", res.StatusCode)
	}
	page = b.get("/profile/factor", http.StatusOK)
	if !strings.Contains(page, `<svg class="pl-qr-code"`) || !strings.Contains(page, "<path d=\"M") {
		t.Error("no picture of the secret")
	}
	secret := strings.ReplaceAll(between(page, "<code>", "</code>"), " ", "")
	code, err := access.CodeAt(secret, c.Now())
	if err != nil {
		t.Fatalf("the secret in letters is %q: %v", secret, err)
	}
	if res, body := b.post("/profile/factor", "/login/enrol", url.Values{"code": {"000000"}, "name": {"旧电话"}}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "旧电话") || !strings.Contains(strings.ReplaceAll(body, " ", ""), secret) {
		t.Errorf("a wrong code: %d", res.StatusCode)
	}
	if res, _ := b.post("/profile/factor", "/login/enrol", url.Values{"code": {code}, "name": {"电话"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("the right code: %d", res.StatusCode)
	}
	page = b.get("/profile?done=factor", http.StatusOK)
	if strings.Count(page, `action="/profile/factor/remove"`) != 2 {
		t.Error("the new factor is not listed")
	}
	for i := range 2 {
		id := between(b.get("/profile", http.StatusOK), `name="factor" value="`, `"`)
		want := []int{http.StatusSeeOther, http.StatusNotFound}[i] // the last one has no button
		if res, _ := b.post("/profile", "/profile/factor/remove", url.Values{"factor": {id}}); res.StatusCode != want {
			t.Errorf("removing factor %d: %d", i+1, res.StatusCode)
		}
	}
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// Passkeys are offered where browsers have them, and the questions need the form's token.
func TestPasskeyQuestion(t *testing.T) {
	b, _ := enrolled(t)
	if strings.Contains(b.get("/login", http.StatusOK), "data-passkey") { // 127.0.0.1 is a bare address
		t.Error("a bare address offers passkeys")
	}
	if res, _ := b.do(http.MethodPost, "/login/passkey/ask", url.Values{}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("the question at a bare address: %d", res.StatusCode)
	}
	b.srv.URL = strings.Replace(b.srv.URL, "127.0.0.1", "localhost", 1)
	if !strings.Contains(b.get("/login", http.StatusOK), `data-passkey="/login/passkey/ask"`) {
		t.Error("this very machine offers none")
	}
	res, body := b.do(http.MethodPost, "/login/passkey/ask", url.Values{})
	if res.StatusCode != http.StatusOK || !strings.Contains(body, `"challenge"`) || !strings.Contains(body, `"rpId":"localhost"`) || !strings.Contains(body, `"userVerification":"required"`) {
		t.Errorf("the question: %d %s", res.StatusCode, body)
	}
	if res, _ := b.do(http.MethodPost, "/login/passkey", url.Values{"ticket": {between(body, `"ticket":"`, `"`)}, "answer": {"{}"}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an answer that is none: %d", res.StatusCode)
	}
}

// The code is shown in the demo and nowhere else.
func TestDemoShowsTheCode(t *testing.T) {
	b, c := enrolled(t)
	b.password("office")
	if page := b.get("/login/factor", http.StatusOK); strings.Contains(page, "演示环境") || strings.Contains(page, accesstest.Code(t, c)) {
		t.Error("a real house shows the code")
	}
	b.house.Config.DemoSecret = func(string) string { return accesstest.Secret }
	if page := b.get("/login/factor", http.StatusOK); !strings.Contains(page, "演示环境") || !strings.Contains(page, accesstest.Code(t, c)) {
		t.Error("the demo does not show the code")
	}
}

// Under the profile mlps3 a password of 90 days is changed before any other page opens; the new one is asked by the same
// rules, in both languages.
func TestOldPasswordIsRenewedFirst(t *testing.T) {
	b, c := enrolled(t)
	err := b.house.DB.Write(t.Context(), who.Job("test"), func(tx *db.Tx) error {
		if _, err := tx.Exec(`insert into house_setting (key, value) values ($1, $2)`, "password_profile", access.ProfileMLPS3); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.setting", Kind: "house"})
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Advance(91 * 24 * time.Hour)
	b.password("office")
	b.code(c)
	if res, _ := b.do(http.MethodGet, "/profile", nil); res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(res.Header.Get("Location"), "/login/renew") {
		t.Fatalf("an old password opens the profile: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	for _, lang := range []string{"zh", "en"} {
		b.jar["pl_lang"] = lang
		if body := b.get("/login/renew", http.StatusOK); !strings.Contains(body, `name="again"`) {
			t.Errorf("%s: no form", lang)
		}
	}
	for _, x := range []struct {
		fresh  string
		status int
	}{{"walnut ladder thistle", http.StatusUnprocessableEntity}, {"Walnut-Ladder-Thistle-7", http.StatusSeeOther}} {
		if res, body := b.post("/login/renew", "/login/renew", url.Values{"old": {testPassword}, "password": {x.fresh}, "again": {x.fresh}}); res.StatusCode != x.status {
			t.Errorf("%s: %d %.300s", x.fresh, res.StatusCode, body)
		}
	}
	if !b.opens(b.jar["plumbline"]) {
		t.Error("a new password does not open the pages")
	}
}
