package web

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/doors/web/idp"
	"plumbline/internal/doors/web/idp/idptest"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
)

// visitor is a browser over TLS that may show a certificate; it does not follow redirects.
type visitor struct {
	t    *testing.T
	base string
	c    *http.Client
}

// secured serves a house over TLS and makes visitors of it.
func secured(t *testing.T, b *browser, authority *ca, d front.Door) func(shows *tls.Certificate) *visitor {
	t.Helper()
	d.TLS = front.TLSConfig(authority.own(), d.ClientCA)
	srv := httptest.NewUnstartedServer(NewAt(b.house, "test", d))
	srv.TLS = d.TLS
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return func(shows *tls.Certificate) *visitor {
		jar, _ := cookiejar.New(nil)
		cfg := &tls.Config{RootCAs: authority.pool(), Time: func() time.Time { return testDay }}
		cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if shows == nil {
				return &tls.Certificate{}, nil
			}
			return shows, nil // whatever the server asked for
		}
		tr := &http.Transport{TLSClientConfig: cfg}
		t.Cleanup(tr.CloseIdleConnections)
		return &visitor{t: t, base: srv.URL, c: &http.Client{Jar: jar, Transport: tr,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	}
}

func (v *visitor) do(method, path string, form url.Values) (*http.Response, string) {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := v.c.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	return res, string(body)
}

// post sends a form with the token of the page at from.
func (v *visitor) post(from, path string, form url.Values) (*http.Response, string) {
	v.t.Helper()
	_, body := v.do(http.MethodGet, from, nil)
	if m := tokenField.FindStringSubmatch(body); m != nil {
		form.Set("csrf", m[1])
	}
	return v.do(http.MethodPost, path, form)
}

// password takes the first step as a person of the test house.
func (v *visitor) password(login string) {
	v.t.Helper()
	res, body := v.do(http.MethodPost, "/login", url.Values{"login": {login}, "password": {testPassword}})
	if res.StatusCode != http.StatusSeeOther {
		v.t.Fatalf("password of %s: %d %.200s", login, res.StatusCode, body)
	}
}

// inside tells whether the visitor has got in.
func (v *visitor) inside() bool {
	v.t.Helper()
	res, _ := v.do(http.MethodGet, "/profile", nil)
	return res.StatusCode == http.StatusOK
}

// says wants one sentence of words/ on the page, in Chinese.
func says(t *testing.T, b *browser, what, body, key string, args ...any) {
	t.Helper()
	want := b.house.Words.Say("zh", key, args...)
	if !strings.Contains(body, want) || strings.Contains(want, key) {
		t.Errorf("%s: the page does not say %q", what, want)
	}
}

// A certificate of the house's CA, registered for the account, takes the place of the app's code;
// every other certificate is refused with one sentence.
func TestCertificateIsTheSecondFactor(t *testing.T) {
	b := testHouse(t)
	police, server := newCA(t, "police"), newCA(t, "server")
	cfg := idp.Config{Certificate: &idp.Certificate{From: "cn", Matches: "badge"}}
	person := func(authority *ca, name string, until time.Time) *tls.Certificate {
		tpl := &x509.Certificate{Subject: pkix.Name{CommonName: name}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
		if !until.IsZero() {
			tpl.NotBefore, tpl.NotAfter = until.AddDate(-1, 0, 0), until
		}
		c := authority.sign(tpl)
		return &c
	}
	visit := secured(t, b, server, front.Door{ClientCA: police.pool(), SignIn: cfg})
	east, west := person(police, "east", time.Time{}), person(police, "west", time.Time{})
	for login, cert := range map[string]*tls.Certificate{"east": east, "west": west} {
		v := visit(cert)
		signedInAs(v, b, login)
		if res, body := v.post("/profile", "/login/enrol/certificate", url.Values{}); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("registering %s: %d %.300s", login, res.StatusCode, body)
		}
	}
	v := visit(east)
	v.password("east")
	if v.inside() {
		t.Fatal("a password alone opens the house")
	}
	if res, body := v.post("/login/factor", "/login/certificate", url.Values{}); res.StatusCode != http.StatusSeeOther || !v.inside() {
		t.Fatalf("password and own certificate: %d %.300s", res.StatusCode, body)
	}
	for key, cert := range map[string]*tls.Certificate{
		"outside.other":        west,
		"outside.unregistered": person(police, "east", time.Time{}), // the same name, another card
		"outside.cert.ca":      person(newCA(t, "elsewhere"), "east", time.Time{}),
		"outside.cert.expired": person(police, "east", testDay.AddDate(0, 0, -1)),
		"outside.cert.none":    nil,
	} {
		v := visit(cert)
		v.password("east")
		res, body := v.post("/login/factor", "/login/certificate", url.Values{})
		if res.StatusCode != http.StatusUnprocessableEntity || v.inside() {
			t.Errorf("%s: %d", key, res.StatusCode)
		}
		says(t, b, key, body, key)
	}
	v = visit(west)
	signedInAs(v, b, "office")
	if _, body := v.post("/profile", "/login/enrol/certificate", url.Values{}); !strings.Contains(body, b.house.Words.Say("zh", "outside.other")) {
		t.Error("somebody registers the certificate of somebody else")
	}
	v = visit(east)
	if _, body := v.do(http.MethodPost, "/login/certificate", url.Values{}); v.inside() {
		t.Error("a certificate alone opens a house that does not count it as two factors")
	} else {
		says(t, b, "alone", body, "outside.cert.off")
	}
	// The same card in a house that counts it as two factors: the control.
	counts := cfg
	counts.Certificate = &idp.Certificate{From: "cn", Matches: "badge", TwoFactors: true}
	v = secured(t, b, server, front.Door{ClientCA: police.pool(), SignIn: counts})(east)
	if _, body := v.do(http.MethodGet, "/login", nil); !strings.Contains(body, `action="/login/certificate"`) {
		t.Error("the sign-in page does not offer the certificate")
	}
	if res, _ := v.do(http.MethodPost, "/login/certificate", url.Values{}); res.StatusCode != http.StatusSeeOther || !v.inside() {
		t.Errorf("a card with its PIN: %d", res.StatusCode)
	}
}

// signedInAs gives the visitor a strong session of the account.
func signedInAs(v *visitor, b *browser, login string) {
	v.t.Helper()
	u, _ := url.Parse(v.base)
	v.c.Jar.SetCookies(u, []*http.Cookie{{Name: "__Host-plumbline", Value: accesstest.SignIn(v.t, b.house.Access, login), Path: "/", Secure: true}})
}

// outsideHouse is a test house whose sign-in.toml names a directory and a provider.
func outsideHouse(t *testing.T) (*browser, *idptest.Directory, *idptest.Provider, *visitor) {
	t.Helper()
	b := testHouse(t)
	d := idptest.NewDirectory(t, false, idptest.Entry{DN: "uid=east,dc=x", UID: "east", Password: "directory pass phrase", Badges: []string{"east"}},
		idptest.Entry{DN: "uid=li,dc=x", UID: "li", Password: "directory pass phrase", Badges: []string{"999"}})
	p := idptest.NewProvider(t)
	dir := t.TempDir()
	for name, raw := range map[string][]byte{"ldap.pem": d.CA, "oidc.pem": p.CA, "sign-in.toml": []byte(`
[ldap]
name = "警务目录"
url = "` + d.URL + `"
ca = "ldap.pem"
bind = "uid={login},dc=x"
base = "dc=x"
filter = "(uid={login})"
attribute = "employeeNumber"
matches = "badge"
[oidc]
name = "统一身份认证"
issuer = "` + p.URL + `"
ca = "oidc.pem"
client_id = "plumbline"
redirect = "https://house.example/login/oidc/back"
claim = "employee"
matches = "badge"
trust_amr = ["mfa"]
`)} {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := idp.Read(filepath.Join(dir, "sign-in.toml"))
	if err != nil {
		t.Fatal(err)
	}
	return b, d, p, secured(t, b, newCA(t, "server"), front.Door{SignIn: *cfg})(nil)
}

// The directory's password is the first factor and no more; who is unknown here gets a sentence and
// no account; when the directory is down our own password still works.
func TestDirectoryIsTheFirstFactor(t *testing.T) {
	b, d, _, v := outsideHouse(t)
	accesstest.Enrol(t, b.house.DB, b.house.Access, "east")
	if _, body := v.do(http.MethodGet, "/login", nil); !strings.Contains(body, "警务目录") || !strings.Contains(body, "统一身份认证") {
		t.Error("the sign-in page does not offer the directory and the provider")
	}
	form := func(login, password string) url.Values {
		return url.Values{"login": {login}, "password": {password}}
	}
	for _, x := range []struct{ login, password, key string }{
		{"east", "wrong", "outside.wrong"}, {"east)(uid=*", "directory pass phrase", "outside.wrong"}, {"li", "directory pass phrase", "outside.unknown"},
	} {
		res, body := v.do(http.MethodPost, "/login/directory", form(x.login, x.password))
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", x.key, res.StatusCode)
		}
		says(t, b, x.login, body, x.key, "place", "警务目录", "value", "999")
	}
	res, _ := v.do(http.MethodPost, "/login/directory", form("east", "directory pass phrase"))
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Refresh"), "0;url=/") || v.inside() {
		t.Fatalf("the right password: %d, inside %v", res.StatusCode, v.inside())
	}
	if res, _ := v.post("/login/factor", "/login/factor", url.Values{"code": {accesstest.Code(t, b.house.DB.Clock())}}); res.StatusCode != http.StatusSeeOther || !v.inside() {
		t.Errorf("the second factor after the directory: %d", res.StatusCode)
	}
	d.Close()
	v.c.Jar, _ = cookiejar.New(nil)
	res, body := v.do(http.MethodPost, "/login/directory", form("east", "directory pass phrase"))
	if res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, `href="/login"`) {
		t.Errorf("a directory that is down: %d", res.StatusCode)
	}
	says(t, b, "down", body, "outside.down", "place", "警务目录")
	v.password("east")
}

