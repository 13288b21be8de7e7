package walk

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

var (
	rawKey   = regexp.MustCompile(`>\s*([a-z]+(?:\.[a-z0-9_]+){1,4})\s*<`)
	badSign  = regexp.MustCompile(`%!\w?\(|<nil>|\{\w+\}\s*<`)
	inline   = regexp.MustCompile(`<[a-z]+[^>]*\s(style|on[a-z]+)="`)
	script   = regexp.MustCompile(`<script(?:\s[^>]*)?>`)
	postForm = regexp.MustCompile(`(?is)<form\b[^>]*method="post"[^>]*>.*?</form>`)
)

// badPage lists what no page may have, whatever it is about.
func badPage(lang, page string) (bad []string) {
	whole := strings.Contains(page, "<html") // the palette's answers are parts of a page
	if whole && !regexp.MustCompile(`<html[^>]*\slang="`+lang).MatchString(page) {
		bad = append(bad, "is not marked as "+lang)
	}
	if whole && !regexp.MustCompile(`(?s)<title>\s*\S.*?</title>`).MatchString(page) {
		bad = append(bad, "has no title")
	}
	for _, m := range rawKey.FindAllStringSubmatch(page, -1) {
		bad = append(bad, "shows the key "+m[1])
	}
	if m := badSign.FindString(page); m != "" {
		bad = append(bad, "shows "+m)
	}
	if m := inline.FindString(page); m != "" {
		bad = append(bad, "has something inline: "+m)
	}
	for _, m := range script.FindAllString(page, -1) {
		if !strings.Contains(m, "src=") && !strings.Contains(m, "application/json") {
			bad = append(bad, "has an inline script")
		}
	}
	for _, m := range postForm.FindAllString(page, -1) {
		if !strings.Contains(m, `name="csrf"`) && !strings.Contains(m, `action="/login"`) && !strings.Contains(m, `action="/lang"`) && !strings.Contains(m, `action="/setup`) {
			bad = append(bad, "has a form without its token: "+m[:min(len(m), 80)])
		}
	}
	return bad
}

// Every page that anybody can reach by links is whole, in both languages.
func TestEveryPageInBothLanguages(t *testing.T) {
	w := openTown(t)
	people := append(slices.Sorted(maps.Keys(w.people)), "")
	for _, name := range people {
		for _, lang := range []string{"zh", "en"} {
			t.Run(fmt.Sprintf("%s-%s", name, lang), func(t *testing.T) {
				n := 0
				w.crawl(w.people[name], lang, func(at address, a *httptest.ResponseRecorder) {
					if a.Code >= 500 || at.pattern == "" {
						t.Errorf("GET %s: %d %s", at.path, a.Code, strings.TrimSpace(a.Body.String()[:min(200, a.Body.Len())]))
					}
					if !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") || a.Code == http.StatusSeeOther {
						return
					}
					n++
					blind := w.blind(at)
					for _, b := range badPage(lang, a.Body.String()) {
						// Pages that look at no session have no token to carry, and a link there may choose the language.
						if blind && (strings.HasPrefix(b, "has a form without its token") || strings.Contains(at.path, "lang=") && strings.HasPrefix(b, "is not marked")) {
							continue
						}
						// A pack's own codes and the record's own actions look like keys and are meant to be shown.
						codes := strings.HasPrefix(at.path, "/framework") || strings.HasPrefix(at.path, "/audit")
						if !codes || !strings.Contains(b, "shows the key") {
							t.Errorf("GET %s %s", at.path, b)
						}
					}
				})
				t.Logf("%d pages", n)
			})
		}
	}
}

// blind tells whether the address is of a route that looks at no session.
func (w *town) blind(at address) bool {
	return slices.ContainsFunc(w.server.Routes(), func(r front.Route) bool { return r.Blind && r.Method+" "+r.Pattern == at.pattern })
}

func TestBadPageIsSeen(t *testing.T) {
	page := `<html lang="zh"><title> </title><p>rectify.close.title</p><p style="x">%!s(nil)</p><script>x()</script><form method="post" action="/x"></form>`
	bad := strings.Join(badPage("en", page), "\n")
	for _, want := range []string{"not marked as en", "no title", "rectify.close.title", "%!s(", "inline: ", "inline script", "without its token"} {
		if !strings.Contains(bad, want) {
			t.Errorf("not seen: %s in\n%s", want, bad)
		}
	}
}

