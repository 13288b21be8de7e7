package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// trusted are the pages on which the trust in the house hangs: who comes in, who may do what, who agreed, what is
// recorded, what is kept. The crawl of TestEveryScreen reaches some of them; here each is named, in both languages.
var trusted = map[string][]string{
	"sysadmin": {"/admin/logins", "/admin/system", "/admin/backup", "/approvals", "/audit/witness"},
	"secadmin": {"/admin/logins", "/admin/roles", "/admin/roles/shenyanqiu", "/admin/roles/chenglixin", "/admin/policy", "/admin/recusals",
		"/admin/security", "/approvals"},
	"auditor": {"/audit", "/audit/checkpoints", "/audit/export/ask", "/audit/witness", "/audit/witness/paper", "/admin/policy", "/admin/roles/shenyanqiu", "/admin/backup"},
	"office": {"/profile", "/profile/factor", "/login/step?next=/profile", "/approvals", "/approvals?show=asked", "/approvals?show=decided",
		"/rectify/export/ask", "/recusals"},
	"verifier": {"/approvals?show=asked"},
	"-":        {"/login", "/enrol", "/open/receipt", "/ballot", "/ballot/thanks"}, // nobody signed in
}

func TestTrustScreens(t *testing.T) {
	for role, pages := range trusted {
		t.Run(role, func(t *testing.T) {
			var p *tab
			if role == "-" {
				p = newTab(t, product(t).URL)
				p.open("/login")
			} else {
				p = as(t, role)
			}
			p.complaints()
			for _, lang := range []string{"en", "zh"} { // zh last: the account keeps what it chose
				if role == "-" {
					p.open("/login") // the voter's pages know no session, and a browser's language by its cookie alone
				}
				p.speaks(lang)
				for _, at := range pages {
					p.open(at)
					if s := p.status(); s != http.StatusOK {
						t.Errorf("%s answers %d", at, s)
						continue
					}
					p.whole(lang + " " + at)
					p.look(role + "-" + lang + at)
				}
			}
		})
	}
}

// status is the code with which the page was answered.
func (p *tab) status() int {
	p.t.Helper()
	return ask(p, "status", chromedp.Evaluate[int](`performance.getEntriesByType("navigation")[0].responseStatus`))
}

// look keeps a picture for those who want to look: in the folder PLUMBLINE_LOOKS.
func (p *tab) look(name string) {
	p.t.Helper()
	dir := os.Getenv("PLUMBLINE_LOOKS")
	if dir == "" {
		return
	}
	png := ask(p, "screenshot", chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(dir, regexp.MustCompile(`[^a-z]+`).ReplaceAllString(name, "-")+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// clipped names the labels that stick out of their box or are cut by it: buttons, tags, header cells, menu entries, terms.
const clipped = `(() => {
	const labels = "button, .btn, th, dt, label, h1, h2, h3, .pl-state, .badge, .nav-link, .pl-nav a, .pl-table td > *";
	return [...document.querySelectorAll(labels)].filter(e => {
		const s = getComputedStyle(e);
		if (!e.innerText?.trim() || !e.offsetWidth || e.closest(".visually-hidden, .pl-skip, details:not([open]) > :not(summary)")) return false;
		if (s.textOverflow === "ellipsis" && e.title) return false; // cut on purpose, whole on hover
		if (e.clientWidth && e.scrollWidth > e.clientWidth + 1) return true;
		const cell = e.closest("td, th"), box = e.getBoundingClientRect();
		return cell && box.right > cell.getBoundingClientRect().right + 1;
	}).map(e => e.innerText.trim().slice(0, 40));
})()`

// uncut wants every label whole.
func (p *tab) uncut(at string) {
	p.t.Helper()
	for _, text := range ask(p, "clipped labels", chromedp.Evaluate[[]string](clipped)) {
		p.t.Errorf("%s: %q does not fit into its box", at, text)
	}
}

func TestClippedLabelsAreFound(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!doctype html><html lang="en"><title>x</title><style>table { table-layout: fixed; width: 120px } .btn { display: block; width: 40px; overflow: hidden; white-space: nowrap }
			.pl-state { display: inline-block; white-space: nowrap }</style><table class="pl-table"><tr><th>Administrator</th><th>x</th></tr><tr><td><span class="pl-state">from 24-07-23 on</span></td><td>x</td></tr></table>
			<a class="btn">Sign and save</a><a class="btn">ok</a>`)
	}))
	t.Cleanup(srv.Close)
	p := newTab(t, srv.URL)
	p.open("/")
	if found := strings.Join(ask(p, "clipped labels", chromedp.Evaluate[[]string](clipped)), "; "); found != "Administrator; from 24-07-23 on; Sign and save" &&
		found != "from 24-07-23 on; Administrator; Sign and save" {
		t.Errorf("found %q", found)
	}
}

// Sheets: A4 upright and across, A3 across.
const portrait, landscape, wide = 688, 1032, 1527

// What is signed or filed on paper: few sheets, nothing cut at the side, nothing that only a screen can use.
func TestTrustOnPaper(t *testing.T) {
	for _, x := range []struct {
		role, at, name string
		pages          int
		width          int64 // of the sheet between its margins (print.css), in CSS pixels
	}{
		{"office", "/approvals", "approval", 2, portrait},
		{"office", "/approvals?show=decided", "approved", 2, portrait},
		{"auditor", "/audit/witness/paper", "witness", 1, portrait},
		{"secadmin", "/admin/policy", "policy", 8, wide},
		{"secadmin", "/admin/recusals", "recusals", 1, portrait},
		{"secadmin", "/admin/roles/shenyanqiu", "roles", 3, landscape},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := as(t, x.role)
			p.open(x.at)
			p.onPaper(x.name, x.pages, x.width)
		})
	}
}

// onPaper prints the page, on at most so many sheets, and lays it out for print to see whether anything is cut.
func (p *tab) onPaper(name string, most int, width int64) {
	p.t.Helper()
	pdf := p.prints()
	if n := strings.Count(string(pdf), "/Type /Page\n") + strings.Count(string(pdf), "/Type /Page/"); n == 0 || n > most {
		p.t.Errorf("%s prints on %d sheets, want at most %d", name, n, most)
	}
	p.do("paper", media("print"), chromedp.EmulateViewport(width, 1000))
	defer p.do("screen", media(""), chromedp.EmulateViewport(1366, 768))
	if w := p.wide(); w > 0 {
		p.t.Errorf("%s is %d pixels wider than its sheet", name, w)
	}
	p.uncut(name + " on paper")
	for _, text := range ask(p, "printed menus", chromedp.Evaluate[[]string](`[...document.querySelectorAll(".pl-side, .pl-top, .pl-acts, .btn, input:placeholder-shown")]
		.filter(e => e.offsetParent).map(e => e.innerText.trim().slice(0, 40))`)) {
		p.t.Errorf("%s prints what only a screen can use: %q", name, text)
	}
	p.look("paper-" + name)
	if dir := os.Getenv("PLUMBLINE_PRINTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
}

// media makes the tab show what that kind of media shows; "" is the screen again.
func media(kind string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: kind})
		return err
	})
}
