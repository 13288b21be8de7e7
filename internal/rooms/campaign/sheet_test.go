package campaign

import (
	"context"
	"fmt"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
	"plumbline/packs"
)

// sheetWorld is a campaign with three branches, their people and a few problems, as the records hold them.
type sheetWorld struct {
	t              *testing.T
	d              *db.DB
	r              *Room
	root           org.Unit
	branch         []org.Unit
	office, leader who.Actor
}

func newSheetWorld(t *testing.T, d *db.DB) *sheetWorld {
	t.Helper()
	raw, err := packs.FS.ReadFile("campaign_sheet.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Read("campaign_sheet.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	w := &sheetWorld{t: t, d: d, r: New(d, func(*db.Tx, string, string) (*pack.Pack, error) { return p, nil })}
	w.write(func(tx *db.Tx) error {
		id, err := org.AddUnit(tx, org.UnitInput{Name: "市局", Short: "市局", Kind: "city"}, "")
		if err != nil {
			return err
		}
		w.root = org.Unit{ID: id}
		for i, n := range []int{7, 6, 2, 3} { // people of four branches
			id, err := org.AddUnit(tx, org.UnitInput{Name: fmt.Sprint("分局", i), Short: fmt.Sprint("分局", i), Kind: "branch", Parent: w.root.ID, Inspected: true}, "")
			if err != nil {
				return err
			}
			w.branch = append(w.branch, org.Unit{ID: id})
			for k := range n {
				if _, err := org.AddPerson(tx, org.PersonInput{Name: "民警", Badge: fmt.Sprintf("%06d", i*100+k), Unit: id}); err != nil {
					return err
				}
			}
		}
		raw, err := packs.FS.ReadFile("calendar/2026.yaml")
		if err != nil {
			return err
		}
		year, err := pack.Read("2026.yaml", raw)
		if err != nil {
			return err
		}
		_, err = calendar.InstallYear(tx, year, "zh")
		return err
	})
	w.write(func(tx *db.Tx) (err error) {
		if w.root, err = org.UnitByID(tx, w.root.ID); err != nil {
			return err
		}
		if _, err = tx.Exec(`insert into campaign_campaign (id, number, year, title, unit_id, unit_ord, lead, aim, state, pack, pack_version, open_code, drafted_by, drafted_at, approved_by, approved_at)
			values ('c1', 'ZZ-26-01', 2026, '专项整治', $1, $2, '[]', '', 'rectify', 'x', '1', 'abc', 'x', $3, 'y', $3)`, w.root.ID, w.root.Ord, db.Stamp(clock.Day("2026-04-13").Time())); err != nil {
			return err
		}
		if _, err = tx.Exec(`insert into campaign_stage (campaign_id, seq, code, title, first_day, last_day) values ('c1', 1, 'rectify', '查纠整改', '2026-05-13', '2026-07-26')`); err != nil {
			return err
		}
		for i := range w.branch {
			if w.branch[i], err = org.UnitByID(tx, w.branch[i].ID); err != nil {
				return err
			}
			if _, err = tx.Exec(`insert into campaign_relay (id, campaign_id, unit_id, unit_ord, asked_at, receive_due, break_due, report_due) values ($1, 'c1', $2, $3, 'x', '2026-05-01', '2026-05-02', '2026-05-03')`, fmt.Sprint("r", i), w.branch[i].ID, w.branch[i].Ord); err != nil {
				return err
			}
		}
		return nil
	})
	person := func(login, role string) who.Actor {
		return who.Actor{Login: login, Person: "p-" + login, Name: login, Grants: []who.Grant{{ID: "g-" + login, Role: role, Unit: w.root.ID, First: w.root.Ord, Last: w.root.Last}}}
	}
	w.office, w.leader = person("office", access.Office), person("leader", access.Leader)
	return w
}

func (w *sheetWorld) write(do func(*db.Tx) error) {
	w.t.Helper()
	w.ok(w.d.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test", Kind: "test", ID: "t", Version: 1})
	}))
}

