package directive

import (
	"context"

	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Merge joins a node with the next one of its kind under the same heading. Conflict when there is none,
// or while tasks stand on the second.
func (r *Room) Merge(ctx context.Context, actor who.Actor, id NodeID) error {
	return r.editNode(ctx, actor, id, "directive.merge", func(tx *db.Tx, d Directive, n *Node) (any, error) {
		next, err := nextSibling(tx, *n)
		if fault.Is(err, fault.KindNotFound) {
			return nil, fault.Conflict("directive.merge.no_neighbour")
		}
		if err != nil {
			return nil, err
		}
		if next.Kind == Sentence {
			if err := freeOfTasks(tx, next); err != nil {
				return nil, err
			}
		}
		if err := n.Absorb(&next); err != nil {
			return nil, err
		}
		if n.Kind == Sentence {
			doc, err := docOf(tx, d)
			if err != nil {
				return nil, err
			}
			n.Title = brief(doc.Slice(cut.Span{Start: n.First, End: n.Last}))
		}
		if err := saveNode(tx, &next); err != nil {
			return nil, err
		}
		return map[string]string{"node": n.Title, "with": next.Title}, adopt(tx, next.ID, n.ID)
	})
}

// docOf reads the newest draft again; cutting is pure, so it gives what it gave before.
func docOf(tx *db.Tx, d Directive) (*cut.Doc, error) {
	draft, err := loadDraft(tx, d.ID, d.Draft)
	if err != nil {
		return nil, err
	}
	return cut.Outline(draft.Body), nil
}
