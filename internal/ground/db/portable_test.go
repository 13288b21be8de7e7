package db_test

import (
	"context"
	"io"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
)

// Both databases must describe today's schema alike: same tables, columns, kinds, keys and counters.
func TestCatalogueIsOne(t *testing.T) {
	read := func(d *db.DB) map[string]db.Table {
		out := map[string]db.Table{}
		if err := d.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
			list, err := db.Tables(tx)
			for _, x := range list {
				out[x.Name] = db.Table{Name: x.Name, Columns: x.Columns, Key: x.Key, Counter: x.Counter}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	lite := read(dbtest.SQLite(t))
	if len(lite) < 40 || lite["audit_entry"].Counter != "seq" || lite["notify_message"].Columns[10].Kind != "json" {
		t.Fatalf("the catalogue is not read: %d tables, %+v", len(lite), lite["notify_message"])
	}
	if _, ok := lite["search_gram"]; ok {
		t.Error("the full-text index is in the catalogue")
	}
	post := read(dbtest.Postgres(t))
	for n, want := range lite {
		if !reflect.DeepEqual(post[n], want) {
			t.Errorf("%s is\n%+v on SQLite and\n%+v on PostgreSQL", n, want, post[n])
		}
	}
	if len(post) != len(lite) {
		t.Errorf("%d tables on SQLite, %d on PostgreSQL", len(lite), len(post))
	}
}

// What is hard to carry: quotes, control characters, text outside UTF-8, bytes, JSON in another
// order, numbers in another spelling, keys whose order differs between collations, parents that come
// after their children.
func TestPortableRowsComeBack(t *testing.T) {
	ctx, job := context.Background(), who.Job("test")
	from := dbtest.SQLite(t)
	err := from.Upkeep(ctx, job, func(tx *db.Tx) error {
		for _, q := range []string{
			`insert into house_setting (key, value) values ('a', 'x"y\z' || char(1) || char(10)), ('B', '准绳 😀 & <b>'), ('b', '')`,
			`insert into batch_upload (id, number, kind, name, size, hash, body, login_id, by_name, made_at) values ('1', 'n', 'k', 'n', 9223372036854775807, 'h', x'00ff22', 'l', 'b', 't')`,
			`insert into calendar_rule (code, since, pack_version, body) values ('r', '2026', 'v', '{ "b": 1.50, "a": [1e2, -0, "<&>", null, true] }')`,
			`insert into org_unit (id, parent_id, name, short, kind, ord, last, depth) values ('z', null, 'r', 'r', 'k', 0, 9, 0), ('a', 'z', 'c', 'c', 'k', 1, 2, 1)`,
			`insert into audit_node (idx, hash) values (3, x''), (1, x'41')`,
			`insert into search_doc (kind, ref, number, title, body, extra, unit_id, unit_ord, readers, holder, state, done, due, day, sum) values ('k', 'r', '', '', '', '', '', 0, '', '', '', true, '', '', '')`,
		} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`delete from search_doc`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	first := carry(t, from, filepath.Join(t.TempDir(), "b.db"))
	second := carry(t, first, dbtest.EmptyPostgres(t))
	third := carry(t, second, filepath.Join(t.TempDir(), "c.db"))
	want := sums(t, from)
	for i, d := range []*db.DB{first, second, third} {
		if got := sums(t, d); !reflect.DeepEqual(got, want) {
			t.Errorf("copy %d differs:\n%v\n%v", i+1, got, want)
		}
	}
	err = third.Upkeep(ctx, job, func(tx *db.Tx) error {
		var id int64
		err := tx.Insert(`insert into search_doc (kind, ref, number, title, body, extra, unit_id, unit_ord, readers, holder, state, done, due, day, sum) values ('k', 'r', '', '', '', '', '', 0, '', '', '', true, '', '', '') returning id`, &id)
		if id != 2 {
			t.Errorf("a number that was given is given again: %d", id)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func sums(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	if err := d.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		list, err := db.Tables(tx)
		for _, x := range list {
			n, sum, err := db.Sum(tx, x)
			if err != nil {
				return err
			}
			if n > 0 {
				out[x.Name] = sum
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// carry loads everything of a database into a new place and opens it.
func carry(t *testing.T, from *db.DB, place string) *db.DB {
	t.Helper()
	ctx, job := context.Background(), who.Job("test")
	err := from.Read(ctx, job, func(tx *db.Tx) error {
		steps, err := db.Applied(tx)
		if err != nil {
			return err
		}
		return db.Load(ctx, place, db.LoadOptions{Steps: steps}, func(l *db.Loader) error {
			list, err := db.Tables(tx)
			for _, x := range list {
				next, err := db.Next(tx, x)
				if err != nil {
					return err
				}
				if err := l.Put(x, next, linesOf(t, tx, x)); err != nil {
					return err
				}
			}
			if bad, err := l.Unsound(); err != nil || bad != "" {
				t.Error(bad, err)
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(ctx, place, db.Options{Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func linesOf(t *testing.T, tx *db.Tx, x db.Table) db.Lines {
	t.Helper()
	var all []string
	if err := db.Rows(tx, x, func(line []byte) error { all = append(all, string(line)); return nil }); err != nil {
		t.Fatal(err)
	}
	return func() ([]byte, error) {
		if len(all) == 0 {
			return nil, io.EOF
		}
		line := all[0]
		all = all[1:]
		return []byte(line), nil
	}
}

// A copy into a place where something stands, or from a schema that this program does not know, is
// refused and leaves nothing.
func TestLoadRefuses(t *testing.T) {
	ctx := context.Background()
	nothing := func(*db.Loader) error { return nil }
	place := filepath.Join(t.TempDir(), "x.db")
	if err := db.Load(ctx, place, db.LoadOptions{Steps: []db.Step{{Name: "9999_later.sql", Sum: "s"}}}, nothing); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("a newer schema: %v", err)
	}
	broken := func(l *db.Loader) error {
		return l.Put(db.Table{Name: "schema_migration", Columns: []db.Column{{Name: "name", Kind: "text"}}}, 0, func() ([]byte, error) { return []byte(`["a",1]`), nil })
	}
	if err := db.Load(ctx, place, db.LoadOptions{}, broken); err == nil || !strings.Contains(err.Error(), "malformed") {
		t.Errorf("a malformed row: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(place), "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := db.Load(ctx, dbtest.PostgresPlace(t), db.LoadOptions{}, nothing); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a database in use: %v", err)
	}
}
