package backup

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/hall/audit"
)

// names lists what stands in a folder.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

// A restore goes into an empty place only, and one that fails leaves nothing; the last case is the
// control: the same call with everything right.
func TestRestoreRefusesAndLeavesNothing(t *testing.T) {
	h := build(t, dbtest.SQLite(t))
	name, officer := h.backup()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.age")
	cut := filepath.Join(t.TempDir(), "cut.age")
	flipped := append([]byte(nil), raw...)
	flipped[len(raw)-100] ^= 1
	for file, b := range map[string][]byte{broken: flipped, cut: raw[:len(raw)/2]} {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stranger, _ := pair(t, false)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	fresh := filepath.Join(parent, "data")
	for _, x := range []struct {
		what string
		key  string
		opt  RestoreOptions
	}{
		{"a folder in use", "backup.place_not_empty", RestoreOptions{File: name, Identities: officer, Data: full}},
		{"another's key", "backup.not_for_key", RestoreOptions{File: name, Identities: stranger, Data: fresh}},
		{"a changed byte", "backup.damaged", RestoreOptions{File: broken, Identities: officer, Data: fresh}},
		{"half a file", "backup.damaged", RestoreOptions{File: cut, Identities: officer, Data: fresh}},
		{"no file", "backup.file_unreadable", RestoreOptions{File: name + "x", Identities: officer, Data: fresh}},
		{"no backup", "backup.not_a_backup", RestoreOptions{File: filepath.Join(full, "x"), Identities: officer, Data: fresh}},
		{"a later step fails", "backup.damaged", RestoreOptions{File: name, Identities: officer, Data: fresh, After: func(*db.Tx) error { return errors.New("pulled") }}},
	} {
		if _, err := Restore(t.Context(), x.opt); !hasKey(err, x.key) {
			t.Errorf("%s: %v", x.what, err)
		}
		if left := names(t, parent); len(left) > 0 {
			t.Errorf("%s left %v", x.what, left)
		}
	}
	if got := names(t, full); len(got) != 1 {
		t.Errorf("a folder in use was touched: %v", got)
	}
	if _, err := Restore(t.Context(), RestoreOptions{File: name, Identities: officer, Data: fresh}); err != nil {
		t.Errorf("the control: %v", err)
	}
	if got := names(t, parent); len(got) != 1 || got[0] != "data" {
		t.Errorf("beside the restored house stands %v", got)
	}
}

// On PostgreSQL too: a database in use is refused, a failure leaves folder and database empty, and
// what succeeds waits for two persons and has the restore as the newest entry of its record.
func TestRestoreIntoPostgres(t *testing.T) {
	at := dbtest.EmptyPostgres(t)
	h := build(t, dbtest.SQLite(t))
	name, officer := h.backup()
	parent := t.TempDir()
	data := filepath.Join(parent, "data")
	opt := RestoreOptions{File: name, Identities: officer, Data: data, DB: at, Clock: clock.NewSettable(dbtest.Start.Add(time.Hour))}
	opt.DB = dbtest.PostgresPlace(t)
	var place *db.ErrPlace
	if _, err := Restore(t.Context(), opt); !errors.As(err, &place) || !strings.Contains(place.Sentence, "not empty") {
		t.Errorf("a database in use: %v", err)
	}
	opt.DB = at
	opt.After = func(*db.Tx) error { return errors.New("pulled") }
	if _, err := Restore(t.Context(), opt); err == nil {
		t.Error("a step failed, and nobody saw it")
	}
	if left := names(t, parent); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	opt.After = nil
	r, err := Restore(t.Context(), opt) // the database is empty still
	if err != nil {
		t.Fatal(err)
	}
	if Unfinished(data) {
		t.Error("the mark of an unfinished restore stays")
	}
	d := reopen(t, at)
	there := &house{t: t, db: d, data: data}
	there.furnish()
	if waits, err := there.hall.Waiting(t.Context()); !waits || err != nil {
		t.Errorf("it does not wait: %v", err)
	}
	if n, err := there.hall.Night(t.Context()); n != 0 || err != nil {
		t.Errorf("the night work of a waiting house: %d %v", n, err)
	}
	there.seal()
	res := there.log.Check(t.Context(), nil)
	if !res.Sound() || res.Entries != r.Record.Entries+1 {
		t.Errorf("the record goes on with %d entries after %d: %+v", res.Entries, r.Record.Entries, res)
	}
}

// While people go on working, a backup is one moment: what one transaction wrote is in it whole or
// not at all. The control reads the same rows without one snapshot and finds them torn.
func TestBackupUnderLoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		h.twins(8, 0) // so that the first backup has something to tear
		ctx, stop := context.WithCancel(t.Context())
		var work sync.WaitGroup
		for w := range 3 {
			work.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					h.twins(w, i)
				}
			})
		}
		officer, a := pair(t, false)
		_, b := pair(t, false)
		for range 3 {
			r, err := h.hall.Make(t.Context(), hand, Job{To: t.TempDir(), Recipients: []string{a, b}})
			if err != nil || !r.Drill.OK {
				t.Errorf("under load: %v %+v", err, r.Drill)
				break
			}
			dir, _ := bare(t, r.File, officer, "")
			if left, right := countTwins(t, reopen(t, filepath.Join(dir, dbFile)), nil); left != right || left == 0 {
				t.Errorf("a torn backup: %d and %d", left, right)
			}
		}
		if left, right := countTwins(t, d, func() { h.twins(9, 0) }); left == right {
			t.Error("the control: rows read at two moments are not torn")
		}
		stop()
		work.Wait()
	})
}

