package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
	"plumbline/internal/hall/search"
	"plumbline/internal/rooms/rectify"
)

// clerk fills the database past the verbs: a million registrations through them would measure only the filling.
var clerk = who.Job("bench")

// today is the day of the measurement, so that two runs build the same ledger.
const today = clock.Day("2026-06-18")

// world is a filled house and what the measurements need to know of it.
type world struct {
	house    *doors.House
	place    string // of the database
	root     string
	items    int
	units    []org.Unit
	district org.Unit // a unit with units below it: the subtree of the ledger page
	itemIDs  []string // a sample
	reported []string // items with an accepted plan and a measure, to report on
	measures map[string]string
}

// fill makes the tree of four hundred units and so many items.
func fill(ctx context.Context, h *doors.House, items int) (*world, error) {
	w := &world{house: h, items: items, measures: map[string]string{}}
	if err := w.tree(ctx); err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(1, uint64(items)))
	began := time.Now()
	for from := 0; from < items; from += batch {
		rows := make([]row, 0, batch)
		for i := from; i < min(items, from+batch); i++ {
			rows = append(rows, w.row(r, i))
		}
		if err := h.DB.Write(ctx, clerk, func(tx *db.Tx) error { return filled(tx, w.insert(tx, rows)) }); err != nil {
			return nil, err
		}
		if (from/batch)%200 == 199 {
			note("  %d items after %s", from+batch, time.Since(began).Round(time.Second))
		}
	}
	err := h.DB.Write(ctx, clerk, func(tx *db.Tx) error {
		for _, q := range counters {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return filled(tx, w.reportable(tx))
	})
	if err != nil {
		return nil, err
	}
	if h.DB.Dialect() == "sqlite" {
		return w, nil // nothing analyses it in use either
	}
	return w, h.DB.Upkeep(ctx, clerk, func(tx *db.Tx) error { _, err := tx.Exec("analyze"); return err }) // as autovacuum would
}

// filled records that a batch went in: rows that the record answers for are not written without an entry.
func filled(tx *db.Tx, err error) error {
	if err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "rectify.import", Kind: "ledger", ID: "bench"})
}

const batch = 250

