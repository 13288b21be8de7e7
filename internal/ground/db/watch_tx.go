package db

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// execWatched runs a statement on a watched table and notes the rows that it wrote.
func (tx *Tx) execWatched(p *plan, q string, args []any) (n int64, err error) {
	if pg, ok := tx.run.(*piped); ok {
		steps, err := tx.watchedSteps(p, q, args, &n)
		if err != nil {
			return 0, err
		}
		pg.later(steps...)
		return n, pg.flush(tx.ctx)
	}
	if p.before != "" && !p.deletes {
		if err := tx.noteBefore(p, args); err != nil {
			return 0, err
		}
	}
	rows, err := tx.run.query(tx.ctx, q+p.returning, args)
	if err != nil {
		return 0, fmt.Errorf("%w in %.80q", err, q)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := p.t.scan(rows)
		if err != nil {
			return 0, err
		}
		tx.touch(p.after(r))
		n++
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("%w in %.80q", err, q)
	}
	return n, nil
}

// after is what a statement's answer says of a row.
func (p *plan) after(r WatchedRow) Touch {
	if p.deletes {
		return Touch{Table: p.t.Table, Key: r.Key, Before: r.Text, Known: true}
	}
	return Touch{Table: p.t.Table, Key: r.Key, After: r.Text, Known: true}
}

// insertWatched is Insert on a watched table: the row comes back beside what was asked for.
func (tx *Tx) insertWatched(p *plan, q string, dest any, args []any) error {
	q += ", " + p.t.list()
	row, to := p.t.dests()
	if err := tx.run.row(tx.ctx, q, args).Scan(append([]any{dest}, to...)...); err != nil {
		return err
	}
	r, err := p.t.read(row)
	if err == nil {
		tx.touch(p.after(r))
	}
	return err
}

// noteBefore reads the rows that a statement is about to change.
func (tx *Tx) noteBefore(p *plan, args []any) error {
	some, err := p.some(args)
	if err != nil {
		return err
	}
	got, err := tx.watchedRows(p.t, p.before, some)
	for _, r := range got {
		tx.touch(Touch{Table: p.t.Table, Key: r.Key, Before: r.Text})
	}
	return err
}

// some are the values that the selection of what is about to change takes.
func (p *plan) some(args []any) ([]any, error) {
	some := make([]any, len(p.args))
	for i, n := range p.args {
		if n >= len(args) {
			return nil, errors.New("a statement has more placeholders than values")
		}
		some[i] = args[n]
	}
	return some, nil
}

// touch notes a row once: the oldest thing known of it before, the newest after.
func (tx *Tx) touch(t Touch) {
	id := t.Table + "\x00" + t.ID()
	if i, known := tx.touchedAt[id]; known {
		tx.touched[i].After, tx.touched[i].Known = t.After, t.Known
		return
	}
	if tx.touchedAt == nil {
		tx.touchedAt = map[string]int{}
	}
	tx.touchedAt[id] = len(tx.touched)
	tx.touched = append(tx.touched, t)
}

// Touched hands over the rows of watched tables written since the last call. Only hall/audit takes
// them: what nobody took makes the transaction fail as unrecorded.
func (tx *Tx) Touched() []Touch {
	tx.settle()
	t := tx.touched
	tx.touched, tx.touchedAt = nil, nil
	return t
}

// Finish runs f when the business function has returned without error, before the commit. An error
// of f rolls everything back.
func (tx *Tx) Finish(f func(*Tx) error) { tx.finish = append(tx.finish, f) }

func (tx *Tx) finished() error {
	for len(tx.finish) > 0 {
		f := tx.finish[0]
		tx.finish = tx.finish[1:]
		if err := f(tx); err != nil {
			return err
		}
	}
	return nil
}

// WatchedRow is one row of a watched table: its key and what is answered for, in one text.
type WatchedRow struct {
	Key  []any
	Text []byte
}

// ID is the key as one text.
func (r WatchedRow) ID() string { return keyText(r.Key) }

// WatchedTables lists the watched tables with the columns that are answered for, as one text each.
func (d *DB) WatchedTables() map[string]string {
	out := map[string]string{}
	if d.watch != nil {
		for name, t := range d.watch.tables {
			out[name] = strings.Join(t.Key, " ") + ": " + strings.Join(t.columns, " ")
		}
	}
	return out
}

func (tx *Tx) watchedTable(name string) (*watchedTable, error) {
	if tx.watch == nil || tx.watch.tables[name] == nil {
		return nil, fmt.Errorf("%s is not watched", name)
	}
	return tx.watch.tables[name], nil
}

// WatchedByKey reads rows of a watched table as they are now; a row that is gone is left out.
func (tx *Tx) WatchedByKey(table string, keys [][]any) ([]WatchedRow, error) {
	t, err := tx.watchedTable(table)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	var args Args
	var where string
	if len(t.Key) == 1 {
		one := make([]any, len(keys))
		for i, k := range keys {
			one[i] = k[0]
		}
		where = t.Key[0] + " in " + In(&args, one)
	} else {
		parts := make([]string, len(keys))
		for i, k := range keys {
			parts[i] = "(" + strings.Join(t.Key, ", ") + ") = " + In(&args, k)
		}
		where = strings.Join(parts, " or ")
	}
	return tx.watchedRows(t, "select "+t.list()+" from "+t.Table+" where "+where, args)
}

// WatchedPage reads rows of a watched table in the order of their keys, after the row with that key;
// no key begins at the first.
func (tx *Tx) WatchedPage(table string, after []any, most int) ([]WatchedRow, error) {
	t, err := tx.watchedTable(table)
	if err != nil {
		return nil, err
	}
	var args Args
	q := "select " + t.list() + " from " + t.Table
	if len(after) > 0 {
		q += " where (" + strings.Join(t.Key, ", ") + ") > " + In(&args, after)
	}
	return tx.watchedRows(t, q+" order by "+strings.Join(t.Key, ", ")+Limit(most), args)
}

// WatchedKey reads a key's text back into values.
func (tx *Tx) WatchedKey(table, id string) ([]any, error) {
	t, err := tx.watchedTable(table)
	if err != nil {
		return nil, err
	}
	parts := strings.Split(id, "/")
	if len(parts) != len(t.Key) {
		return nil, fmt.Errorf("%q is not a key of %s", id, table)
	}
	key := make([]any, len(parts))
	for i, p := range parts {
		key[i] = unescape.Replace(p)
		if t.numbers[i] {
			n, err := strconv.ParseInt(p, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("%q is not a key of %s", id, table)
			}
			key[i] = n
		}
	}
	return key, nil
}

func (tx *Tx) watchedRows(t *watchedTable, q string, args []any) ([]WatchedRow, error) {
	return All(tx, t.scan, q, args...)
}

// plainAll makes the values of a key independent of the driver: truth is 1 or 0, text is text.
func plainAll(v []any) []any {
	for i, x := range v {
		switch y := x.(type) {
		case bool:
			v[i] = int64(0)
			if y {
				v[i] = int64(1)
			}
		case []byte:
			v[i] = string(y)
		case int32:
			v[i] = int64(y)
		case int16:
			v[i] = int64(y)
		}
	}
	return v
}

var (
	escape   = strings.NewReplacer("~", "~0", "/", "~1")
	unescape = strings.NewReplacer("~1", "/", "~0", "~")
)

func keyText(key []any) string {
	if s, one := key[0].(string); one && len(key) == 1 {
		return escape.Replace(s)
	}
	parts := make([]string, len(key))
	for i, k := range key {
		parts[i] = escape.Replace(fmt.Sprint(k))
	}
	return strings.Join(parts, "/")
}
