package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The portable form of a row is one line of JSON: the values of the columns in order. It is the same
// for a row of SQLite and of PostgreSQL, so that equal lines mean equal data. Bytes are
// {"b":"base64"}; text that is not UTF-8, which only SQLite can hold, is {"t":"base64"}.

// Rows gives every row of a table in the order of its key. The line is valid until each returns.
func Rows(tx *Tx, t Table, each func(line []byte) error) error {
	rows, err := tx.queryOnce(selectAll(tx.dialect, t))
	if err != nil {
		return err
	}
	defer rows.Close()
	values, dest := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range values {
		dest[i] = &values[i]
	}
	var line []byte
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if line, err = appendRow(line[:0], t, values); err != nil {
			return err
		}
		if err := each(line); err != nil {
			return err
		}
	}
	return rows.Err()
}

// queryOnce runs a statement without keeping it prepared: it is read through once a day.
func (tx *Tx) queryOnce(q string) (*sql.Rows, error) {
	if c, ok := tx.run.(cached); ok {
		return c.t.QueryContext(tx.ctx, q)
	}
	return tx.run.query(tx.ctx, q, nil)
}

func selectAll(dialect string, t Table) string {
	cols, order := make([]string, len(t.Columns)), make([]string, len(t.Key))
	for i, c := range t.Columns {
		cols[i] = quote(c.Name)
		if dialect == postgres && c.Kind == "json" {
			cols[i] += "::text"
		}
	}
	for i, k := range t.Key {
		order[i] = quote(k)
		if dialect == postgres && t.kind(k) == "text" {
			order[i] += ` collate "C"` // SQLite compares bytes; both must give the same order
		}
	}
	return "select " + strings.Join(cols, ", ") + " from " + quote(t.Name) + " order by " + strings.Join(order, ", ")
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func appendRow(line []byte, t Table, values []any) ([]byte, error) {
	line = append(line, '[')
	for i, v := range values {
		if i > 0 {
			line = append(line, ',')
		}
		var ok bool
		if line, ok = appendValue(line, t.Columns[i].Kind, v); !ok {
			return nil, fmt.Errorf("%s.%s holds a value of type %T, which is not %s", t.Name, t.Columns[i].Name, v, t.Columns[i].Kind)
		}
	}
	return append(line, ']'), nil
}

func appendValue(line []byte, kind string, v any) ([]byte, bool) {
	switch x := v.(type) {
	case nil:
		return append(line, "null"...), true
	case int64:
		if kind == "bool" && (x == 0 || x == 1) {
			return strconv.AppendBool(line, x == 1), true
		}
		return strconv.AppendInt(line, x, 10), kind == "int"
	case bool:
		return strconv.AppendBool(line, x), kind == "bool"
	case []byte:
		if kind == "bytes" {
			return appendBytes(line, 'b', x), true
		}
		return appendText(line, kind, string(x))
	case string:
		return appendText(line, kind, x)
	}
	return line, false
}

func appendText(line []byte, kind, s string) ([]byte, bool) {
	switch {
	case kind == "json":
		s = canonicalJSON(s)
	case kind != "text":
		return line, false
	}
	if !utf8.ValidString(s) {
		return appendBytes(line, 't', []byte(s)), true
	}
	return appendQuoted(line, s), true
}

func appendBytes(line []byte, what byte, b []byte) []byte {
	line = append(line, '{', '"', what, '"', ':', '"')
	line = base64.StdEncoding.AppendEncode(line, b)
	return append(line, '"', '}')
}

// appendQuoted writes a JSON string; only what must be escaped is.
func appendQuoted(line []byte, s string) []byte {
	line = append(line, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			line = append(line, '\\', c)
		case c < 0x20:
			line = fmt.Appendf(line, `\u%04x`, c)
		default:
			line = append(line, c)
		}
	}
	return append(line, '"')
}

