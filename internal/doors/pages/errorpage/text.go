package errorpage

import (
	"context"

	"plumbline/internal/ground/i18n"
)

func mergeSummary(ctx context.Context, m Merge) string {
	key, args := m.summary()
	return i18n.T(ctx, key, args...)
}
