package tamper

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// town is a small house with rows in tables of every floor, each written twice through the application, so
// that there is an older version to go back to.
type town struct {
	*testing.T
	*doors.House
	dir string
}

// kind is a table that a random change may strike.
type kind struct {
	table, key, insert, second string
	loot                       []string
}

// kinds are the tables that a random change may strike: an insert with the row's number, a column that the
// second act changes, and columns that a thief would like to change.
var kinds = []kind{
	{"org_unit", "id", `insert into org_unit (id, name, short, kind, ord, last, depth) values ($1, '城东分局', '城东', 'branch', 1, 1, 0)`, "name", []string{"name", "short", "kind"}},
	{"org_person", "id", `insert into org_person (id, name) values ($1, '马晓峰')`, "initials", []string{"name", "phone", "until"}},
	{"house_setting", "key", `insert into house_setting (key, value) values ($1, 'x')`, "value", []string{"value"}},
	{"calendar_promise", "id", `insert into calendar_promise (id, kind, ref, start, original, due, people, made_at) values ($1, 'item', $1, '2026-06-18', '2026-07-18', '2026-07-18', '[]', '2026-06-18T01:00:00.000Z')`,
		"due", []string{"due", "original"}},
	{"directive_directive", "id", `insert into directive_directive (id, number, year, title, unit_id, unit_ord, draft, made_by, made_at) values ($1, $1, 2026, '通知', 'u', 1, 1, 'l', '2026-06-18T01:00:00.000Z')`,
		"title", []string{"title", "made_by", "withdrawn_at"}},
	{"inspect_round", "id", `insert into inspect_round (id, number, name, year, kind, state, starts, ends) values ($1, $1, '第一轮', 2026, 'regular', 'draft', '2026-06-18', '2026-07-18')`,
		"state", []string{"state", "decided_by", "focus"}},
	{"rectify_item", "id", `insert into rectify_item (id, number, year, state, step, unit_id, unit_ord, source, title, finding, due_kind, due_key, registered_on, changed_at)
		values ($1, $1, 2026, 'listed', 1, 'a0', 1, 'inspect', '涉案财物', '账实不符', 'day', '', '2026-06-18', '2026-06-18T01:00:00.000Z')`, "due", []string{"state", "severity", "due", "title", "grade", "closed_on"}},
	{"access_recusal", "id", `insert into access_recusal (id, person_id, kind, ref, reason, since, made_by, made_at) values ($1, 'b0', 'item', $1, '亲属关系', '2026-06-18', 'l', '2026-06-18T01:00:00.000Z')`, "basis", []string{"reason", "lifted_at", "until"}},
	{"backup_recipient", "public", `insert into backup_recipient (public, holder, added_at) values ($1, 'officer', '2026-06-18T01:00:00.000Z')`, "holder", []string{"holder"}},
}

const each = 12 // rows of each kind

func rowID(kind, n int) string { return fmt.Sprintf("%c%d", 'a'+rune(kind), n) }

func newTown(t *testing.T, place string) *town {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	h, err := doors.Open(t.Context(), doors.Config{Data: dir, DB: place, Clock: clock.NewSettable(dbtest.Start), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	w := &town{T: t, House: h, dir: dir}
	for i, k := range kinds {
		for n := range each {
			w.act(k.table, rowID(i, n), 1, k.insert, rowID(i, n))
		}
	}
	for i, k := range kinds {
		for n := range each {
			w.act(k.table, rowID(i, n), 2, "update "+k.table+" set "+k.second+" = $1 where "+k.key+" = $2", fmt.Sprintf("2026-08-%02d", n+1), rowID(i, n))
		}
	}
	w.seal()
	w.act("house_setting", "late", 1, `insert into house_setting (key, value) values ($1, 'late')`, "late") // waits for its seal
	return w
}

// act is one act of a person that writes one row.
func (w *town) act(kind, id string, version int64, q string, args ...any) {
	w.Helper()
	err := w.DB.Write(w.Context(), who.Actor{Login: "l" + id[:1], Name: "张三"}, func(tx *db.Tx) error {
		if _, err := tx.Exec(q, args...); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "rectify.amend", Kind: kind, ID: id, Version: version, Unit: "u", Details: map[string]string{"q": q[:20]}})
	})
	if err != nil {
		w.Fatal(err)
	}
	dbtest.Clock(w.DB).Advance(time.Second)
}

func (w *town) seal() {
	w.Helper()
	if _, err := w.Audit.Seal(w.Context()); err != nil {
		w.Fatal(err)
	}
}