// The provider names the person; its own second factor counts only in the words that the file trusts.
func TestProviderIsTheFirstFactor(t *testing.T) {
	b, _, p, v := outsideHouse(t)
	p.Claims["exp"], p.Claims["employee"] = testDay.Add(time.Hour).Unix(), "east"
	walk := func(state string) (*http.Response, string) {
		res, _ := v.do(http.MethodGet, "/login/oidc?next=/profile", nil)
		to, err := url.Parse(res.Header.Get("Location"))
		if err != nil || !strings.HasPrefix(to.String(), p.URL) {
			t.Fatalf("the way to the provider: %d %s", res.StatusCode, res.Header.Get("Location"))
		}
		p.Challenge, p.Claims["nonce"] = to.Query().Get("code_challenge"), to.Query().Get("nonce")
		if state == "" {
			state = to.Query().Get("state")
		}
		return v.do(http.MethodGet, "/login/oidc/back?code=good&state="+url.QueryEscape(state), nil)
	}
	if res, _ := walk(""); res.StatusCode != http.StatusOK || res.Header.Get("Refresh") != "0;url=/profile" || v.inside() {
		t.Errorf("named by the provider: %d %q, inside %v", res.StatusCode, res.Header.Get("Refresh"), v.inside())
	}
	for key, change := range map[string]func() string{
		"outside.forged":  func() string { return "another browser's" },
		"outside.unknown": func() string { p.Claims["employee"] = "999"; return "" },
		"outside.nothing": func() string { delete(p.Claims, "employee"); return "" },
	} {
		v.c.Jar, _ = cookiejar.New(nil)
		p.Claims["employee"] = "east"
		state := change()
		res, body := walk(state)
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `name="password"`) {
			t.Errorf("%s: %d", key, res.StatusCode)
		}
		says(t, b, key, body, key, "place", "统一身份认证", "value", "999")
	}
	v.c.Jar, _ = cookiejar.New(nil)
	p.Claims["employee"], p.Claims["amr"] = "east", []string{"mfa"}
	if res, _ := walk(""); res.StatusCode != http.StatusOK || !v.inside() {
		t.Errorf("two factors at a provider that is trusted for them: %d", res.StatusCode)
	}
	p.Server.Close()
	v.c.Jar, _ = cookiejar.New(nil)
	if res, _ := v.do(http.MethodGet, "/login/oidc/back?code=good&state=x", nil); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an answer that nobody asked for: %d", res.StatusCode)
	}
}

