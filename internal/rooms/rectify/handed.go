package rectify

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Handed is a measure that was handed down to a lower unit, as that unit sees it.
type Handed struct {
	Cascade
	Body   string
	Target string
	Item   ItemID
	Number string
	Title  string
	From   string // the unit above
}

// HandedDown lists the measures that were handed to the units in the actor's reach and are not
// reported done, the earliest first.
func (r *Room) HandedDown(ctx context.Context, actor who.Actor) ([]Handed, error) {
	var out []Handed
	err := r.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		out, err = listHanded(tx, access.ScopeOf(actor, access.DoMeasure), 100)
		return err
	})
	return out, err
}
