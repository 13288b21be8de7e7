package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// A passkey in a real browser: added by a signed-in person, then the only thing needed to sign in. The
// page is this very machine's, because browsers have no passkeys at a bare address.
func TestPasskeyInTheBrowser(t *testing.T) {
	d := product(t)
	p := newTab(t, strings.Replace(d.URL, "127.0.0.1", "localhost", 1))
	if _, err := chromedp.Call(p.ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	key, err := chromedp.Call(p.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	if err != nil {
		t.Fatal(err)
	}
	var a account
	for _, x := range d.Accounts {
		if x.Role == "leader" {
			a = x
		}
	}
	p.enter(a)
	p.complaints()
	p.open("/profile/factor")
	p.goes(`//form[@action="/login/enrol/passkey"]//button`)
	if at := p.where(); !strings.HasSuffix(at, "/profile?done=factor") {
		t.Fatalf("adding a passkey leads to %s", at)
	}
	p.whole("/profile with a passkey")
	kept, err := chromedp.Call(p.ctx, webauthn.GetCredentials, webauthn.GetCredentialsParams(key))
	if err != nil || len(kept.Credentials) != 1 || kept.Credentials[0].RpID != "localhost" {
		t.Fatalf("the authenticator keeps %+v (%v)", kept.Credentials, err)
	}
	for _, passwordFirst := range []bool{true, false} {
		p.leave()
		if passwordFirst {
			p.signIn(a.Login, a.Password)
			p.whole("/login/factor with a passkey")
		} else {
			p.open("/login")
			p.whole("/login with passkeys")
		}
		p.goes(`//form[@action="/login/passkey"]//button`)
		if p.outside() {
			t.Fatalf("a passkey (password first: %v) stays at %s", passwordFirst, p.where())
		}
	}
	// control: an authenticator that has not verified its user proves nothing
	p.leave()
	p.open("/login")
	if _, err := chromedp.Call(p.ctx, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: key.AuthenticatorID, IsUserVerified: false}); err != nil {
		t.Fatal(err)
	}
	p.do("press", chromedp.Click(chromedp.Search(`//form[@action="/login/passkey"]//button`), chromedp.NodeVisible))
	p.sees("没有完成")
	if !p.outside() {
		t.Errorf("an unverified user gets to %s", p.where())
	}
}

// leave signs out, wherever the menu is.
func (p *tab) leave() {
	p.t.Helper()
	p.open("/profile")
	press := chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action="/logout"]').requestSubmit()`)
	ask(p, "sign out", chromedp.WaitEvent(page.LoadEventFired, nil, press))
}
