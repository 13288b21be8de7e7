package tamper

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web/witness"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
)

// Somebody with the database and the log's key can write a history without a flaw, or put an older copy of
// the file back. Neither check nor reconcile can see that, and this test makes sure that it is so; the
// witness refuses every one of them at the next contact.
func TestForksAreRefusedByTheWitness(t *testing.T) {
	w := newTown(t, "")
	f := watcher(t, w)
	w.meet(t, f, true)
	older := w.copied(t)
	for n := range 5 {
		w.act("house_setting", "late", int64(n+2), "update house_setting set value = $1 where key = 'late'", fmt.Sprint(n))
	}
	w.seal()
	w.meet(t, f, true)
	for range 20 * times() {
		back := reopened(t, older)
		if rand.IntN(2) == 0 { // and life goes on there, perhaps beyond what the witness knows
			for n := range rand.IntN(12) {
				back.act("house_setting", "late", int64(n+2), "update house_setting set value = $1 where key = 'late'", fmt.Sprint("other", n))
			}
			back.seal()
		}
		back.untouched(t)
		back.meet(t, f, false)
		back.Close()

		forged := reopened(t, w.copied(t))
		forged.forge(t)
		forged.untouched(t)
		forged.meet(t, f, false)
		forged.Close()
	}
	w.meet(t, f, true) // the honest house is still cosigned
}

// watcher is a witness that knows the town's log.
func watcher(t *testing.T, w *town) *witness.Folder {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "witness")
	f, err := witness.Make(dir, "witness.upper")
	if err == nil {
		err = f.Know(w.Audit.PublicKey(), "市局")
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// meet brings the newest checkpoint to the witness, as the house does, and wants it cosigned or not.
func (w *town) meet(t *testing.T, f *witness.Folder, want bool) {
	t.Helper()
	list, err := f.Logs()
	if err != nil {
		t.Fatal(err)
	}
	s, size, err := w.Audit.Submission(t.Context(), list[0].Size)
	if err == nil {
		var line []byte
		line, err = f.Add(s.Text())
		if got, e := tlog.Cosignatures(tlog.AddLines(s.Checkpoint, line), f.PublicKey()); err == nil && (e != nil || len(got) != 1) {
			t.Fatal(e)
		}
		var no *witness.Refusal
		if err != nil && !errors.As(err, &no) {
			t.Fatal(err)
		}
	}
	if (err == nil) != want {
		t.Fatalf("size %d, the witness has %d: cosigned %v, want %v (%v)", size, list[0].Size, err == nil, want, err)
	}
}

// copied copies the data folder, as a backup tool or a thief would.
func (w *town) copied(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "copy")
	err := w.DB.Upkeep(t.Context(), who.Job("copy"), func(*db.Tx) error { // nobody writes meanwhile
		return os.CopyFS(dir, os.DirFS(w.dir))
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func reopened(t *testing.T, from string) *town {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"audit.key", "secrets.key"} {
		if err := os.Chmod(filepath.Join(dir, key), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h, err := doors.Open(t.Context(), doors.Config{Data: dir, Clock: clock.NewSettable(dbtest.Start.AddDate(0, 0, 1)), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	return &town{T: t, House: h, dir: dir}
}

// forge rewrites one act with everything that gives it away, and seals the whole history again with the
// stolen key.
func (w *town) forge(t *testing.T) {
	t.Helper()
	k := kinds[rand.IntN(len(kinds))]
	m := &mallory{rand: rand.New(rand.NewPCG(rand.Uint64(), 1)), seen: map[string]int{}}
	id := m.id(k)
	upkeep := func(fn func() error) {
		t.Helper()
		err := w.DB.Upkeep(t.Context(), who.Job("mallory"), func(tx *db.Tx) error { m.tx = tx; return fn() })
		if err != nil {
			t.Fatal(err)
		}
	}
	must(t, w.DB.Watch(t.Context(), nil))
	upkeep(func() error {
		if err := m.disarm(); err != nil {
			return err
		}
		_, err := m.run("update "+k.table+" set "+k.loot[0]+" = $1 where "+k.key+" = $2", "forged", id)
		return err
	})
	must(t, w.DB.Watch(t.Context(), doors.Protected))
	upkeep(func() error {
		seq, err := db.Value[int64](m.tx, "select max(seq) from audit_row where tbl = $1 and id = $2", k.table, id)
		if err != nil {
			return err
		}
		if err := m.forgePrint(k.table, id, seq, false); err != nil {
			return err
		}
		state, err := m.state(seq)
		if err != nil {
			return err
		}
		if _, err := m.run("update audit_entry set state = $1 where seq = $2", state, seq); err != nil {
			return err
		}
		if err := m.releaf(seq); err != nil {
			return err
		}
		_, err = m.run("delete from audit_sealed;;delete from audit_node;;delete from audit_checkpoint")
		return err
	})
	w.seal()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
