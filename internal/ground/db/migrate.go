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

// migrate brings the schema up to date in one transaction, so that a failed or killed one leaves the
// old schema. What Options.Keep answers before must be what it answers after.
func (d *DB) migrate(ctx context.Context, opt Options) error {
	files := opt.Migrations
	if files == nil {
		files = migrations.Files
	}
	missing, old, err := d.missing(ctx, files)
	if err != nil {
		return err
	}
	if old && len(missing) > 0 && opt.Before != nil {
		if err := opt.Before(ctx, d, missing); err != nil {
			return err
		}
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	begin := "begin immediate"
	if d.dialect == postgres {
		begin = "begin"
	}
	return insideOf(ctx, conn, begin, func() error {
		return d.migrateIn(ctx, conn, files, opt.Keep)
	})
}

// ErrHistory is an upgrade that would have changed what must stay as it is; nothing was changed.
type ErrHistory struct{ Before, After string }

func (e *ErrHistory) Error() string {
	return fmt.Sprintf("the upgrade would change the record (%.16s… before, %.16s… after); nothing was changed", e.Before, e.After)
}

func (d *DB) migrateIn(ctx context.Context, conn *sql.Conn, files fs.FS, keep func(*Tx) (string, error)) error {
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
	missing, err := missingOf(files, done)
	if err != nil {
		return err
	}
	if keep == nil || len(done) == 0 || len(missing) == 0 {
		return d.steps(ctx, conn, files, missing)
	}
	tx := &Tx{Now: d.clock.Now(), ctx: ctx, run: onConn{conn}, dialect: d.dialect}
	before, err := keep(tx)
	if err != nil {
		return err
	}
	if err := d.steps(ctx, conn, files, missing); err != nil {
		return err
	}
	after, err := keep(tx)
	if err == nil && after != before {
		err = &ErrHistory{before, after}
	}
	return err
}

func (d *DB) steps(ctx context.Context, conn *sql.Conn, files fs.FS, names []string) error {
	for _, n := range names {
		if err := d.step(ctx, conn, files, n, ""); err != nil {
			return err
		}
	}
	return nil
}

// missing lists the migrations that the database has not applied, and tells whether it is an older
// house rather than an empty place.
func (d *DB) missing(ctx context.Context, files fs.FS) (names []string, old bool, err error) {
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return nil, false, err
	}
	defer conn.Close()
	q := "select count(*) from sqlite_master where type = 'table' and name = 'schema_migration'"
	if d.dialect == postgres {
		q = "select count(*) from pg_catalog.pg_class where oid = to_regclass('schema_migration')"
	}
	var n int
	if err := conn.QueryRowContext(ctx, q).Scan(&n); err != nil || n == 0 {
		return nil, false, err
	}
	done, err := applied(ctx, conn)
	if err != nil {
		return nil, false, err
	}
	names, err = missingOf(files, done)
	return names, len(done) > 0, err
}

// missingOf compares what is applied with the files: *ErrNewer for one that is not among them, an
// error for one that was changed since.
func missingOf(files fs.FS, done map[string]string) ([]string, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	known := map[string]bool{}
	var missing []string
	for _, n := range names {
		known[n] = true
		sum, err := sumOf(files, n)
		switch {
		case err != nil:
			return nil, err
		case done[n] == "":
			missing = append(missing, n)
		case done[n] != sum:
			return nil, fmt.Errorf("migration %s was changed after this database applied it; published migrations are never edited", n)
		}
	}
	for n := range done {
		if !known[n] {
			return nil, &ErrNewer{Name: n}
		}
	}
	return missing, nil
}

func sumOf(files fs.FS, name string) (string, error) {
	raw, err := fs.ReadFile(files, name)
	h := sha256.Sum256(raw)
	return hex.EncodeToString(h[:]), err
}

// applyThese makes the schema that a copy had: exactly its steps, which this program must know.
func (d *DB) applyThese(ctx context.Context, conn *sql.Conn, steps []Step) error {
	done := map[string]string{}
	for _, s := range steps {
		done[s.Name] = s.Sum
	}
	if _, err := missingOf(migrations.Files, done); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, createMigration); err != nil {
		return err
	}
	for _, s := range steps {
		if err := d.step(ctx, conn, migrations.Files, s.Name, s.At); err != nil {
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

// step applies one migration; at is when that was, "" for now.
func (d *DB) step(ctx context.Context, conn *sql.Conn, files fs.FS, name, at string) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	sum, err := sumOf(files, name)
	if err != nil {
		return err
	}
	text, err := Expand(string(raw), d.dialect)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if _, err := conn.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("migration %s: %w", name, err)
	}
	if at == "" {
		at = Stamp(d.clock.Now())
	}
	_, err = conn.ExecContext(ctx, "insert into schema_migration (name, sum, at) values ($1, $2, $3)", name, sum, at)
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
		return pick("json_text", "jsonb") // affinity text; the name tells a copy what it is
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
