package dbtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"io/fs"
	"net/url"
	"strings"
	"sync"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/migrations"
)

// lockKey keeps two test programs from making the same template at once.
const lockKey = 7411287

// clone makes a database from the template of the present schema and drops it after the test.
func clone(t testing.TB, server string) string {
	t.Helper()
	template, err := templateOnce(server)
	if err != nil {
		t.Fatal(err)
	}
	name := "plumbline_test_" + strings.ToLower(rand.Text())
	if err := admin(server, "create database "+name+" template "+template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin(server, "drop database "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	return at(server, name)
}

var (
	templateMu   sync.Mutex
	templateName string
)

func templateOnce(server string) (string, error) {
	templateMu.Lock()
	defer templateMu.Unlock()
	if templateName != "" {
		return templateName, nil
	}
	name, err := template(server)
	if err == nil {
		templateName = name
	}
	return name, err
}

// template makes, once per server and schema, a migrated database to copy from. It is made under another name and then
// renamed, so that one with the right name is complete.
func template(server string) (string, error) {
	sum, err := schemaSum()
	if err != nil {
		return "", err
	}
	name := "plumbline_template_" + sum
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return "", err
	}
	defer pool.Close()
	ctx := context.Background()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", lockKey); err != nil {
		return "", err
	}
	var exists bool
	err = conn.QueryRowContext(ctx, "select exists (select 1 from pg_database where datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return name, err // the lock goes with the connection
	}
	draft := name + "_draft"
	for _, q := range []string{"drop database if exists " + draft + " with (force)", "create database " + draft} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return "", err
		}
	}
	d, err := db.Open(ctx, at(server, draft), db.Options{Clock: clock.Fixed(Start)})
	if err != nil {
		return "", err
	}
	d.Close()
	_, err = conn.ExecContext(ctx, "alter database "+draft+" rename to "+name)
	return name, err
}

// schemaSum names the present schema: a digest of every migration.
func schemaSum() (string, error) {
	h := sha256.New()
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		return "", err
	}
	for _, n := range names {
		raw, err := migrations.Files.ReadFile(n)
		if err != nil {
			return "", err
		}
		h.Write([]byte(n + "\x00"))
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

func admin(server, statement string) error {
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.Exec(statement)
	return err
}

// at is the server's address with another database.
func at(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + database
	return u.String()
}

// EmptyPostgres is the address of a database in which nothing stands, not even the schema; without a
// server the test is skipped as in Postgres.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	server := server(t)
	name := "plumbline_test_" + strings.ToLower(rand.Text())
	if err := admin(server, "create database "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin(server, "drop database "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	return at(server, name)
}
