package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/who"
	"plumbline/migrations"
)

// LoadOptions say what Load makes.
type LoadOptions struct {
	Clock clock.Clock
	Who   who.Actor
	// Steps are the migrations that the copy's database had; the new one gets exactly those.
	Steps []Step
	// Beside loads into a PostgreSQL schema of its own that is never committed: for a rehearsal beside
	// the living data. The place then need not be empty.
	Beside string
}

// Loader fills a database that is being made.
type Loader struct {
	*Tx
	conn *sql.Conn
	d    *DB
}

// Load makes a database at an empty place: the schema of the given steps, then what fill puts into
// it. On PostgreSQL all of it is one transaction, on SQLite one new file that is removed again, so
// that an error leaves nothing. A place that is not empty is *ErrPlace; steps that this program does
// not know are *ErrNewer.
func Load(ctx context.Context, place string, opt LoadOptions, fill func(*Loader) error) (err error) {
	d := &DB{clock: opt.Clock, place: place}
	if d.clock == nil {
		d.clock = clock.System
	}
	postgresAt := strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
	if postgresAt {
		err = d.openPostgres(ctx)
	} else {
		err = d.newFile()
	}
	if err != nil {
		return err
	}
	defer func() {
		d.closePools()
		switch {
		case postgresAt:
		case err != nil:
			err = errors.Join(err, removeFile(place))
		default:
			err = syncFile(place)
		}
	}()
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return d.loadOn(ctx, conn, opt, fill)
}

// errDiscard ends a rehearsal without keeping it.
var errDiscard = errors.New("nothing of a rehearsal is kept")

func (d *DB) loadOn(ctx context.Context, conn *sql.Conn, opt LoadOptions, fill func(*Loader) error) error {
	err := inside(ctx, conn, func() error {
		if err := d.emptyPlace(ctx, conn, opt.Beside); err != nil {
			return err
		}
		if err := d.applyThese(ctx, conn, opt.Steps); err != nil {
			return err
		}
		l := &Loader{conn: conn, d: d, Tx: &Tx{Now: d.clock.Now(), Who: opt.Who, ctx: ctx, run: onConn{conn}, dialect: d.dialect}}
		if err := fill(l); err != nil {
			return err
		}
		if err := l.finished(); err != nil {
			return err
		}
		if opt.Beside != "" {
			return errDiscard
		}
		return nil
	})
	if errors.Is(err, errDiscard) {
		return nil
	}
	return err
}

// inside runs f between begin and commit, or rollback when it fails.
func inside(ctx context.Context, conn *sql.Conn, f func() error) error {
	return insideOf(ctx, conn, "begin", f)
}

func insideOf(ctx context.Context, conn *sql.Conn, begin string, f func() error) (err error) {
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			conn.ExecContext(context.WithoutCancel(ctx), "rollback") //nolint:errcheck // the error that matters is err
		}
	}()
	defer recovered(&err)
	if err := f(); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "commit")
	return err
}

// emptyPlace refuses a database in which anything stands.
func (d *DB) emptyPlace(ctx context.Context, conn *sql.Conn, beside string) error {
	if d.dialect == sqlite {
		return nil // the file was made by newFile
	}
	if beside != "" {
		_, err := conn.ExecContext(ctx, "create schema "+quote(beside)+"; set local search_path to "+quote(beside))
		return err
	}
	var n int
	err := conn.QueryRowContext(ctx, `select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
		where n.nspname = current_schema()`).Scan(&n)
	if err == nil && n > 0 {
		return placeErr("the database %s is not empty; make an empty one (createdb) and name it", Redact(d.place))
	}
	return err
}

// newFile opens a database file that does not exist yet. It has no journal: an error removes it.
func (d *DB) newFile() error {
	f, err := os.OpenFile(d.place, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return placeErr("the database file %s cannot be made: %v", d.place, errors.Unwrap(err))
	}
	f.Close()
	d.dialect = sqlite
	d.write, err = sql.Open("sqlite", fileURL(d.place)+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=foreign_keys(0)&_pragma=trusted_schema(0)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-64000)")
	if err == nil {
		d.write.SetMaxOpenConns(1)
	}
	return err
}

func removeFile(path string) error {
	var all error
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// onConn runs statements on a connection that is in a transaction begun by hand.
type onConn struct{ c *sql.Conn }

func (o onConn) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	return o.c.ExecContext(ctx, q, args...)
}
func (o onConn) query(ctx context.Context, q string, args []any) (*sql.Rows, error) {
	return o.c.QueryContext(ctx, q, args...)
}
func (o onConn) row(ctx context.Context, q string, args []any) *sql.Row {
	return o.c.QueryRowContext(ctx, q, args...)
}

