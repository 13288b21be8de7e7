package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// The system administrator issues a code: the small form, the slip on the screen and on paper; the security administrator has
// other acts on the same page.
func TestCodeIsIssued(t *testing.T) {
	d := product(t)
	for _, role := range []string{"sysadmin", "secadmin"} {
		p := newTab(t, d.URL)
		for _, x := range d.Accounts {
			if x.Role == role {
				p.enter(x)
			}
		}
		p.open("/admin/logins?q=a-bs.owner1")
		verb := map[string]string{"sysadmin": "code", "secadmin": "require"}[role]
		if n := len(p.texts("form[action$='/" + verb + "']")); n != 1 && role == "sysadmin" {
			t.Fatalf("%s: %d forms", role, n)
		}
		p.accessible("accounts of " + role)
		p.shot("accounts-" + role)
		if role == "secadmin" {
			continue
		}
		p.opens("details:has(form[action$='/code'])")
		p.fill("reason", "手机遗失，已核对身份")
		p.accessible("the form for a code")
		p.submit("/admin/logins/code")
		p.accessible("slip")
		p.shot("code-slip")
		if n := len(p.texts(".pl-slip-code")); n != 1 {
			t.Errorf("%d codes on the page", n)
		}
		p.onPaper("code-slip", 1, portrait)
	}
}

// opens unfolds a small form.
func (p *tab) opens(selector string) {
	p.t.Helper()
	ask(p, "unfold "+selector, chromedp.Evaluate[bool](`document.querySelector("`+selector+`").open = true`))
}
