package chronicpage

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/pages/shell"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/chronic"
)

func currentTab(now bool) templ.Attributes {
	if now {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// lotLamp is the deadline of a review.
func lotLamp(l chronic.Lot, today clock.Day) part.Due {
	if l.DoneOn != "" {
		return part.DoneOf(l.DoneOn, l.Due)
	}
	return part.DueOf(today, l.Due, 3)
}

func milestoneLamp(m chronic.Milestone, today clock.Day) part.Due {
	if m.DoneOn != "" {
		return part.DoneOf(m.DoneOn, m.Due)
	}
	return part.DueOf(today, m.Due, 3)
}

func people(list []chronic.Named) string {
	var out []string
	for _, n := range list {
		out = append(out, n.Name)
	}
	return strings.Join(out, "、")
}

func visitPeople(v *chronic.Visit, duty string) string {
	var out []string
	for _, p := range v.People {
		if p.Duty == duty {
			out = append(out, p.Name)
		}
	}
	return strings.Join(out, "、")
}

func verdictColour(v string) string {
	if v == chronic.Differs {
		return "red"
	}
	return "green"
}

// stepText says what a step did, with its dates.
func stepText(ctx context.Context, s chronic.Step) string {
	text := i18n.T(ctx, "chronic.act."+string(s.Act))
	switch {
	case s.Act == chronic.ActAccept && s.Was != "":
		text += "　" + i18n.T(ctx, "chronic.step.sampled", "n", s.Was)
	case s.Was != "" && s.Due != "":
		text += "　" + i18n.Day(ctx, clock.Day(s.Was)) + " → " + i18n.Day(ctx, clock.Day(s.Due))
	case s.Due != "":
		text += "　" + i18n.Day(ctx, clock.Day(s.Due))
	}
	return text
}

func stepWords(s chronic.Step) string {
	if s.Act == chronic.ActSchedule {
		return ""
	}
	return s.Words
}

func slipDay(s chronic.Slip) clock.Day { return clock.Day(s.Day) }

// title is the problem's, or its number once it has no words.
func (m ItemModel) title(ctx context.Context) string {
	if m.p().Title == "" {
		return i18n.T(ctx, "chronic.item.numbered", "n", m.p().Number)
	}
	return m.p().Title
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func batchTitle(ctx context.Context, b chronic.Batch) string {
	return i18n.T(ctx, "chronic.batch.n", "n", b.Number) + "　" + b.Title
}

func (m LotModel) isNamed(id string) bool {
	for _, p := range m.V.Lot.People {
		if p.ID == id {
			return true
		}
	}
	return false
}

// menu is the entry of the reader's menu under which these pages stand: a unit has one of its own, the
// office comes from the campaign.
func menu(ctx context.Context) string {
	for _, g := range shell.From(ctx).Nav {
		for _, l := range g.Links {
			if l.Key == "chronic_own" {
				return l.Key
			}
		}
	}
	return "campaigns"
}
