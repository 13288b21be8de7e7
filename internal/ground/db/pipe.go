package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// step is one statement of several that travel together, and what is done with its rows.
type step struct {
	q    string
	args []any
	rows func(pgx.Rows) error // nil for a statement whose answer decides nothing
	note bool                 // the rows are those of a watched table
}

// piped is a transaction on PostgreSQL. What nobody waits for is held back and travels with the next
// statement, the last of it with the commit: each way to the server and back costs more than a short
// statement.
type piped struct {
	d    *DB
	conn *sql.Conn
	held []step
	err  error // of a held statement; what came after it only says that the transaction is lost
}

// settle sends what is held if watched rows are among it: who asks for them wants them all. A failure
// is kept for the end of the transaction.
func (tx *Tx) settle() {
	p, ok := tx.run.(*piped)
	if ok && slices.ContainsFunc(p.held, func(s step) bool { return s.note }) {
		_ = p.flush(tx.ctx)
	}
}

func (p *piped) later(s ...step) { p.held = append(p.held, s...) }

// flush sends what is held and gives each step its rows. The first failure is the answer: the server
// skips everything behind it.
func (p *piped) flush(ctx context.Context) error {
	if len(p.held) == 0 {
		return nil
	}
	steps := p.held
	p.held = nil
	var b pgx.Batch
	texts := make([]string, len(steps))
	for i, s := range steps {
		b.Queue(s.q, s.args...)
		texts[i] = s.q
	}
	p.d.saw(texts...)
	err := p.conn.Raw(func(driver any) (err error) {
		br := driver.(*stdlib.Conn).Conn().SendBatch(ctx, &b)
		defer func() { err = errors.Join(err, closed(br, err)) }()
		for _, s := range steps {
			if err := s.answer(br); err != nil {
				return fmt.Errorf("%w in %.80q", err, s.q)
			}
		}
		return nil
	})
	if err != nil && p.err == nil {
		p.err = err
	}
	return err
}

// closed ends a batch; after a failure that is already known it has nothing to add.
func closed(br pgx.BatchResults, known error) error {
	if err := br.Close(); known == nil {
		return err
	}
	return nil
}

func (s step) answer(br pgx.BatchResults) error {
	if s.rows == nil {
		_, err := br.Exec()
		return err
	}
	rows, err := br.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := s.rows(rows); err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}

func (p *piped) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	if len(p.held) == 0 {
		p.d.saw(q)
		return p.conn.ExecContext(ctx, q, args...)
	}
	var n int64
	p.later(step{q: q, args: args, rows: func(rows pgx.Rows) error {
		rows.Close()
		n = rows.CommandTag().RowsAffected()
		return rows.Err()
	}})
	err := p.flush(ctx) // before n is read: it is the answer that sets it
	return affected(n), err
}

// affected is how many rows a statement changed.
type affected int64

func (a affected) LastInsertId() (int64, error) { return 0, errors.New("PostgreSQL has no such id") }
func (a affected) RowsAffected() (int64, error) { return int64(a), nil }

func (p *piped) query(ctx context.Context, q string, args []any) (*sql.Rows, error) {
	if err := p.flush(ctx); err != nil {
		return nil, err
	}
	p.d.saw(q)
	return p.conn.QueryContext(ctx, q, args...)
}

// row has no way to tell that what was held has failed: the statement then fails as well, and the
// transaction answers with the first failure.
func (p *piped) row(ctx context.Context, q string, args []any) *sql.Row {
	_ = p.flush(ctx)
	p.d.saw(q)
	return p.conn.QueryRowContext(ctx, q, args...)
}

// commit sends what is still held and the commit behind it. A transaction in which something failed
// answers "rollback" to it, which is no success.
func (p *piped) commit(ctx context.Context) error {
	done := false
	p.later(step{q: "commit", rows: func(rows pgx.Rows) error {
		rows.Close()
		done = rows.CommandTag().String() == "COMMIT"
		return rows.Err()
	}})
	if err := p.flush(ctx); err != nil {
		return err
	}
	if !done {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

// Later is Exec for a statement whose answer decides nothing: it is in the transaction like every
// other, but on PostgreSQL it travels with the next one, and only then tells what is wrong with it.
func (tx *Tx) Later(q string, args ...any) error {
	pg, ok := tx.run.(*piped)
	if !ok {
		_, err := tx.Exec(q, args...)
		return err
	}
	tx.wrote = true
	if p := tx.watch.of(q); p != nil {
		steps, err := tx.watchedSteps(p, q, args, new(int64))
		pg.later(steps...)
		return err
	}
	pg.later(step{q: q, args: args})
	return nil
}

// watchedSteps are what a statement on a watched table takes: the rows that it is about to change, with
// their locks, so that nobody else changes them in between; then the statement itself.
func (tx *Tx) watchedSteps(p *plan, q string, args []any, n *int64) (out []step, err error) {
	if p.before != "" && !p.deletes {
		some, err := p.some(args)
		if err != nil {
			return nil, err
		}
		out = append(out, step{note: true, q: p.before + " for update", args: some, rows: func(rows pgx.Rows) error {
			return p.t.each(rows, func(r WatchedRow) { tx.touch(Touch{Table: p.t.Table, Key: r.Key, Before: r.Text}) })
		}})
	}
	return append(out, step{note: true, q: q + p.returning, args: args, rows: func(rows pgx.Rows) error {
		return p.t.each(rows, func(r WatchedRow) {
			tx.touch(p.after(r))
			*n++
		})
	}}), nil
}

func (t *watchedTable) each(rows pgx.Rows, f func(WatchedRow)) error {
	for rows.Next() {
		r, err := t.scan(rows)
		if err != nil {
			return err
		}
		f(r)
	}
	return rows.Err()
}
