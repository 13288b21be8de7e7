package rectifypage

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/rectify"
)

var perPage = []part.Option{{Value: "20", Text: "20"}, {Value: "50", Text: "50"}, {Value: "100", Text: "100"}, {Value: "200", Text: "200"}}

func currentTab(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

// hidden are the parts of the filter that its form does not show.
func (m LedgerModel) hidden() []part.Option {
	var out []part.Option
	f := m.Filter
	for _, x := range []part.Option{{Value: "state", Text: string(f.State)}, {Value: "unit", Text: f.Unit}, {Value: "ref", Text: f.Ref}, {Value: "lead", Text: f.Lead}, {Value: "had", Text: f.Had}} {
		if x.Text != "" {
			out = append(out, x)
		}
	}
	if f.Sort != rectify.ByDue {
		out = append(out, part.Option{Value: "sort", Text: string(f.Sort)})
	}
	return out
}

func (m LedgerModel) year() string {
	if m.Filter.Year == 0 {
		return ""
	}
	return itoa(m.Filter.Year)
}

func (m LedgerModel) years(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "rectify.any")}}
	for y := m.Today.Year(); y > m.Today.Year()-6; y-- {
		out = append(out, part.Option{Value: itoa(y), Text: itoa(y)})
	}
	return out
}

// categories are the first level, each of which holds what is below it, and the one in force.
func (m LedgerModel) categories(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "rectify.any")}}
	for _, o := range m.Categories {
		if !strings.Contains(o.Value, ".") || o.Value == m.Filter.Category {
			out = append(out, o)
		}
	}
	return out
}

// cleared keeps the state and the order, and drops every condition.
func (m LedgerModel) cleared() string {
	return "/rectify" + m.query(func(v url.Values) {
		for _, k := range []string{"unit", "year", "source", "ref", "category", "lead", "time", "flagged", "q"} {
			v.Del(k)
		}
	})
}

// printNote is what paper says instead of the controls.
func (m LedgerModel) printNote(ctx context.Context) string {
	var parts []string
	for _, c := range m.chips(ctx) {
		parts = append(parts, c.Label+" "+c.Value)
	}
	if m.Filter.State != "" {
		parts = append(parts, stateText(ctx, m.Filter.State))
	}
	if len(parts) == 0 {
		parts = append(parts, i18n.T(ctx, "rectify.ledger.no_condition"))
	}
	return i18n.T(ctx, "rectify.ledger.print_note", "conditions", strings.Join(parts, i18n.T(ctx, "rectify.comma")), "shown", m.shown(ctx))
}
