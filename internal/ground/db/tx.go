package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/keyring"
	"plumbline/internal/ground/who"
)

// ErrUnrecorded is the answer to a transaction that wrote something and recorded nothing.
var ErrUnrecorded = errors.New("the transaction wrote but recorded nothing; call audit.Record")

// Tx is one transaction: its instant, its actor, and the statements run in it.
type Tx struct {
	Now time.Time
	Who who.Actor
	// Attachment is what hall/audit keeps with the transaction until its end.
	Attachment any

	ctx      context.Context
	run      runner
	dialect  string
	wrote    bool
	recorded bool
	after    []func()

	ring      *keyring.Ring
	watch     *watch
	touched   []Touch
	touchedAt map[string]int
	finish    []func(*Tx) error
}

// runner is what a transaction runs on: a prepared-statement cache over one connection.
type runner interface {
	exec(ctx context.Context, q string, args []any) (sql.Result, error)
	query(ctx context.Context, q string, args []any) (*sql.Rows, error)
	row(ctx context.Context, q string, args []any) *sql.Row
}

// Exec runs a statement that changes rows and returns how many.
func (tx *Tx) Exec(q string, args ...any) (int64, error) {
	tx.wrote = true
	if p := tx.watch.of(q); p != nil {
		return tx.execWatched(p, q, args)
	}
	res, err := tx.run.exec(tx.ctx, q, args)
	if err != nil {
		return 0, fmt.Errorf("%w in %.80q", err, q)
	}
	return res.RowsAffected()
}

// Query runs a statement that returns rows; prefer All and One.
func (tx *Tx) Query(q string, args ...any) (*sql.Rows, error) {
	return tx.run.query(tx.ctx, q, args)
}

// Row runs a statement that returns one row. A statement with "returning" counts as a write only
// through Exec, so use Insert for that.
func (tx *Tx) Row(q string, args ...any) *sql.Row { return tx.run.row(tx.ctx, q, args) }

// Insert runs an insert … returning and scans what it returns.
func (tx *Tx) Insert(q string, dest any, args ...any) error {
	tx.wrote = true
	if p := tx.watch.of(q); p != nil {
		return tx.insertWatched(p, q, dest, args)
	}
	return tx.run.row(tx.ctx, q, args).Scan(dest)
}

// Today is the house's day of the transaction.
func (tx *Tx) Today() clock.Day { return clock.DayOf(tx.Now) }

// Context is the context of the call.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Recorded marks that the act is in the record; only hall/audit calls it.
func (tx *Tx) Recorded() { tx.recorded = true }

// After runs f once the transaction has committed: for what is kept in memory.
func (tx *Tx) After(f func()) { tx.after = append(tx.after, f) }

// Dialect is "sqlite" or "postgres"; only hall/search may branch on it.
func (tx *Tx) Dialect() string { return tx.dialect }

// Settle waits until no other transaction that wrote to the table is open, and keeps new ones out
// until this one ends. SQLite has one writer, so there it has nothing to wait for.
func (tx *Tx) Settle(table string) error {
	if tx.dialect != postgres {
		return nil
	}
	_, err := tx.run.exec(tx.ctx, "lock table "+table+" in share row exclusive mode", nil)
	return err
}

// Scanner is a row.
type Scanner interface{ Scan(dest ...any) error }

