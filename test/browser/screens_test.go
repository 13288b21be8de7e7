package browser

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// roles whose desks are walked in the browser.
var roles = []string{"office", "teamleader", "unit", "unithead", "verifier", "leader", "partyaff", "secretary", "finance", "overseer", "sysadmin", "secadmin", "auditor"}

var (
	anID   = regexp.MustCompile(`[0-9a-hjkmnp-tv-z]{26}`)
	number = regexp.MustCompile(`/\d+`)
	person = regexp.MustCompile(`^/admin/roles/[^/]+`)
)

// screen is the kind of page that an address shows: two items are one screen.
func screen(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return person.ReplaceAllString(number.ReplaceAllString(anID.ReplaceAllString(u.Path, "ID"), "/N"), "/admin/roles/LOGIN")
}

// links are the addresses within the product that the page leads to, menus first; downloads are not pages.
func (p *tab) links() []string {
	p.t.Helper()
	return ask(p, "links", chromedp.Evaluate[[]string](`[...document.querySelectorAll("a[href]")]
		.filter(a => a.origin === location.origin && !a.hasAttribute("download") && !/\.(xlsx|zip|docx|ics|txt|json)(\?|$)|^\/(files|assets)\//.test(a.pathname))
		.map(a => a.pathname + a.search)`))
}

// wide tells how far the page is wider than the window; the ledger's own box may scroll, the page may not.
func (p *tab) wide() int {
	p.t.Helper()
	return ask(p, "width", chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
}

// Every screen that a role can reach by links: no accessibility violation, nothing wider than 1366, nothing that the
// browser complains about.
func TestEveryScreen(t *testing.T) {
	seen := map[string]bool{} // screens that an earlier role has shown already
	for _, role := range roles {
		t.Run(role, func(t *testing.T) {
			p := as(t, role)
			p.complaints()
			queue, queued := append([]string{p.where()}, p.links()...), map[string]bool{}
			for n := 0; len(queue) > 0 && n < 40; queue = queue[1:] {
				at := strings.TrimPrefix(queue[0], p.base)
				if s := screen(at); queued[s] || seen[s] {
					continue
				} else {
					queued[s] = true
				}
				n++
				if !p.visit(at) {
					continue
				}
				p.whole(at)
				p.shot(role + strings.ReplaceAll(strings.TrimSuffix(screen(at), "/"), "/", "-"))
				queue = append(queue, p.links()...)
			}
			for s := range queued {
				seen[s] = s != "/workbench" && s != "/unit" // desks differ from role to role
			}
			t.Logf("%d screens", len(queued))
		})
	}
}

// whole is what every page must be.
func (p *tab) whole(at string) {
	p.t.Helper()
	p.accessible(at)
	p.uncut(at)
	if w := p.wide(); w > 0 {
		p.t.Errorf("%s is %d pixels wider than the window", at, w)
	}
	for _, c := range p.heard() {
		p.t.Errorf("%s: the browser says %s", at, c)
	}
}

// English is complete: the desks of an office and of a unit in English, seen as pictures too.
func TestDesksInEnglish(t *testing.T) {
	for _, role := range []string{"office", "unit"} {
		p := as(t, role)
		p.speaks("en")
		for _, at := range []string{"/", "/rectify"} {
			p.open(at)
			p.whole(at)
			p.shot(role + "-en" + strings.TrimSuffix(strings.ReplaceAll(at, "/", "-"), "-"))
		}
	}
}

// The ledger and an item print on A4.
func TestPrinting(t *testing.T) {
	p := as(t, "office")
	p.open("/rectify")
	ledger := p.prints()
	p.goes(`//tr[@data-row]//a[contains(@href, "/rectify/items/")]`)
	item := p.prints()
	if dir := os.Getenv("PLUMBLINE_PRINTS"); dir != "" { // to look at
		for name, pdf := range map[string][]byte{"ledger.pdf": ledger, "item.pdf": item} {
			if err := os.WriteFile(filepath.Join(dir, name), pdf, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, pdf := range map[string][]byte{"ledger": ledger, "item": item} {
		if n := strings.Count(string(pdf), "/Type /Page\n") + strings.Count(string(pdf), "/Type /Page/"); len(pdf) < 10_000 || n > 40 {
			t.Errorf("%s: %d bytes, %d pages", name, len(pdf), n)
		}
	}
}

// The keyboard alone: past the menu, down the ledger, into an item, to the search.
func TestKeyboard(t *testing.T) {
	p := as(t, "office")
	p.open("/rectify")
	p.press(tabKey)
	if f := p.focused(); !strings.HasPrefix(f, "a ") {
		t.Errorf("the first tab stop is %q, not the link past the menu", f)
	}
	p.press("\r")
	p.press("j")
	p.press("j")
	p.goesBy("\r")
	if at := p.where(); !strings.Contains(at, "/rectify/items/") {
		t.Errorf("J J Enter led to %s", at)
	}
	p.press("/")
	p.do("palette", chromedp.WaitVisible(chromedp.CSS("#palette[open] input")))
	p.press("整改")
	p.do("a hit", chromedp.WaitVisible(chromedp.CSS("#pal-list [role=option]")))
	p.accessible("the palette")
}
