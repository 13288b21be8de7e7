package directive

import (
	"context"
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// Split cuts a sentence in two before the code point at. Invalid when it lies outside of the sentence;
// Conflict while a task stands on it.
func (r *Room) Split(ctx context.Context, actor who.Actor, id NodeID, at int) error {
	return r.editNode(ctx, actor, id, "directive.split", func(tx *db.Tx, d Directive, n *Node) (any, error) {
		if err := freeOfTasks(tx, *n); err != nil {
			return nil, err
		}
		doc, err := docOf(tx, d)
		if err != nil {
			return nil, err
		}
		second, err := n.SplitAt(at, doc)
		if err != nil {
			return nil, err
		}
		second.ID = NodeID(db.NewID())
		return map[string]string{"node": n.Title, "second": second.Title, "at": strconv.Itoa(at)}, insertNode(tx, second)
	})
}
