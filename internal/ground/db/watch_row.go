package db

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

func (t *watchedTable) scan(sc Scanner) (WatchedRow, error) {
	row, to := t.dests()
	if err := sc.Scan(to...); err != nil {
		return WatchedRow{}, err
	}
	return t.read(row)
}

// dests are where a row is read into: values, the texts of JSON columns, or one text of all.
func (t *watchedTable) dests() (row *rawRow, to []any) {
	n := len(t.columns)
	if t.packed {
		n = 0
	}
	row = &rawRow{values: make([]any, len(t.Key)+n)}
	to = make([]any, len(row.values), len(row.values)+1)
	for i := range row.values {
		to[i] = &row.values[i]
		if i >= len(t.Key) && t.json[t.columns[i-len(t.Key)]] {
			s := new(jsonText)
			row.values[i], to[i] = s, s
		}
	}
	if t.packed {
		to = append(to, &row.packed)
	}
	return row, to
}

type rawRow struct {
	values []any
	packed []byte
}

// read makes a row's text of what was read.
func (t *watchedTable) read(row *rawRow) (r WatchedRow, err error) {
	r.Key = plainAll(row.values[:len(t.Key):len(t.Key)])
	texts := make([]text, len(t.columns))
	if t.packed {
		err = unpack(row.packed, texts)
	} else {
		for i, v := range row.values[len(t.Key):] {
			texts[i] = textOf(v)
		}
	}
	for i, c := range t.columns {
		if t.json[c] && !texts[i].none {
			texts[i].s = []byte(canonicalJSON(string(texts[i].s))) // a restored house, or one on the other database, spells it otherwise
		}
	}
	r.Text = rowText(t.columns, texts)
	return r, err
}

// text is a value as it is answered for: independent of the driver and its types.
type text struct {
	s    []byte
	none bool
}

// jsonText takes a document as it is written. A plain text will not do: given one, PostgreSQL's driver
// reads the document null as no value.
type jsonText text

// Scan is sql.Scanner.
func (t *jsonText) Scan(v any) error {
	*t = jsonText(textOf(v))
	return nil
}

// textOf writes a value; truth is 1 or 0.
func textOf(v any) text {
	switch x := v.(type) {
	case nil:
		return text{none: true}
	case string:
		return text{s: []byte(x)}
	case *jsonText:
		return text(*x)
	case []byte:
		return text{s: bytes.Clone(x)} // the driver's own, until the next row
	case int64:
		return text{s: strconv.AppendInt(nil, x, 10)}
	case bool:
		if x {
			return text{s: []byte{'1'}}
		}
		return text{s: []byte{'0'}}
	}
	return text{s: fmt.Append(nil, v)}
}

// unpack reads the JSON list of texts that SQLite made of a row: strings and null, nothing else. A text
// that is no UTF-8 comes through as its bytes.
func unpack(list []byte, into []text) error {
	at := 0
	take := func(c byte) bool {
		if at < len(list) && list[at] == c {
			at++
			return true
		}
		return false
	}
	for i := range into {
		before := byte(',')
		if i == 0 {
			before = '['
		}
		if !take(before) {
			return errPacked
		}
		if bytes.HasPrefix(list[at:], []byte("null")) {
			into[i].none, at = true, at+4
			continue
		}
		if !take('"') {
			return errPacked
		}
		n := stringEnd(list[at:])
		if n < 0 {
			return errPacked
		}
		into[i].s = list[at : at+n]
		if bytes.IndexByte(into[i].s, '\\') >= 0 {
			s, ok := unescaped(into[i].s)
			if !ok {
				return errPacked
			}
			into[i].s = s
		}
		at += n + 1
	}
	if !take(']') || at != len(list) {
		return errPacked
	}
	return nil
}

var errPacked = errors.New("a watched row is not the list of texts that was asked for")

// stringEnd is where a JSON string ends, -1 for one that does not.
func stringEnd(s []byte) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return i
		case '\\':
			i++
		}
	}
	return -1
}

// unescaped undoes the escapes of a JSON string byte by byte.
func unescaped(s []byte) ([]byte, bool) {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			out = append(out, s[i])
			continue
		}
		if i++; i == len(s) {
			return nil, false
		}
		if s[i] == 'u' {
			if i+4 >= len(s) {
				return nil, false
			}
			n, err := strconv.ParseUint(string(s[i+1:i+5]), 16, 16)
			if err != nil {
				return nil, false
			}
			out = utf8.AppendRune(out, rune(n)) // SQLite writes so what is below a blank, and nothing above
			i += 4
			continue
		}
		c := strings.IndexByte(`"\/bfnrt`, s[i])
		if c < 0 {
			return nil, false
		}
		out = append(out, "\"\\/\b\f\n\r\t"[c])
	}
	return out, true
}

// rowText writes a row so that no two different rows read the same: name, length, value.
func rowText(columns []string, v []text) []byte {
	n := 0
	for i, c := range columns {
		n += len(c) + len(v[i].s) + 12
	}
	b := make([]byte, 0, n)
	for i, x := range v {
		b = append(b, columns[i]...)
		if x.none {
			b = append(b, " none\n"...)
			continue
		}
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(len(x.s)), 10)
		b = append(b, ' ')
		b = append(b, x.s...)
		b = append(b, '\n')
	}
	return b
}
