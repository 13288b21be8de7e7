// Package calendarpage shows a person's dates of all rooms: a month counted by day, what is overdue, and the
// list with the page on which each is done.
package calendarpage

import (
	"context"
	"net/url"
	"strconv"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/calendar"
)

// Path is the address of the page.
const Path = "/calendar/dates"

// Model is the page.
type Model struct {
	calendar.Page
	Look  calendar.Look
	Today clock.Day
}

// Query is the look as an address keeps it, with changes by name: an empty value takes one away.
func Query(l calendar.Look, change ...string) string {
	v := url.Values{}
	set := func(name, value string) {
		if v.Del(name); value != "" {
			v.Set(name, value)
		}
	}
	set("group", l.Group)
	set("view", "mine")
	if l.All {
		set("view", "all")
	}
	set("month", string(l.Month)[:7])
	set("day", string(l.Day))
	if l.Missed {
		set("state", "missed")
	}
	for i := 0; i+1 < len(change); i += 2 {
		set(change[i], change[i+1])
	}
	return v.Encode()
}

func (m Model) at(change ...string) string { return Path + "?" + Query(m.Look, change...) }

func (m Model) month(n int) string {
	day := m.First.Add(-1)
	if n > 0 {
		day = m.Last.Add(1)
	}
	return m.at("month", string(day)[:7], "day", "", "state", "")
}

// cell is one day of the month.
type cell struct {
	Day   clock.Day
	Out   bool
	Lines []line
}

type line struct {
	Text string
	Bad  bool
}

// mostLines is how many lines a day shows.
const mostLines = 3

func (m Model) weeks(ctx context.Context) [][]cell {
	at := map[clock.Day][]calendar.Tally{}
	for _, t := range m.Tallies {
		at[t.Due] = append(at[t.Due], t)
	}
	var out [][]cell
	for day := m.First.Add(-(int(m.First.Weekday()) + 6) % 7); day <= m.Last; {
		var week []cell
		for range 7 {
			c := cell{Day: day, Out: day < m.First || day > m.Last}
			if !c.Out {
				c.Lines = lines(ctx, at[day])
			}
			week, day = append(week, c), day.Add(1)
		}
		out = append(out, week)
	}
	return out
}

// lines says how many dates of each group a day has, what is not kept apart from what is.
func lines(ctx context.Context, tallies []calendar.Tally) (out []line) {
	type key struct {
		group string
		bad   bool
	}
	n := map[key]int{}
	for _, t := range tallies {
		n[key{groupOf(t.Kind), t.Standing == calendar.Missed || t.Standing == calendar.Overdue}] += t.N
	}
	for _, bad := range []bool{true, false} {
		for _, g := range groups {
			if k := (key{g, bad}); n[k] > 0 {
				text := groupWord(ctx, g) + " " + strconv.Itoa(n[k])
				if bad {
					text = i18n.T(ctx, "calendar.dates.open_of", "what", groupWord(ctx, g), "n", n[k])
				}
				out = append(out, line{text, bad})
			}
		}
	}
	if len(out) > mostLines {
		out = append(out[:mostLines-1], line{Text: i18n.T(ctx, "calendar.dates.more", "n", len(out)-mostLines+1)})
	}
	return out
}

var groups, groupBy = func() (list []string, by map[string]string) {
	by = map[string]string{}
	seen := map[string]bool{}
	for _, k := range calendar.Kinds {
		by[k.Code] = k.Group
		if !seen[k.Group] {
			seen[k.Group] = true
			list = append(list, k.Group)
		}
	}
	return list, by
}()

func groupOf(kind string) string { return groupBy[kind] }

func groupWord(ctx context.Context, g string) string { return i18n.T(ctx, "calendar.group."+g) }

// KindWord is what a date is about, in one word.
func KindWord(ctx context.Context, kind string) string { return i18n.T(ctx, "calendar.kind."+kind) }

// Title is the words of a date: a restricted one says only its kind.
func Title(ctx context.Context, p calendar.Promise) string {
	if p.Restricted || p.Title == "" {
		return KindWord(ctx, p.Kind)
	}
	return p.Title
}

// Badge is where a date stands, as shape and words.
func Badge(ctx context.Context, p calendar.Promise, today clock.Day) part.Due {
	t := func(key string, args ...any) string { return i18n.T(ctx, "calendar.standing."+key, args...) }
	switch s := p.Stands(today); s {
	case calendar.Missed:
		return part.Due{Kind: part.Late, Text: t("missed")}
	case calendar.MadeUp:
		return part.Due{Kind: part.Late, Text: t("made_up", "day", i18n.ShortDay(ctx, p.DoneOn))}
	case calendar.KeptLate:
		return part.Due{Kind: part.Done, Text: t("late", "n", max(1, p.Late))}
	case calendar.InTime:
		return part.Due{Kind: part.Done}
	case calendar.Halted:
		return part.Due{Kind: part.Hold}
	case calendar.Near:
		if p.Due < today {
			return part.Due{Kind: part.Soon, Text: t("closes", "day", i18n.ShortDay(ctx, p.Closes))}
		}
		return part.DueOf(today, p.Due, calendar.WarnDays)
	}
	return part.DueOf(today, p.Due, calendar.WarnDays)
}

func (m Model) groupOptions(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "calendar.dates.all_groups")}}
	for _, g := range m.Groups {
		out = append(out, part.Option{Value: g, Text: groupWord(ctx, g)})
	}
	return out
}

func (m Model) viewOptions(ctx context.Context) []part.Option {
	return []part.Option{{Value: "mine", Text: i18n.T(ctx, "calendar.dates.mine")}, {Value: "all", Text: i18n.T(ctx, "calendar.dates.all")}}
}

func (m Model) view() string {
	if m.Look.All {
		return "all"
	}
	return "mine"
}

func (m Model) listTitle(ctx context.Context) string {
	switch {
	case m.Look.Missed:
		return i18n.T(ctx, "calendar.dates.missed_of", "year", string(m.First[:4]))
	case m.Look.Day != "":
		return i18n.Day(ctx, m.Look.Day)
	}
	return i18n.T(ctx, "calendar.dates.month", "year", string(m.First[:4]), "n", int(m.First.Time().In(clock.Zone).Month()))
}

func (m Model) pages(ctx context.Context) part.Pages {
	p := part.Pages{Shown: i18n.T(ctx, "calendar.dates.shown", "n", len(m.List))}
	if m.Look.After.ID != "" {
		p.First = m.at()
	}
	if m.Next.ID != "" {
		p.Next = m.at("after", string(m.Next.Due)+"."+m.Next.ID)
	}
	return p
}
