// Package dbtest gives each test a database of its own, migrated and empty, on SQLite and on PostgreSQL.
//
// PostgreSQL is the server of PLUMBLINE_TEST_PG (scripts/pg.sh starts a throw-away one). Without it that half is skipped
// and says so; with CI=true it fails.
package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/keyring"
)

// Start is the instant at which every test's clock stands: a Thursday morning in Beijing.
var Start = time.Date(2026, 6, 18, 9, 0, 0, 0, clock.Zone)

// Each runs fn once on every database. The clock stands at Start until fn moves it (see Clock).
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// Clock is the clock of a database opened here, to be moved by hand.
func Clock(d *db.DB) *clock.Settable { return d.Clock().(*clock.Settable) }

// SQLite opens an empty database in a file that goes away with the test. Its commits are not synced: no test of a rule
// pulls the plug.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	empty, err := emptySQLite()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plumbline.db")
	if err := os.WriteFile(file, empty, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, file)
}

// Postgres opens an empty database on the server of PLUMBLINE_TEST_PG, dropped after the test; without a server the test
// is skipped, or fails with CI=true.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, clone(t, server(t)))
}

// PostgresPlace is the address of such a database for a test that opens the whole house; without a
// server the test is skipped as in Postgres.
func PostgresPlace(t testing.TB) string {
	t.Helper()
	return clone(t, server(t))
}

func server(t testing.TB) string {
	t.Helper()
	at := os.Getenv("PLUMBLINE_TEST_PG")
	switch {
	case at == "" && os.Getenv("CI") == "true":
		t.Fatal("PLUMBLINE_TEST_PG is not set, and CI=true wants both databases")
	case at == "":
		t.Skip("no PostgreSQL: run through scripts/pg.sh")
	}
	return at
}

func open(t testing.TB, place string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), place, db.Options{Clock: clock.NewSettable(Start), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	Secrets(t, d)
	return d
}

// Secrets gives a database that a test opened itself keys of its own for sealed secrets.
func Secrets(t testing.TB, d *db.DB) {
	t.Helper()
	ring, err := keyring.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	d.KeepSecrets(ring)
}

// emptySQLite migrates once per test program; a copy of the file costs a hundredth of that.
var emptySQLite = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "plumbline-dbtest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "empty.db")
	d, err := db.Open(context.Background(), file, db.Options{Bulk: true})
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// EachPlace runs fn once for a house in a file (place "") and once with the address of an empty
// PostgreSQL database.
func EachPlace(t *testing.T, fn func(t *testing.T, place string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, "") })
	t.Run("postgres", func(t *testing.T) { fn(t, EmptyPostgres(t)) })
}
