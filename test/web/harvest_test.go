package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"plumbline/internal/doors/web/front"
)

// target is one way in, with a real address and the fields that its own page would send.
type target struct {
	method, pattern string
	path            string
	query           url.Values // of the links that lead there
	fields          url.Values // of the form that posts there
	role            string     // who was shown it; "" when nobody
}

var (
	hrefs  = regexp.MustCompile(`<(?:a|link)\s[^>]*\bhref="(/[^"#]*)`)
	forms  = regexp.MustCompile(`(?s)<form\b([^>]*)>(.*?)</form>`)
	attrs  = regexp.MustCompile(`\b(method|action|name|value|type|formaction)="([^"]*)"`)
	inputs = regexp.MustCompile(`(?s)<(input|button|textarea|select)\b([^>]*)>`)
	option = regexp.MustCompile(`<option\s[^>]*value="([^"]*)"`)
)

func attributes(tag string) map[string]string {
	at := map[string]string{}
	for _, m := range attrs.FindAllStringSubmatch(tag, -1) {
		at[m[1]] = html.UnescapeString(m[2])
	}
	return at
}

// atlas tells which route answers an address.
type atlas struct {
	mux *http.ServeMux
}

func newAtlas(w *town) atlas {
	mux := http.NewServeMux()
	for _, r := range w.plain.Routes() {
		mux.HandleFunc(r.Method+" "+r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return atlas{mux}
}

func (a atlas) pattern(method, path string) string {
	_, p := a.mux.Handler(&http.Request{Method: method, URL: &url.URL{Path: path}, Host: "127.0.0.1"})
	_, pattern, _ := strings.Cut(p, " ")
	return pattern
}

// mostOf is how many addresses of one pattern each role visits: of items and plans more, because their
// forms depend on their state.
func mostOf(pattern string) int {
	if pattern == "/rectify/items/{id}" || pattern == "/rectify/plans/{id}" {
		return size(8, 40)
	}
	return 2
}

var harvested struct {
	sync.Once
	targets []target
}

// harvest walks through the house as each role and collects every route with what its pages send there.
// Routes to which no page leads are there too, with made-up parts.
func (w *town) harvest(t *testing.T) []target {
	t.Helper()
	harvested.Do(func() {
		atl, found := newAtlas(w), map[string]*target{}
		for _, role := range w.roles {
			w.crawl(t, atl, role, found)
		}
		for _, r := range w.plain.Routes() {
			key := r.Method + " " + r.Pattern
			if found[key] == nil {
				found[key] = &target{method: r.Method, pattern: r.Pattern, path: real(r.Pattern, found), query: url.Values{}, fields: url.Values{}}
			}
		}
		for _, x := range found {
			harvested.targets = append(harvested.targets, *x)
		}
		slices.SortFunc(harvested.targets, func(a, b target) int { return strings.Compare(a.pattern+a.method, b.pattern+b.method) })
	})
	return harvested.targets
}

// blind tells whether the route looks at no session: the pages of voters and of the open door.
func (w *town) blind(x target) bool {
	return slices.ContainsFunc(w.plain.Routes(), func(r front.Route) bool { return r.Blind && r.Method == x.method && r.Pattern == x.pattern })
}

var part = regexp.MustCompile(`\{[^}]*\}`)

// made is an address of a pattern with parts that lead nowhere.
func made(pattern string) string {
	return part.ReplaceAllStringFunc(pattern, func(p string) string {
		if p == "{$}" {
			return ""
		}
		return "01m7z9s6pn12wys8gz67gqch3m"
	})
}

// real is an address of a pattern with the parts of a page above it that somebody was shown.
func real(pattern string, found map[string]*target) string {
	for above := pattern; strings.Contains(above, "/"); above = above[:strings.LastIndex(above, "/")] {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if x := found[method+" "+above]; x != nil && x.role != "" {
				return x.path + made(strings.TrimPrefix(pattern, above))
			}
		}
	}
	return made(pattern)
}

func (w *town) crawl(t *testing.T, atl atlas, role string, found map[string]*target) {
	p, visits, queue, seen := w.as(t, role), map[string]int{}, []string{"/"}, map[string]bool{}
	for _, r := range w.plain.Routes() {
		if r.Method == http.MethodGet && !strings.Contains(r.Pattern, "{") {
			queue = append(queue, r.Pattern)
		}
	}
	note := func(method, path string, query, fields url.Values) {
		pattern := atl.pattern(method, path)
		if pattern == "" {
			return
		}
		key := method + " " + pattern
		x := found[key]
		if x == nil {
			x = &target{method: method, pattern: pattern, path: path, query: url.Values{}, fields: url.Values{}, role: role}
			found[key] = x
		}
		for k, v := range query {
			x.query[k] = v
		}
		for k, v := range fields {
			if len(x.fields[k]) == 0 || x.fields.Get(k) == "" {
				x.fields[k] = v
			}
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		u, err := url.Parse(at)
		if err != nil || seen[at] {
			continue
		}
		seen[at] = true
		pattern := atl.pattern(http.MethodGet, u.Path)
		if visits[pattern]++; visits[pattern] > mostOf(pattern) || strings.HasPrefix(at, "/assets/") {
			continue
		}
		a := send(w.plain, p, request{method: http.MethodGet, path: u.Path, query: u.Query()})
		note(http.MethodGet, u.Path, u.Query(), nil)
		queue = append(queue, read(u, a, note)...)
	}
}

// read notes the links and forms of a page and answers the addresses it leads to.
func read(base *url.URL, a *httptest.ResponseRecorder, note func(method, path string, query, fields url.Values)) (next []string) {
	if to := a.Header().Get("Location"); strings.HasPrefix(to, "/") {
		next = append(next, to)
	}
	if !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
		return next
	}
	page := a.Body.String()
	for _, m := range hrefs.FindAllStringSubmatch(page, -1) {
		if u, err := base.Parse(html.UnescapeString(m[1])); err == nil {
			note(http.MethodGet, u.Path, u.Query(), nil)
			next = append(next, u.RequestURI())
		}
	}
	for _, m := range forms.FindAllStringSubmatch(page, -1) {
		tag, fields := attributes(m[1]), url.Values{}
		actions := []string{tag["action"]}
		for _, in := range inputs.FindAllStringSubmatchIndex(m[2], -1) {
			f := attributes(m[2][in[4]:in[5]])
			if f["formaction"] != "" {
				actions = append(actions, f["formaction"])
			}
			if f["name"] == "" || f["name"] == "csrf" {
				continue
			}
			value := f["value"]
			if m[2][in[2]:in[3]] == "select" {
				if o := option.FindStringSubmatch(m[2][in[1]:]); o != nil {
					value = html.UnescapeString(o[1])
				}
			}
			fields.Add(f["name"], value)
		}
		for _, action := range actions {
			u, err := base.Parse(action)
			if err != nil {
				continue
			}
			if strings.EqualFold(tag["method"], "post") {
				note(http.MethodPost, u.Path, u.Query(), fields)
			} else {
				note(http.MethodGet, u.Path, fields, nil)
			}
		}
	}
	return next
}

// fieldNames are the names that any handler asks a request for.
var fieldNames = sync.OnceValue(func() (names []string) {
	var files []string
	_ = filepath.WalkDir("../../internal/doors/web", func(name string, d fs.DirEntry, err error) error { // what is missing, TestHarvestIsRich misses
		if err == nil && strings.HasSuffix(name, ".go") {
			files = append(files, name)
		}
		return err
	})
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"Value", "Values", "Query", "FormValue", "Get"}, sel.Sel.Name) {
				return true
			}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && s != "csrf" {
					names = append(names, s)
				}
			}
			return true
		})
	}
	slices.Sort(names)
	return slices.Compact(names)
})

func TestHarvestIsRich(t *testing.T) {
	w := openTown(t)
	targets := w.harvest(t)
	var shown, fields int
	for _, x := range targets {
		if x.role != "" {
			shown++
		} else {
			t.Logf("no page leads to %s %s", x.method, x.pattern)
		}
		fields += len(x.fields) + len(x.query)
	}
	t.Logf("%d routes, %d of them shown to somebody, %d fields, %d names asked for by handlers", len(targets), shown, fields, len(fieldNames()))
	if len(targets) < len(w.plain.Routes()) || shown < len(targets)/2 || fields < 150 || len(fieldNames()) < 80 {
		t.Error("the harvest is too thin to attack with")
	}
}
