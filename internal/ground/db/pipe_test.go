package db_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
)

var job = who.Job("test")

func upkeep(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Upkeep(context.Background(), job, fn); err != nil {
		t.Fatal(err)
	}
}

func rowsOf(t *testing.T, d *db.DB, table string) (n int64) {
	t.Helper()
	err := d.Look(context.Background(), job, func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](tx, "select count(*) from "+table)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What is said later is in the same transaction: it is read by what follows, kept with it, and what is
// wrong with it undoes everything, also when nothing follows but the commit.
func TestLaterIsOfTheTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		upkeep(t, d, func(tx *db.Tx) error { _, err := tx.Exec(`create table thing (id text primary key)`); return err })
		upkeep(t, d, func(tx *db.Tx) error {
			if err := tx.Later(`insert into thing (id) values ($1)`, "a"); err != nil {
				return err
			}
			n, err := db.Value[int64](tx, `select count(*) from thing`)
			if n != 1 {
				t.Errorf("the next statement sees %d rows", n)
			}
			if err == nil {
				err = tx.Later(`insert into thing (id) values ($1)`, "b")
			}
			return err
		})
		if n := rowsOf(t, d, "thing"); n != 2 {
			t.Fatalf("%d rows were kept, want 2", n)
		}
		for name, then := range map[string]func(*db.Tx) error{
			"the commit":  func(*db.Tx) error { return nil },
			"a statement": func(tx *db.Tx) error { _, err := tx.Exec(`insert into thing (id) values ('d')`); return err },
			"a question":  func(tx *db.Tx) error { _, err := db.Value[int64](tx, `select 1`); return err },
			"an error":    func(*db.Tx) error { return errors.New("of the verb") },
		} {
			err := d.Upkeep(ctx, job, func(tx *db.Tx) error {
				if _, err := tx.Exec(`insert into thing (id) values ('c')`); err != nil {
					return err
				}
				if err := tx.Later(`insert into thing (id) values ('a')`); err != nil {
					return err
				}
				return then(tx)
			})
			if err == nil || !strings.Contains(strings.ToLower(err.Error()), "unique") && name != "an error" {
				t.Errorf("before %s: %v", name, err)
			}
			if n := rowsOf(t, d, "thing"); n != 2 {
				t.Errorf("before %s: %d rows, want 2", name, n)
			}
		}
	})
}

// A look gives no way to write.
func TestLookDoesNotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Look(context.Background(), job, func(tx *db.Tx) error {
			_, err := tx.Exec(`delete from house_setting`)
			return err
		})
		if err == nil {
			t.Error("a look deleted")
		}
	})
}

const oddTable = `create table odd (id text primary key, body text, n bigint not null, yes boolean not null)`

// Documents read the same as well: the one that says null is not the one that is not there.
func TestWatchedDocumentsReadTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		kind := map[string]string{"sqlite": "json_text", "postgres": "jsonb"}[d.Dialect()]
		upkeep(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(`create table paper (id text primary key, doc ` + kind + `)`)
			return err
		})
		if err := d.Watch(context.Background(), []db.Watched{{Table: "paper", Key: []string{"id"}}}); err != nil {
			t.Fatal(err)
		}
		for _, doc := range []struct {
			in   any
			want string
		}{{`{"b": [1.50, "二\n"],"a":null}`, `28 {"a":null,"b":[1.5,"二\n"]}`}, {`null`, "4 null"}, {`"null"`, `6 "null"`}, {nil, "none"}, {`[]`, "2 []"}} {
			upkeep(t, d, func(tx *db.Tx) error {
				id, want := db.NewID(), "doc "+doc.want+"\nid 26 "
				if _, err := tx.Exec(`insert into paper (id, doc) values ($1, $2)`, id, doc.in); err != nil {
					return err
				}
				if _, err := tx.Exec(`update paper set doc = doc where id = $1`, id); err != nil {
					return err
				}
				told := tx.Touched()[0]
				rows, err := tx.WatchedByKey("paper", [][]any{{id}})
				if err != nil {
					return err
				}
				if !strings.HasPrefix(string(told.After), want) || string(rows[0].Text) != string(told.After) {
					t.Errorf("%v: told %q, read %q, want %q", doc.in, told.After, rows[0].Text, want)
				}
				if _, err := tx.Exec(`delete from paper where id = $1`, id); err != nil {
					return err
				}
				if told = tx.Touched()[0]; string(told.Before) != string(rows[0].Text) {
					t.Errorf("%v: deleted %q, read %q", doc.in, told.Before, rows[0].Text)
				}
				return nil
			})
		}
	})
}

