package directive

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// Decline records that a sentence becomes no task (不转), and why.
func (r *Room) Decline(ctx context.Context, actor who.Actor, id NodeID, reason string) error {
	return r.editNode(ctx, actor, id, "directive.decline", func(tx *db.Tx, _ Directive, n *Node) (any, error) {
		if err := freeOfTasks(tx, *n); err != nil {
			return nil, err
		}
		return map[string]string{"node": n.Title, "reason": reason}, n.Decline(reason)
	})
}
