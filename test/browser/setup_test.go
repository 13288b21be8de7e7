package browser

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const founders = "qingshan Lvshui 2026"

// An empty house is set up by three administrators and nobody else: the form and its mistakes, the slips on paper, each of the
// three with the own code and app, and the page that is gone once the third has come.
func TestSetUpInTheBrowser(t *testing.T) {
	chromium(t)
	url, stop, err := start("http", "serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "house"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	p := newTab(t, url)
	p.open("/")
	p.speaks("en")
	p.whole("set-up in English")
	p.speaks("zh")
	p.whole("set-up")
	p.shot("setup")

	p.fill("name", "云溪市公安局")
	roles := []string{"sysadmin", "secadmin", "auditor"}
	for i, role := range roles {
		p.fill(role+"_name", "管理员"+[]string{"甲", "乙", "丙"}[i])
		p.fill(role+"_badge", "00000"+[]string{"1", "2", "3"}[i])
		p.fill(role+"_login", role)
	}
	p.fill("auditor_login", "123456")
	p.submit("/setup")
	p.accessible("set-up with mistakes")
	p.fill("auditor_login", "auditor")
	p.submit("/setup")
	p.whole("slips")
	p.shot("setup-slips")
	codes := p.texts(".pl-slip-code")
	if len(codes) != 3 {
		t.Fatalf("%d codes on the slips", len(codes))
	}
	if n := bytes.Count(p.prints(), []byte("/Type /Page\n")); n != 3 {
		t.Errorf("the slips print on %d sheets, want one for each person", n)
	}
	p.open("/setup")
	p.speaks("en")
	p.goes(`//form[@action="/setup/code"]//button[@value="auditor"]`)
	p.whole("a slip again, in English")
	p.shot("setup-slip-en")
	codes[2] = p.texts(".pl-slip-code")[0]

	for i, role := range roles {
		q := newTab(t, url)
		q.comesWith(role, codes[i])
		if i < 2 {
			q.open("/")
			q.whole("ceremony")
			q.shot("setup-waiting")
		}
		if at := q.where(); strings.Contains(at, "/setup") != (i < 2) {
			t.Errorf("after %d of 3 the first page is %s", i+1, at)
		}
	}
	p.open("/setup")
	p.accessible("set-up that is over")
}

// comesWith sets the password with a slip in hand, and adds an app.
func (p *tab) comesWith(login, code string) {
	p.t.Helper()
	p.open("/enrol")
	p.whole("/enrol")
	p.fill("login", login)
	p.fill("code", "AAAA-AAAA")
	p.fill("password", founders)
	p.fill("again", founders)
	p.submit("/enrol")
	p.accessible("a wrong code")
	p.shot("enrol")
	p.fill("code", strings.Join(strings.Fields(code), "-"))
	p.fill("password", founders)
	p.fill("again", founders)
	p.submit("/enrol")
	p.accessible("second factor")
	secret := strings.ReplaceAll(p.texts(".pl-qr code")[0], " ", "")
	p.fill("code", p.code(account{Login: login + p.base, TOTP: secret}))
	p.submit("/login/enrol")
}

// texts are the texts of all elements that a selector finds.
func (p *tab) texts(selector string) []string {
	p.t.Helper()
	return ask(p, "read "+selector, chromedp.Evaluate[[]string](`[...document.querySelectorAll("`+selector+`")].map(e => e.innerText.trim())`))
}
