package dutyreportpage

import (
	"context"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/dutyreport"
)

func (m FrontModel) title(ctx context.Context) string {
	if m.View.Year == nil {
		return i18n.T(ctx, "dutyreport.title")
	}
	return m.View.Year.Title
}

func (m FrontModel) figures(ctx context.Context) []part.Figure {
	t := m.View.Tally
	fig := func(key string, n int, bad bool) part.Figure {
		return part.Figure{Title: i18n.T(ctx, "dutyreport.figure."+key), N: itoa(n), Unit: i18n.T(ctx, "dutyreport.figure.unit"), Red: bad && n > 0}
	}
	out := []part.Figure{fig("all", t.All, false), fig("submitted", t.Submitted, false), fig("late", t.Late, true), fig("missing", t.Missing, true), fig("closed", t.Closed, false)}
	if t.Late > 0 {
		out[2].Href = string(m.url("", true))
	}
	if t.Removed > 0 {
		out = append(out, fig("removed", t.Removed, false))
	}
	return out
}

// next is the year that will most likely be planned: the one after the newest, else last year.
func (m FrontModel) next() int {
	if len(m.View.Years) > 0 && m.View.Years[0].Year.Year < m.Today.Year() {
		return m.View.Years[0].Year.Year + 1
	}
	return m.Today.Year() - 1
}

// nowStep tells the first step that is not done.
func nowStep(steps []dutyreport.Step, s dutyreport.Step) bool {
	for _, x := range steps {
		if x.DoneOn == "" {
			return x.Code == s.Code
		}
	}
	return false
}

func here(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

func yearColour(s dutyreport.YearState) string {
	switch s {
	case dutyreport.Noticed:
		return "blue"
	case dutyreport.Ended:
		return "green"
	}
	return "outline"
}

func number(f part.Field) part.Field { f.Type = "number"; return f }
