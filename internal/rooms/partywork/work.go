package partywork

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// Ids of the room's nouns.
type (
	ListID       string
	TaskID       string
	DutyID       string
	HearingID    string
	SchemeID     string
	AssessmentID string
)

// Packs finds a pack by its code and version; an empty version is the one in force.
type Packs func(tx *db.Tx, code, version string) (*pack.Pack, error)

const packCode = "party_assessment"

// Room is the room of Party duties.
type Room struct {
	db    *db.DB
	packs Packs
}

// New makes the room.
func New(d *db.DB, packs Packs) *Room { return &Room{db: d, packs: packs} }

func init() {
	org.OnRenumber(func(tx *db.Tx, moved []org.Moved) error {
		for _, m := range moved {
			if err := renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
		}
		return nil
	})
}

// Party is a Party organisation as this room needs it. Unit is the first unit that it covers, "" for none.
type Party struct {
	ID, Name, Kind string
	Ord, Last      int64
	Unit           string
	UnitOrd        int64
}

// Committee tells whether reports are heard there.
func (p Party) Committee() bool {
	return p.Kind == "party_committee" || p.Kind == "party_branch_committee" || p.Kind == "party_general"
}

func (r *Room) scheme(tx *db.Tx, version string) (*pack.Scheme, string, error) {
	p, err := r.packs(tx, packCode, version)
	if err != nil {
		return nil, "", err
	}
	return &p.Scheme, p.Version, nil
}

func place(ord int64, id string, hands ...string) access.Place {
	return access.Place{Ord: ord, Kind: access.KindWork, ID: id, Hands: slices.DeleteFunc(hands, func(h string) bool { return h == "" })}
}

func hashOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

func number(tx *db.Tx, series string, year int) (string, error) {
	name := fmt.Sprintf("%s-%02d", series, year%100)
	n, err := takeNumber(tx, name)
	return fmt.Sprintf("%s-%03d", name, n), err
}

func record(tx *db.Tx, action, kind, id, partyID string, version int64, details any) error {
	return audit.Record(tx, audit.Entry{Action: "partywork." + action, Kind: kind, ID: id, Version: version, Unit: partyID, Details: details})
}

func write[T any](ctx context.Context, r *Room, actor who.Actor, do func(tx *db.Tx) (T, error)) (out T, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		out, err = do(tx)
		return err
	})
	return out, err
}

func limit(c *fault.Check, field, text string, most int, must string) {
	if must != "" {
		c.That(text != "", field, must)
	}
	c.That(len([]rune(text)) <= most, field, "partywork.too_long", "max", most)
}

// inYear is a yearly day such as 06-30 in a year.
func inYear(year int, day string) clock.Day { return clock.Day(fmt.Sprintf("%04d-%s", year, day)) }

func day(c *fault.Check, field, s string) clock.Day {
	d, err := clock.ParseDay(s)
	c.That(err == nil, field, "partywork.day", "value", s)
	if err != nil {
		return ""
	}
	return d
}
