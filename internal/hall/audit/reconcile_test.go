package audit

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

var settings = []db.Watched{{Table: "house_setting", Key: []string{"key"}, Except: []string{"version"}}}

func protected(t testing.TB, d *db.DB) *Log {
	t.Helper()
	l := openLog(t, d)
	if err := l.Protect(ctx, settings); err != nil {
		t.Fatal(err)
	}
	return l
}

// put is an act that runs a statement on the settings.
func put(t testing.TB, d *db.DB, q string, args ...any) {
	t.Helper()
	err := d.Write(ctx, person("a"), func(tx *db.Tx) error {
		if _, err := tx.Exec(q, args...); err != nil {
			return err
		}
		return Record(tx, Entry{Action: "x.put", Kind: "setting", ID: "x"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// behind runs a statement that the application does not see.
func behind(t testing.TB, d *db.DB, q string, args ...any) {
	t.Helper()
	if err := d.Watch(ctx, nil); err != nil {
		t.Fatal(err)
	}
	err := d.Upkeep(ctx, who.Job("mallory"), func(tx *db.Tx) error {
		_, err := tx.Exec(q, args...)
		return err
	})
	if err == nil {
		err = d.Watch(ctx, settings)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func found(t testing.TB, l *Log) (list []Fault) {
	t.Helper()
	res, err := l.ReconcileAll(ctx)
	if err != nil || !res.Whole {
		t.Fatal(err)
	}
	for _, f := range res.Findings {
		list = append(list, f.Fault)
	}
	return list
}

const insertSetting = `insert into house_setting (key, value) values ($1, $2)`

// Every shape of statement leaves its fingerprints: one row, many, upserts, deletes, derived columns.
func TestActsCommitToTheirRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := protected(t, d)
		for i := range 5 {
			put(t, d, insertSetting, fmt.Sprintf("k%d/~", i), "v")
		}
		put(t, d, `insert into house_setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value`, "k1/~", "w")
		put(t, d, `insert into house_setting (key, value) values ($1, $2) on conflict (key) do nothing`, "k1/~", "z")
		put(t, d, `update house_setting set value = value || $2 where key in (select s.key from house_setting s where s.key > $1)`, "k2", "!")
		put(t, d, `update house_setting set version = version + 1`)
		put(t, d, `delete from house_setting where key = $1`, "k0/~")
		put(t, d, insertSetting, "k0/~", "again")
		seal(t, l)
		if f := found(t, l); len(f) > 0 {
			t.Errorf("false alarms %v", f)
		}
		if r := l.Check(ctx, nil); !r.Sound() {
			t.Errorf("%v", r.Findings)
		}
		for q, want := range map[string]Fault{
			`update house_setting set value = 'x' where key = 'k3/~'`:       RowChanged,
			`insert into house_setting (key, value) values ('new', 'x')`:    RowInserted,
			`delete from house_setting where key = 'k4/~'`:                  RowGone,
			`update house_setting set key = 'k9' where key = 'k2/~'`:        RowInserted,
			`update house_setting set version = 77 where key like 'k%'`:     "",
			`update house_setting set value = value where key like 'k%'`:    "",
			`update house_setting set value = 'again!' where key = 'k0/~'`:  RowChanged,
			`update house_setting set value = 'again' where key = 'none/~'`: "",
		} {
			err := d.Upkeep(ctx, who.Job("mallory"), func(tx *db.Tx) error {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
				rec, err := l.ReconcileIn(tx)
				has := slices.ContainsFunc(rec.Findings, func(f Finding) bool { return f.Fault == want })
				if err != nil || want == "" && len(rec.Findings) > 0 || want != "" && !has {
					t.Errorf("%s: %v, %v, want %q", q, rec.Findings, err, want)
				}
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				t.Fatal(err)
			}
		}
	})
}

// What nobody records cannot be written, not even as upkeep; what a failed act wrote leaves nothing.
func TestUnrecordedRows(t *testing.T) {
	d := dbtest.SQLite(t)
	l := protected(t, d)
	err := d.Upkeep(ctx, who.Job("x"), func(tx *db.Tx) error {
		_, err := tx.Exec(insertSetting, "a", "b")
		return err
	})
	if !errors.Is(err, db.ErrUnrecorded) {
		t.Errorf("upkeep wrote a protected row: %v", err)
	}
	err = d.Write(ctx, person("a"), func(tx *db.Tx) error {
		if _, err := tx.Exec(insertSetting, "a", "b"); err != nil {
			return err
		}
		if err := Record(tx, Entry{Action: "x.put", Kind: "setting", ID: "x"}); err != nil {
			return err
		}
		return fault.Conflict("x.y")
	})
	if !fault.Is(err, fault.KindConflict) || len(found(t, l)) > 0 {
		t.Errorf("%v, %v", err, found(t, l))
	}
}

// An act on a row that was changed past the application does not launder the change: the alarm is raised in
// the act's own transaction and stays.
func TestActsDoNotLaunder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := protected(t, d)
		put(t, d, insertSetting, "a", "1")
		put(t, d, insertSetting, "b", "1")
		behind(t, d, `update house_setting set value = 'stolen' where key = 'a'`)
		put(t, d, `update house_setting set value = value || '!' where key = $1`, "b") // not touched by anybody: no alarm
		put(t, d, `update house_setting set value = value || '!' where key = $1`, "a")
		put(t, d, `update house_setting set value = value || '!' where key = $1`, "a")
		alarms, err := l.Alarms(ctx, person("auditor"))
		if err != nil || len(alarms) != 1 || alarms[0].What != string(RowChanged) || alarms[0].Subject != "house_setting a" {
			t.Fatalf("%+v, %v", alarms, err)
		}
		if err := l.EndAlarm(ctx, person("auditor"), alarms[0].ID, "短"); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("closed without a finding: %v", err)
		}
		if err := l.EndAlarm(ctx, person("auditor"), alarms[0].ID, "数据库管理员误操作，已恢复原值"); err != nil {
			t.Error(err)
		}
		if alarms, _ = l.Alarms(ctx, person("auditor")); len(alarms) > 0 {
			t.Errorf("%v", alarms)
		}
		seal(t, l)
		if r := l.Check(ctx, nil); !r.Sound() {
			t.Errorf("%v", r.Findings)
		}
	})
}

// The night work raises each finding once, goes through the house in bounded passes, and its record tells.
func TestReconcileRaisesOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	l := protected(t, d)
	for i := range 1200 {
		put(t, d, insertSetting, fmt.Sprintf("k%04d", i), "v")
	}
	behind(t, d, `update house_setting set value = 'x' where key = 'k1100'`)
	behind(t, d, `delete from house_setting where key = 'k0700'`)
	at, total := spot{}, 0
	for pass := 0; ; pass++ {
		res, next, err := l.reconcile(ctx, at, 500)
		if err != nil || res.Rows > 1000 {
			t.Fatalf("%d rows in a pass of 500, %v", res.Rows, err)
		}
		total += len(res.Findings)
		if at = next; res.Whole {
			if pass < 4 {
				t.Errorf("2400 comparisons in %d passes", pass+1)
			}
			break
		}
	}
	if total != 2 {
		t.Errorf("%d findings in all passes", total)
	}
	if n, err := l.Reconcile(ctx); err != nil || n != 2 {
		t.Errorf("%d findings, %v", n, err)
	}
	if n, err := l.Reconcile(ctx); err != nil || n != 2 {
		t.Errorf("again: %d, %v", n, err)
	}
	p, err := l.List(ctx, person("a"), Filter{Action: "audit.alarm"})
	if err != nil || p.Found != 2 {
		t.Errorf("%d alarms in the record, %v", p.Found, err)
	}
}

