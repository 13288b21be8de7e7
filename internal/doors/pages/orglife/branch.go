package orglifepage

import (
	"context"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/orglife"
)

func heldOrPlanned(a orglife.Activity) clock.Day {
	if a.HeldOn != "" {
		return a.HeldOn
	}
	return a.Day
}

// odd are the duties of the year that were missed or written late.
func (m BranchModel) odd() (out []orglife.Duty) {
	for _, d := range m.View.Duties {
		if s := d.Stands(m.Today); s != orglife.Open && s != orglife.Done {
			out = append(out, d)
		}
	}
	return out
}

func (m BranchModel) committee(ctx context.Context) []part.Option {
	auto := "orglife.settle.auto_no"
	if m.View.Members >= m.View.Rhythm.Committee {
		auto = "orglife.settle.auto_yes"
	}
	return []part.Option{{Value: "", Text: i18n.T(ctx, auto)}, {Value: "yes", Text: i18n.T(ctx, "orglife.settle.yes")}, {Value: "no", Text: i18n.T(ctx, "orglife.settle.no")}}
}

func (m BranchModel) since(ctx context.Context) part.Field {
	f := m.Form.field("since", i18n.T(ctx, "orglife.settle.since_label"), string(m.View.Since))
	f.Type = "date"
	return f
}
