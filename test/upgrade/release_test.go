package upgrade

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
	"plumbline/internal/hall/search"
	"plumbline/words"
)

var update = flag.Bool("update", false, "write release0.db.gz and release0.key anew")

var hand = who.Job("test")

const (
	dump = "release0.db.gz"
	key  = "release0.key"
)

// release is a folder with the database of release 0, unpacked, and its key.
func release(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	raw, err := os.ReadFile(dump)
	if err == nil && !*update {
		unpack(t, raw, filepath.Join(dir, "plumbline.db"))
		secret, err := os.ReadFile(key)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, audit.KeyFile), secret, 0o600); err != nil {
			t.Fatal(err)
		}
		if fits(t, filepath.Join(dir, "plumbline.db")) {
			return dir
		}
		if published, err := os.ReadFile("../../migrations/published.sum"); err != nil || strings.TrimSpace(string(published)) != "" {
			t.Fatal("a published migration was changed: the data of release 0 cannot be opened any more")
		}
		t.Log("the schema has changed since release0.db.gz was made and nothing is published; a fresh one is used (go test ./test/upgrade -update)")
		dir = t.TempDir()
	}
	make0(t, dir)
	if *update {
		keep(t, dir)
	}
	return dir
}

// fits tells whether today's program still has the migrations of the database as they were.
func fits(t *testing.T, file string) bool {
	t.Helper()
	d, err := db.Open(t.Context(), file, db.Options{NoMigrate: true, Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	_, err = d.Missing(t.Context())
	return err == nil
}

func unpack(t *testing.T, raw []byte, to string) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err == nil {
		err = os.WriteFile(to, plain, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// keep writes the fixture.
func keep(t *testing.T, dir string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "plumbline.db"))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(raw); err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(filepath.Join(dir, audit.KeyFile))
	if err == nil {
		err = z.Close()
	}
	if err == nil {
		err = os.WriteFile(dump, buf.Bytes(), 0o600)
	}
	if err == nil {
		err = os.WriteFile(key, secret, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// make0 lives a small house: units, people, accounts, something to find, an item, a sealed record.
func make0(t *testing.T, dir string) {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "plumbline.db")
	d, err := db.Open(t.Context(), file, db.Options{Clock: clock.NewSettable(dbtest.Start), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	log, err := audit.Open(d, dir)
	if err != nil {
		t.Fatal(err)
	}
	live(t, d, org.New(d, w), access.New(d))
	if _, err := log.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func live(t *testing.T, d *db.DB, hall *org.Hall, accounts *access.Hall) {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var root string
	must(d.Write(ctx, hand, func(tx *db.Tx) (err error) {
		if root, err = org.AddUnit(tx, org.UnitInput{Tree: org.UnitTree, Name: "临江市公安局", Short: "市局", Kind: "city"}, ""); err != nil {
			return err
		}
		if err := search.Put(tx, search.Doc{Kind: search.Item, ID: "i1", Number: "WT-26-0001", Title: "涉案财物管理", Unit: root, Ord: 0, Day: "2026-06-01"}); err != nil {
			return err
		}
		_, err = tx.Exec(`insert into rectify_item (id, number, year, state, step, unit_id, unit_ord, source, title, finding, due_kind, due_key, registered_on, changed_at)
			values ('i1', 'WT-26-0001', 2026, 'working', 3, $1, 0, 'audit', '涉案财物管理', '出入库登记与实物不一致', 'day', '2026-07-01', '2026-06-01', '2026-06-01T00:00:00.000Z')`, root)
		if err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.fill", Kind: "unit", ID: root})
	}))
	person, err := hall.AddPerson(ctx, hand, org.PersonInput{Name: "马晓峰", Badge: "1", Unit: root})
	must(err)
	_, err = accounts.MakeLogin(ctx, hand, access.NewLogin{Login: "office", Person: person, Hash: access.HashPassword("correct horse battery staple")})
	must(err)
	for i := range 40 {
		must(d.Write(ctx, hand, func(tx *db.Tx) error {
			if _, err := tx.Exec(`insert into house_setting (key, value) values ($1, $2)`, db.NewID(), strings.Repeat("准绳", i)); err != nil {
				return err
			}
			return audit.Record(tx, audit.Entry{Action: "test.act", Kind: "test", ID: "a", Details: i})
		}))
	}
}
