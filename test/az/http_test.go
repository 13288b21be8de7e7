package az

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
	"plumbline/test/demotest"
)

// objects are the kinds of things that a route names by one id, with the unit to which each belongs. The longest pattern
// that fits wins.
var objects = []struct{ pattern, query string }{
	{"/rectify/items/{id}", `select id, unit_id from rectify_item order by id desc`},
	{"/rectify/plans/{id}", `select id, unit_id from rectify_plan order by id desc`},
	{"/directive/tasks/duty/{id}", `select id, unit_id from directive_duty order by id desc`},
	{"/directive/{id}", `select id, unit_id from directive_directive order by id desc`},
	{"/inspect/feedback/{id}", `select id, unit_id from inspect_feedback order by id desc`},
	{"/inspect/{id}", `select id, unit_id from inspect_inspection order by id desc`},
	{"/org/units/{id}", `select id, id from org_unit where tree = 'unit' order by id desc`},
	{"/org/people/{id}", `select id, unit_id from org_person order by id desc`},
}

// town is the demo's bureau with one new account for each role, all at one division that has something above it, below it
// and beside it.
type town struct {
	*world
	at     int // the division
	oracle *oracle
	things map[string]map[string][]string // pattern, relation: ids
}

func openTown(t *testing.T) *town {
	t.Helper()
	ctx := context.Background()
	cfg, _, err := demotest.Live(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, err := doors.Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	site := web.New(h, "test", false)
	w := &town{world: &world{t: t, house: h, site: site, srv: httptest.NewServer(site)}, things: map[string]map[string][]string{}}
	t.Cleanup(func() { w.srv.Close(); h.Close() })
	w.must(h.DB.Read(ctx, steward, w.readUnits))
	w.oracle = newOracle(t, w.units)
	w.must(h.DB.Read(ctx, steward, w.readThings))
	for _, role := range access.Roles {
		p := &person{name: "查" + role, login: "az-" + role, unit: w.at, grants: []grant{{role, w.at}}}
		if access.IsAdministrator(role) {
			continue // they stand at the top and see no matter: see TestLists
		}
		w.enrol(p, fmt.Sprint(70000+len(w.people)))
		w.people = append(w.people, p)
	}
	return w
}

// readUnits reads the tree by its parents, and chooses the division: the unit below the root with most units below it.
func (w *town) readUnits(tx *db.Tx) error {
	rows, err := tx.Query(`select id, coalesce(parent_id, ''), name from org_unit where tree = 'unit' order by ord`)
	if err != nil {
		return err
	}
	defer rows.Close()
	index, below := map[string]int{}, map[int]int{}
	for rows.Next() {
		var parent string
		u := unit{parent: -1}
		if err := rows.Scan(&u.id, &parent, &u.name); err != nil {
			return err
		}
		if i, ok := index[parent]; ok {
			u.parent = i
		}
		index[u.id] = len(w.units)
		w.units = append(w.units, u)
		if below[u.parent]++; u.parent > 0 && below[u.parent] > below[w.at] {
			w.at = u.parent
		}
	}
	return rows.Err()
}

// relation says how a unit lies to the division.
func (w *town) relation(u int) string {
	switch {
	case u == w.at:
		return "own"
	case w.inside(u, w.at):
		return "below"
	case w.inside(w.at, u):
		return "above"
	}
	return "beside"
}

// each is how many things of a kind and relation are tried.
func each() int {
	if os.Getenv("PLUMBLINE_NIGHTLY") != "" {
		return 12
	}
	return 2
}

func (w *town) readThings(tx *db.Tx) error {
	index := map[string]int{}
	for i, u := range w.units {
		index[u.id] = i
	}
	for _, o := range objects {
		rows, err := tx.Query(o.query)
		if err != nil {
			return err
		}
		w.things[o.pattern] = map[string][]string{}
		for rows.Next() {
			var id, at string
			if err := rows.Scan(&id, &at); err != nil {
				return err
			}
			u, ok := index[at]
			if rel := w.relation(u); ok && len(w.things[o.pattern][rel]) < each() {
				w.things[o.pattern][rel] = append(w.things[o.pattern][rel], id)
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}

// T-HTTP-AZ: every route that names one thing, by every role, in every relation: what the oracle lets the role see is not
// answered with 404, everything else exactly as an id of nothing.
func TestEveryRouteByEveryRole(t *testing.T) {
	w := openTown(t)
	asked, hidden, shown := 0, 0, 0
	for _, r := range w.routes() {
		kind := kindOf(r.pattern)
		if kind == "" || r.right == access.SignedIn {
			continue
		}
		for _, p := range w.people {
			role := p.grants[0].role
			nothing := p.request(r.method, fill(r.pattern, db.NewID()), nil)
			for rel, ids := range w.things[kind] {
				for _, id := range ids {
					asked++
					want := w.oracle.holds(role, r.right, w.units[w.at].id) && w.sees(role, r.right, rel)
					a := p.request(r.method, fill(r.pattern, id), nil)
					if f := verdict(want, a, nothing); f != "" {
						t.Errorf("%s, %s %s of %s: %s", role, r.method, r.pattern, rel, f)
					}
					if want {
						shown++
					} else {
						hidden++
					}
				}
			}
		}
	}
	t.Logf("%d requests: %d hidden, %d shown", asked, hidden, shown)
	if hidden == 0 || shown == 0 {
		t.Error("one side of the comparison is empty: it proves nothing")
	}
}

// verdict compares an answer with what the oracle wants; nothing is the answer to an id of nothing.
func verdict(want bool, a, nothing answer) string {
	switch {
	case want && a.status == http.StatusNotFound:
		return "404, should exist"
	case !want && (a.status != nothing.status || bare(a.body) != bare(nothing.body)):
		return fmt.Sprintf("%d, of nothing: %d", a.status, nothing.status)
	}
	return ""
}

// What the comparison has to catch: a thing that is shown, a thing that is denied where it should not exist, a page of its
// own for what is hidden, and a thing that is missing.
func TestVerdictSeesFaults(t *testing.T) {
	nothing := answer{status: http.StatusNotFound, body: "没有 E-AAAA-BBBB"}
	for name, wrong := range map[string]string{
		"shown":      verdict(false, answer{status: http.StatusOK, body: "事项"}, nothing),
		"denied":     verdict(false, answer{status: http.StatusForbidden, body: "不能"}, nothing),
		"other page": verdict(false, answer{status: http.StatusNotFound, body: "没有权限 E-CCCC-DDDD"}, nothing),
		"missing":    verdict(true, nothing, nothing),
	} {
		if wrong == "" {
			t.Errorf("%s is not seen", name)
		}
	}
	if f := verdict(false, answer{status: http.StatusNotFound, body: "没有 E-CCCC-DDDD"}, nothing); f != "" {
		t.Errorf("the same page with another reference: %s", f)
	}
}

// kindOf is the kind of thing that the pattern names; "" for none or for a part of a thing.
func kindOf(pattern string) string {
	if strings.Count(pattern, "{") != 1 {
		return ""
	}
	best := ""
	for _, o := range objects {
		if (pattern == o.pattern || strings.HasPrefix(pattern, o.pattern+"/")) && len(o.pattern) > len(best) {
			best = o.pattern
		}
	}
	return best
}

// holds tells whether the role gives the right anywhere: without it there is no such route for the person.
func (o *oracle) holds(role access.Role, r access.Right, at string) bool {
	return o.permits(role, at, at, r)
}

// sees asks the oracle about one unit of the relation.
func (w *town) sees(role access.Role, r access.Right, rel string) bool {
	for u := range w.units {
		if w.relation(u) == rel {
			return w.oracle.sees(role, w.units[w.at].id, w.units[u].id, r)
		}
	}
	return false
}
