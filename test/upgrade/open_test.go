package upgrade

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/backup"
)

// lacking is a migration that nothing else needs: a house without it is an older house to the whole
// program.
const lacking = "0139_rectify_trend.sql"

// older makes a house at place that lacks the newest step, and answers its data folder.
func older(t *testing.T, at string) (data, place string) {
	t.Helper()
	data = release(t)
	file := filepath.Join(data, "plumbline.db")
	upgrade(t, file, nil)
	from, err := db.Open(t.Context(), file, db.Options{NoMigrate: true, Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	if place = at; place == "" {
		place = filepath.Join(t.TempDir(), "older.db")
	}
	err = from.Read(t.Context(), hand, func(tx *db.Tx) error {
		steps, err := db.Applied(tx)
		if err != nil {
			return err
		}
		var some []db.Step
		for _, s := range steps {
			if s.Name != lacking {
				some = append(some, s)
			}
		}
		return db.Load(t.Context(), place, db.LoadOptions{Steps: some}, func(l *db.Loader) error { return carryTables(tx, l) })
	})
	from.Close()
	if err == nil && at == "" {
		err = os.Rename(place, file)
		place = ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return data, place
}

func config(data, place string) doors.Config {
	return doors.Config{Data: data, DB: place, Lang: "en", Clock: clock.NewSettable(dbtest.Start), Bulk: true, Program: "test"}
}

func open(t *testing.T, data, place string) *doors.House {
	t.Helper()
	h, err := doors.Open(t.Context(), config(data, place))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// Without backup keys an older house is put aside as a file of its own, for its owner alone, which
// still is the older house; opening it again copies nothing.
func TestOlderHouseIsPutAside(t *testing.T) {
	data, _ := older(t, "")
	h := open(t, data, "")
	if !strings.Contains(h.Upgraded, "before-upgrade-") {
		t.Errorf("nobody is told: %q", h.Upgraded)
	}
	list, err := filepath.Glob(filepath.Join(data, "before-upgrade-*.db"))
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if info, err := os.Stat(list[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is not for its owner alone: %v %v", info, err)
	}
	if got := lacks(t, list[0]); len(got) != 1 || got[0] != lacking {
		t.Errorf("the copy lacks %v", got)
	}
	h.Close()
	if again := open(t, data, ""); again.Upgraded != "" {
		t.Errorf("a house of today is put aside: %q", again.Upgraded)
	}
}

func lacks(t *testing.T, place string) []string {
	t.Helper()
	d, err := db.Open(t.Context(), place, db.Options{NoMigrate: true, Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	missing, err := d.Missing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return missing
}

// With backup keys the copy is a backup that was restored and upgraded in a scratch place first; a
// backup that cannot be made stops the upgrade, and the house stays as it was.
func TestBackupBeforeTheUpgrade(t *testing.T) {
	dbtest.EachPlace(t, func(t *testing.T, at string) {
		data, place := older(t, at)
		folder := filepath.Join(t.TempDir(), "bk")
		planIn(t, data, place, folder)
		if place == "" {
			place = filepath.Join(data, "plumbline.db")
		}
		var no *db.ErrPlace
		if _, err := doors.Open(t.Context(), config(data, place)); !errors.As(err, &no) || !strings.Contains(no.Sentence, "nothing was upgraded") {
			t.Errorf("without a folder for the backup: %v", err)
		}
		if got := lacks(t, place); len(got) != 1 {
			t.Errorf("it was upgraded all the same: %v", got)
		}
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		was := historyOf(t, place)
		h := open(t, data, place)
		s, err := h.Backup.State(t.Context(), hand)
		if err != nil || len(s.Runs) != 1 || !s.Runs[0].Good() || s.Runs[0].Why != backup.ByUpgrade {
			t.Fatalf("what is kept of the backup: %v %+v", err, s.Runs)
		}
		if res := h.Audit.Check(context.Background(), nil); !res.Sound() || was == "" {
			t.Errorf("the record after the upgrade: %+v", res)
		}
	})
}

// planIn names keys and a folder in an older house.
func planIn(t *testing.T, data, place, folder string) {
	t.Helper()
	if place == "" {
		place = filepath.Join(data, "plumbline.db")
	}
	d, err := db.Open(t.Context(), place, db.Options{NoMigrate: true, Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := audit.Open(d, data); err != nil {
		t.Fatal(err)
	}
	h, err := backup.New(t.Context(), backup.Source{DB: d, Data: data, Program: "test"})
	if err != nil {
		t.Fatal(err)
	}
	p := backup.Plan{Folder: folder, Every: 24, Limit: 24, KeepCount: 3, KeepDays: 30, Drill: true}
	for _, holder := range []string{backup.Officer, backup.Escrow} {
		_, public, err := backup.NewKey(false)
		if err != nil {
			t.Fatal(err)
		}
		p.Recipients = append(p.Recipients, backup.Recipient{Public: public, Holder: holder})
	}
	if err := h.SavePlan(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

// The rehearsal upgrades a copy on either database and changes nothing.
func TestRehearsal(t *testing.T) {
	dbtest.EachPlace(t, func(t *testing.T, at string) {
		data, place := older(t, at)
		if place == "" {
			place = filepath.Join(data, "plumbline.db")
		}
		was := shape(t, place)
		d, err := db.Open(t.Context(), place, db.Options{NoMigrate: true, Bulk: true})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		r, err := backup.Rehearse(t.Context(), backup.Source{DB: d, Data: data, Program: "test"}, at)
		if err != nil || len(r.Missing) != 1 || r.Rows == 0 || r.Record.Size == 0 {
			t.Errorf("the rehearsal: %v %+v", err, r)
		}
		if got := lacks(t, place); shape(t, place) != was || len(got) != 1 {
			t.Errorf("the rehearsal changed the house: it lacks %v", got)
		}
	})
}