// canonicalJSON writes a document so that SQLite's text and PostgreSQL's jsonb give the same bytes:
// sorted keys, no blanks, plain numbers. What is no JSON stays as it is.
func canonicalJSON(s string) string {
	dec := json.NewDecoder(strings.NewReader(s))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil || dec.More() {
		return s
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(plainNumbers(v)); err != nil {
		return s
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func plainNumbers(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k := range x {
			x[k] = plainNumbers(x[k])
		}
	case []any:
		for i := range x {
			x[i] = plainNumbers(x[i])
		}
	case json.Number:
		return plainNumber(x)
	}
	return v
}

// plainNumber writes 1e2 as 100 and 1.50 as 1.5, as a number and not as its spelling.
func plainNumber(n json.Number) json.Number {
	s := string(n)
	if !strings.ContainsAny(s, ".eE") && s != "-0" {
		return n
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	e, err := strconv.Atoi(strings.TrimPrefix(exponent, "+"))
	if exponent != "" && (err != nil || e > 400 || e < -400) {
		return n
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return n
	}
	text := r.FloatString(len(mantissa) + 400)
	text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	if text == "-0" || text == "" {
		text = "0"
	}
	return json.Number(text)
}

// errLine is a line that Rows did not write.
var errLine = errors.New("a row of the portable copy is malformed")

// readRow reads a line back into the values that a database takes.
func readRow(line []byte, t Table) ([]any, error) {
	rest, ok := bytes.CutPrefix(line, []byte("["))
	out := make([]any, 0, len(t.Columns))
	for i, c := range t.Columns {
		if i > 0 {
			rest, ok = bytes.CutPrefix(rest, []byte(","))
		}
		var v any
		if ok {
			v, rest, ok = readValue(rest, c.Kind)
		}
		if !ok {
			return nil, fmt.Errorf("%w: %s.%s", errLine, t.Name, c.Name)
		}
		out = append(out, v)
	}
	if string(rest) != "]" {
		return nil, fmt.Errorf("%w: %s", errLine, t.Name)
	}
	return out, nil
}

func readValue(b []byte, kind string) (v any, rest []byte, ok bool) {
	if rest, ok = bytes.CutPrefix(b, []byte("null")); ok {
		return nil, rest, true
	}
	if len(b) == 0 {
		return nil, b, false
	}
	switch {
	case b[0] == '"' && (kind == "text" || kind == "json"):
		return readQuoted(b)
	case b[0] == '{':
		return readBytes(b, kind)
	}
	end := bytes.IndexAny(b, ",]")
	if end < 0 {
		return nil, b, false
	}
	word := string(b[:end])
	switch kind {
	case "bool":
		return word == "true", b[end:], word == "true" || word == "false"
	case "int":
		n, err := strconv.ParseInt(word, 10, 64)
		return n, b[end:], err == nil
	}
	return nil, b, false
}

func readQuoted(b []byte) (v any, rest []byte, ok bool) {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			if bytes.IndexByte(b[:i], '\\') < 0 {
				return string(b[1:i]), b[i+1:], true
			}
			var s string
			err := json.Unmarshal(b[:i+1], &s)
			return s, b[i+1:], err == nil
		}
	}
	return nil, b, false
}

func readBytes(b []byte, kind string) (v any, rest []byte, ok bool) {
	end := bytes.IndexByte(b, '}')
	if end < 7 || b[end-1] != '"' || b[1] != '"' || string(b[3:6]) != `":"` { // {"b":""} is the shortest
		return nil, b, false
	}
	raw, err := base64.StdEncoding.DecodeString(string(b[6 : end-1]))
	switch {
	case err != nil:
		return nil, b, false
	case b[2] == 'b' && kind == "bytes":
		return raw, b[end+1:], true
	case b[2] == 't' && kind == "text":
		return string(raw), b[end+1:], true
	}
	return nil, b, false
}

// Next is the highest number that the database has given in a table's counter; 0 for none.
func Next(tx *Tx, t Table) (int64, error) {
	if t.Counter == "" {
		return 0, nil
	}
	q := `select coalesce(max(seq), 0) from sqlite_sequence where name = $1`
	if tx.dialect == postgres {
		q = `select coalesce(pg_sequence_last_value(pg_get_serial_sequence($1, '` + strings.ReplaceAll(t.Counter, "'", "''") + `')::regclass), 0)`
	}
	var n int64
	err := tx.Row(q, t.Name).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// Size is about how many bytes the database takes, for knowing before a copy whether there is room.
func (d *DB) Size(ctx context.Context) (n int64, err error) {
	q := "select page_count * page_size from pragma_page_count, pragma_page_size"
	if d.dialect == postgres {
		q = "select pg_database_size(current_database())"
	}
	err = d.read.QueryRowContext(ctx, q).Scan(&n)
	return n, err
}
