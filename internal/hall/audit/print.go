package audit

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"plumbline/internal/ground/db"
)

// A fingerprint is a nonce and SHA-256 over nonce, table, key and row. The nonce keeps a row of few
// possible values from being guessed by trying them.
const nonceSize = 16

// print is the fingerprint of one protected row; no bytes when the row was deleted.
type print struct {
	Table, Row string
	Bytes      []byte
}

func newPrint(table, row string, text []byte) print {
	p := print{Table: table, Row: row, Bytes: make([]byte, nonceSize, nonceSize+sha256.Size)}
	if _, err := rand.Read(p.Bytes); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	p.Bytes = p.sum(text)
	return p
}

// sum is the fingerprint that the row gives with the print's nonce.
func (p print) sum(text []byte) []byte {
	h := sha256.New()
	h.Write(p.Bytes[:nonceSize])
	h.Write([]byte("\n" + p.Table + "\n" + p.Row + "\n"))
	h.Write(text)
	return h.Sum(slices.Clone(p.Bytes[:nonceSize]))
}

// fits tells whether the row says what was fingerprinted.
func (p print) fits(text []byte) bool {
	return len(p.Bytes) == nonceSize+sha256.Size && bytes.Equal(p.sum(text), p.Bytes)
}

// stateOf commits to fingerprints: SHA-256 over "table key fingerprint" lines in their order; "" for none.
func stateOf(rows []print) string {
	if len(rows) == 0 {
		return ""
	}
	slices.SortFunc(rows, func(a, b print) int {
		if c := strings.Compare(a.Table, b.Table); c != 0 {
			return c
		}
		return strings.Compare(a.Row, b.Row)
	})
	h := sha256.New()
	for _, p := range rows {
		h.Write([]byte(p.Table + " " + oneLine.Replace(p.Row) + " " + hex.EncodeToString(p.Bytes) + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// waiting is an entry whose verb has not returned yet.
type waiting struct {
	Entry
	body string
}

// pending is what a transaction has to write into the record at its end.
type pending struct {
	entries []waiting
	touched []db.Touch
	owner   []int          // index of the entry that answers for touched[i]
	at      map[string]int // row → index in touched
}

// pendingOf is the pending part of tx; the first call arranges that it is written at the end.
func pendingOf(tx *db.Tx) *pending {
	if p, ok := tx.Attachment.(*pending); ok {
		return p
	}
	p := &pending{at: map[string]int{}}
	tx.Attachment = p
	tx.Finish(p.write)
	return p
}

// take hands the rows written since the last entry to the entry about to be added. A row that an
// earlier entry wrote stays with that one; its fingerprint is made at the end anyway.
func (p *pending) take(tx *db.Tx) {
	for _, t := range tx.Touched() {
		id := t.Table + "\x00" + t.ID()
		if _, known := p.at[id]; known {
			continue
		}
		p.at[id] = len(p.touched)
		p.touched, p.owner = append(p.touched, t), append(p.owner, len(p.entries))
	}
}

// write puts everything into the record: first what was found wrong, then the entries.
func (p *pending) write(tx *db.Tx) error {
	p.take(tx)
	prints := make([][]print, len(p.entries))
	for _, part := range p.byTable() {
		if err := p.compare(tx, part); err != nil {
			return err
		}
		now, err := p.now(tx, part)
		if err != nil {
			return err
		}
		for i, n := range part {
			o := min(p.owner[n], len(prints)-1)
			prints[o] = append(prints[o], now[i])
		}
	}
	prints = append(prints, make([][]print, len(p.entries)-len(prints))...) // alarms raised by compare
	for i, w := range p.entries {
		if err := w.write(tx, prints[i]); err != nil {
			return err
		}
	}
	p.entries, p.touched, p.owner = nil, nil, nil
	return nil
}

// byTable lists the touched rows table by table, at most somePrints in a part.
func (p *pending) byTable() (parts [][]int) {
	place := map[string]int{}
	for i, t := range p.touched {
		n, ok := place[t.Table]
		if !ok || len(parts[n]) == somePrints {
			n = len(parts)
			parts, place[t.Table] = append(parts, nil), n
		}
		parts[n] = append(parts[n], i)
	}
	return parts
}

// somePrints bounds how many rows one statement reads.
const somePrints = 200

// now fingerprints rows as the transaction leaves them.
func (p *pending) now(tx *db.Tx, part []int) ([]print, error) {
	keys := make([][]any, len(part))
	for i, n := range part {
		keys[i] = p.touched[n].Key
	}
	table := p.touched[part[0]].Table
	rows, err := tx.WatchedByKey(table, keys)
	if err != nil {
		return nil, err
	}
	text := make(map[string][]byte, len(rows))
	for _, r := range rows {
		text[r.ID()] = r.Text
	}
	out := make([]print, len(part))
	for i, n := range part {
		id := p.touched[n].ID()
		out[i] = print{Table: table, Row: id, Bytes: []byte{}}
		if t, there := text[id]; there {
			out[i] = newPrint(table, id, t)
		}
	}
	return out, nil
}

// compare looks whether rows that the transaction changed still said before it what the record knows,
// so that an act cannot launder a change made past the application. What does not fit becomes an alarm
// in the same transaction; the act itself goes on.
func (p *pending) compare(tx *db.Tx, part []int) error {
	var ids []string
	for _, n := range part {
		if p.touched[n].Before != nil {
			ids = append(ids, p.touched[n].ID())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	table := p.touched[part[0]].Table
	last, err := lastPrints(tx, table, ids)
	if err != nil {
		return err
	}
	for _, n := range part {
		t := p.touched[n]
		if t.Before == nil {
			continue
		}
		f := judge(last[t.ID()], t.Before)
		if f == "" {
			continue
		}
		fresh, err := raise(tx, Alarm{What: string(f), Subject: table + " " + t.ID()})
		if err != nil {
			return err
		}
		if fresh != nil {
			p.entries = append(p.entries, *fresh)
		}
	}
	return nil
}

// judge compares a row with its last fingerprint.
func judge(last lastPrint, text []byte) Fault {
	switch {
	case len(last.Bytes) == 0:
		return RowInserted
	case !last.fits(text):
		return RowChanged
	}
	return ""
}
