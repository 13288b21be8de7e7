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

// changed is a text with what was struck and what was written in its middle.
type changed struct{ Before, Old, New, After string }

// change finds the middle in which two texts differ; a new text is all new. Less than two characters
// in common at an end is no agreement.
func change(was, now string) changed {
	if was == "" {
		return changed{New: now}
	}
	a, b := []rune(was), []rune(now)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	if head < 2 {
		head = 0
	}
	if tail < 2 {
		tail = 0
	}
	return changed{string(b[:head]), string(a[head : len(a)-tail]), string(b[head : len(b)-tail]), string(b[len(b)-tail:])}
}
