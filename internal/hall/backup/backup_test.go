package backup

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/file"
)

// house is a small house with a record, evidence and keys.
type house struct {
	t     testing.TB
	db    *db.DB
	data  string
	log   *audit.Log
	files *file.Store
	hall  *Hall
}

var hand = who.Job("test")

func build(t testing.TB, d *db.DB) *house {
	t.Helper()
	h := &house{t: t, db: d, data: t.TempDir()}
	h.furnish()
	h.act(60)
	h.attach("one.txt", []byte("evidence 一\n"))
	h.attach("two.txt", bytes.Repeat([]byte("evidence 二\n"), 9000))
	for _, name := range []string{"three.txt", "four.txt", "five.txt"} {
		h.attach(name, []byte(name))
	}
	h.seal()
	h.act(3) // not sealed yet
	return h
}

func (h *house) furnish() {
	h.t.Helper()
	var err error
	if h.log, err = audit.Open(h.db, h.data); err != nil {
		h.t.Fatal(err)
	}
	if h.files, err = file.Open(h.db, h.data, file.Limits{}); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { h.files.Close() })
	h.files.Unsynced = true
	h.files.Guard("item", func(*db.Tx, who.Actor, string) error { return nil }, func(*db.Tx, who.Actor, string) (file.Owner, error) { return file.Owner{}, nil })
	if h.hall, err = New(h.t.Context(), Source{DB: h.db, Data: h.data, Program: "test"}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) act(n int) {
	h.t.Helper()
	for i := range n {
		err := h.db.Write(h.t.Context(), hand, func(tx *db.Tx) error {
			if _, err := tx.Exec(`insert into house_setting (key, value) values ($1, $2)`, db.NewID(), strings.Repeat("整改 \"x\"\n", i)); err != nil {
				return err
			}
			return audit.Record(tx, audit.Entry{Action: "test.act", Kind: "test", ID: "a", Details: map[string]int{"i": i}})
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

func (h *house) seal() {
	h.t.Helper()
	if _, err := h.log.Seal(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) attach(name string, body []byte) {
	h.t.Helper()
	ctx := h.t.Context()
	u, err := h.files.Start(ctx, hand, file.Attachment{Kind: "item", Ref: "i", Name: name, Size: int64(len(body))})
	if err == nil {
		_, _, err = h.files.Append(ctx, hand, u.ID, 0, bytes.NewReader(body))
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// pair makes a key pair and answers the identity and the public half.
func pair(t testing.TB, hybrid bool) ([]age.Identity, string) {
	t.Helper()
	secret, public, err := NewKey(hybrid)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := age.ParseIdentities(strings.NewReader(secret))
	if err != nil {
		t.Fatal(err)
	}
	return ids, public
}

// backup makes a file for a fresh officer and escrow and answers the officer's key.
func (h *house) backup() (name string, officer []age.Identity) {
	h.t.Helper()
	officer, a := pair(h.t, false)
	_, b := pair(h.t, false)
	r, err := h.hall.Make(h.t.Context(), hand, Job{Why: ByHand, To: h.t.TempDir(), Recipients: []string{a, b}})
	if err != nil {
		h.t.Fatal(err)
	}
	if r.Fault != "" || r.Drill == nil || !r.Drill.OK || r.Drill.Rows != r.Rows || r.Drill.Root != r.Root || r.Drill.Opened != 3 {
		h.t.Fatalf("the backup is not proven: %+v %+v", r, r.Drill)
	}
	return r.File, officer
}

// bare restores without marking, so that what came out is exactly what went in.
func bare(t testing.TB, name string, ids []age.Identity, place string) (dir string, m Manifest) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	a, err := open(f, ids)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if place == "" {
		place = filepath.Join(dir, dbFile)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if m, err = unpack(t.Context(), a, target{clock: clock.NewSettable(dbtest.Start), who: hand, db: place, root: root}); err != nil {
		t.Fatal(err)
	}
	return dir, m
}

// prints are the fingerprints of every table that a backup carries.
func prints(t testing.TB, d *db.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := d.Read(t.Context(), hand, func(tx *db.Tx) error {
		list, err := db.Tables(tx)
		for _, x := range list {
			if left[x.Name] != "" {
				continue
			}
			n, sum, err := db.Sum(tx, x)
			if err != nil {
				return err
			}
			if n > 0 {
				out[x.Name] = sum
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func reopen(t testing.TB, place string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), place, db.Options{Clock: clock.NewSettable(dbtest.Start), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// T-REST: what comes back is what was there: rows, record, evidence, keys; on either database.
func TestRestoreGivesEverythingBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		_, other := pair(t, false)
		before := prints(t, d)
		name, officer := h.backup()
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file is not for its owner alone: %v %v", info, err)
		}
		_ = other
		dir, m := bare(t, name, officer, "")
		copied := reopen(t, filepath.Join(dir, dbFile))
		if got := prints(t, copied); !reflect.DeepEqual(got, before) {
			t.Errorf("other data came back:\n%v\n%v", got, before)
		}
		log, err := audit.Open(copied, dir)
		if err != nil {
			t.Fatal(err)
		}
		if log.PublicKey() != h.log.PublicKey() {
			t.Error("another key signs the record")
		}
		if res := log.Check(t.Context(), nil); !res.Sound() || res.Entries != m.Record.Size || res.Pending == 0 {
			t.Errorf("the record that came back: %+v", res)
		}
		if m.Files() != 5 {
			t.Errorf("%d files came back", m.Files())
		}
		if _, err := os.Stat(filepath.Join(dir, drillFile)); err == nil {
			t.Error("the drill's own key is in the backup")
		}
		// The control: one changed row must show.
		if err := copied.Upkeep(t.Context(), hand, func(tx *db.Tx) error {
			_, err := tx.Exec(`update house_setting set version = 2 where key = (select min(key) from house_setting)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if reflect.DeepEqual(prints(t, copied), before) {
			t.Error("a changed row has the same fingerprint")
		}
	})
}

// A house moves from SQLite to PostgreSQL and back without a difference.
func TestRoundTrip(t *testing.T) {
	at := dbtest.EmptyPostgres(t)
	h := build(t, dbtest.SQLite(t))
	name, officer := h.backup()
	want := prints(t, h.db)
	delete(want, "backup_run") // written after the snapshot
	delete(want, "backup_drill")
	dir, _ := bare(t, name, officer, at)
	there := &house{t: t, db: reopen(t, at), data: dir}
	without := func(m map[string]string) map[string]string {
		delete(m, "backup_run")
		delete(m, "backup_drill")
		for n := range m {
			if strings.HasPrefix(n, "audit_") { // the run was recorded after the snapshot
				delete(m, n)
			}
		}
		return m
	}
	if got := without(prints(t, there.db)); !reflect.DeepEqual(got, without(want)) {
		t.Fatalf("on PostgreSQL:\n%v\n%v", got, want)
	}
	there.furnish()
	first := prints(t, there.db)
	name2, officer2 := there.backup()
	dir2, _ := bare(t, name2, officer2, "")
	if got := prints(t, reopen(t, filepath.Join(dir2, dbFile))); !reflect.DeepEqual(got, first) {
		t.Errorf("back on SQLite:\n%v\n%v", got, first)
	}
	there.act(1) // the counter goes on and no number is given twice
	there.seal()
}

// T-REST: whatever byte of the file is changed, and wherever it is cut, it is refused.
func TestEveryChangeOfTheFileIsRefused(t *testing.T) {
	h := build(t, dbtest.SQLite(t))
	name, officer := h.backup()
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	try := func(raw []byte) error {
		a, err := open(bytes.NewReader(raw), officer)
		if err != nil {
			return err
		}
		_, err = unpack(context.Background(), a, target{clock: clock.System, who: hand, db: filepath.Join(t.TempDir(), dbFile)})
		return err
	}
	if err := try(whole); err != nil {
		t.Fatalf("the control: the unchanged file is refused: %v", err)
	}
	n := 200
	if os.Getenv("PLUMBLINE_NIGHTLY") != "" {
		n = 1000
	}
	for i := range n {
		raw := slices.Clone(whole)
		at := (i*len(raw)/n + i*7919) % len(raw)
		raw[at] ^= 1 << (i % 8)
		if try(raw) == nil {
			t.Errorf("byte %d of %d changed, and nobody saw it", at, len(raw))
		}
	}
	for _, cut := range []int{0, 1, 100, len(whole) / 2, len(whole) - 1, len(whole) - 64*1024} {
		if cut >= 0 && try(whole[:cut]) == nil {
			t.Errorf("cut at %d, and nobody saw it", cut)
		}
	}
	if try(append(slices.Clone(whole), 0)) == nil {
		t.Error("a byte behind the end, and nobody saw it")
	}
	stranger, _ := pair(t, false)
	if _, err := open(bytes.NewReader(whole), stranger); !hasKey(err, "backup.not_for_key") {
		t.Errorf("another's key: %v", err)
	}
}

func hasKey(err error, key string) bool {
	f, ok := fault.As(err)
	if !ok {
		return false
	}
	for _, x := range f.Fields {
		if x.Key == key {
			return true
		}
	}
	return f.Key == key
}

// A backup that somebody else wrote for the same recipients is refused when the key of the record is
// known; the encryption alone does not say who wrote it.
func TestForgedBackupIsRefused(t *testing.T) {
	h := build(t, dbtest.SQLite(t))
	name, officer := h.backup()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	run := func(key string) error {
		a, err := open(bytes.NewReader(raw), officer)
		if err != nil {
			return err
		}
		_, err = unpack(t.Context(), a, target{clock: clock.System, who: hand, db: filepath.Join(t.TempDir(), dbFile), key: key})
		return err
	}
	if err := run(h.log.PublicKey()); err != nil {
		t.Errorf("the control: its own key is refused: %v", err)
	}
	other := build(t, dbtest.SQLite(t))
	if err := run(other.log.PublicKey()); err == nil {
		t.Error("another house's key is taken")
	}
}

// Too few recipients, a bad one, and a mixture are refused before anything is written; the control is
// in every other test.
func TestRecipients(t *testing.T) {
	_, a := pair(t, false)
	_, b := pair(t, false)
	_, q := pair(t, true)
	_, q2 := pair(t, true)
	for key, list := range map[string][]string{
		"backup.too_few":          {a, a},
		"backup.recipient_bad":    {a, "age1nonsense"},
		"backup.recipients_mixed": {a, q},
	} {
		if _, err := ParseRecipients(list); !hasKey(err, key) {
			t.Errorf("%s: %v", key, err)
		}
	}
	for _, list := range [][]string{{a, b}, {q, q2}} {
		if got, err := ParseRecipients(list); err != nil || len(got) != 2 {
			t.Errorf("two good ones: %v", err)
		}
	}
	h := build(t, dbtest.SQLite(t))
	dir := t.TempDir()
	if _, err := h.hall.Make(t.Context(), hand, Job{To: dir, Recipients: []string{a}}); !hasKey(err, "backup.too_few") {
		t.Errorf("one recipient: %v", err)
	}
	if list, _ := os.ReadDir(dir); len(list) > 0 {
		t.Errorf("a refused backup left %v", list)
	}
	if r, err := h.hall.Make(t.Context(), hand, Job{To: dir, Recipients: []string{q, q2}}); err != nil || !r.Drill.OK {
		t.Errorf("hybrid keys: %v", err)
	}
}

// Two backups of the same data have the same manifest but for the moment.
func TestManifestIsTheDataAlone(t *testing.T) {
	h := build(t, dbtest.SQLite(t))
	ids, a := pair(t, false)
	_, b := pair(t, false)
	to, err := ParseRecipients([]string{a, b})
	if err != nil {
		t.Fatal(err)
	}
	var got [2][]byte
	for i := range got {
		var buf bytes.Buffer
		m, err := write(t.Context(), h.hall.src, &buf, to)
		if err != nil {
			t.Fatal(err)
		}
		if got[i], err = json.Marshal(m); err != nil {
			t.Fatal(err)
		}
		if _, err := open(&buf, ids); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got[0], got[1]) {
		t.Error("two backups of the same data differ")
	}
}