func (w *sheetWorld) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// problem puts a row into the chronic ledger; closed may be "".
func (w *sheetWorld) problem(id string, branch int, registered, closed clock.Day) {
	u := w.branch[branch]
	state := "working"
	if closed != "" {
		state = "closed"
	}
	w.write(func(tx *db.Tx) error {
		_, err := tx.Exec(`insert into chronic_problem (id, number, campaign_id, unit_id, unit_ord, state, track, title, facts, category, way, period_from, period_to, registered, registered_by, changed_at, closed_on)
			values ($1, $1, 'c1', $2, $3, $4, 'campaign', '问题', '事实', 'G6', 'self', '2026-01-01', '2026-02-01', $5, 'x', 'x', $6)`, id, u.ID, u.Ord, state, registered, closed)
		if err == nil && closed != "" {
			_, err = tx.Exec(`insert into chronic_step (id, problem_id, act, person_id, person_name, at) values ($1, $2, 'close', 'x', 'x', $3)`, "s"+id, id, db.Stamp(closed.Time()))
		}
		return err
	})
}

func column(b SheetBody, code string) int {
	for i, c := range b.Columns {
		if c.Code == code {
			return i
		}
	}
	return -1
}

func TestSheetIsFrozenAndShowsWhatMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newSheetWorld(t, d)
		w.problem("a", 0, "2026-06-01", "2026-06-10")
		w.problem("b", 0, "2026-06-17", "")
		w.problem("c", 1, "2026-06-18", "")
		day := NewSheet{Kind: Daily, Day: "2026-06-17"}
		id, err := w.r.DraftSheet(ctx, w.office, "c1", day)
		w.ok(err)
		v, err := w.r.SheetPage(ctx, w.leader, id)
		w.ok(err)
		b := v.Sheet.Body
		all, fresh, done, people := column(b, "chronic_all"), column(b, "chronic_new"), column(b, "chronic_closed"), column(b, "persons")
		if b.Total[all].N != 2 || b.Lines[0].Cells[all].N != 2 || b.Lines[0].Cells[fresh].N != 1 || b.Total[done].N != 1 || b.Lines[1].Cells[all].N != 0 {
			t.Errorf("as of 17 June: %+v", b.Total)
		}
		if c := column(b, "cases"); !b.Total[c].None {
			t.Error("a column without records has a figure")
		}
		if b.Total[people].N != 18 || b.Lines[0].Cells[people].N != 7 || !b.Lines[2].Cells[people].Hidden || !b.Lines[3].Cells[people].Hidden || b.Merged[people] != 5 {
			t.Errorf("people: %+v merged %d", b.Lines, b.Merged[people])
		}
		behind, err := w.r.Behind(ctx, w.office, "c1", "chronic_all", w.branch[0].ID, "2026-06-17", "2026-06-17")
		w.ok(err)
		if behind.N != 2 || behind.Hash != b.Lines[0].Cells[all].Hash || len(behind.Entries) != 2 {
			t.Errorf("the list behind the figure: %+v", behind)
		}
		if err := w.r.SignSheet(ctx, w.office, id, v.Sheet.Hash, ""); !fault.Is(err, fault.KindDenied) {
			t.Errorf("the office signs: %v", err)
		}
		both := w.leader
		both.Person = w.office.Person
		if err := w.r.SignSheet(ctx, both, id, v.Sheet.Hash, ""); !fault.Is(err, fault.KindDenied) {
			t.Errorf("who drafted signs: %v", err)
		}
		if err := w.r.SignSheet(ctx, w.leader, id, "other", ""); !fault.Is(err, fault.KindConflict) {
			t.Errorf("signed what was not seen: %v", err)
		}
		w.ok(w.r.SignSheet(ctx, w.leader, id, v.Sheet.Hash, "同意报送"))
		if v, err = w.r.SheetPage(ctx, w.leader, id); err != nil || v.Differs != 0 || !v.Sheet.Sound() {
			t.Fatalf("differs by itself: %d %v", v.Differs, err)
		}
		w.problem("late", 1, "2026-06-16", "") // entered afterwards, with an earlier day
		if v, err = w.r.SheetPage(ctx, w.leader, id); err != nil || v.Differs != 1 || v.Sheet.Body.Total[all].N != 2 || v.Now.Total[all].N != 3 {
			t.Errorf("a later entry: %d differ, %+v", v.Differs, v.Sheet.Body.Total[all])
		}
		if _, err := w.r.DraftSheet(ctx, w.office, "c1", day); !fault.Is(err, fault.KindConflict) {
			t.Errorf("a signed sheet is drafted anew: %v", err)
		}
		w.ok(d.Read(ctx, w.office, func(tx *db.Tx) error { v.Sheet, err = loadSheet(tx, id); return err }))
		v.Sheet.Body.Total[all].N = 99
		if v.Sheet.Sound() {
			t.Error("a changed sheet is sound")
		}
		unit := w.office
		unit.Grants = []who.Grant{{ID: "g", Role: access.Liaison, Unit: w.branch[0].ID, First: w.branch[0].Ord, Last: w.branch[0].Last}}
		if _, err := w.r.SheetPage(ctx, unit, id); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a unit reads the figures of all: %v", err)
		}
	})
}

func TestWeekComesFromTheDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newSheetWorld(t, d)
		w.problem("a", 0, "2026-06-15", "")
		w.problem("b", 1, "2026-06-16", "")
		week := NewSheet{Kind: Weekly, Day: "2026-06-17"}
		if _, err := w.r.DraftSheet(ctx, w.office, "c1", week); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("a week without days: %v", err)
		}
		for _, day := range []clock.Day{"2026-06-15", "2026-06-16"} {
			id, err := w.r.DraftSheet(ctx, w.office, "c1", NewSheet{Kind: Daily, Day: day})
			w.ok(err)
			v, err := w.r.SheetPage(ctx, w.leader, id)
			w.ok(err)
			w.ok(w.r.SignSheet(ctx, w.leader, id, v.Sheet.Hash, ""))
		}
		id, err := w.r.DraftSheet(ctx, w.office, "c1", week)
		w.ok(err)
		v, err := w.r.SheetPage(ctx, w.leader, id)
		w.ok(err)
		b := v.Sheet.Body
		if b.Total[column(b, "chronic_new")].N != 2 || b.Total[column(b, "chronic_all")].N != 2 || len(b.From) != 2 || len(b.Missing) != 5 || v.Sheet.Number != "ZB-26-001" {
			t.Errorf("%s: %+v, missing %v", v.Sheet.Number, b.Total, b.Missing)
		}
	})
}

func TestForecastOfRecords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newSheetWorld(t, d)
		w.problem("open", 0, "2026-05-13", "")
		f, err := w.r.Forecast(ctx, w.office, "c1")
		w.ok(err)
		if f.Why != "campaign.forecast.too_little" {
			t.Errorf("a forecast from nothing: %+v", f)
		}
		for i := range 12 {
			w.problem(fmt.Sprint("z", i), i%3, "2026-05-13", clock.Day("2026-05-25").Add(2*i))
		}
		f, err = w.r.Forecast(ctx, w.office, "c1")
		w.ok(err)
		if f.Why != "" || f.Open != 1 || f.Closed != 12 || f.Left < 25 || f.Left > 28 || f.Chance < 0.99 || f.Even == 0 {
			t.Errorf("%+v", f)
		}
	})
}

// TestShippedColumnsAreKnown: every column of the shipped pack has a source, and a pack with another one is
// refused with its line.
func TestShippedColumnsAreKnown(t *testing.T) {
	raw, err := packs.FS.ReadFile("campaign_sheet.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, plant := range []string{"", "\n  - code: mood\n    title: {zh: 情绪, en: Mood}\n    cite: [{source: local, pending: true}]\n"} {
		p, err := pack.Read("campaign_sheet.yaml", append(raw[:len(raw):len(raw)], plant...))
		if err != nil {
			t.Fatal(err)
		}
		r := New(nil, func(*db.Tx, string, string) (*pack.Pack, error) { return p, nil })
		_, _, err = r.sheetColumns(nil)
		if f, _ := fault.As(err); plant == "" && err != nil || plant != "" && (f == nil || f.Fields[0].Key != "campaign.sheet.column_unknown") {
			t.Errorf("%q: %v", plant, err)
		}
	}
}