// Lines gives the next row of a table, io.EOF after the last one.
type Lines func() ([]byte, error)

// Put loads the rows of one table and sets its counter, so that no number is given twice. Rows that
// the schema itself put there make way. The columns are those of the copy.
func (l *Loader) Put(t Table, next int64, lines Lines) error {
	some, err := Value[bool](l.Tx, "select exists (select 1 from "+quote(t.Name)+")")
	if err == nil && some {
		_, err = l.run.exec(l.ctx, "delete from "+quote(t.Name), nil)
	}
	if err != nil {
		return err
	}
	if l.dialect == postgres {
		err = l.copyPG(t, lines)
	} else {
		err = l.insertLite(t, lines)
	}
	if err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return l.setCounter(t, next)
}

// Upgrade applies the migrations that the copy's database did not have yet.
func (l *Loader) Upgrade() error {
	done, err := applied(l.ctx, l.conn)
	if err != nil {
		return err
	}
	missing, err := missingOf(migrations.Files, done)
	if err != nil {
		return err
	}
	return l.d.steps(l.ctx, l.conn, migrations.Files, missing)
}

func (l *Loader) insertLite(t Table, lines Lines) error {
	cols, marks := names(t), make([]string, len(t.Columns))
	for i := range cols {
		cols[i], marks[i] = quote(cols[i]), fmt.Sprintf("$%d", i+1)
	}
	st, err := l.conn.PrepareContext(l.ctx, "insert into "+quote(t.Name)+" ("+strings.Join(cols, ", ")+") values ("+strings.Join(marks, ", ")+")")
	if err != nil {
		return err
	}
	defer st.Close()
	for {
		line, err := lines()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		values, err := readRow(line, t)
		if err != nil {
			return err
		}
		if _, err := st.ExecContext(l.ctx, values...); err != nil {
			return err
		}
	}
}

func names(t Table) []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Name
	}
	return out
}

// copySource feeds a COPY; one COPY a table, so that rows may point to later rows of their own table.
type copySource struct {
	t      Table
	lines  Lines
	values []any
	err    error
}

func (c *copySource) Next() bool {
	line, err := c.lines()
	if errors.Is(err, io.EOF) {
		return false
	}
	if err == nil {
		c.values, err = readRow(line, c.t)
	}
	c.err = err
	return err == nil
}
func (c *copySource) Values() ([]any, error) { return c.values, nil }
func (c *copySource) Err() error             { return c.err }

func (l *Loader) copyPG(t Table, lines Lines) error {
	return l.conn.Raw(func(driver any) error {
		conn := driver.(*stdlib.Conn).Conn()
		_, err := conn.CopyFrom(l.ctx, pgx.Identifier{t.Name}, names(t), &copySource{t: t, lines: lines})
		return err
	})
}

func (l *Loader) setCounter(t Table, next int64) error {
	if t.Counter == "" || next <= 0 {
		return nil
	}
	if l.dialect == postgres {
		_, err := l.run.exec(l.ctx, "select setval(pg_get_serial_sequence($1, $2), $3)", []any{t.Name, t.Counter, next})
		return err
	}
	if _, err := l.run.exec(l.ctx, "delete from sqlite_sequence where name = $1", []any{t.Name}); err != nil {
		return err
	}
	_, err := l.run.exec(l.ctx, "insert into sqlite_sequence (name, seq) values ($1, $2)", []any{t.Name, next})
	return err
}

// Unsound looks for what must not be in a database that was just filled: a damaged file, or rows
// that point to nothing. "" is sound.
func (l *Loader) Unsound() (string, error) {
	if l.dialect == postgres {
		return "", nil // it has checked every row on its way in
	}
	for _, q := range []string{"select integrity_check from pragma_integrity_check where integrity_check <> 'ok' limit 1",
		`select "table" || ' → ' || parent from pragma_foreign_key_check limit 1`} {
		found, err := Value[string](l.Tx, q)
		if err != nil || found != "" {
			return found, err
		}
	}
	return "", nil
}

// Sum is the number of rows of a table and the SHA-256 of all their lines: its fingerprint, equal on
// both databases for equal data.
func Sum(tx *Tx, t Table) (rows int64, sum string, err error) {
	h := sha256.New()
	err = Rows(tx, t, func(line []byte) error {
		rows++
		h.Write(line)
		h.Write([]byte{'\n'})
		return nil
	})
	return rows, hex.EncodeToString(h.Sum(nil)), err
}
