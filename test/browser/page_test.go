package browser

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var update = flag.Bool("update", false, "write docs/screenshots")

// tab is one person's browser: its own cookies, 1366×768. Every method fails the test when the page does not follow.
type tab struct {
	t    *testing.T
	who  account // who signed in
	ctx  context.Context
	base string
	mu   sync.Mutex
	said []string // what the browser complained about
}

// newTab opens a tab with cookies of its own.
func newTab(t *testing.T, base string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium(t), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	// The first call binds the tab's life to its context, so it must be one without a time limit.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1366, 768)); err != nil {
		t.Fatal("no tab: ", err)
	}
	return &tab{t: t, ctx: ctx, base: base}
}

func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.lose(what, err)
	}
}

func ask[T any](p *tab, what string, a chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		p.lose(what, err)
	}
	return v
}

// lose ends the test and leaves a picture of what the browser showed.
func (p *tab) lose(what string, err error) {
	p.t.Helper()
	where, _ := chromedp.Run(p.ctx, chromedp.Location())
	if shot, e := chromedp.Run(p.ctx, chromedp.FullScreenshot(100)); e == nil {
		name := filepath.Join("..", "..", "build", "lost-"+strings.ReplaceAll(p.t.Name(), "/", "-")+".png")
		if os.MkdirAll(filepath.Dir(name), 0o755) == nil && os.WriteFile(name, shot, 0o644) == nil {
			where += " (seen in " + filepath.Clean(name) + ")"
		}
	}
	p.t.Fatalf("%s: %v, at %s", what, err, where)
}

// open goes to a path of the product; goes clicks what leads to another page.
func (p *tab) open(path string) {
	p.t.Helper()
	p.do("open "+path, chromedp.Navigate(p.base+path))
}

// visit opens a page, or answers false when the address is a download.
func (p *tab) visit(path string) bool {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	err := chromedp.Do(ctx, chromedp.Navigate(p.base+path))
	if err != nil && !strings.Contains(err.Error(), "ERR_ABORTED") {
		p.lose("open "+path, err)
	}
	return err == nil
}

func (p *tab) goes(sel string) {
	p.t.Helper()
	ask(p, "follow "+sel, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.Click(chromedp.Search(sel), chromedp.NodeVisible)))
}

// speaks changes the language by the button in the person's menu, wherever the menu is.
func (p *tab) speaks(lang string) {
	p.t.Helper()
	press := chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action="/lang"] button[value="` + lang + `"]').click()`)
	ask(p, "speak "+lang, chromedp.WaitEvent(page.LoadEventFired, nil, press))
}

// goesBy presses a key that leads to another page.
func (p *tab) goesBy(keys string) {
	p.t.Helper()
	ask(p, "go by key", chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.KeyEvent(keys)))
}

// fill writes into the field of that name, replacing what stood there; it works for dates and lists too.
func (p *tab) fill(name, value string) {
	p.t.Helper()
	p.do("fill "+name, chromedp.SetValue(chromedp.CSS(`[name="`+name+`"]:not([type=hidden])`), value))
}

// submit sends the form that goes to that address, by its own button.
func (p *tab) submit(action string) {
	p.t.Helper()
	p.goes(`//form[@action="` + action + `"]//button[not(@type="button")]`)
}

// sees waits until the text stands on the page.
func (p *tab) sees(text string) {
	p.t.Helper()
	p.do("see "+text, chromedp.WaitVisible(chromedp.Search(`//body//*[contains(normalize-space(.), "`+text+`")]`)))
}

// where is the address of the page.
func (p *tab) where() string { p.t.Helper(); return ask(p, "address", chromedp.Location()) }

func (p *tab) press(keys string) { p.t.Helper(); p.do("press", chromedp.KeyEvent(keys)) }

// focused describes what has the keyboard: its tag and its name.
func (p *tab) focused() string {
	p.t.Helper()
	return ask(p, "focus", chromedp.Evaluate[string](`(e => e.tagName.toLowerCase() + " " + (e.name || e.id || e.textContent.trim()))(document.activeElement)`))
}

// shot is the screen as a person sees it; with -update it becomes docs/screenshots/NAME.png.
func (p *tab) shot(name string) {
	p.t.Helper()
	png := ask(p, "screenshot", chromedp.CaptureScreenshot())
	if len(png) < 5000 {
		p.t.Errorf("%s: the screen is empty", name)
	}
	if *update {
		if err := os.WriteFile(filepath.Join("..", "..", "docs", "screenshots", name+".png"), png, 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
}

// prints lays the page out on the paper that it wants, A4 if it says nothing, and answers the document.
func (p *tab) prints() []byte {
	p.t.Helper()
	pdf := ask(p, "print", chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		p.t.Error("printing made no PDF")
	}
	return pdf
}

// tabKey moves the focus on.
const tabKey = kb.Tab

// complaints begins to listen to what the browser says of a page: errors of scripts, and what the content policy refused.
func (p *tab) complaints() {
	said := chromedp.Console(p.ctx)
	go func() {
		for m, err := range said {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == chromedp.ConsoleError {
				p.mu.Lock()
				p.said = append(p.said, m.String())
				p.mu.Unlock()
			}
		}
	}()
}

// heard takes what was said since it was last asked.
func (p *tab) heard() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.said
	p.said = nil
	return out
}
