package directive

import (
	"context"

	"plumbline/internal/ground/who"
)

// Accept finds a report sufficient. Denied to whoever reported; Conflict when nothing was reported.
func (r *Room) Accept(ctx context.Context, actor who.Actor, id DutyID, words string) error {
	return r.act(ctx, actor, id, ActAccept, words)
}
