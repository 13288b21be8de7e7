package web

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// matters are the addresses of single matters: what a list of them leads to.
var matters = regexp.MustCompile(`href="(/(?:rectify/items|papers|findings|directives/tasks|inspect/inspections)/[0-9a-z]{26})["/?#]`)

// mattersIn are the different matters that a page leads to from its own part, menus aside.
func mattersIn(page string) []string {
	if i := strings.Index(page, "<main"); i >= 0 {
		page = page[i:]
	}
	var out []string
	for _, m := range matters.FindAllStringSubmatch(page, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// busyPeople are the names of those who answer for the most rectification, from the register.
func (w *town) busyPeople(t *testing.T) (names []string) {
	t.Helper()
	err := w.house.DB.Read(context.Background(), who.Job("test"), func(tx *db.Tx) (err error) {
		names, err = db.All(tx, func(s db.Scanner) (n string, err error) { var c int; return n, s.Scan(&n, &c) },
			`select lead_name, count(*) from rectify_item where lead_name <> '' group by lead_name having count(*) > 2 order by 2 desc limit 12`)
		return err
	})
	if err != nil || len(names) < 3 {
		t.Fatal(names, err)
	}
	return names
}

// T-SCHEMA, at the pages: whatever question takes a person's name, it does not answer with their
// matters (docs/design/0021). A text that itself contains the name is a text.
func TestNoListByAPersonsName(t *testing.T) {
	w := openTown(t)
	names, n := w.busyPeople(t), 0
	for _, x := range w.harvest(t) {
		if x.method != http.MethodGet || x.role == "" || strings.HasPrefix(x.pattern, "/assets") {
			continue
		}
		params := []string{"q", "text", "name", "person", "lead", "owner", "verifier", "who", "by"}
		for k := range x.query {
			params = append(params, k)
		}
		slices.Sort(params)
		nothing := mattersIn(send(w.plain, w.as(t, x.role), request{method: http.MethodGet, path: x.path, query: url.Values{"q": {"zzzzqqq"}}}).Body.String())
		for i, param := range slices.Compact(params) {
			name := names[i%len(names)]
			ask := func(role string) {
				a := send(w.plain, w.as(t, role), request{method: http.MethodGet, path: x.path, query: url.Values{param: {name}}})
				n++
				page := html.UnescapeString(a.Body.String())
				found := mattersIn(page)
				if len(found) > 1 && !slices.Equal(found, nothing) && w.chosenBy(t, role, x, param, name, found) {
					t.Errorf("%s?%s=%s as %q leads to %d matters", x.path, param, name, role, len(found))
				}
			}
			ask(x.role)
			if x.role != "office" {
				ask("office")
			}
		}
	}
	t.Logf("%d questions with the names of %d persons", n, len(names))
}

// chosenBy tells whether the name chose those matters: without it the same page shows others, and the
// matters' own words do not contain it.
func (w *town) chosenBy(t *testing.T, role string, x target, param, name string, found []string) bool {
	t.Helper()
	without := mattersIn(send(w.plain, w.as(t, role), request{method: http.MethodGet, path: x.path}).Body.String())
	if slices.Equal(without, found) {
		return false // the page does not heed the parameter
	}
	containing := 0
	err := w.house.DB.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for _, m := range found {
			n, err := db.Value[int](tx, `select count(*) from search_doc where ref = $1 and (title like $2 or body like $2 or extra like $2)`, m[strings.LastIndex(m, "/")+1:], "%"+name+"%")
			if err != nil {
				return err
			}
			containing += n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return containing < len(found)
}

// A ledger that could be asked by name would be seen: asked by a word that many items share, the same
// check finds many.
func TestListsByNameAreSeen(t *testing.T) {
	w := openTown(t)
	a := send(w.plain, w.as(t, "office"), request{method: http.MethodGet, path: "/search", query: url.Values{"q": {"整改"}}})
	if found := mattersIn(a.Body.String()); len(found) < 2 {
		t.Errorf("%d matters on a page that has many", len(found))
	}
}

// Passwords are masked, may be pasted, and every page of a signed-in person leads out.
func TestPasswordFieldsAndWayOut(t *testing.T) {
	w := openTown(t)
	fields, pages := 0, 0
	for _, x := range w.harvest(t) {
		if x.method != http.MethodGet || ends(x) {
			continue
		}
		a := send(w.plain, w.as(t, x.role), request{method: http.MethodGet, path: x.path, query: x.query})
		page := a.Body.String()
		if a.Code != http.StatusOK || !strings.Contains(page, "<html") {
			continue
		}
		for _, m := range inputs.FindAllStringSubmatch(page, -1) {
			if f := attributes(m[2]); m[1] == "input" && slices.Contains([]string{"password", "old", "again"}, f["name"]) {
				if fields++; f["type"] != "password" {
					t.Errorf("%s: the field %s is not masked", x.path, f["name"])
				}
			}
		}
		if x.role != "" && !w.blind(x) {
			if pages++; !strings.Contains(page, `action="/logout"`) {
				t.Errorf("%s as %s has no way out", x.path, x.role)
			}
		}
	}
	fields += strings.Count(send(w.plain, walker{}, request{method: http.MethodGet, path: "/login"}).Body.String(), `type="password"`)
	t.Logf("%d password fields, %d pages", fields, pages)
	if fields == 0 || pages < 20 {
		t.Error("nothing was looked at")
	}
}
