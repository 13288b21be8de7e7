package loginpage

import (
	"context"

	"plumbline/internal/ground/i18n"
)

func owner(ctx context.Context, org string) string {
	if org == "" {
		return i18n.T(ctx, "login.owner.none")
	}
	return i18n.T(ctx, "login.owner", "org", org)
}
