package rectify

import (
	"context"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
)

// Room is the rectification room.
type Room struct {
	db    *db.DB
	sides sides
}

// New makes the room.
func New(d *db.DB) *Room { return &Room{db: d} }

// ItemID, PlanID, TaskID and MeasureID name the room's nouns.
type (
	ItemID    string
	PlanID    string
	TaskID    string
	MeasureID string
)

// By is who did something and when, as it is kept beside the act.
type By struct {
	ID   string // person id; the job's label for night work
	Name string
	At   time.Time
}

func by(tx *db.Tx) By {
	id := tx.Who.Person
	if id == "" {
		id = tx.Who.Label()
	}
	return By{ID: id, Name: tx.Who.Name, At: tx.Now.UTC().Truncate(time.Millisecond)} // as it is stored, because hashes are made of it
}

// act runs one verb on one item: load, may and whether the table of moves allows it now; do adds the
// rule and what it stores beside the item; then the item is saved and the act recorded.
func (r *Room) act(ctx context.Context, actor who.Actor, id ItemID, a Action, details any, do func(*db.Tx, *Item) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		return actIn(tx, id, a, details, do)
	})
}

func actIn(tx *db.Tx, id ItemID, a Action, details any, do func(*db.Tx, *Item) error) error {
	it, err := loadItem(tx, id)
	if err != nil {
		return err
	}
	was := *it
	if err := it.may(tx.Who, a); err != nil {
		return err
	}
	if err := it.move(a); err != nil {
		return err
	}
	if err := do(tx, it); err != nil {
		return err
	}
	if err := saveItem(tx, &was, it); err != nil {
		return err
	}
	if err := dropped(tx, a, &was, it); err != nil {
		return err
	}
	return record(tx, MoveOf(a).Records, it, details)
}

// dropped ends the requests for a second person that the item has left behind: it no longer stands
// where what they asked for is possible.
func dropped(tx *db.Tx, a Action, was, it *Item) error {
	if was.State == it.State {
		return nil
	}
	if was.State == Verifying && a != ActClose {
		if err := approve.Drop(tx, approve.CloseItem, itemKind, string(it.ID)); err != nil {
			return err
		}
	}
	if _, ok := find(ActExtend, it.State); !ok && was.Extensions > 0 {
		if err := approve.Drop(tx, approve.ExtendAgain, itemKind, string(it.ID)); err != nil {
			return err
		}
	}
	if it.State == Closed || it.State == Voided {
		return approve.Drop(tx, approve.LowerItem, itemKind, string(it.ID))
	}
	return nil
}

func record(tx *db.Tx, action string, it *Item, details any) error {
	return audit.Record(tx, audit.Entry{Action: action, Kind: "item", ID: string(it.ID), Version: it.Version, Unit: it.Unit, Details: details})
}
