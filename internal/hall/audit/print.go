package audit

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"maps"
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
	at      map[rowKey]int // row → index in touched
}

// pendingOf is the pending part of tx; the first call arranges that it is written at the end.
func pendingOf(tx *db.Tx) *pending {
	if p, ok := tx.Attachment.(*pending); ok {
		return p
	}
	p := &pending{at: map[rowKey]int{}}
	tx.Attachment = p
	tx.Finish(p.write)
	return p
}

// take hands the rows written since the last entry to the entry about to be added. A row that an
// earlier entry wrote stays with that one; its fingerprint is made at the end anyway.
func (p *pending) take(tx *db.Tx) {
	for _, t := range tx.Touched() {
		id := rowKey{t.Table, t.ID()}
		if i, known := p.at[id]; known {
			p.touched[i].After, p.touched[i].Known = t.After, t.Known
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
	if err := p.compare(tx); err != nil {
		return err
	}
	if err := p.reread(tx); err != nil {
		return err
	}
	for i, t := range p.touched {
		o := min(p.owner[i], len(prints)-1)
		prints[o] = append(prints[o], printOf(t))
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

// printOf fingerprints a row as the transaction leaves it.
func printOf(t db.Touch) print {
	if t.After == nil {
		return print{Table: t.Table, Row: t.ID(), Bytes: []byte{}}
	}
	return newPrint(t.Table, t.ID(), t.After)
}

// somePrints bounds how many rows one statement reads.
const somePrints = 200

// reread reads the rows whose last statement did not say how it left them.
func (p *pending) reread(tx *db.Tx) error {
	parts := map[string][]int{}
	for i, t := range p.touched {
		if !t.Known {
			parts[t.Table] = append(parts[t.Table], i)
		}
	}
	for _, table := range slices.Sorted(maps.Keys(parts)) {
		for part := range slices.Chunk(parts[table], somePrints) {
			keys, place := make([][]any, len(part)), map[string]int{}
			for i, n := range part {
				keys[i], place[p.touched[n].ID()] = p.touched[n].Key, n
			}
			rows, err := tx.WatchedByKey(table, keys)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if n, ok := place[r.ID()]; ok {
					p.touched[n].After = r.Text
				}
			}
		}
	}
	return nil
}

// compare looks whether rows that the transaction changed still said before it what the record knows,
// so that an act cannot launder a change made past the application. What does not fit becomes an alarm
// in the same transaction; the act itself goes on.
func (p *pending) compare(tx *db.Tx) error {
	var changed []db.Touch
	for _, t := range p.touched {
		if t.Before != nil {
			changed = append(changed, t)
		}
	}
	for part := range slices.Chunk(changed, somePrints) {
		keys := make([]rowKey, len(part))
		for i, t := range part {
			keys[i] = rowKey{t.Table, t.ID()}
		}
		last, err := lastPrints(tx, keys)
		if err != nil {
			return err
		}
		for i, t := range part {
			f := judge(last[keys[i]], t.Before)
			if f == "" {
				continue
			}
			fresh, err := raise(tx, Alarm{What: string(f), Subject: t.Table + " " + t.ID()})
			if err != nil {
				return err
			}
			if fresh != nil {
				p.entries = append(p.entries, *fresh)
			}
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
