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
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Kind is the register that a workbook is for.
type Kind string

// The kinds, each with the right that its import needs.
const (
	Org    Kind = "org"    // units and people
	Ledger Kind = "ledger" // rectification items

	Chronic Kind = "chronic" // chronic problems of a campaign

	Roster  Kind = "members" // members of Party branches
	Courses Kind = "courses" // the year's plan of training

	DutyQuestions Kind = "dutyquestion" // set questions of the duty reports
)

var rights = map[Kind]access.Right{Org: access.ImportOrg, Ledger: access.ImportItem, Chronic: access.RegisterChronic, Roster: access.EditMember, Courses: access.KeepTraining, DutyQuestions: access.AssignQuestion}

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
	Kind    Kind
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
type Hall struct{ db *db.DB }

// New makes the hall.
func New(d *db.DB) *Hall { return &Hall{db: d} }

// Put keeps an uploaded workbook until it is decided on, for a week at most.
func (h *Hall) Put(ctx context.Context, actor who.Actor, kind Kind, name string, data []byte) (b Batch, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if !access.Anywhere(tx.Who, rights[kind]) {
			return fault.Denied("role")
		}
		if err := dropOld(tx, tx.Now.AddDate(0, 0, -keepDays)); err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		b = Batch{ID: db.NewID(), Kind: kind, Name: fileName(name), Size: int64(len(data)), Hash: hex.EncodeToString(sum[:]),
			Login: tx.Who.Label(), By: tx.Who.Name, At: tx.Now, State: Waiting, Version: 1}
		if b.Number, err = nextNumber(tx); err != nil {
			return err
		}
		if err := insert(tx, b, data); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "batch.upload", Kind: "batch", ID: b.Number, Version: 1,
			Details: map[string]any{"number": b.Number, "for": kind, "name": b.Name, "size": b.Size, "hash": b.Hash}})
	})
	return b, err
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

// Get is a batch of the actor, and its bytes while it waits; fault.NotFound for anybody else's.
func (h *Hall) Get(ctx context.Context, actor who.Actor, kind Kind, id string) (b Batch, data []byte, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if b, data, err = own(tx, kind, id); err != nil {
			return err
		}
		return nil
	})
	return b, data, err
}

func own(tx *db.Tx, kind Kind, id string) (Batch, []byte, error) {
	b, data, err := load(tx, id)
	if err != nil {
		return b, nil, err
	}
	if b.Kind != kind || b.Login != tx.Who.Label() || !access.Anywhere(tx.Who, rights[kind]) {
		return Batch{}, nil, fault.NotFound()
	}
	return b, data, nil
}

// Finish writes down what became of a batch and deletes its bytes. It is called after the register has
// taken the rows in; the register's own rule that the same file twice changes nothing covers the gap.
func (h *Hall) Finish(ctx context.Context, actor who.Actor, kind Kind, id string, receipt any) error {
	text, err := json.Marshal(receipt)
	if err != nil {
		return err
	}
	return h.end(ctx, actor, kind, id, Done, string(text))
}

// Drop throws an undecided batch away.
func (h *Hall) Drop(ctx context.Context, actor who.Actor, kind Kind, id string) error {
	return h.end(ctx, actor, kind, id, Dropped, "")
}

func (h *Hall) end(ctx context.Context, actor who.Actor, kind Kind, id, state, receipt string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		b, _, err := own(tx, kind, id)
		if err != nil {
			return err
		}
		if b.State != Waiting {
			return fault.Conflict("import.decided_already")
		}
		b.State, b.DoneAt, b.Receipt = state, tx.Now, receipt
		if err := finish(tx, b); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "batch." + state, Kind: "batch", ID: b.Number, Version: b.Version + 1,
			Details: map[string]any{"number": b.Number, "receipt": receipt}})
	})
}

// Recent lists the last batches of a kind that were taken in, the latest first.
func (h *Hall) Recent(ctx context.Context, actor who.Actor, kind Kind) (out []Batch, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if !access.Anywhere(tx.Who, rights[kind]) {
			return fault.NotFound()
		}
		out, err = recent(tx, kind)
		return err
	})
	return out, err
}