// A code at the pages: each mistake is one sentence in both languages, and the page names its words.
func TestCodePages(t *testing.T) {
	b := testHouse(t)
	for _, lang := range i18n.Languages {
		b.jar["pl_lang"] = lang
		if body := b.get("/enrol", http.StatusOK); strings.Contains(body, "enrol.") {
			t.Errorf("%s: a sentence is missing", lang)
		}
		_, body := b.do(http.MethodPost, "/enrol", url.Values{"login": {"east"}, "code": {"AAAA"}, "password": {testPassword}, "again": {testPassword}})
		if !strings.Contains(body, b.house.Words.Say(lang, "enrol.code_wrong")) || strings.Contains(body, testPassword) {
			t.Errorf("%s: a wrong code is not said, or the password comes back", lang)
		}
		_, body = b.do(http.MethodPost, "/enrol", url.Values{"login": {"east"}, "code": {"AAAA"}, "password": {testPassword}, "again": {"x"}})
		if !strings.Contains(body, b.house.Words.Say(lang, "enrol.again_differs")) {
			t.Errorf("%s: two passwords are not said to differ", lang)
		}
	}
}

// The accounts page: the system administrator issues a code, shown once; the security administrator
// ends sessions and requires a new code; neither has the other's act.
func TestAdministratorsOfAccounts(t *testing.T) {
	b := testHouse(t)
	root := b.rootUnit()
	makeTestLogin(t, b.house, "sys", access.SysAdmin, root)
	makeTestLogin(t, b.house, "sec", access.SecAdmin, root)
	id := b.loginID("east")
	sys, sec := newBrowser(t, b.house, b.srv), newBrowser(t, b.house, b.srv)
	sys.signIn("sys")
	sec.signIn("sec")
	for _, lang := range i18n.Languages {
		sys.jar["pl_lang"], sec.jar["pl_lang"] = lang, lang
		for who, page := range map[string]string{"sys": sys.get("/admin/logins", http.StatusOK), "sec": sec.get("/admin/logins", http.StatusOK)} {
			if strings.Contains(page, "/admin/logins/code") != (who == "sys") || strings.Contains(page, "/admin/logins/require") != (who == "sec") || strings.Contains(page, "enrol.") {
				t.Errorf("%s in %s has the other's act, or a sentence is missing", who, lang)
			}
		}
	}
	east := newBrowser(t, b.house, b.srv)
	east.signIn("east")
	if res, _ := sec.post("/admin/logins", "/admin/logins/end", url.Values{"id": {id}, "reason": {"离职"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("ending sessions: %d", res.StatusCode)
	}
	if res, _ := east.do(http.MethodGet, "/profile", nil); res.StatusCode != http.StatusSeeOther {
		t.Error("the session lives on")
	}
	if res, body := sec.post("/admin/logins", "/admin/logins/require", url.Values{"id": {id}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d %.200s", res.StatusCode, body)
	}
	if res, _ := sec.post("/admin/logins", "/admin/logins/require", url.Values{"id": {id}, "reason": {"手机遗失"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("requiring a code: %d", res.StatusCode)
	}
	if res, _ := sec.post("/admin/logins", "/admin/logins/code", url.Values{"id": {id}, "reason": {"x"}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("the security administrator issues a code: %d", res.StatusCode)
	}
	res, body := sys.post("/admin/logins", "/admin/logins/code", url.Values{"id": {id}, "reason": {"手机遗失"}})
	codes := codesOf(body)
	if res.StatusCode != http.StatusOK || len(codes) != 1 {
		t.Fatalf("issuing a code: %d, %d codes", res.StatusCode, len(codes))
	}
	if strings.Contains(sys.get("/admin/logins", http.StatusOK), codes[0]) {
		t.Error("the code is shown a second time")
	}
	fresh := newBrowser(t, b.house, b.srv)
	if res, body := fresh.enrol("east", codes[0]); res.StatusCode != http.StatusSeeOther {
		t.Errorf("coming back with the code: %d %.200s", res.StatusCode, body)
	}
	fresh.get("/profile", http.StatusOK)
}

func (b *browser) loginID(name string) string {
	b.t.Helper()
	l, err := b.house.Access.Login(b.t.Context(), who.Job("test"), name)
	if err != nil {
		b.t.Fatal(err)
	}
	return l.ID
}

func (b *browser) rootUnit() (id string) {
	b.t.Helper()
	err := b.house.DB.Read(b.t.Context(), who.Job("test"), func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		root, _ := f.Root(org.UnitTree)
		id = root.ID
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}
