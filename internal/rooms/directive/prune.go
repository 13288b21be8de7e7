package directive

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Prune takes a node and what is below it out of the breakdown. It refuses with Conflict while a task
// stands on it.
func (r *Room) Prune(ctx context.Context, actor who.Actor, id NodeID) error {
	return r.editNode(ctx, actor, id, "directive.prune", func(tx *db.Tx, _ Directive, n *Node) (any, error) {
		if err := freeOfTasks(tx, *n); err != nil {
			return nil, err
		}
		return map[string]string{"node": n.Title}, n.Prune()
	})
}

// freeOfTasks refuses while a task stands on the node or below it.
func freeOfTasks(tx *db.Tx, n Node) error {
	count, err := countTasksIn(tx, n)
	if err == nil && count > 0 {
		err = fault.Conflict("directive.node_has_tasks", "n", count)
	}
	return err
}
