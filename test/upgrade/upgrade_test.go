package upgrade

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"database/sql"
	"database/sql/driver"

	lite "modernc.org/sqlite"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/hall/audit"
	"plumbline/migrations"
)

// later is a migration of a release to come, statement by statement: a table, a column that is filled,
// an index, rows that are copied and a table that goes.
var later = []string{
	"create table later_thing (id text primary key, name text not null, version bigint not null default 1)",
	"alter table rectify_item add column later_note text not null default ''",
	"update rectify_item set later_note = title",
	"create index later_note on rectify_item (later_note)",
	"insert into later_thing (id, name) select id, name from org_unit",
	"create table later_gone (id text primary key)",
	"insert into later_gone (id) select id from org_unit",
	"drop table later_gone",
}

const laterName = "9998_house_later.sql"

// with is the program's own migrations and one more.
func with(t testing.TB, text string) fs.FS {
	t.Helper()
	all := fstest.MapFS{laterName: {Data: []byte(text)}}
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		raw, err := migrations.Files.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		all[n] = &fstest.MapFile{Data: raw}
	}
	return all
}

// dying is the migration that ends the process after so many statements, by die.
func dying(after int, die string) string {
	list := append([]string{}, later[:after]...)
	list = append(list, die)
	return strings.Join(append(list, later[after:]...), ";\n") + ";\n"
}

func whole() string { return strings.Join(later, ";\n") + ";\n" }

// The child opens the place with a migration in which it is killed.
func TestMain(m *testing.M) {
	if place := os.Getenv("PLUMBLINE_UPGRADE_CHILD"); place != "" {
		lite.MustRegisterScalarFunction("die", 0, func(*lite.FunctionContext, []driver.Value) (driver.Value, error) {
			return nil, syscall.Kill(os.Getpid(), syscall.SIGKILL)
		})
		text, err := os.ReadFile(os.Getenv("PLUMBLINE_UPGRADE_TEXT"))
		if err == nil {
			_, err = db.Open(context.Background(), place, db.Options{Migrations: with(&testing.B{}, string(text)), Keep: audit.Unchanged})
		}
		fmt.Println(err)
		os.Exit(3)
	}
	os.Exit(m.Run())
}

func child(t *testing.T, place, text string) *exec.Cmd {
	t.Helper()
	file := filepath.Join(t.TempDir(), "later.sql")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), "PLUMBLINE_UPGRADE_CHILD="+place, "PLUMBLINE_UPGRADE_TEXT="+file)
	return c
}

func killed(err error) bool {
	var e *exec.ExitError
	if !errors.As(err, &e) {
		return false
	}
	s, ok := e.Sys().(syscall.WaitStatus)
	return ok && s.Signaled() && s.Signal() == syscall.SIGKILL
}

