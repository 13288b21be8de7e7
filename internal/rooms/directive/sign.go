package directive

import (
	"context"

	"plumbline/internal/ground/who"
)

// Sign signs for a duty on behalf of its unit. Conflict when it was signed already.
func (r *Room) Sign(ctx context.Context, actor who.Actor, id DutyID) error {
	return r.act(ctx, actor, id, ActSign, "")
}
