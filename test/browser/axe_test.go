package browser

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe/axe.min.js
var axeSource string

type violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

func (v violation) String() string {
	s := fmt.Sprintf("%s (%s): %s", v.ID, v.Impact, v.Help)
	for i, n := range v.Nodes {
		if i == 3 {
			return s + fmt.Sprintf("\n\t… and %d more", len(v.Nodes)-i)
		}
		s += "\n\t" + n.HTML + "\n\t\t" + strings.ReplaceAll(n.Summary, "\n", " ")
	}
	return s
}

// violations runs axe over the page as it stands: WCAG A and AA up to 2.2.
func (p *tab) violations() []violation {
	p.t.Helper()
	p.do("load axe", chromedp.Evaluate[chromedp.Void](axeSource+"\n;undefined"))
	return ask(p, "axe", chromedp.Evaluate[[]violation](`axe.run(document, {
		runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
		resultTypes: ["violations"], preload: false, selectors: false}).then(r => r.violations)`, chromedp.EvalAwaitPromise))
}

// accessible wants no violation at all.
func (p *tab) accessible(what string) {
	p.t.Helper()
	for _, v := range p.violations() {
		p.t.Errorf("%s: %v", what, v)
	}
}

// A checker that was never seen to find anything is no checker.
func TestAxeFindsWhatIsPlanted(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		fmt.Fprint(w, `<!doctype html><html lang="zh"><title>x</title><main><h1>x</h1><img src="/x.png"><input name="q"></main></html>`)
	}))
	t.Cleanup(srv.Close)
	p := newTab(t, srv.URL)
	p.open("/")
	found := fmt.Sprint(p.violations())
	for _, want := range []string{"image-alt", "label"} {
		if !strings.Contains(found, want+" (") {
			t.Errorf("axe did not find %s in %s", want, found)
		}
	}
}