// shape is the whole schema and every row, as one fingerprint.
func shape(t *testing.T, place string) string {
	t.Helper()
	d, err := db.Open(t.Context(), place, db.Options{NoMigrate: true, Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	h := sha256.New()
	err = d.Read(t.Context(), hand, func(tx *db.Tx) error {
		list, err := db.Tables(tx)
		if err != nil {
			return err
		}
		sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
		for _, x := range list {
			n, sum, err := db.Sum(tx, x)
			if err != nil {
				return err
			}
			fmt.Fprintln(h, x.Name, x.Columns, n, sum)
		}
		steps, err := db.Applied(tx)
		for _, s := range steps {
			fmt.Fprintln(h, s.Name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func copyFile(t *testing.T, from, to string) string {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// T-UPG on SQLite: killed after each statement, the file is the old house, whole; the next start makes
// it the new one, and the record is what it was. The control: the same statements outside one
// transaction leave something between.
func TestKilledAtEachStatement(t *testing.T) {
	old := filepath.Join(release(t), "plumbline.db")
	upgrade(t, old, migrations.Files) // whatever is newer than release 0
	was, history := shape(t, old), historyOf(t, old)
	target := copyFile(t, old, filepath.Join(t.TempDir(), "new.db"))
	upgrade(t, target, with(t, whole()))
	is := shape(t, target)
	if is == was || historyOf(t, target) != history {
		t.Fatal("the migration changes nothing, or the record")
	}
	for k := range len(later) + 1 {
		place := copyFile(t, old, filepath.Join(t.TempDir(), "k.db"))
		if out, err := child(t, place, dying(k, "select die()")).CombinedOutput(); !killed(err) {
			t.Fatalf("after %d statements the child was not killed: %v %s", k, err, out)
		}
		if got := shape(t, place); got != was {
			t.Errorf("killed after %d statements, the house is neither old nor new", k)
		}
		upgrade(t, place, with(t, whole()))
		if shape(t, place) != is || historyOf(t, place) != history {
			t.Errorf("killed after %d statements, the next start did not finish it", k)
		}
	}
	torn := copyFile(t, old, filepath.Join(t.TempDir(), "torn.db"))
	raw(t, "sqlite", torn, later[:3]...)
	if got := shape(t, torn); got == was || got == is {
		t.Error("the control: half an upgrade is taken for a whole one")
	}
}

func upgrade(t *testing.T, place string, files fs.FS) {
	t.Helper()
	d, err := db.Open(t.Context(), place, db.Options{Migrations: files, Keep: audit.Unchanged})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
}

func historyOf(t *testing.T, place string) (sum string) {
	t.Helper()
	d, err := db.Open(t.Context(), place, db.Options{NoMigrate: true, Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Read(t.Context(), hand, func(tx *db.Tx) error { sum, err = audit.Unchanged(tx); return err }); err != nil {
		t.Fatal(err)
	}
	return sum
}

func raw(t *testing.T, name, place string, statements ...string) {
	t.Helper()
	c, err := sql.Open(name, place)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, q := range statements {
		if _, err := c.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
}

// The same on PostgreSQL, at three statements: the client is killed while it waits in the middle.
func TestKilledOnPostgres(t *testing.T) {
	at := carry(t, filepath.Join(release(t), "plumbline.db"), dbtest.EmptyPostgres(t))
	upgrade(t, at, migrations.Files)
	was, history := shape(t, at), historyOf(t, at)
	for _, k := range []int{1, 4, len(later)} {
		c := child(t, at, dying(k, "select pg_sleep(300)"))
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		pid := sleeping(t, at)
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := c.Wait(); !killed(err) {
			t.Fatalf("the child was not killed: %v", err)
		}
		raw(t, "pgx", at, fmt.Sprintf("select pg_terminate_backend(%d, 10000)", pid)) // the server notices later by itself
		if shape(t, at) != was {
			t.Errorf("killed after %d statements, the house is neither old nor new", k)
		}
	}
	upgrade(t, at, with(t, whole()))
	if shape(t, at) == was || historyOf(t, at) != history {
		t.Error("the next start did not finish it, or changed the record")
	}
}

// sleeping waits for the server process that is in the middle of the migration.
func sleeping(t *testing.T, at string) (pid int) {
	t.Helper()
	c, err := sql.Open("pgx", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 600 {
		err := c.QueryRowContext(t.Context(), "select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'").Scan(&pid)
		if err == nil {
			return pid
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the migration never came to its middle")
	return 0
}

// carry loads an older SQLite house into PostgreSQL as it is.
func carry(t *testing.T, file, at string) string {
	t.Helper()
	from, err := db.Open(t.Context(), file, db.Options{NoMigrate: true, Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	err = from.Read(t.Context(), hand, func(tx *db.Tx) error {
		steps, err := db.Applied(tx)
		if err != nil {
			return err
		}
		return db.Load(t.Context(), at, db.LoadOptions{Steps: steps}, func(l *db.Loader) error { return carryTables(tx, l) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func carryTables(tx *db.Tx, l *db.Loader) error {
	list, err := db.Tables(tx)
	for _, x := range list {
		var lines [][]byte
		if err := db.Rows(tx, x, func(line []byte) error { lines = append(lines, append([]byte(nil), line...)); return nil }); err != nil {
			return err
		}
		next, err := db.Next(tx, x)
		if err != nil {
			return err
		}
		err = l.Put(x, next, func() ([]byte, error) {
			if len(lines) == 0 {
				return nil, io.EOF
			}
			line := lines[0]
			lines = lines[1:]
			return line, nil
		})
		if err != nil {
			return err
		}
	}
	return err
}

// An upgrade that would touch the history is undone, whatever triggers it removes first; the control
// is every other test.
func TestUpgradeMayNotChangeTheRecord(t *testing.T) {
	old := filepath.Join(release(t), "plumbline.db")
	upgrade(t, old, migrations.Files)
	was := shape(t, old)
	bad := with(t, "drop trigger audit_entry_no_update;\nupdate audit_entry set action = 'test.other' where seq = 3;\n")
	_, err := db.Open(t.Context(), old, db.Options{Migrations: bad, Keep: audit.Unchanged})
	var history *db.ErrHistory
	if !errors.As(err, &history) || shape(t, old) != was {
		t.Errorf("a migration that rewrites the record: %v", err)
	}
	_, err = db.Open(t.Context(), copyFile(t, old, filepath.Join(t.TempDir(), "c.db")), db.Options{Migrations: with(t, "create table later_x (id text primary key);"), Keep: audit.Unchanged})
	if err != nil {
		t.Errorf("the control: %v", err)
	}
}

// Downgrade: today's program refuses a schema that knows more than itself.
func TestNewerSchemaIsRefused(t *testing.T) {
	old := filepath.Join(release(t), "plumbline.db")
	upgrade(t, old, with(t, whole()))
	was := shape(t, old)
	_, err := db.Open(t.Context(), old, db.Options{})
	var newer *db.ErrNewer
	if !errors.As(err, &newer) || shape(t, old) != was {
		t.Errorf("a newer schema: %v", err)
	}
}
