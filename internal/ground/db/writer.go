package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
)

// job is one waiting business transaction.
type job struct {
	ctx    context.Context
	tx     *Tx
	fn     func(*Tx) error
	look   func(querier) error // instead of tx and fn: a look at the writer's own connection
	answer chan error
	err    error
}

var errClosed = errors.New("the database is being closed")

// mostBatch bounds how many transactions share one sync, and with it how long the first one waits.
const mostBatch = 64

func (d *DB) startWriter(ctx context.Context) error {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	d.jobs = make(chan *job, mostBatch)
	w := &writer{d: d, conn: conn, stmts: map[string]*kept{}}
	go w.loop()
	return nil
}

func (d *DB) enqueue(ctx context.Context, tx *Tx, fn func(*Tx) error) error {
	return d.hand(&job{ctx: ctx, tx: tx, fn: fn, answer: make(chan error, 1)})
}

// onWriter runs a look between two batches.
func (d *DB) onWriter(ctx context.Context, look func(querier) error) error {
	return d.hand(&job{ctx: ctx, look: look, answer: make(chan error, 1)})
}

func (d *DB) hand(j *job) (err error) {
	defer func() {
		if recover() != nil { // send on the closed channel: the house is shutting
			err = errClosed
		}
	}()
	select {
	case d.jobs <- j:
	case <-j.ctx.Done():
		return j.ctx.Err()
	}
	return <-j.answer
}

// writer owns the one connection that writes.
type writer struct {
	d     *DB
	conn  *sql.Conn
	stmts map[string]*kept
	round int // of batches
	batch []*job
}

// kept is a prepared statement and the batch that used it last.
type kept struct {
	*sql.Stmt
	used int
}

func (w *writer) loop() {
	ended := false
	defer func() { w.stopped(ended) }()
	for first := range w.d.jobs {
		w.batch = append(w.batch[:0], first)
	drain:
		for len(w.batch) < mostBatch {
			select {
			case j, ok := <-w.d.jobs:
				if !ok {
					break drain
				}
				w.batch = append(w.batch, j)
			default:
				break drain
			}
		}
		w.commit(w.batch)
		for _, j := range w.batch {
			j.answer <- j.err
		}
		w.forget()
	}
	ended = true
}

// stopped closes the writer at the house's end. When a business function ended the goroutine itself
// (runtime.Goexit, as a test's Fatal does), it gives the batch up and begins again, because everybody
// would wait for ever otherwise.
func (w *writer) stopped(ended bool) {
	if ended {
		w.close()
		close(w.d.done)
		return
	}
	w.exec(context.Background(), "rollback", nil) //nolint:errcheck // the transaction is already lost
	failAll(w.batch, errors.New("a transaction ended the writer"))
	for _, j := range w.batch {
		j.answer <- j.err
	}
	go w.loop()
}

// commit runs the batch in one real transaction. When the whole cannot be committed, everybody
// learns it: nobody is told that a write is durable before its sync.
func (w *writer) commit(batch []*job) {
	ctx := context.Background()
	if _, err := w.exec(ctx, "begin immediate", nil); err != nil {
		failAll(batch, err)
		return
	}
	ran := false
	for _, j := range batch {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		if j.look != nil {
			j.err = j.look(w.conn)
			continue
		}
		if err := w.one(ctx, j, len(batch) == 1); err != nil {
			w.exec(ctx, "rollback", nil) //nolint:errcheck // the transaction is already lost
			failAll(batch, err)
			return
		}
		ran = ran || j.err == nil
	}
	end := "commit"
	if !ran {
		end = "rollback"
	}
	if _, err := w.exec(ctx, end, nil); err != nil {
		w.exec(ctx, "rollback", nil) //nolint:errcheck // nothing more can be done than to answer
		failAll(batch, err)
	}
}

// one runs a job in a savepoint (none is needed when it is alone). The returned error is fatal for
// the batch; the job's own error is kept in the job.
func (w *writer) one(ctx context.Context, j *job, alone bool) error {
	if !alone {
		if _, err := w.exec(ctx, "savepoint s", nil); err != nil {
			return err
		}
	}
	j.tx.Now, j.tx.run = w.d.clock.Now(), w
	j.err = guarded(j.fn, j.tx)
	if alone {
		return nil
	}
	if j.err != nil {
		if _, err := w.exec(ctx, "rollback to s", nil); err != nil {
			return err
		}
	}
	_, err := w.exec(ctx, "release s", nil)
	return err
}

func guarded(fn func(*Tx) error, tx *Tx) (err error) {
	defer recovered(&err)
	return fn(tx)
}

// recovered turns a panic of a business function into an internal error, so that one broken verb
// cannot stop the writer for everybody.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

func failAll(batch []*job, err error) {
	for _, j := range batch {
		if j.err == nil {
			j.err = fmt.Errorf("nothing was saved: %w", err)
		}
	}
}

// keptStmts is how many statements stay prepared on the one connection that writes.
const keptStmts = 800

func (w *writer) stmt(ctx context.Context, q string) (*sql.Stmt, error) {
	if s := w.stmts[q]; s != nil {
		s.used = w.round
		return s.Stmt, nil
	}
	if len(w.stmts) >= 2*keptStmts { // one batch may exceed keptStmts: nothing is forgotten while it may be read from
		return nil, nil
	}
	s, err := w.conn.PrepareContext(ctx, q)
	if err == nil {
		w.stmts[q] = &kept{s, w.round}
	}
	return s, err
}

// forget closes between two batches the statements that were used longest ago when there are too many, so that
// the texts of the day are prepared and not those that happened to come first.
func (w *writer) forget() {
	w.round++
	if len(w.stmts) <= keptStmts {
		return
	}
	texts := slices.SortedFunc(maps.Keys(w.stmts), func(a, b string) int { return cmp.Compare(w.stmts[a].used, w.stmts[b].used) })
	for _, q := range texts[:len(texts)-keptStmts*3/4] {
		w.stmts[q].Close()
		delete(w.stmts, q)
	}
}

func (w *writer) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	w.d.saw(q)
	s, err := w.stmt(ctx, q)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return w.conn.ExecContext(ctx, q, args...)
	}
	return s.ExecContext(ctx, args...)
}

func (w *writer) query(ctx context.Context, q string, args []any) (*sql.Rows, error) {
	w.d.saw(q)
	s, err := w.stmt(ctx, q)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return w.conn.QueryContext(ctx, q, args...)
	}
	return s.QueryContext(ctx, args...)
}

func (w *writer) row(ctx context.Context, q string, args []any) *sql.Row {
	w.d.saw(q)
	if s, err := w.stmt(ctx, q); err == nil && s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return w.conn.QueryRowContext(ctx, q, args...)
}

func (w *writer) close() {
	ctx := context.Background()
	for _, s := range w.stmts {
		s.Close()
	}
	w.conn.ExecContext(ctx, "pragma synchronous=full")         //nolint:errcheck // best effort at the end
	w.conn.ExecContext(ctx, "pragma wal_checkpoint(truncate)") //nolint:errcheck // the log stays valid without it
	w.conn.Close()
}
