package browser

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"plumbline/internal/hall/access"
)

// signIn types account and password: the first of two steps.
func (p *tab) signIn(login, password string) {
	p.t.Helper()
	p.open("/login")
	p.fill("login", login)
	p.fill("password", password)
	p.submit("/login")
}

// outside tells whether the page is one of the way in.
func (p *tab) outside() bool {
	p.t.Helper()
	return strings.HasPrefix(strings.TrimPrefix(p.where(), p.base), "/login")
}

// spent is the last step of time whose code an account has used; a code works once.
var spent = map[string]int64{}

// session is what a browser keeps of a person who is signed in.
type session struct {
	cookies []*network.CookieParam
	since   time.Time
}

// sessions are the last ones of each account. Signing in is tested where it is the subject; everybody else comes in by
// the cookie of a moment ago, because both steps take four pages, a password hash and a code that counts only once.
var sessions = map[string]session{}

// kept is how long a session is taken over: well below access.StepUpAge, after which a signature asks for a code again.
const kept = access.StepUpAge / 3

// comes opens a tab in which the person is signed in, on the first page.
func comes(t *testing.T, a account) *tab {
	t.Helper()
	p := newTab(t, product(t).URL)
	p.who = a
	s, ok := sessions[a.Login]
	if ok && time.Since(s.since) < kept {
		if _, err := chromedp.Call(p.ctx, network.SetCookies, network.SetCookiesParams{Cookies: s.cookies}); err != nil {
			t.Fatal("no cookie: ", err)
		}
		if p.open("/"); !p.outside() {
			return p
		}
	}
	p.enter(a)
	p.keep()
	return p
}

// keep remembers the tab's session for the next tab of the same person.
func (p *tab) keep() {
	p.t.Helper()
	r, err := chromedp.Call(p.ctx, network.GetCookies, network.GetCookiesParams{URLs: []string{p.base}})
	if err != nil {
		p.t.Fatal("no cookies: ", err)
	}
	s := session{since: time.Now()}
	for _, c := range r.Cookies {
		if c.SameSite == network.CookieSameSiteStrict { // the language is the account's, and that cookie another kind
			s.cookies = append(s.cookies, &network.CookieParam{Name: c.Name, Value: c.Value, URL: p.base, Path: "/", HTTPOnly: c.HTTPOnly, SameSite: c.SameSite})
		}
	}
	sessions[p.who.Login] = s
}

// enter signs a demo's person in by both steps.
func (p *tab) enter(a account) {
	p.t.Helper()
	p.signIn(a.Login, a.Password)
	p.fill("code", p.code(a))
	p.goes(`//form[@action="/login/factor"]//button[contains(@class, "btn-primary")]`)
	if at := p.where(); p.outside() {
		p.t.Fatalf("%s stays at %s after both steps", a.Login, at)
	}
}

// code is what the person's authenticator app shows: the oldest code that still counts and was not
// used yet, after a wait if there is none.
func (p *tab) code(a account) string {
	p.t.Helper()
	const period = 30
	step := max(time.Now().Unix()/period-1, spent[a.Login]+1)
	for step > time.Now().Unix()/period+1 {
		time.Sleep(time.Second)
	}
	spent[a.Login] = step
	code, err := access.CodeAt(a.TOTP, time.Unix(step*period, 0))
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

// The way in: both pages in both languages, a wrong code, and the demo's own button.
func TestSigningIn(t *testing.T) {
	d := product(t)
	p := newTab(t, d.URL)
	p.complaints()
	p.open("/login")
	p.whole("/login")
	p.shot("login")
	var a account
	for _, x := range d.Accounts {
		if x.Role == "verifier" {
			a = x
		}
	}
	p.signIn(a.Login, a.Password)
	p.speaks("en")
	p.whole("/login/factor in English")
	p.look("login-factor-en")
	p.speaks("zh")
	p.whole("/login/factor")
	p.shot("login-factor")
	p.open("/rectify")
	if at := p.where(); !strings.Contains(at, "/login/factor") {
		t.Errorf("the password alone opens %s", at)
	}
	p.fill("code", "000000")
	p.goes(`//form[@action="/login/factor"]//button[contains(@class, "btn-primary")]`)
	p.heard() // the browser notes the 422
	p.whole("a wrong code")
	for spent[a.Login]++; spent[a.Login] < time.Now().Unix()/30; {
		spent[a.Login] = time.Now().Unix() / 30
	}
	p.goes(`//div[@class="pl-demo"]//button`)
	if at := p.where(); p.outside() {
		t.Errorf("the demo's button leads to %s", at)
	}
	p.open("/profile")
	p.whole("/profile")
	p.open("/profile/factor")
	p.whole("/profile/factor")
	p.shot("profile-factor")
}
