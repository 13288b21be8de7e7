package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"plumbline/internal/hall/access"
)

func setupForm() url.Values {
	v := url.Values{"name": {"临江市公安局"}, "short": {"市局"}}
	for role, p := range map[string][2]string{"sysadmin": {"方敬亭", "fang.jt"}, "secadmin": {"岳清和", "yue.qh"}, "auditor": {"殷若男", "yin.rn"}} {
		v.Set(role+"_name", p[0])
		v.Set(role+"_login", p[1])
	}
	return v
}

const newPassword = "mountains rivers lakes"

var (
	slipCode  = regexp.MustCompile(`<code>([A-Z2-9-]{14})</code>\s*<code>([A-Z2-9-]{14})</code>`)
	appSecret = regexp.MustCompile(`<code>([A-Z2-7 ]{32,})</code>`)
)

// codesOf reads the codes of the slips on a page, in their order.
func codesOf(page string) (out []string) {
	for _, m := range slipCode.FindAllStringSubmatch(page, -1) {
		out = append(out, m[1]+"-"+m[2])
	}
	return out
}

// enrol walks through the pages with a code, to the end of the second factor; it answers the last page.
func (b *browser) enrol(login, code string) (*http.Response, string) {
	b.t.Helper()
	res, body := b.post("/enrol", "/enrol", url.Values{"login": {login}, "code": {code}, "password": {newPassword}, "again": {newPassword}})
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/login/enrol" {
		b.t.Fatalf("code of %s: %d %.300s", login, res.StatusCode, body)
	}
	m := appSecret.FindStringSubmatch(b.get("/login/enrol", http.StatusOK))
	if m == nil {
		b.t.Fatal("no secret for the app")
	}
	shown, err := access.CodeAt(strings.ReplaceAll(m[1], " ", ""), testDay)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.post("/login/enrol", "/login/enrol", url.Values{"name": {"app"}, "code": {shown}})
}

// The first visitor of an empty house is led to the set-up page; it names three administrators, gives
// each a code, and the house opens when the third has come. Then the page is gone.
func TestThreeSetTheHouseUp(t *testing.T) {
	_, b := emptyHouse(t)
	for _, path := range []string{"/", "/login"} {
		res, _ := b.do(http.MethodGet, path, nil)
		if res.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	for _, lang := range []string{"zh", "en"} {
		b.jar["pl_lang"] = lang
		if body := b.get("/setup", http.StatusOK); strings.Count(body, "pl-adm\"") != 3 || strings.Contains(body, "setup.") || strings.Contains(body, `type="password"`) {
			t.Errorf("the page in %s lacks an administrator or a sentence, or asks for a password", lang)
		}
	}
	same := setupForm()
	same.Set("secadmin_name", "方敬亭")
	res, body := b.do(http.MethodPost, "/setup", same)
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#f-secadmin_name"`) {
		t.Errorf("one person twice: %d", res.StatusCode)
	}
	res, body = b.do(http.MethodPost, "/setup", setupForm())
	codes := codesOf(body)
	if res.StatusCode != http.StatusOK || len(codes) != 3 {
		t.Fatalf("set-up: %d, %d codes", res.StatusCode, len(codes))
	}
	if body := b.get("/setup", http.StatusOK); len(codesOf(body)) > 0 || !strings.Contains(body, "方敬亭") {
		t.Error("the codes are shown a second time, or the page does not know its browser")
	}
	if res, _ := b.do(http.MethodPost, "/setup", setupForm()); res.StatusCode != http.StatusSeeOther {
		t.Errorf("a second set-up: %d", res.StatusCode)
	}
	stranger := newBrowser(t, b.house, b.srv)
	if body := stranger.get("/setup", http.StatusOK); strings.Contains(body, "方敬亭") || strings.Contains(body, `action="/setup/code"`) {
		t.Error("a stranger reads who the administrators are, or may replace codes")
	}
	if res, _ := stranger.do(http.MethodPost, "/setup/code", url.Values{"role": {"auditor"}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("a stranger replaces a code: %d", res.StatusCode)
	}
	_, body = b.do(http.MethodPost, "/setup/code", url.Values{"role": {"auditor"}})
	if again := codesOf(body); len(again) != 1 || again[0] == codes[2] {
		t.Fatalf("a lost code: %q", again)
	} else {
		codes[2] = again[0]
	}
	for i, login := range []string{"fang.jt", "yue.qh", "yin.rn"} {
		fresh := newBrowser(t, b.house, b.srv)
		if res, body := fresh.enrol(login, codes[i]); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %d %.300s", login, res.StatusCode, body)
		}
		res, _ := fresh.do(http.MethodGet, "/", nil)
		if to := res.Header.Get("Location"); (to == "/setup") != (i < 2) {
			t.Errorf("after %d of 3 the first page is %s", i+1, to)
		}
		if res, _ := fresh.do(http.MethodGet, "/admin/logins", nil); (res.StatusCode == http.StatusOK) != (i == 2) {
			t.Errorf("after %d of 3 the accounts page answers %d", i+1, res.StatusCode)
		}
	}
	b.get("/setup", http.StatusNotFound)
}

// From another machine the set-up page wants the code of the log.
func TestSetupFromElsewhereWantsTheCode(t *testing.T) {
	_, b := emptyHouse(t)
	b.header.Set("X-Forwarded-For", "10.1.1.1")
	if !strings.Contains(b.get("/setup", http.StatusOK), `id="f-code"`) {
		t.Error("no field for the code")
	}
	form := setupForm()
	form.Set("code", "AAAA-AAAA")
	if res, body := b.do(http.MethodPost, "/setup", form); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#f-code"`) {
		t.Errorf("a wrong code: %d", res.StatusCode)
	}
}
