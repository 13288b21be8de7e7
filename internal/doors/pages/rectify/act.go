package rectifypage

import (
	"context"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/rectify"
)

// ActModel is the form of one act.
type ActModel struct {
	ItemModel
	Act    string
	People []rectify.Person // of the unit, for those who name a lead and an owner
}

// Rows of the repeated fields; an empty one is no row.
const (
	memberRows    = 4
	checkRows     = 5
	milestoneRows = 4
)

// harsh acts are drawn in red.
func (m ActModel) harsh() bool { return m.Act == "return" || m.Act == "void" }

func (m ActModel) nth(name string, i int) string {
	if v := m.Form[name]; i < len(v) {
		return v[i]
	}
	return ""
}

func (m ActModel) field(ctx context.Context, name, label string, required bool) part.Field {
	return part.Field{Name: name, Label: i18n.T(ctx, label), Value: m.val(name), Error: m.Problems.Of(name), Required: required}
}

func (m ActModel) hinted(ctx context.Context, name, label, hint string) part.Field {
	return m.hintedField(ctx, name, label, hint, false)
}

func (m ActModel) hintedField(ctx context.Context, name, label, hint string, required bool) part.Field {
	f := m.field(ctx, name, label, required)
	f.Hint = i18n.T(ctx, hint)
	return f
}

func (m ActModel) number(ctx context.Context, name, label string) part.Field {
	f := m.field(ctx, name, label, false)
	f.Type, f.Attrs = "number", templ.Attributes{"min": "0"}
	return f
}

func (m ActModel) standardField(ctx context.Context, i int, s rectify.SelfCheck) part.Field {
	name := "answer." + string(s.Measure)
	f := part.Field{Name: name, Value: m.val(name), Error: m.Problems.Of(name), Required: true, Rows: 2}
	what := s.Standard
	if what == "" {
		what = i18n.T(ctx, "rectify.claim.no_standard")
	}
	f.Label = i18n.T(ctx, "rectify.claim.standard", "n", i+1, "what", what)
	for _, x := range m.D.Measures() {
		if x.ID == s.Measure && s.Measure != "" {
			f.Hint = x.Body
		}
	}
	return f
}

func (m ActModel) people(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "rectify.choose")}}
	for _, p := range m.People {
		out = append(out, part.Option{Value: p.ID, Text: p.Name})
	}
	return out
}
