package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
)

// Files of an export beside the public tile layout.
const (
	keyInExport = "plumbline.vkey"
	linesPerSet = 4096
)

// Line is one entry in words: the sealed fields and, where the export may hold them, the details
// with the nonce that ties them to the commitment.
type Line struct {
	Index   int64   `json:"index"`
	At      string  `json:"at"`
	Actor   string  `json:"actor"`
	Session string  `json:"session"`
	Action  string  `json:"action"`
	Kind    string  `json:"kind"`
	ID      string  `json:"id"`
	Version string  `json:"version"`
	Unit    string  `json:"unit"`
	Prev    string  `json:"prev"`
	Sum     string  `json:"sum"`
	State   string  `json:"state,omitempty"`
	Detail  *Detail `json:"detail,omitempty"`
}

// Detail is what the commitment of a line binds.
type Detail struct {
	Nonce string `json:"nonce"`
	Name  string `json:"name"`
	Body  string `json:"body"`
}

func (l Line) canonical() []byte {
	return canonical(l.At, l.Actor, l.Session, l.Action, l.Kind, l.ID, l.Version, l.Unit, l.Prev, l.Sum, l.State)
}

// encode writes the one spelling of a line that a check accepts.
func (l Line) encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(l)
	return b.Bytes(), err
}

func line(r Row, details bool) Line {
	l := Line{Index: r.Index, At: r.At, Actor: r.Actor, Session: r.Session, Action: r.Action, Kind: r.Kind, ID: r.ID,
		Version: r.Version, Unit: r.Unit, Prev: r.Prev, Sum: r.Sum, State: r.State}
	if details && r.Detail {
		l.Detail = &Detail{Nonce: r.Nonce, Name: r.Name, Body: r.Body}
	}
	return l
}

// ExportOptions say what an export holds. Readme is the text put beside it for its reader.
type ExportOptions struct {
	Details bool // names and details, not only commitments
	Readme  string
	Agreed  func(*db.Tx) error // spends the second person's agreement, without which nobody takes details away (TRUST.md 2.11 no. 9)
}

// Export writes the sealed record as it stands under its last checkpoint: the public tile layout, the
// older checkpoints, the public key and the entries in words. It seals nothing, records first
// that it was done, and returns how many entries it wrote. Without anything sealed it is fault.Conflict "audit.export_empty".
func (l *Log) Export(ctx context.Context, actor who.Actor, opt ExportOptions, put tlog.Put) (n int64, err error) {
	err = l.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := opt.agreed(tx); err != nil {
			return err
		}
		return Record(tx, Entry{Action: "audit.export", Kind: "audit", Details: map[string]bool{"details": opt.Details}})
	})
	if err != nil {
		return 0, err
	}
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		cp, ok, err := lastCheckpoint(tx)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Conflict("audit.export_empty")
		}
		x := &exporter{tx: tx, cp: cp, opt: opt, put: put}
		entries := func(first, count int64) ([][]byte, error) { return x.bundle(first, count) }
		note, err := cosignedNote(tx, cp)
		if err != nil {
			return err
		}
		if err := tlog.Export(note, reader(tx), entries, put); err != nil {
			return err
		}
		if err := x.flush(); err != nil {
			return err
		}
		if err := x.older(); err != nil {
			return err
		}
		if opt.Readme != "" {
			if err := put("README.txt", []byte(opt.Readme)); err != nil {
				return err
			}
		}
		n = cp.Size
		return put(keyInExport, []byte(l.key.Public()+"\n"))
	})
	return n, err
}

// agreed refuses a person who would take details away alone. The program's own jobs have an operator
// at the machine, who holds the files anyway.
func (o ExportOptions) agreed(tx *db.Tx) error {
	switch {
	case !o.Details || tx.Who.IsJob():
		return nil
	case o.Agreed == nil:
		return fault.Denied("needs_approval")
	}
	return o.Agreed(tx)
}

type exporter struct {
	tx    *db.Tx
	cp    Checkpoint
	opt   ExportOptions
	put   tlog.Put
	set   bytes.Buffer // readable lines not written yet
	first int64        // index of the first of them
	lines int
}

func (x *exporter) bundle(first, count int64) ([][]byte, error) {
	rows, err := rowsFrom(x.tx, first, first+count, int(count))
	if err != nil {
		return nil, err
	}
	out := make([][]byte, len(rows))
	for i, r := range rows {
		out[i] = r.Canonical()
		text, err := line(r, x.opt.Details).encode()
		if err != nil {
			return nil, err
		}
		x.set.Write(text)
		if x.lines++; x.lines == linesPerSet {
			if err := x.flush(); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// linesFile is where the lines beginning with index first lie.
func linesFile(first int64) string { return fmt.Sprintf("entries/%09d.jsonl", first) }

func (x *exporter) flush() error {
	if x.lines == 0 {
		return nil
	}
	err := x.put(linesFile(x.first), bytes.Clone(x.set.Bytes()))
	x.first += int64(x.lines)
	x.set.Reset()
	x.lines = 0
	return err
}

func checkpointFile(size int64) string { return fmt.Sprintf("checkpoints/%09d", size) }

// older writes every earlier checkpoint, so that a reader can compare them with copies kept elsewhere.
func (x *exporter) older() error {
	cps, err := allCheckpoints(x.tx)
	if err != nil {
		return err
	}
	for _, cp := range cps {
		if cp.Size < x.cp.Size {
			note, err := cosignedNote(x.tx, cp)
			if err != nil {
				return err
			}
			if err := x.put(checkpointFile(cp.Size), note); err != nil {
				return err
			}
		}
	}
	return nil
}
