package dutyreportpage

import (
	"context"
	"strings"

	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/dutyreport"
)

func (m YearModel) docno(ctx context.Context) []string {
	out := []string{i18n.T(ctx, "dutyreport.title"), i18n.T(ctx, "dutyreport.year.made", "name", m.View.Year.MadeBy, "at", i18n.Minute(ctx, m.View.Year.MadeAt))}
	if m.View.Year.ClosedOn != "" {
		out = append(out, i18n.T(ctx, "dutyreport.year.closed_on", "day", i18n.Day(ctx, m.View.Year.ClosedOn)))
	}
	return out
}

func (m YearModel) paragraphs() []string { return strings.Split(m.View.Year.Notice, "\n") }

// limits says how long a section may be.
func limits(ctx context.Context, s dutyreport.Section) string {
	if s.Most == 0 {
		return i18n.T(ctx, "dutyreport.section.least", "least", s.Least)
	}
	return i18n.T(ctx, "dutyreport.section.limits", "least", s.Least, "most", s.Most)
}

// markable tells whether a person says that the step is done: the room marks the others itself.
func (m YearModel) markable(s dutyreport.Step) bool {
	return m.View.Year.State == dutyreport.Noticed && s.DoneOn == "" && s.ByHand()
}
