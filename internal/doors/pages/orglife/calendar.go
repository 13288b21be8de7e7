package orglifepage

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/orglife"
)

// calDay is one day of a month's calendar.
type calDay struct {
	Day    clock.Day
	Out    bool // of another month
	Events []calEvent
}

// calEvent is one line of a day: one activity, or several of a kind.
type calEvent struct{ Text, Class string }

// mostEvents is how many lines a day shows.
const mostEvents = 3

// weeks lays a month out in weeks from Monday.
func weeks(ctx context.Context, h pack.Rhythm, mon clock.Day, acts []orglife.Activity) [][]calDay {
	byDay := map[clock.Day][]orglife.Activity{}
	for _, a := range acts {
		byDay[a.Day] = append(byDay[a.Day], a)
	}
	next := shift(mon, 1)
	day := mon.Add(-(int(mon.Weekday()) + 6) % 7)
	var out [][]calDay
	for day < next {
		var week []calDay
		for range 7 {
			x := calDay{Day: day, Out: day < mon || day >= next}
			if !x.Out {
				x.Events = events(ctx, h, byDay[day])
				if m := int(day.Time().Month()); m%3 == 0 && day == next.Add(-1) {
					x.Events = append(x.Events, calEvent{Text: i18n.T(ctx, "orglife.calendar.quarter_ends", "n", m/3), Class: "e-x"})
				}
			}
			week = append(week, x)
			day = day.Add(1)
		}
		out = append(out, week)
	}
	return out
}

// events joins the activities of a kind on one day.
func events(ctx context.Context, h pack.Rhythm, acts []orglife.Activity) []calEvent {
	var out []calEvent
	n := map[string]int{}
	for _, a := range acts {
		n[a.Kind]++
	}
	seen := map[string]bool{}
	for _, a := range acts {
		if seen[a.Kind] {
			continue
		}
		seen[a.Kind] = true
		e := calEvent{Text: beatShort(ctx, h, a.Kind) + " " + itoa(n[a.Kind]), Class: eventClass(a.Kind)}
		if n[a.Kind] == 1 {
			e.Text = beatShort(ctx, h, a.Kind) + "　" + a.PartyName
		}
		out = append(out, e)
	}
	if len(out) > mostEvents {
		out = append(out[:mostEvents-1], calEvent{Text: i18n.T(ctx, "orglife.calendar.more", "n", len(out)-mostEvents+1), Class: "e-m"})
	}
	return out
}

func eventClass(kind string) string {
	switch kind {
	case "general_meeting", "democratic_meeting", "life_meeting":
		return "e-q"
	case "lecture":
		return "e-k"
	case "theme_day":
		return "e-d"
	}
	return "e-m"
}
