package directive

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// Restore takes back a pruning or a refusal.
func (r *Room) Restore(ctx context.Context, actor who.Actor, id NodeID) error {
	return r.editNode(ctx, actor, id, "directive.restore", func(_ *db.Tx, _ Directive, n *Node) (any, error) {
		return map[string]string{"node": n.Title}, n.Restore()
	})
}
