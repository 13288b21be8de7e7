package directive

import (
	"context"

	"plumbline/internal/ground/who"
)

// Return sends a report back with what is missing. Denied to whoever reported; Invalid without words.
func (r *Room) Return(ctx context.Context, actor who.Actor, id DutyID, words string) error {
	return r.act(ctx, actor, id, ActReturn, words)
}