// tree is a bureau with 8 divisions, 6 of them with 8 stations of 7 squads each: 400 units in four levels.
func (w *world) tree(ctx context.Context) error {
	admin := func(login, name string) org.FirstAdmin {
		return org.FirstAdmin{Name: name, Badge: login, Login: login, Title: name}
	}
	founding, err := org.New(w.house.DB, w.house.Words).Setup(ctx, org.SetupInput{Name: "测量市公安局", Lang: "zh",
		SysAdmin: admin("sys", "甲"), SecAdmin: admin("sec", "乙"), Auditor: admin("aud", "丙")})
	if err == nil {
		err = accesstest.Found(ctx, w.house.DB, w.house.Access, founding, nil)
	}
	if err != nil {
		return err
	}
	err = w.house.DB.Write(ctx, clerk, func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		root, _ := f.Root(org.UnitTree)
		if err := w.branch(tx, root.ID, []int{8, 7, 6}, "分局", "派出所", "中队"); err != nil {
			return err
		}
		w.root = root.ID
		w.units, err = org.UnitsUnder(tx, root.ID)
		for _, u := range w.units {
			if u.Depth == 1 && w.district.ID == "" {
				w.district = u
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := w.account(ctx, w.root, "office", access.Office); err != nil {
		return err
	}
	if err := w.account(ctx, w.units[len(w.units)-1].ID, "scoped", access.Liaison); err != nil { // one squad, for the list of a narrow scope
		return err
	}
	return w.account(ctx, w.root, "liaison", access.Liaison)
}

func (w *world) branch(tx *db.Tx, parent string, width []int, kinds ...string) error {
	last := ""
	for i := range width[0] {
		id, err := org.AddUnit(tx, org.UnitInput{Tree: org.UnitTree, Parent: parent, Name: fmt.Sprintf("第%d%s", i+1, kinds[0]), Kind: "other", Inspected: true}, last)
		if err != nil {
			return err
		}
		last = id
		if len(width) > 1 {
			if err := w.branch(tx, id, width[1:], kinds[1:]...); err != nil {
				return err
			}
		}
	}
	return nil
}

// row is one item as it is inserted.
type row struct {
	id, number, title, finding, due string
	year                            int
	state                           rectify.State
	unit                            org.Unit
}

// stateOf gives states in the proportions of a ledger with three years behind it: most are closed.
func stateOf(r *rand.Rand) rectify.State {
	switch n := r.IntN(100); {
	case n < 62:
		return rectify.Closed
	case n < 84:
		return rectify.Working
	}
	return rectify.States[r.IntN(len(rectify.States))]
}

func (w *world) row(r *rand.Rand, i int) row {
	year := 2024 + r.IntN(3)
	it := row{id: db.NewID(), number: fmt.Sprintf("WT-%02d-%07d", year%100, i), title: title(r), finding: finding(r), year: year,
		state: stateOf(r), unit: w.units[r.IntN(len(w.units))], due: string(today.Add(r.IntN(240) - 60))}
	if len(w.itemIDs) < 5000 && r.IntN(1+w.items/5000) == 0 {
		w.itemIDs = append(w.itemIDs, it.id)
	}
	if len(w.reported) < 1000 && it.state == rectify.Working {
		w.reported = append(w.reported, it.id)
	}
	return it
}

func (it row) dueKey() string {
	switch {
	case it.state == rectify.Standing:
		return "8" + it.due
	case !it.state.Running():
		return "9" + it.due
	}
	return it.due
}

// values writes "($1, $2), ($3, $4)" for the rows of one insert.
type values struct {
	sql  strings.Builder
	args []any
}

func (v *values) add(args ...any) {
	if v.sql.Len() > 0 {
		v.sql.WriteByte(',')
	}
	for i, a := range args {
		v.args = append(v.args, a)
		fmt.Fprintf(&v.sql, "%s$%d", map[bool]string{true: "(", false: ","}[i == 0], len(v.args))
	}
	v.sql.WriteByte(')')
}

func (v *values) insert(tx *db.Tx, into string) error {
	_, err := tx.Exec("insert into "+into+" values "+v.sql.String(), v.args...)
	return err
}

func (w *world) insert(tx *db.Tx, rows []row) error {
	var items, progress values
	for i, it := range rows {
		items.add(it.id, it.number, it.year, string(it.state), it.state.Step(), it.unit.ID, it.unit.Ord, "inspection", "FK-"+it.unit.ID, "测公督反〔2026〕7号",
			it.title, it.finding, "discipline.work", "serious", it.due, it.due, "phase", it.dueKey(), string(today.Add(-90)), db.Stamp(tx.Now), "对照清单逐项整改到位")
		if i%5 == 0 { // a fifth of the items have five entries of history
			for n := range 5 {
				progress.add(db.NewID(), it.id, "", "p", "测量人员", db.Stamp(tx.Now.Add(time.Duration(n)*time.Second)), "已召开会议研究部署，明确责任分工，正在按计划推进。", 20*n)
			}
		}
	}
	if err := items.insert(tx, `rectify_item (id, number, year, state, step, unit_id, unit_ord, source, source_ref, source_name,
		title, finding, category, severity, due, due_first, due_kind, due_key, registered_on, changed_at, target)`); err != nil {
		return err
	}
	if err := progress.insert(tx, "rectify_progress (id, item_id, measure_id, by_id, by_name, at, body, percent)"); err != nil {
		return err
	}
	for _, it := range rows {
		if err := search.Put(tx, search.Doc{Kind: search.Item, ID: it.id, Number: it.number, Title: it.title, Body: it.finding, Unit: it.unit.ID, Ord: it.unit.Ord,
			State: "rectify.state." + string(it.state), Due: clock.Day(it.due), Day: today.Add(-90)}); err != nil {
			return err
		}
	}
	return nil
}

// counters are what the verbs would have counted one by one.
var counters = []string{`with own as (select unit_ord, year, state, count(*) as n from rectify_item group by unit_ord, year, state),
	sums as (select unit_ord, year, state, n from own union all select unit_ord, 0, state, n from own
		union all select unit_ord, year, '', n from own union all select unit_ord, 0, '', n from own)
	insert into rectify_count (unit_id, year, state, n)
	select u.id, b.year, b.state, sum(b.n) from sums b join v_unit u on u.ord <= b.unit_ord and u.last >= b.unit_ord group by u.id, b.year, b.state`}
