package securitypage

import (
	"context"

	"plumbline/internal/ground/i18n"
)

// name is how a profile is called.
func name(ctx context.Context, profile string) string {
	if profile == "" {
		return i18n.T(ctx, "security.profile.nist")
	}
	return i18n.T(ctx, "security.profile."+profile)
}
