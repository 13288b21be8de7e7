package directive

import (
	"context"

	"plumbline/internal/ground/who"
)

// Report says what was done. Invalid without words; Conflict before signing or after acceptance.
func (r *Room) Report(ctx context.Context, actor who.Actor, id DutyID, words string) error {
	return r.act(ctx, actor, id, ActReport, words)
}
