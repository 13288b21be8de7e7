package walk

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
)

// address is one place to ask: a method and a path, and the pattern of the route that answers it.
type address struct{ method, path, pattern string }

// atlas knows the routes, to tell which pattern a link belongs to.
type atlas struct{ mux *http.ServeMux }

func newAtlas(w *town) atlas {
	mux := http.NewServeMux()
	for _, r := range w.server.Routes() {
		mux.HandleFunc(r.Method+" "+r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return atlas{mux}
}

// pattern is the route of an address, "" when none answers.
func (a atlas) pattern(method, path string) string {
	_, p := a.mux.Handler(httptest.NewRequest(method, path, nil))
	return p
}

var (
	hrefs = regexp.MustCompile(`<a\s[^>]*\bhref="(/[^"#]*)`)
	forms = regexp.MustCompile(`(?s)<form\b([^>]*)>`)
	attr  = regexp.MustCompile(`\b(method|action)="([^"]*)"`)
)

// found lists what a page leads to: its links, and the forms that change something.
func found(page string) (links, posts []string) {
	for _, m := range hrefs.FindAllStringSubmatch(page, -1) {
		links = append(links, html.UnescapeString(m[1]))
	}
	for _, m := range forms.FindAllStringSubmatch(page, -1) {
		at := map[string]string{}
		for _, a := range attr.FindAllStringSubmatch(m[1], -1) {
			at[a[1]] = html.UnescapeString(a[2])
		}
		if strings.EqualFold(at["method"], "post") && strings.HasPrefix(at["action"], "/") {
			posts = append(posts, at["action"])
		}
	}
	return links, posts
}

// most is how many addresses of one pattern are visited: a few filters and a few objects show what all would.
const most = 8

// crawl follows every link that a person is shown, from the first page and every route without parts, and hands each page
// to see. It answers every address it was shown.
func (w *town) crawl(p walker, lang string, see func(address, *httptest.ResponseRecorder)) map[address]bool {
	atl := newAtlas(w)
	shown, visits, queued := map[address]bool{}, map[string]int{}, map[string]bool{}
	var queue []string
	push := func(path string) {
		if !queued[path] {
			queued[path] = true
			queue = append(queue, path)
		}
	}
	push("/")
	for _, r := range w.server.Routes() {
		if r.Method == http.MethodGet && !strings.Contains(r.Pattern, "{") {
			push(r.Pattern)
		}
	}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		at := address{http.MethodGet, path, atl.pattern(http.MethodGet, path)}
		if visits[at.pattern]++; visits[at.pattern] > most || strings.HasPrefix(path, "/assets/") {
			continue
		}
		answer := w.ask(p, http.MethodGet, path, lang)
		see(at, answer)
		if to := answer.Header().Get("Location"); to != "" && strings.HasPrefix(to, "/") {
			push(to)
		}
		if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
			continue
		}
		links, posts := found(answer.Body.String())
		base, _ := url.Parse(path)
		for _, l := range links {
			if u, err := base.Parse(l); err == nil {
				shown[address{http.MethodGet, u.Path, atl.pattern(http.MethodGet, u.Path)}] = true
				push(u.RequestURI())
			}
		}
		for _, f := range posts {
			if u, err := base.Parse(f); err == nil {
				shown[address{http.MethodPost, u.Path, atl.pattern(http.MethodPost, u.Path)}] = true
			}
		}
	}
	return shown
}
