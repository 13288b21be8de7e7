package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"sort"
	"strings"

	"plumbline/migrations"
)

// ErrNewer is a schema made by a newer program.
type ErrNewer struct{ Name string }

func (e *ErrNewer) Error() string {
	return fmt.Sprintf("the database was made by a newer version of Plumbline (it has %s); install that version or restore the backup made before the upgrade", e.Name)
}

const createMigration = `create table if not exists schema_migration (
	name text primary key, -- P1
	sum text not null, -- P1
	at text not null -- P1
)`

// migrate brings the schema up to date in one transaction, so that a failed step leaves nothing
// half-made.
func (d *DB) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		return err
	}
	sort.Strings(names)
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	begin := "begin immediate"
	if d.dialect == postgres {
		begin = "begin"
	}
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		return err
	}
	if err := d.migrateIn(ctx, conn, names); err != nil {
		conn.ExecContext(ctx, "rollback") //nolint:errcheck // the error that matters is err
		return err
	}
	_, err = conn.ExecContext(ctx, "commit")
	return err
}

func (d *DB) migrateIn(ctx context.Context, conn *sql.Conn, names []string) error {
	if d.dialect == postgres { // two nodes may start at once
		if _, err := conn.ExecContext(ctx, "select pg_advisory_xact_lock(7411286)"); err != nil {
			return err
		}
	}
	if _, err := conn.ExecContext(ctx, createMigration); err != nil {
		return err
	}
	done, err := applied(ctx, conn)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, n := range names {
		known[n] = true
	}
	for n := range done {
		if !known[n] {
			return &ErrNewer{Name: n}
		}
	}
	for _, n := range names {
		if err := d.step(ctx, conn, n, done[n]); err != nil {
			return err
		}
	}
	return nil
}

// Schema names the newest migration that the database has applied.
func Schema(tx *Tx) (string, error) {
	return Value[string](tx, "select max(name) from schema_migration")
}

func applied(ctx context.Context, conn *sql.Conn) (map[string]string, error) {
	rows, err := conn.QueryContext(ctx, "select name, sum from schema_migration")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	done := map[string]string{}
	for rows.Next() {
		var name, sum string
		if err := rows.Scan(&name, &sum); err != nil {
			return nil, err
		}
		done[name] = sum
	}
	return done, rows.Err()
}

func (d *DB) step(ctx context.Context, conn *sql.Conn, name, before string) error {
	raw, err := migrations.Files.ReadFile(name)
	if err != nil {
		return err
	}
	h := sha256.Sum256(raw)
	sum := hex.EncodeToString(h[:])
	if before == sum {
		return nil
	}
	if before != "" {
		return fmt.Errorf("migration %s was changed after this database applied it; published migrations are never edited", name)
	}
	text, err := Expand(string(raw), d.dialect)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if _, err := conn.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("migration %s: %w", name, err)
	}
	_, err = conn.ExecContext(ctx, "insert into schema_migration (name, sum, at) values ($1, $2, $3)", name, sum, Stamp(d.clock.Now()))
	return err
}

var mark = regexp.MustCompile(`\{\{\s*(\w+)(?:\s+"(\w+)")?\s*\}\}`)

// Expand fills the marks of a migration for a dialect; an unknown mark is an error.
func Expand(text, dialect string) (string, error) {
	var bad string
	out := mark.ReplaceAllStringFunc(text, func(m string) string {
		p := mark.FindStringSubmatch(m)
		s, ok := expandOne(p[1], p[2], dialect == postgres)
		if !ok {
			bad = m
		}
		return s
	})
	if bad != "" {
		return "", fmt.Errorf("unknown mark %s", bad)
	}
	return out, nil
}

func expandOne(name, arg string, pg bool) (string, bool) {
	pick := func(lite, post string) (string, bool) {
		if pg {
			return post, true
		}
		return lite, true
	}
	switch name {
	case "id":
		return pick("integer primary key autoincrement", "bigint generated always as identity primary key")
	case "bytes":
		return pick("blob", "bytea")
	case "json":
		return pick("text", "jsonb")
	case "append_only":
		return pick(appendOnlyLite(arg), appendOnlyPG(arg))
	case "fulltext":
		return pick("create virtual table "+arg+" using fts5(grams, content='', contentless_delete=1, detail=full, tokenize=\"unicode61 remove_diacritics 0\")",
			"create table "+arg+" (rowid bigint primary key, grams tsvector not null) with (toast_tuple_target = 8160); alter table "+arg+" alter column grams set storage external; create index "+arg+"_gin on "+arg+" using gin (grams)")
	}
	return "", false
}

func appendOnlyLite(t string) string {
	return strings.ReplaceAll(`create trigger T_no_update before update on T begin select raise(abort, 'T is append-only'); end;
create trigger T_no_delete before delete on T begin select raise(abort, 'T is append-only'); end`, "T", t)
}

func appendOnlyPG(t string) string {
	return strings.ReplaceAll(`create function T_append_only() returns trigger language plpgsql as $body$ begin raise exception 'T is append-only'; end $body$;
create trigger T_no_change before update or delete or truncate on T for each statement execute function T_append_only()`, "T", t)
}
