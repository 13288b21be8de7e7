package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// States of a batch.
const (
	Waiting = "waiting"
	Done    = "done"
	Dropped = "dropped"
)

// keepDays is how long an undecided workbook is kept.
const keepDays = 7

// Batch is one uploaded workbook.
type Batch struct {
	ID      string
	Number  string // DR-26-014
	Kind    string // of the list
	Of      string // what it is for, "" for the whole register
	Name    string
	Size    int64
	Hash    string
	Login   string
	By      string
	At      time.Time
	State   string
	DoneAt  time.Time
	Receipt string // JSON, as the register wrote it
	Version int64
}

// Figures are what became of a batch's rows; they are the receipt of the registers of this house.
type Figures struct {
	New     int `json:"new"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
	Left    int `json:"left"` // rows left out because of an error
}

// Hall keeps batches.
type Hall struct {
	db  *db.DB
	say office.Say
}

// New makes the hall. say speaks the words in which titles and values are written and recognised.
func New(d *db.DB, say office.Say) *Hall { return &Hall{db: d, say: say} }

func put(tx *db.Tx, l List, of, name string, data []byte) (b Batch, err error) {
	if err := l.may(tx, of); err != nil {
		return b, err
	}
	if err := dropOld(tx, tx.Now.AddDate(0, 0, -keepDays)); err != nil {
		return b, err
	}
	sum := sha256.Sum256(data)
	b = Batch{ID: db.NewID(), Kind: l.Kind, Of: of, Name: fileName(name), Size: int64(len(data)), Hash: hex.EncodeToString(sum[:]),
		Login: tx.Who.Label(), By: tx.Who.Name, At: tx.Now, State: Waiting, Version: 1}
	if b.Number, err = nextNumber(tx); err != nil {
		return b, err
	}
	if err := insert(tx, b, data); err != nil {
		return b, err
	}
	return b, audit.Record(tx, audit.Entry{Action: "batch.upload", Kind: "batch", ID: b.Number, Version: 1,
		Details: map[string]any{"number": b.Number, "for": l.Kind, "name": b.Name, "size": b.Size, "hash": b.Hash}})
}

// fileName keeps the name without a path, at most 120 characters.
func fileName(s string) string {
	s = path.Base(strings.ReplaceAll(s, "\\", "/"))
	if r := []rune(s); len(r) > 120 {
		s = string(r[:120])
	}
	return s
}

// nextNumber counts the batches of the year: DR-26-014.
func nextNumber(tx *db.Tx) (string, error) {
	if err := tx.Settle("batch_upload"); err != nil { // two at once would count the same
		return "", err
	}
	year := clock.DayOf(tx.Now).Year() % 100
	n, err := countYear(tx, fmt.Sprintf("DR-%02d-", year))
	return fmt.Sprintf("DR-%02d-%03d", year, n+1), err
}

func own(tx *db.Tx, l List, of, id string) (Batch, []byte, error) {
	b, data, err := load(tx, id)
	if err != nil {
		return b, nil, err
	}
	if b.Kind != l.Kind || b.Of != of || b.Login != tx.Who.Label() || !access.Anywhere(tx.Who, l.Right) {
		return Batch{}, nil, fault.NotFound()
	}
	return b, data, nil
}

// Drop throws an undecided batch away.
func (h *Hall) Drop(ctx context.Context, actor who.Actor, l List, of, id string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		b, _, err := own(tx, l, of, id)
		if err != nil {
			return err
		}
		if b.State != Waiting {
			return fault.Conflict("import.decided_already")
		}
		return end(tx, b, Dropped, nil)
	})
}

// end writes down what became of a batch and deletes its bytes.
func end(tx *db.Tx, b Batch, state string, receipt *Figures) error {
	if receipt != nil {
		text, err := json.Marshal(receipt)
		if err != nil {
			return err
		}
		b.Receipt = string(text)
	}
	b.State, b.DoneAt = state, tx.Now
	if err := finish(tx, b); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "batch." + state, Kind: "batch", ID: b.Number, Version: b.Version + 1,
		Details: map[string]any{"number": b.Number, "receipt": b.Receipt}})
}

// Recent lists the last batches of a list that the actor took in, the latest first. Faults: those of List.May.
func (h *Hall) Recent(ctx context.Context, actor who.Actor, l List, of string) (out []Batch, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := l.may(tx, of); err != nil {
			return err
		}
		out, err = recent(tx, l.Kind, of)
		return err
	})
	return out, err
}