// What a protected row says has the same text on both databases, whatever stands in it, whether it is
// read or told by the statement that wrote it.
func TestWatchedRowsReadTheSame(t *testing.T) {
	const body = "一 \"二\"\\\n\t\u0001 e\u0301 \u2028 ]null, 🌾"
	want := "body 33 " + body + "\nid 3 a/1\nn 2 -7\nyes 1 1\n"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		upkeep(t, d, func(tx *db.Tx) error { _, err := tx.Exec(oddTable); return err })
		if err := d.Watch(ctx, []db.Watched{{Table: "odd", Key: []string{"id"}}}); err != nil {
			t.Fatal(err)
		}
		upkeep(t, d, func(tx *db.Tx) error {
			if _, err := tx.Exec(`insert into odd (id, body, n, yes) values ($1, $2, $3, $4)`, "a/1", body, -7, true); err != nil {
				return err
			}
			got := tx.Touched()
			if len(got) != 1 || got[0].ID() != "a~11" || !got[0].Known || got[0].Before != nil || string(got[0].After) != want {
				t.Errorf("inserted: %+v", got)
			}
			if _, err := tx.Exec(`update odd set body = null where id = $1`, "a/1"); err != nil {
				return err
			}
			got = tx.Touched()
			if len(got) != 1 || string(got[0].Before) != want || string(got[0].After) != "body none\nid 3 a/1\nn 2 -7\nyes 1 1\n" {
				t.Errorf("updated: %+v", got)
			}
			if _, err := tx.Exec(`update odd set body = '' where id = $1`, "a/1"); err != nil { // nothing is not the same as an empty text
				return err
			}
			if got = tx.Touched(); string(got[0].After) != "body 0 \nid 3 a/1\nn 2 -7\nyes 1 1\n" {
				t.Errorf("emptied: %+v", got)
			}
			rows, err := tx.WatchedByKey("odd", [][]any{{"a/1"}})
			if err != nil || len(rows) != 1 || string(rows[0].Text) != string(got[0].After) {
				t.Errorf("read: %q %v", rows, err)
			}
			if _, err = tx.Exec(`update odd set id = 'b' where id = $1`, "a/1"); err != nil {
				return err
			}
			got = tx.Touched()
			if len(got) != 2 || got[0].Known || !got[1].Known { // nobody told what became of the old key
				t.Errorf("another key: %+v", got)
			}
			if _, err = tx.Exec(`delete from odd where id = 'b'`); err != nil {
				return err
			}
			got = tx.Touched()
			if len(got) != 1 || !got[0].Known || got[0].After != nil || !strings.Contains(string(got[0].Before), "id 1 b\n") {
				t.Errorf("deleted: %+v", got)
			}
			return nil
		})
	})
}

// SQLite keeps in any column what it is given. Somebody who writes past the application cannot make a row
// that nobody can read.
func TestWatchedRowsOfWrongTypes(t *testing.T) {
	d := dbtest.SQLite(t)
	upkeep(t, d, func(tx *db.Tx) error { _, err := tx.Exec(oddTable); return err })
	upkeep(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec(`insert into odd (id, body, n, yes) values ('a', x'ff0022', 'many', 'perhaps')`)
		return err
	})
	if err := d.Watch(context.Background(), []db.Watched{{Table: "odd", Key: []string{"id"}}}); err != nil {
		t.Fatal(err)
	}
	upkeep(t, d, func(tx *db.Tx) error {
		rows, err := tx.WatchedPage("odd", nil, 10)
		if err != nil || len(rows) != 1 || string(rows[0].Text) != "body 3 \xff\x00\"\nid 1 a\nn 4 many\nyes 7 perhaps\n" {
			t.Errorf("%q %v", rows, err)
		}
		return nil
	})
}
