package web

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
	"plumbline/internal/hall/search"
)

// testHash is made once: a password costs a tenth of a second.
var testHash = sync.OnceValue(func() string { return access.HashPassword(testPassword) })

const testPassword = "correct horse battery staple"

// browser is a client with its own cookies; it does not follow redirects.
type browser struct {
	t      *testing.T
	house  *doors.House
	srv    *httptest.Server
	jar    map[string]string
	header http.Header
}

func emptyHouse(t *testing.T) (*doors.House, *browser) {
	t.Helper()
	now := time.Date(2026, 6, 18, 9, 20, 0, 0, clock.Zone)
	h, err := doors.Open(context.Background(), doors.Config{Data: filepath.Join(t.TempDir(), "data"), Clock: clock.NewSettable(now), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	srv := httptest.NewServer(New(h, "test", false))
	t.Cleanup(srv.Close)
	return h, newBrowser(t, h, srv)
}

func newBrowser(t *testing.T, h *doors.House, srv *httptest.Server) *browser {
	return &browser{t: t, house: h, srv: srv, jar: map[string]string{}, header: http.Header{"Accept": {"text/html"}}}
}

func (b *browser) do(method, path string, form url.Values) (*http.Response, string) {
	b.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(context.Background(), method, b.srv.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header = b.header.Clone()
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range b.jar {
		req.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, k := range res.Cookies() {
		b.jar[k.Name] = k.Value
		if k.MaxAge < 0 {
			delete(b.jar, k.Name)
		}
	}
	return res, string(raw)
}

func (b *browser) get(path string, status int) string {
	b.t.Helper()
	res, body := b.do(http.MethodGet, path, nil)
	if res.StatusCode != status {
		b.t.Fatalf("GET %s: %d, want %d\n%.400s", path, res.StatusCode, status, body)
	}
	return body
}

var tokenField = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

// post sends a form with the token of the page at from.
func (b *browser) post(from, path string, form url.Values) (*http.Response, string) {
	b.t.Helper()
	if m := tokenField.FindStringSubmatch(b.get(from, http.StatusOK)); m != nil {
		form.Set("csrf", m[1])
	}
	return b.do(http.MethodPost, path, form)
}

// signIn gives the browser a strong session; TestSignInAndOut goes through the pages.
func (b *browser) signIn(login string) {
	b.t.Helper()
	b.jar["plumbline"] = accesstest.SignIn(b.t, b.house.Access, login)
}

// testHouse has a bureau with two sub-bureaus, the office, two liaisons, and a few things to find.
func testHouse(t *testing.T) *browser {
	t.Helper()
	h, b := emptyHouse(t)
	ctx, job := context.Background(), who.Job("test")
	units := map[string]string{}
	err := h.DB.Write(ctx, job, func(tx *db.Tx) error {
		root, err := org.AddUnit(tx, org.UnitInput{Tree: org.UnitTree, Name: "临江市公安局", Short: "市局", Kind: "city"}, "")
		if err != nil {
			return err
		}
		units["office"] = root
		for _, x := range [][2]string{{"east", "城东分局"}, {"west", "城西分局"}} {
			if units[x[0]], err = org.AddUnit(tx, org.UnitInput{Tree: org.UnitTree, Name: x[1], Short: x[1], Kind: "branch", Code: x[0], Parent: root}, ""); err != nil {
				return err
			}
		}
		if err := fillSearch(tx, units); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.fill", Kind: "unit", ID: root})
	})
	if err != nil {
		t.Fatal(err)
	}
	for login, role := range map[string]string{"office": access.Office, "east": access.Liaison, "west": access.Liaison} {
		makeTestLogin(t, h, login, role, units[login])
	}
	return newBrowser(t, b.house, b.srv)
}

func makeTestLogin(t *testing.T, h *doors.House, login, role, unit string) {
	t.Helper()
	ctx, job := context.Background(), who.Job("test")
	person, err := h.Org.AddPerson(ctx, job, org.PersonInput{Name: "马晓峰", Badge: login, Unit: unit})
	if err != nil {
		t.Fatal(err)
	}
	id, err := h.Access.MakeLogin(ctx, job, access.NewLogin{Login: login, Person: person, Hash: testHash()})
	if err == nil {
		err = h.DB.Write(ctx, job, func(tx *db.Tx) error { // an administrator's role too, which else takes two persons
			return access.GrantAgreed(tx, access.NewGrant{Login: id, Role: role, Unit: unit, Since: "2020-01-01", Basis: "test"})
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func fillSearch(tx *db.Tx, units map[string]string) error {
	f, err := org.Tree(tx)
	if err != nil {
		return err
	}
	for _, d := range []search.Doc{
		{Kind: search.Item, ID: "i1", Number: "WT-26-0147", Title: "涉案财物出入库登记与实物不一致", Body: "城东分局涉案财物保管室抽查在库物品 120 件", Unit: units["east"], State: "part.due.hold", Due: "2026-07-10", Day: "2026-06-01"},
		{Kind: search.Item, ID: "i2", Number: "WT-25-0302", Title: "涉案财物月抽查记录无领导签字", Unit: units["west"], Done: true, Day: "2025-10-01"},
	} {
		u, _ := f.At(d.Unit)
		d.Ord = u.Ord
		if err := search.Put(tx, d); err != nil {
			return err
		}
	}
	return nil
}

func TestSignInAndOut(t *testing.T) {
	b := testHouse(t)
	res, body := b.do(http.MethodPost, "/login", url.Values{"login": {"office"}, "password": {"wrong"}, "next": {"/profile"}})
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `role="alert"`) || !strings.Contains(body, `value="office"`) {
		t.Errorf("a wrong password: %d", res.StatusCode)
	}
	_, unknown := b.do(http.MethodPost, "/login", url.Values{"login": {"office"}, "password": {"wrong"}, "next": {"/profile"}})
	_, nobody := b.do(http.MethodPost, "/login", url.Values{"login": {"nobody"}, "password": {"wrong"}, "next": {"/profile"}})
	if strings.ReplaceAll(nobody, "nobody", "office") != unknown {
		t.Error("an unknown account and a wrong password look different")
	}
	res, _ = b.do(http.MethodGet, "/profile?x=1", nil)
	if to := res.Header.Get("Location"); to != "/login?next=%2Fprofile%3Fx%3D1" {
		t.Errorf("a stranger is sent to %q", to)
	}
	accesstest.Enrol(t, b.house.DB, b.house.Access, "office")
	c := b.house.DB.Clock().(*clock.Settable)
	for next, want := range map[string]string{"/profile": "/profile", "//evil.example": "/", "https://evil.example": "/", "/a\\b": "/"} {
		c.Advance(time.Minute) // a code works once
		b = newBrowser(t, b.house, b.srv)
		res, _ := b.do(http.MethodPost, "/login", url.Values{"login": {"office"}, "password": {testPassword}, "next": {next}})
		at := res.Header.Get("Location")
		if res, _ := b.post(at, "/login/factor", url.Values{"code": {accesstest.Code(t, c)}, "next": {next}}); res.Header.Get("Location") != want {
			t.Errorf("next=%q leads to %q", next, res.Header.Get("Location"))
		}
	}
	if res, _ := b.do(http.MethodPost, "/logout", url.Values{}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a form without its token: %d", res.StatusCode)
	}
	if res, _ := b.post("/profile", "/logout", url.Values{}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("sign-out: %d", res.StatusCode)
	}
	if res, _ := b.do(http.MethodGet, "/profile", nil); res.StatusCode != http.StatusSeeOther {
		t.Errorf("after sign-out the page answers %d", res.StatusCode)
	}
}

func TestProfile(t *testing.T) {
	b := testHouse(t)
	b.signIn("office")
	other := newBrowser(t, b.house, b.srv)
	other.signIn("office")
	form := url.Values{"old": {testPassword}, "password": {"another long passphrase"}, "again": {"different"}}
	if res, body := b.post("/profile", "/profile/password", form); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#f-again"`) {
		t.Errorf("two different new passwords: %d", res.StatusCode)
	}
	form.Set("again", form.Get("password"))
	if res, _ := b.post("/profile", "/profile/password", form); res.StatusCode != http.StatusSeeOther {
		t.Errorf("change of password: %d", res.StatusCode)
	}
	if res, _ := other.do(http.MethodGet, "/profile", nil); res.StatusCode != http.StatusSeeOther {
		t.Error("the other session lives on after the change of password")
	}
	if res, _ := b.post("/profile", "/lang", url.Values{"lang": {"en"}, "back": {"/profile"}}); res.Header.Get("Location") != "/profile" {
		t.Error("the change of language does not come back")
	}
	if body := b.get("/profile", http.StatusOK); !strings.Contains(body, `lang="en"`) || !strings.Contains(body, "Change the password") {
		t.Error("the page is not in English")
	}
}

// Unknown and forbidden are one page; a script gets one sentence.
func TestErrorPages(t *testing.T) {
	b := testHouse(t)
	b.signIn("east")
	strip := regexp.MustCompile(`E-[A-Z0-9]{4}-[A-Z0-9]{4}|value="/[^"]*"`)
	unknown := strip.ReplaceAllString(b.get("/nothing/here", http.StatusNotFound), "")
	forbidden := strip.ReplaceAllString(b.get("/admin/logins", http.StatusNotFound), "")
	if unknown != forbidden {
		t.Error("what does not exist and what may not be seen look different")
	}
	b.header.Set("X-Fragment", "1")
	if body := b.get("/nothing/here", http.StatusNotFound); strings.Contains(body, "<") {
		t.Errorf("a script gets %q", body)
	}
}

func TestAssetsAreKeptForEver(t *testing.T) {
	_, b := emptyHouse(t)
	for _, path := range regexp.MustCompile(`/assets/[^"#]+`).FindAllString(b.get("/setup", http.StatusOK), -1) {
		res, body := b.do(http.MethodGet, path, nil)
		if res.StatusCode != http.StatusOK || body == "" || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", path, res.StatusCode, res.Header.Get("Cache-Control"))
		}
	}
}

func TestNoticesAreServed(t *testing.T) {
	_, b := emptyHouse(t)
	if body := b.get("/licences", http.StatusOK); !strings.Contains(body, "MIT License") {
		t.Error("the notices of embedded files are not there")
	}
}

func TestSearchPage(t *testing.T) {
	b := testHouse(t)
	b.signIn("office")
	for _, lang := range []string{"zh", "en"} {
		b.jar["pl_lang"] = lang
		body := b.get("/search?q="+url.QueryEscape("财物 抽查"), http.StatusOK)
		for _, want := range []string{`<mark class="pl-hit">财物</mark>`, `<mark class="pl-hit is-2">抽查</mark>`, "WT-26-", "0302", "城东分局", "pl-due is-ok"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %s", lang, want)
			}
		}
		if m := regexp.MustCompile(`[>"](search|shell|part|nav)\.[a-z_.]+[<"]`).FindString(body); m != "" {
			t.Errorf("%s: the sentence %s is missing", lang, m)
		}
	}
	b.jar["pl_lang"] = "zh"
	for path, want := range map[string]bool{
		"/search?q=0147": true,
		"/search?q=" + url.QueryEscape("财物 单位:城东"):       true,
		"/search?q=" + url.QueryEscape("财物 单位:城西"):       false,
		"/search?q=" + url.QueryEscape("财物 单位:没有"):       false,
		"/search?kind=item&q=" + url.QueryEscape("财物"):   true,
		"/search?kind=task&q=" + url.QueryEscape("财物"):   false,
		"/search?state=done&q=" + url.QueryEscape("财物"):  false,
		"/search?time=recent&q=" + url.QueryEscape("财物"): true,
		"/search?time=older&q=" + url.QueryEscape("财物"):  false,
		"/search?any=1&q=" + url.QueryEscape("财物 没有这个词"): true,
		"/search?q=" + url.QueryEscape("财物 没有这个词"):       false,
		"/search?q=": false,
		"/search?unit=nonsense&q=" + url.QueryEscape("财物"):  false,
		"/search?after=nonsense&q=" + url.QueryEscape("财物"): true,
		"/search?q=" + url.QueryEscape(`<script>" OR "财物`):  false,
	} {
		if got := strings.Contains(b.get(path, http.StatusOK), "26-<mark class=\"pl-hit\">0147") || strings.Contains(b.get(path, http.StatusOK), "WT-26-0147"); got != want {
			t.Errorf("%s: item found is %v, want %v", path, got, want)
		}
	}
	if body := b.get("/search?q=mxf", http.StatusOK); !strings.Contains(body, "马晓峰") {
		t.Error("initials do not find the person")
	}
	if body := b.get("/search?q=cdfj", http.StatusOK); !strings.Contains(body, "城东分局") {
		t.Error("initials do not find the unit")
	}
	if body := b.get("/search", http.StatusOK); !strings.Contains(body, "cdfj") {
		t.Error("the last question is not offered again")
	}
}

// A liaison finds the own unit's items and nothing of the neighbour, in hits, counts and palette;
// the office, as control, finds both.
func TestSearchShowsOnlyTheOwn(t *testing.T) {
	b := testHouse(t)
	q := url.QueryEscape("财物")
	for login, want := range map[string][2]bool{"office": {true, true}, "east": {true, false}, "west": {false, true}} {
		c := newBrowser(t, b.house, b.srv)
		c.signIn(login)
		body := c.get("/search?q="+q, http.StatusOK)
		if got := [2]bool{strings.Contains(body, "WT-26-0147"), strings.Contains(body, "WT-25-0302")}; got != want {
			t.Errorf("%s sees %v, want %v", login, got, want)
		}
		palette := c.get("/search/palette?q="+q, http.StatusOK)
		for i, number := range []string{"WT-26-0147", "WT-25-0302"} {
			if strings.Contains(palette, number) && !want[i] {
				t.Errorf("the palette shows %s what belongs to another unit", login)
			}
		}
	}
}

func TestPaletteLeadsToPages(t *testing.T) {
	b := testHouse(t)
	b.signIn("office")
	body := b.get("/search/palette?q="+url.QueryEscape("财物"), http.StatusOK)
	if !strings.Contains(body, "/search?q=") || !strings.Contains(body, "data-count") {
		t.Errorf("no way to all results in %.300s", body)
	}
	if strings.Contains(b.get("/search/palette?q=", http.StatusOK), `href=""`) {
		t.Error("an option leads nowhere")
	}
}