// All runs q and scans every row.
func All[T any](tx *Tx, scan func(Scanner) (T, error), q string, args ...any) ([]T, error) {
	rows, err := tx.Query(q, args...)
	if err != nil {
		return nil, fmt.Errorf("%w in %.80q", err, q)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// One runs q and scans its first row; fault.NotFound when there is none.
func One[T any](tx *Tx, scan func(Scanner) (T, error), q string, args ...any) (T, error) {
	v, err := scan(tx.Row(q, args...))
	if errors.Is(err, sql.ErrNoRows) {
		var zero T
		return zero, fault.NotFound()
	}
	return v, err
}

// Value scans a single column of a single row; the zero value when there is no row.
func Value[T any](tx *Tx, q string, args ...any) (T, error) {
	var v sql.Null[T]
	err := tx.Row(q, args...).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return v.V, nil
	}
	return v.V, err
}

// Write runs fn in one transaction that is durable when Write returns nil. An error of fn rolls
// everything back. fn runs outside the caller's goroutine on SQLite and may not call Write again.
func (d *DB) Write(ctx context.Context, actor who.Actor, fn func(*Tx) error) error {
	return d.transact(ctx, actor, fn, true)
}

// Upkeep is Write without the duty to record, for what is not an act of anybody: the time a session
// was last seen, the offset of an upload, the sealing of the record itself. Every caller is named
// in the guard of internal/house.
func (d *DB) Upkeep(ctx context.Context, actor who.Actor, fn func(*Tx) error) error {
	return d.transact(ctx, actor, fn, false)
}

func (d *DB) transact(ctx context.Context, actor who.Actor, fn func(*Tx) error, record bool) error {
	if record && !isVital(ctx) && d.spare.Low() {
		return &ErrUnavailable{Full: true, Err: errLow}
	}
	err := d.attempt(ctx, actor, fn, record)
	if full := (*ErrUnavailable)(nil); isVital(ctx) && errors.As(err, &full) && full.Full {
		err = d.attempt(ctx, actor, fn, record) // the spare file has made room
	}
	return err
}

func (d *DB) attempt(ctx context.Context, actor who.Actor, fn func(*Tx) error, record bool) error {
	tx := &Tx{Who: actor, ctx: context.WithoutCancel(ctx), dialect: d.dialect, watch: d.watch, ring: d.ring.Load()}
	checked := func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if err := tx.finished(); err != nil {
			return err
		}
		tx.settle()
		if record && tx.wrote && !tx.recorded || len(tx.touched) > 0 {
			return ErrUnrecorded
		}
		return nil
	}
	var err error
	if d.dialect == sqlite {
		err = d.enqueue(ctx, tx, checked)
	} else {
		err = d.transactPG(ctx, tx, checked)
	}
	if err != nil {
		d.refused(ctx, actor, err)
		return d.noted(err)
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}

// refused hands a refusal to the recorder: a denied act, or a look at what may not be seen.
func (d *DB) refused(ctx context.Context, actor who.Actor, err error) {
	f, ok := fault.As(err)
	if !ok || d.onRefuse == nil || f.Rule == "" {
		return
	}
	d.onRefuse(context.WithoutCancel(ctx), actor, err)
}

func (d *DB) transactPG(ctx context.Context, tx *Tx, fn func(*Tx) error) (err error) {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	d.saw("begin")
	if _, err := conn.ExecContext(ctx, "begin"); err != nil {
		return err
	}
	p := &piped{d: d, conn: conn}
	tx.Now, tx.run, tx.ctx = d.clock.Now(), p, ctx
	done := false
	defer func() {
		if !done { // also when the function ended its goroutine; a connection on which this fails is thrown away by the pool
			d.saw("rollback")
			conn.ExecContext(context.WithoutCancel(ctx), "rollback") //nolint:errcheck // the transaction is already lost
		}
	}()
	defer recovered(&err)
	if err = fn(tx); err == nil {
		err = p.commit(ctx)
		done = err == nil
	}
	if err != nil && p.err != nil {
		return p.err
	}
	return err
}

// Read runs fn on one snapshot. fn must not write; the readers refuse it.
func (d *DB) Read(ctx context.Context, actor who.Actor, fn func(*Tx) error) (err error) {
	opt := &sql.TxOptions{ReadOnly: d.dialect == postgres}
	if d.dialect == postgres {
		opt.Isolation = sql.LevelRepeatableRead
	}
	if d.reads != nil {
		select {
		case d.reads <- struct{}{}:
			defer func() { <-d.reads }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	d.saw("begin")
	t, err := d.read.BeginTx(ctx, opt)
	if err != nil {
		return d.noted(err)
	}
	defer func() {
		d.saw("rollback")
		t.Rollback() //nolint:errcheck // a snapshot is only ever given up
	}()
	tx := &Tx{Who: actor, ctx: ctx, dialect: d.dialect, Now: d.clock.Now(), watch: d.watch, ring: d.ring.Load()}
	if d.dialect == sqlite {
		tx.run = cached{t, d}
	} else {
		tx.run = plain{t, d}
	}
	defer recovered(&err)
	if err = fn(tx); err != nil {
		d.refused(ctx, actor, err)
	}
	return d.noted(err)
}

// Look is Read without a snapshot, for what one statement answers, or statements that need not agree
// with each other: nothing is opened and ended around them.
func (d *DB) Look(ctx context.Context, actor who.Actor, fn func(*Tx) error) (err error) {
	if d.reads != nil {
		select {
		case d.reads <- struct{}{}:
			defer func() { <-d.reads }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	tx := &Tx{Who: actor, ctx: ctx, dialect: d.dialect, Now: d.clock.Now(), watch: d.watch, run: bare{d}}
	defer recovered(&err)
	if err = fn(tx); err != nil {
		d.refused(ctx, actor, err)
	}
	return d.noted(err)
}

// bare runs on any connection of the readers, without a transaction.
type bare struct{ d *DB }

var errLook = errors.New("a look does not write")

func (b bare) exec(context.Context, string, []any) (sql.Result, error) { return nil, errLook }

func (b bare) query(ctx context.Context, q string, args []any) (*sql.Rows, error) {
	b.d.saw(q)
	if s := b.d.prepared(ctx, q); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return b.d.read.QueryContext(ctx, q, args...)
}

func (b bare) row(ctx context.Context, q string, args []any) *sql.Row {
	b.d.saw(q)
	if s := b.d.prepared(ctx, q); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return b.d.read.QueryRowContext(ctx, q, args...)
}

// plain runs on a driver that prepares by itself (pgx keeps a statement cache per connection).
type plain struct {
	t *sql.Tx
	d *DB
}

func (p plain) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	p.d.saw(q)
	return p.t.ExecContext(ctx, q, args...)
}
func (p plain) query(ctx context.Context, q string, args []any) (*sql.Rows, error) {
	p.d.saw(q)
	return p.t.QueryContext(ctx, q, args...)
}
func (p plain) row(ctx context.Context, q string, args []any) *sql.Row {
	p.d.saw(q)
	return p.t.QueryRowContext(ctx, q, args...)
}

// cached prepares each text once per connection; parsing is a third of a short SQLite query.
type cached struct {
	t *sql.Tx
	d *DB
}

const mostStmts = 400 // beyond it a text is parsed each time: filtered lists have many shapes

func (c cached) stmt(ctx context.Context, q string) *sql.Stmt {
	if s := c.d.prepared(ctx, q); s != nil {
		return c.t.StmtContext(ctx, s)
	}
	return nil
}

// prepared is a text prepared on SQLite's readers; nil where it is not kept, and on PostgreSQL, whose
// driver keeps it.
func (d *DB) prepared(ctx context.Context, q string) *sql.Stmt {
	if d.dialect == postgres {
		return nil
	}
	s, ok := d.stmts.Load(q)
	if !ok {
		if atomic.LoadInt32(&d.nstmts) >= mostStmts {
			return nil
		}
		fresh, err := d.read.PrepareContext(ctx, q)
		if err != nil {
			return nil
		}
		var lost bool
		if s, lost = d.stmts.LoadOrStore(q, fresh); lost {
			fresh.Close()
		} else {
			atomic.AddInt32(&d.nstmts, 1)
		}
	}
	return s.(*sql.Stmt)
}

func (c cached) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	c.d.saw(q)
	return c.t.ExecContext(ctx, q, args...)
}
func (c cached) query(ctx context.Context, q string, args []any) (*sql.Rows, error) {
	c.d.saw(q)
	if s := c.stmt(ctx, q); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return c.t.QueryContext(ctx, q, args...)
}
func (c cached) row(ctx context.Context, q string, args []any) *sql.Row {
	c.d.saw(q)
	if s := c.stmt(ctx, q); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return c.t.QueryRowContext(ctx, q, args...)
}
