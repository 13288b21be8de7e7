package setuppage

import (
	"context"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
)

// steps are the stages of the ceremony: the form (here below 0), then how many of the three have come.
func steps(ctx context.Context, passed, of, here int) []part.Step {
	all, named := passed == of, here >= 0
	seats := i18n.T(ctx, "setup.admins.step")
	if named {
		seats = i18n.T(ctx, "setup.here", "n", here)
	}
	return []part.Step{
		{Label: i18n.T(ctx, "setup.checks"), Lines: []string{i18n.T(ctx, "setup.passed", "n", passed, "of", of)}, Done: all, Now: !all},
		{Label: i18n.T(ctx, "setup.org"), Lines: []string{i18n.T(ctx, "setup.org.step")}, Done: named, Now: all && !named},
		{Label: i18n.T(ctx, "setup.admins"), Lines: []string{seats}, Done: here == 3, Now: named && here < 3},
		{Label: i18n.T(ctx, "setup.start"), Lines: []string{i18n.T(ctx, "setup.start.step")}, Now: here == 3},
	}
}

func checkColour(m Model) string {
	if m.passed() == len(m.Checks) {
		return "green"
	}
	return "red"
}

func checkItems(list []Check) []part.CheckItem {
	out := make([]part.CheckItem, len(list))
	for i, c := range list {
		out[i] = part.CheckItem{Text: c.Text, No: !c.OK}
	}
	return out
}
