package rectify

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Numbered finds the item that people call by the number, for a recusal from it. It answers nothing but
// the id, to who may see the item or registers recusals; fault.NotFound otherwise.
func (r *Room) Numbered(ctx context.Context, actor who.Actor, number string) (id ItemID, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		var ord int64
		if id, ord, err = itemNumbered(tx, number); err != nil {
			return err
		}
		if !access.Anywhere(actor, access.EditRecusal) && access.May(actor, access.ReadItem, access.Place{Ord: ord, Kind: access.KindItem, ID: string(id)}) != nil {
			return fault.NotFound()
		}
		return nil
	})
	return id, err
}
