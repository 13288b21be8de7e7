package rectifypage

import (
	"context"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/rectify"
)

func pressed(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

func planColour(state string) string {
	switch state {
	case rectify.PlanDraft:
		return "amber"
	case rectify.PlanAccepted:
		return "green"
	}
	return "plum"
}

func rowBody(r rectify.Row) string   { return r.Body }
func rowTarget(r rectify.Row) string { return r.Target }
func rowDue(r rectify.Row) string    { return string(r.Due) }

func (m PlanModel) rows2(ctx context.Context, name, label string) part.Field {
	f := m.field(ctx, name, label)
	f.Rows, f.Max = 2, 500
	f.Required = name == "body"
	return f
}

// textVal is the plan's text in its form: what was typed when it came back, else what is stored.
func (m PlanModel) textVal(name string) string {
	if m.Form.Has(name) {
		return m.val(name)
	}
	switch name {
	case "cause":
		return m.Plan.Cause
	case "study_on":
		return string(m.Plan.StudyOn)
	}
	return m.Plan.StudyNote
}

func (m PlanModel) actTitle() string {
	switch {
	case m.Sign:
		return "rectify.plan.sign_title"
	case m.Review:
		return "rectify.plan.review_title"
	case m.Again:
		return "rectify.plan.again_title"
	}
	return "rectify.plan.amend_title"
}

func (m PlanModel) rowOptions(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "rectify.plan.whole_plan")}}
	for _, r := range m.Rows() {
		if r.Kind == "measure" {
			out = append(out, part.Option{Value: r.ID, Text: r.Label + " " + r.Body})
		}
	}
	return out
}