// Those who have no business somewhere are turned away at every way in: a stranger to the sign-in page, an account
// without roles and a person of another unit as if nothing were there. Never a page with data, never a failure.
func TestNobodyGetsInElsewhere(t *testing.T) {
	w := openTown(t)
	theirs := w.crawl(w.people["foreign"], "zh", func(address, *httptest.ResponseRecorder) {})
	all := w.addresses()
	rights := map[string]access.Right{}
	for _, r := range w.server.Routes() {
		rights[r.Method+" "+r.Pattern] = r.Right
	}
	for _, at := range all {
		right := rights[at.pattern]
		if right == access.Public || at.pattern == "POST /logout" { // signing out would make everybody a stranger
			continue
		}
		a := w.ask(walker{}, at.method, at.path, "zh")
		if a.Code != http.StatusSeeOther || !strings.HasPrefix(a.Header().Get("Location"), "/login") {
			t.Errorf("a stranger's %s %s: %d %s", at.method, at.path, a.Code, a.Header().Get("Location"))
		}
		a = w.ask(w.people["roleless"], at.method, at.path, "zh")
		if a.Code >= 500 || right != access.SignedIn && right != access.Halfway && a.Code != http.StatusNotFound && a.Code != http.StatusForbidden {
			t.Errorf("an account without roles, %s %s: %d", at.method, at.path, a.Code)
		}
		a = w.ask(w.people["foreign"], at.method, at.path, "zh")
		object := strings.Contains(at.pattern, "{") && right != access.SignedIn && !theirs[at]
		if a.Code >= 500 || object && a.Code != http.StatusNotFound && a.Code != http.StatusForbidden {
			t.Errorf("a person of another unit, %s %s: %d", at.method, at.path, a.Code)
		}
	}
	t.Logf("%d addresses of %d routes", len(all), len(rights))
}

var wildcard = regexp.MustCompile(`\{[^}]+\}`)

// addresses is every route with real parts: what anybody but the strangers is shown, and for the other routes the parts
// of a route that begins alike; ids of nothing where there is none.
func (w *town) addresses() []address {
	seen := map[address]bool{}
	for _, name := range slices.Sorted(maps.Keys(w.people)) {
		if name == "foreign" || name == "roleless" {
			continue
		}
		maps.Copy(seen, w.crawl(w.people[name], "zh", func(address, *httptest.ResponseRecorder) {}))
	}
	per, heads := map[string]int{}, map[string]string{}
	var out []address
	for _, at := range slices.SortedFunc(maps.Keys(seen), func(a, b address) int { return strings.Compare(a.method+a.path, b.method+b.path) }) {
		if at.pattern == "" {
			continue
		}
		learn(heads, strings.TrimPrefix(at.pattern, at.method+" "), at.path)
		if per[at.pattern]++; per[at.pattern] <= most {
			out = append(out, at)
		}
	}
	for _, r := range w.server.Routes() {
		key := r.Method + " " + r.Pattern
		if per[key] == 0 {
			out = append(out, address{r.Method, likely(heads, r.Pattern), key})
		}
	}
	return out
}

// learn remembers the real beginning of a pattern: "/rectify/items/{id}" was "/rectify/items/01j…".
func learn(heads map[string]string, pattern, path string) {
	ps, xs := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i := range ps {
		if i < len(xs) && strings.HasPrefix(ps[i], "{") {
			heads[strings.Join(ps[:i+1], "/")] = strings.Join(xs[:i+1], "/")
		}
	}
}

func likely(heads map[string]string, pattern string) string {
	ps := strings.Split(pattern, "/")
	for i := len(ps); i > 0; i-- {
		if head, ok := heads[strings.Join(ps[:i], "/")]; ok {
			pattern = head + strings.TrimPrefix(pattern, strings.Join(ps[:i], "/"))
			break
		}
	}
	return wildcard.ReplaceAllStringFunc(strings.TrimSuffix(pattern, "{$}"), func(string) string { return db.NewID() })
}
