package setuppage

import (
	"context"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
)

// steps are the three things that this page asks for, and the sign-in that follows.
func steps(ctx context.Context, m Model) []part.Step {
	all := m.passed() == len(m.Checks)
	return []part.Step{
		{Label: i18n.T(ctx, "setup.checks"), Lines: []string{i18n.T(ctx, "setup.passed", "n", m.passed(), "of", len(m.Checks))}, Done: all, Now: !all},
		{Label: i18n.T(ctx, "setup.org"), Lines: []string{i18n.T(ctx, "setup.org.step")}, Now: all},
		{Label: i18n.T(ctx, "setup.admins"), Lines: []string{i18n.T(ctx, "setup.admins.step")}},
		{Label: i18n.T(ctx, "setup.start"), Lines: []string{i18n.T(ctx, "setup.start.step")}},
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