// A house from before, and one whose columns changed, are taken over as they stand, visibly; a table taken
// over twice for no reason is shown by the record itself.
func TestAdopting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		behind(t, d, insertSetting, "old", "v")
		d.Watch(ctx, nil) // back to a house before
		l := protected(t, d)
		if f := found(t, l); len(f) > 0 {
			t.Errorf("after taking over %v", f)
		}
		again := openLog(t, d)
		if err := again.Protect(ctx, settings); err != nil {
			t.Fatal(err)
		}
		adopted := func() int64 {
			p, err := l.List(ctx, person("a"), Filter{Action: "audit.cover"})
			if err != nil {
				t.Fatal(err)
			}
			return p.Found
		}
		if n := adopted(); n != 1 {
			t.Errorf("a second start took over again: %d", n)
		}
		wider := []db.Watched{{Table: "house_setting", Key: []string{"key"}}}
		if err := l.Protect(ctx, wider); err != nil || adopted() != 2 || len(found(t, l)) > 0 {
			t.Errorf("with another column: %v, %d, %v", err, adopted(), found(t, l))
		}
		put(t, d, `update house_setting set value = 'w' where key = 'old'`)
		seal(t, l)
		if v := verified(t, export(t, l, true), VerifyOptions{Key: l.PublicKey()}); !v.Sound() {
			t.Errorf("%v", v.Findings)
		}
		behind(t, d, `update house_setting set value = 'stolen'`)
		behind(t, d, `delete from audit_cover`)
		if err := l.Protect(ctx, wider); err != nil || len(found(t, l)) > 0 {
			t.Fatalf("the thief's way: %v %v", err, found(t, l))
		}
		seal(t, l)
		if v := verified(t, export(t, l, true), VerifyOptions{Key: l.PublicKey()}); !has(v, AdoptedAgain) {
			t.Errorf("a table taken over again was not shown: %v", v.Findings)
		}
	})
}