// twins writes two rows that belong together.
func (h *house) twins(w, i int) {
	err := h.db.Write(context.Background(), hand, func(tx *db.Tx) error {
		for _, side := range []string{"left", "right"} {
			if _, err := tx.Exec(`insert into house_setting (key, value) values ($1, $2)`, side+db.NewID(), "twin-"+side); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "test.twins", Kind: "test", ID: "w", Details: []int{w, i}})
	})
	if err != nil {
		h.t.Error(err)
	}
}

// countTwins counts both sides, in one snapshot, or with something between two when there is one.
func countTwins(t *testing.T, d *db.DB, between func()) (left, right int64) {
	t.Helper()
	count := func(tx *db.Tx, side string) (n int64) {
		n, err := db.Value[int64](tx, `select count(*) from house_setting where value = $1`, "twin-"+side)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	read := func(f func(tx *db.Tx)) {
		if err := d.Read(t.Context(), hand, func(tx *db.Tx) error { f(tx); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if between == nil {
		read(func(tx *db.Tx) { left, right = count(tx, "left"), count(tx, "right") })
		return left, right
	}
	read(func(tx *db.Tx) { left = count(tx, "left") })
	between()
	read(func(tx *db.Tx) { right = count(tx, "right") })
	return left, right
}

// limited is a disk that is full after so many bytes.
type limited struct {
	w io.Writer
	n int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.n -= len(p); l.n < 0 {
		return 0, &os.PathError{Op: "write", Path: "backup", Err: syscall.ENOSPC}
	}
	return l.w.Write(p)
}

// A disk that becomes full leaves no file, under no name, and says so; the control has room.
func TestFullDisk(t *testing.T) {
	h := build(t, dbtest.SQLite(t))
	_, a := pair(t, false)
	_, b := pair(t, false)
	to, err := ParseRecipients([]string{a, b})
	if err != nil {
		t.Fatal(err)
	}
	for most, ok := range map[int]bool{10: false, 5000: false, 40000: false, 1 << 30: true} {
		dir := t.TempDir()
		err := writeWhole(filepath.Join(dir, "b.age"), func(f *os.File) error {
			_, err := write(t.Context(), h.hall.src, &limited{f, most}, to)
			return err
		})
		if left := names(t, dir); ok != (err == nil) || ok != (len(left) == 1) || !ok && !hasKey(saidOfMaking(err), "backup.disk_full") {
			t.Errorf("room for %d bytes: %v, left %v", most, err, left)
		}
	}
	if err := room(t.TempDir(), 1<<60); !hasKey(err, "backup.no_room") {
		t.Errorf("an exabyte fits: %v", err)
	}
	if err := room(t.TempDir(), 1); err != nil {
		t.Errorf("a byte does not fit: %v", err)
	}
}

// A damaged piece of evidence does not keep the rest from being saved, and is named at both ends.
func TestDamagedEvidenceIsNamed(t *testing.T) {
	h := build(t, dbtest.SQLite(t))
	var all []string
	filepath.WalkDir(filepath.Join(h.data, filesDir), func(p string, d os.DirEntry, err error) error { // a list for the test
		if err == nil && !d.IsDir() {
			all = append(all, p)
		}
		return err
	})
	if err := os.WriteFile(all[0], []byte("rotten"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(all[1]); err != nil {
		t.Fatal(err)
	}
	officer, a := pair(t, false)
	_, b := pair(t, false)
	r, err := h.hall.Make(t.Context(), hand, Job{To: t.TempDir(), Recipients: []string{a, b}})
	if err != nil || r.Damaged != 2 || !r.Drill.OK {
		t.Fatalf("%v, %d damaged, drill %+v", err, r.Damaged, r.Drill)
	}
	if _, m := bare(t, r.File, officer, ""); len(m.Damaged) != 2 {
		t.Errorf("the manifest names %v", m.Damaged)
	}
}
