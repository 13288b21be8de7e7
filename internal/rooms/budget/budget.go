package budget

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
	"plumbline/internal/ground/fen"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// Ids of the room's nouns.
type (
	PlanID    string
	LineID    string
	AdjustID  string
	ExpenseID string
	VoucherID string
)

// Money is an amount in fen.
type Money = fen.Amount

// Packs finds a pack by its code and version; an empty version is the one in force.
type Packs func(tx *db.Tx, code, version string) (*pack.Pack, error)

// packCode is the pack of ceilings, categories and rates.
const packCode = "party_budget"

// Room is the room of the Party budget.
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

// rules are the budget's rules in a version, with the name of the version for what begins under it.
func (r *Room) rules(tx *db.Tx, version string) (*pack.Budget, string, error) {
	p, err := r.packs(tx, packCode, version)
	if err != nil {
		return nil, "", err
	}
	return &p.Budget, p.Version, nil
}

// Rules are the rules in force today, for forms.
func (r *Room) Rules(ctx context.Context, actor who.Actor) (b *pack.Budget, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		b, _, err = r.rules(tx, "")
		return err
	})
	return b, err
}

// party is an open Party organisation of the register.
func party(tx *db.Tx, id string) (org.Unit, error) {
	u, err := org.UnitByID(tx, id)
	if err != nil {
		return u, err
	}
	if u.Tree != org.PartyTree {
		return u, fault.NotFound()
	}
	return u, nil
}

// place is where acts on money of a Party organisation happen.
func place(ord int64, id string, hands ...string) access.Place {
	return access.Place{Ord: ord, Kind: access.KindBudget, ID: id, Hands: slices.DeleteFunc(hands, func(h string) bool { return h == "" })}
}

// hashOf is the fingerprint of a content: its JSON, which has one form only.
func hashOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// number gives the next number of a series: YS-26-03.
func number(tx *db.Tx, series string, day clock.Day) (string, error) {
	name := fmt.Sprintf("%s-%02d", series, day.Year()%100)
	n, err := takeNumber(tx, name)
	return fmt.Sprintf("%s-%03d", name, n), err
}

// record notes an act on something of a Party organisation.
func record(tx *db.Tx, action, kind, id, partyID string, version int64, details any) error {
	return audit.Record(tx, audit.Entry{Action: "budget." + action, Kind: kind, ID: id, Version: version, Unit: partyID, Details: details})
}

// write runs a verb that answers an id.
func write[T any](ctx context.Context, r *Room, actor who.Actor, do func(tx *db.Tx) (T, error)) (out T, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		out, err = do(tx)
		return err
	})
	return out, err
}

// limit bounds a text of a form.
func limit(c *fault.Check, field, text string, most int, must string) {
	if must != "" {
		c.That(text != "", field, must)
	}
	c.That(len([]rune(text)) <= most, field, "budget.too_long", "max", most)
}

// notOutside refuses a text that names money from elsewhere (转嫁费用).
func notOutside(c *fault.Check, field, text string) {
	w := pack.OutsideMoney(text)
	c.That(w == "", field, "budget.outside_money", "word", w)
}

// yearDay is the first day of a year: numbers of a series go by the year that they are for.
func yearDay(year int) clock.Day { return clock.Day(fmt.Sprintf("%04d-01-01", year)) }

// yearShare is how much of the year has passed on a day, in whole per cent; 0 before it, 100 after it.
func yearShare(year int, today clock.Day) int {
	switch {
	case today.Year() < year:
		return 0
	case today.Year() > year:
		return 100
	}
	return (today.Sub(yearDay(year)) + 1) * 100 / 366
}
