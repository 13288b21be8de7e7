package rectify

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// Waiting is one feedback (or one item that came alone) whose items a unit has not signed for yet.
type Waiting struct {
	Unit       string
	UnitName   string
	Ref        string // "" for an item that came alone
	Item       ItemID // that item, or the first of the feedback
	Source     Source
	SourceName string
	Title      string
	N          int
	Registered clock.Day
	Due        clock.Day // until when it is to be signed for, "" without a rule
}

// Waiting lists what waits for the signature of the heads in the actor's reach, the oldest first.
func (r *Room) Waiting(ctx context.Context, actor who.Actor) ([]Waiting, error) {
	var out []Waiting
	err := r.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		if out, err = listWaiting(tx, access.ScopeOf(actor, access.SignItem), 50); err != nil {
			return err
		}
		for i := range out {
			p, err := calendar.Find(tx, dueSign, string(out[i].Item))
			if err != nil && !fault.Is(err, fault.KindNotFound) {
				return err
			}
			out[i].Due = p.Due
		}
		return nil
	})
	return out, err
}

// Received lists the items of one feedback to one unit, for the page on which its head signs for them.
// fault.NotFound when the actor may not see them or there is none.
func (r *Room) Received(ctx context.Context, actor who.Actor, unit, ref string) ([]*Branch, error) {
	var out []*Branch
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		u, err := loadUnit(tx, unit)
		if err != nil {
			return err
		}
		if err := access.May(actor, access.ReadFeedback, access.Place{Ord: u.Ord}); err != nil {
			return err
		}
		ids, err := waiting(tx, unit, ref)
		if err != nil {
			return err
		}
		for _, id := range ids {
			it, err := loadItem(tx, id)
			if err != nil {
				return err
			}
			it.Paper = ""
			b, err := loadBranch(tx, it)
			if err != nil {
				return err
			}
			out = append(out, b)
		}
		if len(out) == 0 {
			return fault.NotFound()
		}
		return nil
	})
	return out, err
}
