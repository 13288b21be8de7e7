package trips

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

// budget is what an act may ask. A number that grows must be worth it: look at the list that the failing
// test prints, merge the statement with one beside it, send it with db.Tx.Later if nobody needs its
// answer, or keep what it asks in memory until it changes. If it is needed all the same, raise the number
// here and say in docs/design/0034-hot-paths.md what it buys. A number that shrinks is lowered here.
type budget struct{ statements, trips int }

var budgets = map[string]map[string]budget{
	"sqlite":   {"report": {14, 14}, "ledger": {8, 8}},
	"postgres": {"report": {14, 8}, "ledger": {8, 8}},
}

func TestStatementsOfTheBusiestActs(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { count(t, "sqlite", "") })
	t.Run("postgres", func(t *testing.T) { count(t, "postgres", dbtest.PostgresPlace(t)) })
}

func count(t *testing.T, dialect, place string) {
	h := newHouse(t, place)
	for name, act := range map[string]func(){"report": h.report(t), "ledger": h.ledger(t)} {
		act() // the first call fills what is kept in memory
		got, list := h.counted(act)
		if want := budgets[dialect][name]; got != want {
			t.Errorf("%s on %s: %d statements in %d trips, the budget is %d in %d\n%s", name, dialect, got.statements, got.trips, want.statements, want.trips, list)
		}
	}
	// One statement more is noticed.
	more := func() {
		h.house.DB.Read(t.Context(), clerk, func(tx *db.Tx) error { _, err := db.Value[int64](tx, "select 1"); return err })
	}
	if got, _ := h.counted(more); got != (budget{3, 3}) {
		t.Errorf("one statement in a snapshot counts as %+v", got)
	}
}

type house struct {
	house *doors.House
	seen  func(together ...string)
	item  string
	part  string
	unit  string
}

var clerk = who.Job("test")

// counted runs an act and lists what it asked, a trip a line.
func (h *house) counted(act func()) (b budget, list string) {
	h.seen = func(together ...string) {
		b.statements, b.trips = b.statements+len(together), b.trips+1
		for _, q := range together {
			list += fmt.Sprintf("  %d  %.150s\n", b.trips, strings.Join(strings.Fields(q), " "))
		}
	}
	defer func() { h.seen = nil }()
	act()
	return b, list
}

func newHouse(t *testing.T, place string) *house {
	t.Helper()
	w := &house{}
	ctx := t.Context()
	h, err := doors.Open(ctx, doors.Config{Data: t.TempDir(), DB: place, Clock: clock.Fixed(dbtest.Start), Bulk: true})
	must(t, err)
	t.Cleanup(func() { h.Close() })
	w.house = h
	h.DB.OnStatement(func(together ...string) {
		if w.seen != nil {
			w.seen(together...)
		}
	})
	admin := func(login string) org.FirstAdmin {
		return org.FirstAdmin{Name: login, Badge: login, Login: login, Title: login}
	}
	founding, err := org.New(h.DB, h.Words).Setup(ctx, org.SetupInput{Name: "测量市公安局", Lang: "zh", SysAdmin: admin("sys"), SecAdmin: admin("sec"), Auditor: admin("aud")})
	must(t, err)
	must(t, accesstest.Found(ctx, h.DB, h.Access, founding, nil))
	must(t, h.DB.Write(ctx, clerk, w.fill))
	w.account(t, "liaison", access.Liaison)
	w.account(t, "office", access.Office)
	return w
}

// fill lays down an item at work with a measure and a plan on file.
func (w *house) fill(tx *db.Tx) error {
	f, err := org.Tree(tx)
	if err != nil {
		return err
	}
	root, _ := f.Root(org.UnitTree)
	if w.unit, err = org.AddUnit(tx, org.UnitInput{Parent: root.ID, Name: "第一分局", Kind: "branch", Inspected: true}, ""); err != nil {
		return err
	}
	u, err := org.UnitByID(tx, w.unit)
	if err != nil {
		return err
	}
	w.item, w.part = db.NewID(), db.NewID()
	plan, task, now := db.NewID(), db.NewID(), db.Stamp(tx.Now)
	for _, s := range []struct {
		q    string
		args []any
	}{
		{`insert into rectify_plan (id, unit_id, unit_ord, source, source_ref, source_name, title, fed_back_on, due, accepted, number, state, version) values ($1, $2, $3, 'inspection', 'FK', '7号', '方案', '2026-05-01', '2026-07-01', 1, 1, 'accepted', 1)`,
			[]any{plan, u.ID, u.Ord}},
		{`insert into rectify_item (id, number, year, state, step, unit_id, unit_ord, source, source_ref, source_name, title, finding, due, due_first, due_kind, due_key, registered_on, changed_at, target, plan_id)
			values ($1, 'WT-26-0001', 2026, 'working', $2, $3, $4, 'inspection', 'FK', '7号', '账物不符', '抽查不符', '2026-08-01', '2026-08-01', 'phase', '2026-08-01', '2026-05-01', $5, '整改到位', $6)`,
			[]any{w.item, rectify.Working.Step(), u.ID, u.Ord, now, plan}},
		{`insert into rectify_task (id, item_id, position, title) values ($1, $2, 1, '健全制度')`, []any{task, w.item}},
		{`insert into rectify_measure (id, item_id, task_id, position, body, kind, state) values ($1, $2, $3, 1, '修订管理办法', 'system', 'open')`, []any{w.part, w.item, task}},
	} {
		if _, err := tx.Exec(s.q, s.args...); err != nil {
			return err
		}
	}
	return audit.Record(tx, audit.Entry{Action: "rectify.import", Kind: "ledger", ID: "test"})
}

func (w *house) account(t *testing.T, login string, role access.Role) {
	t.Helper()
	ctx := t.Context()
	var person string
	must(t, w.house.DB.Write(ctx, clerk, func(tx *db.Tx) (err error) {
		person, err = org.AddPerson(tx, org.PersonInput{Name: "测量员", Badge: login, Unit: w.unit})
		return err
	}))
	id, err := w.house.Access.MakeLogin(ctx, clerk, access.NewLogin{Login: login, Person: person, Title: login, Hash: "x"})
	must(t, err)
	must(t, w.house.Access.Grant(ctx, clerk, access.NewGrant{Login: id, Role: role, Unit: w.unit, Since: "2020-01-01", Basis: "测量"}))
}

// report is a progress report on a measure, as the unit sends it, its session apart.
func (w *house) report(t *testing.T) func() {
	ctx := context.Background()
	actor, _, err := w.house.Access.Resolve(ctx, accesstest.SignIn(t, w.house.Access, "liaison"))
	must(t, err)
	percent := 0
	return func() {
		percent += 10
		must(t, w.house.Rectify.Report(ctx, actor, rectify.ItemID(w.item), rectify.Report{Measure: rectify.MeasureID(w.part), Body: "正在推进", Percent: percent, Reached: -1}))
	}
}

// ledger is the ledger's page as the office reads it: session, rows, frame.
func (w *house) ledger(t *testing.T) func() {
	s := web.New(w.house, "test", false)
	cookie := accesstest.SignIn(t, w.house.Access, "office")
	return func() {
		q := httptest.NewRequest(http.MethodGet, "/rectify?state=working&unit="+w.unit, nil)
		q.AddCookie(&http.Cookie{Name: "plumbline", Value: cookie})
		a := httptest.NewRecorder()
		s.ServeHTTP(a, q)
		if a.Code != http.StatusOK || !strings.Contains(a.Body.String(), "WT-26-0001") {
			t.Fatalf("%d\n%.500s", a.Code, a.Body)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
