package db

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Watched is a table whose rows the record answers for: every row that a transaction writes there is
// handed to whoever records, as it was before and by its key. Columns in Except are derived and not
// answered for; every other column is, also one that a later migration adds.
type Watched struct {
	Table  string
	Key    []string
	Except []string
}

// Touch is a row of a watched table that the transaction wrote.
type Touch struct {
	Table  string
	Key    []any  // the values of its key, in the order of Watched.Key
	Before []byte // what the row said before, as WatchedRow.Text; nil when it is not known or there was none
	After  []byte // what the last statement left in it; nil when that deleted it
	Known  bool   // After holds; else the row must be read again
}

// ID is the key as one text.
func (t Touch) ID() string { return keyText(t.Key) }

type watchedTable struct {
	Watched
	columns []string        // answered for, sorted
	json    map[string]bool // columns whose spelling is the database's and not the act's
	numbers []bool          // which parts of the key are numbers
	packed  bool            // what is answered for is read as one column
}

// watch knows the watched tables and remembers what each statement does to them.
type watch struct {
	tables map[string]*watchedTable
	plans  sync.Map // SQL text → *plan, nil for statements that touch no watched row
}

// plan is how a statement on a watched table is run.
type plan struct {
	t         *watchedTable
	returning string // appended to the statement: the row as it leaves it
	deletes   bool   // … and as it was, if it leaves none
	before    string // selects the rows that the statement is about to change; "" when that cannot be told
	args      []int  // which of the statement's values that selection takes
}

// Watch begins to watch tables; the second call replaces the first. Call it before the first write.
func (d *DB) Watch(ctx context.Context, tables []Watched) error {
	w := &watch{tables: map[string]*watchedTable{}}
	for _, t := range tables {
		wt, err := d.resolve(ctx, t)
		if err != nil {
			return err
		}
		w.tables[t.Table] = wt
	}
	d.watch = w
	return nil
}

// resolve reads the columns of a table from the database.
func (d *DB) resolve(ctx context.Context, t Watched) (*watchedTable, error) {
	rows, err := d.read.QueryContext(ctx, "select * from "+t.Table+" where 1=0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	wt := &watchedTable{Watched: t, numbers: make([]bool, len(t.Key)), json: map[string]bool{}}
	found := 0
	for _, c := range types {
		if i := slices.Index(t.Key, c.Name()); i >= 0 {
			wt.numbers[i] = strings.Contains(strings.ToUpper(c.DatabaseTypeName()), "INT")
			found++
		}
		if !slices.Contains(t.Except, c.Name()) {
			wt.columns = append(wt.columns, c.Name())
			if kinds[strings.ToLower(c.DatabaseTypeName())] == "json" {
				wt.json[c.Name()] = true
			}
		}
	}
	if found != len(t.Key) {
		return nil, fmt.Errorf("watched table %s: a column of the key %v does not exist", t.Table, t.Key)
	}
	slices.Sort(wt.columns)
	wt.packed = d.dialect == sqlite
	return wt, rows.Err()
}

var changing = regexp.MustCompile(`(?i)\b(insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update|delete\s+from)\s+"?([a-z_][a-z0-9_]*)"?`)

// of is the plan of a statement; nil when it touches no watched row.
func (w *watch) of(q string) *plan {
	if w == nil {
		return nil
	}
	if p, ok := w.plans.Load(q); ok {
		return p.(*plan)
	}
	p := w.make(q)
	w.plans.Store(q, p)
	return p
}

func (w *watch) make(q string) *plan {
	for _, m := range changing.FindAllStringSubmatchIndex(q, -1) {
		t := w.tables[strings.ToLower(q[m[4]:m[5]])]
		if t == nil {
			continue
		}
		p := &plan{t: t, returning: " returning " + t.list()}
		rest := q[m[1]:]
		switch strings.ToLower(q[m[2] : m[2]+1]) {
		case "u":
			set, where := updateParts(rest)
			if len(set) > 0 && !slices.ContainsFunc(set, func(c string) bool { return !slices.Contains(t.Except, c) }) {
				return nil // only what is not answered for
			}
			p.selects(where)
		case "d":
			_, where := cutWord(rest, "where")
			p.selects(where)
			p.deletes = true
		}
		return p
	}
	return nil
}

// updateParts takes " set a = 1, b = (select …) where …" apart: the columns set, and the condition.
func updateParts(rest string) (columns []string, where string) {
	_, rest = cutWord(rest, "set")
	set, where := cutWord(rest, "where")
	if _, from := cutWord(set, "from"); from != "" {
		return nil, "" // joined with another table: no plain condition
	}
	depth, start := 0, 0
	for i := 0; i <= len(set); i++ {
		switch {
		case i == len(set) || set[i] == ',' && depth == 0:
			name, _, _ := strings.Cut(set[start:i], "=")
			columns = append(columns, strings.Trim(strings.ToLower(name), " \t\n\""))
			start = i + 1
		case set[i] == '(':
			depth++
		case set[i] == ')':
			depth--
		}
	}
	return columns, where
}

// cutWord cuts s at the first whole word outside parentheses and quotes; after is "" when there is none.
func cutWord(s, word string) (before, after string) {
	depth, quoted := 0, false
	for i := 0; i+len(word) <= len(s); i++ {
		switch c := s[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0 && strings.EqualFold(s[i:i+len(word)], word) && blank(s, i-1) && blank(s, i+len(word)):
			return s[:i], s[i+len(word):]
		}
	}
	return s, ""
}

func blank(s string, i int) bool {
	return i < 0 || i >= len(s) || strings.ContainsRune(" \t\n", rune(s[i]))
}

var dollar = regexp.MustCompile(`\$(\d+)`)

// selects makes the statement that reads what is about to change, its placeholders numbered anew.
func (p *plan) selects(where string) {
	if strings.TrimSpace(where) == "" {
		return
	}
	place := map[string]string{}
	where = dollar.ReplaceAllStringFunc(where, func(m string) string {
		if place[m] == "" {
			n, _ := strconv.Atoi(m[1:])
			p.args = append(p.args, n-1)
			place[m] = "$" + strconv.Itoa(len(p.args))
		}
		return place[m]
	})
	p.before = "select " + p.t.list() + " from " + p.t.Table + " where " + where
}

// list is what is read of a row: its key, then what is answered for. SQLite's driver asks for name and
// type of each column at each query, which costs more than the row; so there it is one column.
func (t *watchedTable) list() string {
	if !t.packed {
		return strings.Join(t.Key, ", ") + ", " + strings.Join(t.columns, ", ")
	}
	texts := make([]string, len(t.columns))
	for i, c := range t.columns {
		texts[i] = "cast(" + c + " as text)"
	}
	return strings.Join(t.Key, ", ") + ", json_array(" + strings.Join(texts, ", ") + ")"
}
