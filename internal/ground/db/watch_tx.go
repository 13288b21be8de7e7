package db

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// exec runs a statement on a watched table and notes the rows that it wrote.
func (tx *Tx) execWatched(p *plan, q string, args []any) (n int64, err error) {
	if p.before != "" {
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
		key, to := dests(len(p.t.Key))
		if err := rows.Scan(to...); err != nil {
			return 0, err
		}
		tx.touch(Touch{Table: p.t.Table, Key: plainAll(key)})
		n++
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("%w in %.80q", err, q)
	}
	return n, nil
}

// insertWatched is Insert on a watched table: the key comes back beside what was asked for.
func (tx *Tx) insertWatched(p *plan, q string, dest any, args []any) error {
	key, to := dests(len(p.t.Key))
	q += ", " + strings.Join(p.t.Key, ", ")
	if err := tx.run.row(tx.ctx, q, args).Scan(append([]any{dest}, to...)...); err != nil {
		return err
	}
	tx.touch(Touch{Table: p.t.Table, Key: plainAll(key)})
	return nil
}

// noteBefore reads the rows that a statement is about to change. On PostgreSQL it takes their locks
// first, so that nobody else can change them in between.
func (tx *Tx) noteBefore(p *plan, args []any) error {
	some := make([]any, len(p.args))
	for i, n := range p.args {
		if n >= len(args) {
			return errors.New("a statement has more placeholders than values")
		}
		some[i] = args[n]
	}
	q := p.before
	if tx.dialect == postgres {
		q += " for update"
	}
	got, err := tx.watchedRows(p.t, q, some)
	for _, r := range got {
		tx.touch(Touch{Table: p.t.Table, Key: r.Key, Before: r.Text})
	}
	return err
}

// touch notes a row once, with the oldest thing known of it.
func (tx *Tx) touch(t Touch) {
	id := t.Table + "\x00" + t.ID()
	if tx.touchedAt == nil {
		tx.touchedAt = map[string]bool{}
	}
	if tx.touchedAt[id] {
		return
	}
	tx.touchedAt[id] = true
	tx.touched = append(tx.touched, t)
}

// Touched hands over the rows of watched tables written since the last call. Only hall/audit takes
// them: what nobody took makes the transaction fail as unrecorded.
func (tx *Tx) Touched() []Touch {
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
	return All(tx, func(sc Scanner) (WatchedRow, error) {
		v, to := dests(len(t.Key) + len(t.columns))
		if err := sc.Scan(to...); err != nil {
			return WatchedRow{}, err
		}
		v = plainAll(v)
		for i, c := range t.columns {
			if s, ok := v[len(t.Key)+i].(string); ok && t.json[c] {
				v[len(t.Key)+i] = canonicalJSON(s) // a restored house, or one on the other database, spells it otherwise
			}
		}
		return WatchedRow{Key: v[:len(t.Key)], Text: rowText(t.columns, v[len(t.Key):])}, nil
	}, q, args...)
}

func dests(n int) (values, to []any) {
	values, to = make([]any, n), make([]any, n)
	for i := range values {
		to[i] = &values[i]
	}
	return values, to
}

// plainAll makes values independent of the driver: truth is 1 or 0, text is text.
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
		case sql.RawBytes:
			v[i] = string(y)
		case int32:
			v[i] = int64(y)
		}
	}
	return v
}

// rowText writes a row so that no two different rows read the same: name, length, value.
func rowText(columns []string, v []any) []byte {
	var b strings.Builder
	for i, x := range v {
		b.WriteString(columns[i])
		if x == nil {
			b.WriteString(" none\n")
			continue
		}
		s := fmt.Sprint(x)
		b.WriteString(" " + strconv.Itoa(len(s)) + " " + s + "\n")
	}
	return []byte(b.String())
}

var (
	escape   = strings.NewReplacer("~", "~0", "/", "~1")
	unescape = strings.NewReplacer("~1", "/", "~0", "~")
)

func keyText(key []any) string {
	parts := make([]string, len(key))
	for i, k := range key {
		parts[i] = escape.Replace(fmt.Sprint(k))
	}
	return strings.Join(parts, "/")
}
