package inspectpage

import (
	"context"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/inspect"
)

// Category is one problem category that a finding can carry.
type Category struct{ Code, Title string }

func (m SiteModel) categories(ctx context.Context) []part.Option {
	return categoryOptions(ctx, m.Categories)
}

func categoryOptions(ctx context.Context, list []Category) []part.Option {
	out := []part.Option{{Value: "", Text: i18n.T(ctx, "inspect.choose")}}
	for _, c := range list {
		out = append(out, part.Option{Value: c.Code, Text: c.Title})
	}
	return out
}

func (m SiteModel) paperAct(verb string) string {
	return m.base() + "/papers/" + string(m.Paper.ID) + "/" + verb
}

func onSiteText(ctx context.Context, m SiteModel) string {
	in := m.Inspection
	n, of := in.DaysOnSite(m.Today)
	key := "inspect.days.on_site"
	switch in.State {
	case inspect.Scheduled:
		key = "inspect.days.planned"
	case inspect.Left, inspect.Reported, inspect.FedBack:
		key = "inspect.days.left"
	}
	return i18n.T(ctx, key, "n", n, "of", of, "from", i18n.ShortDay(ctx, in.Enters), "to", i18n.ShortDay(ctx, in.Leaves))
}

func expandedIf(open bool) templ.Attributes {
	if open {
		return templ.Attributes{"aria-expanded": "true"}
	}
	return templ.Attributes{"aria-expanded": "false"}
}

func currentIf(here bool) templ.Attributes {
	if here {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

func firstPoint(c pack.Category) string {
	first := ""
	pack.Walk([]pack.Category{c}, func(_ int, x pack.Category) {
		if first == "" && len(x.Points) > 0 {
			first = x.Points[0].Code
		}
	})
	return first
}

func verdictClass(v string) string {
	return map[string]string{inspect.Meets: "is-ok", inspect.Mostly: "is-half", inspect.Fails: "is-no", inspect.Unclear: "is-ask", inspect.NotHere: "is-na", "": "is-open"}[v]
}

func verdictKey(v string) string {
	if v == "" {
		return "open"
	}
	return v
}

func citeText(ctx context.Context, c pack.Cite) string {
	s := c.Title.In(i18n.Lang(ctx))
	if c.Article != "" {
		s += i18n.T(ctx, "inspect.point.article", "no", c.Article)
	}
	return s
}

func paperNo(p inspect.Paper) string {
	if p.Number != "" {
		return p.Number
	}
	return p.PreNumber
}

func handlers(ctx context.Context, p inspect.Paper) string {
	if p.HandlerTwoName == "" {
		return p.HandlerOneName
	}
	return i18n.T(ctx, "inspect.papers.two", "one", p.HandlerOneName, "two", p.HandlerTwoName)
}

func workText(ctx context.Context, m SiteModel, person string) string {
	mine, through := m.work(person)
	return i18n.T(ctx, "inspect.team.work", "n", mine, "through", through)
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

type labelCtx = context.Context

// personField takes names or badge numbers; the server finds the persons and says which it does not know.
func personField(ctx context.Context, f Form, name, label string) part.Field {
	x := f.field(ctx, name, label, true)
	x.Hint = i18n.T(ctx, "inspect.team.person_hint")
	x.Rows = 2
	return x
}

func unitField(ctx context.Context, f Form) part.Field {
	x := f.field(ctx, "unit", "inspect.schedule.unit", true)
	x.Hint = i18n.T(ctx, "inspect.schedule.unit_hint")
	return x
}

// dayText is the day on site alone, for the head of its card.
func dayText(ctx context.Context, m SiteModel) string {
	if m.Inspection.State != inspect.OnSite {
		return ""
	}
	n, _ := m.Inspection.DaysOnSite(m.Today)
	return i18n.T(ctx, "inspect.days.nth", "n", n)
}
