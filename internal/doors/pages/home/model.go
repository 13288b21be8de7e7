package homepage

import (
	"context"
	"slices"
	"strconv"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/burden"
	"plumbline/internal/hall/notify"
	"plumbline/internal/rooms/inspect"
	"plumbline/internal/rooms/rectify"
)

// Todo is one thing that waits for the reader: what, for whom, until when, and the button that leads
// to where it is done.
type Todo struct {
	Due   clock.Day // "" when nothing presses
	Title string
	Href  string
	Verb  string
	Meta  []string
	Main  bool // the first of its group is drawn as the main act
	Auto  int  // cells of its form that the system has filled in
	Cells int  // all cells of its form; 0 where it is no form
}

// Group is the todos of one urgency.
type Group struct {
	Kind  part.DueKind
	Title string
	Todos []Todo
}

// Grouped sorts todos by their day into late, today, this week and later.
func Grouped(ctx context.Context, todos []Todo, today clock.Day) []Group {
	groups := []Group{
		{part.Late, i18n.T(ctx, "home.group.late"), nil},
		{part.Soon, i18n.T(ctx, "home.group.today"), nil},
		{part.OK, i18n.T(ctx, "home.group.week"), nil},
		{part.Long, i18n.T(ctx, "home.group.later"), nil},
	}
	slices.SortStableFunc(todos, func(a, b Todo) int { return cmpDay(a.Due, b.Due) })
	for _, t := range todos {
		i := 3
		switch left := t.Due.Sub(today); {
		case t.Due == "":
		case left < 0:
			i = 0
		case left == 0:
			i = 1
		case left <= 7:
			i = 2
		}
		t.Main = len(groups[i].Todos) == 0 && i < 2
		groups[i].Todos = append(groups[i].Todos, t)
	}
	return slices.DeleteFunc(groups, func(g Group) bool { return len(g.Todos) == 0 })
}

// cmpDay puts what has no day last.
func cmpDay(a, b clock.Day) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "" || a < b:
		return -1
	}
	return 1
}

// BenchModel is the workbench.
type BenchModel struct {
	Today       clock.Day
	Groups      []Group
	Figures     []part.Figure
	Notices     []notify.Notice
	Inspections []inspect.Inspection
	Trend       []rectify.Week
	MayRegister bool
	HasLedger   bool
}

// DueOf is the badge of a todo; without a day it waits without pressing.
func (t Todo) DueOf(ctx context.Context, today clock.Day) part.Due {
	if t.Due == "" {
		return part.Due{Kind: part.Long, Text: i18n.T(ctx, "home.no_day")}
	}
	d := part.DueOf(today, t.Due, 0)
	if d.Kind == part.OK || d.Kind == part.Soon && d.Days > 0 {
		d.Text = i18n.ShortDay(ctx, t.Due)
	}
	return d
}

// chart is the trend as lengths for an SVG of 560 × 150.
type chart struct {
	Line   string
	Points [][2]string
	Bars   []bar
	Labels []label
	Top    int64
	TopBar int64
}

type bar struct{ X, Y, H string }

type label struct{ X, Text string }

const chartW, chartH = 560.0, 130.0

func (m BenchModel) chart(ctx context.Context) chart {
	c := chart{Top: 1, TopBar: 1}
	for _, w := range m.Trend {
		c.Top, c.TopBar = max(c.Top, w.Open), max(c.TopBar, w.Closed)
	}
	c.Top, c.TopBar = roundUp(c.Top), roundUp(c.TopBar*3)
	step := chartW / float64(max(1, len(m.Trend)))
	for i, w := range m.Trend {
		x := step * (float64(i) + 0.5)
		y := chartH - chartH*float64(w.Open)/float64(c.Top)
		c.Points = append(c.Points, [2]string{num(x), num(y)})
		c.Line += num(x) + "," + num(y) + " "
		h := chartH * float64(w.Closed) / float64(c.TopBar)
		c.Bars = append(c.Bars, bar{num(x - 6), num(chartH - h), num(h)})
		if i%2 == 0 {
			c.Labels = append(c.Labels, label{num(x), i18n.ShortDay(ctx, w.Start)})
		}
	}
	return c
}

// roundUp is the next 1, 2, 4 or 8 times a power of ten: a scale with readable ends.
func roundUp(n int64) int64 {
	for p := int64(1); ; p *= 10 {
		for _, k := range []int64{1, 2, 4, 8} {
			if p*k >= n {
				return p * k
			}
		}
	}
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// UnitModel is the home of an inspected unit.
type UnitModel struct {
	Today    clock.Day
	UnitName string
	UnitID   string
	Groups   []Group
	Figures  []part.Figure
	States   []StateRow
	Notices  []notify.Notice
	Meter    burden.Meter
}

// StateRow is one line of the unit's own problems: how many stand in a state, the nearest day, and
// whose turn it is.
type StateRow struct {
	State   rectify.State
	N       int64
	Nearest clock.Day
	Turn    string
	Ours    bool
	Href    string
}

// StateColour is the colour of an item's state (DESIGN.md 7).
func StateColour(s rectify.State) string {
	switch s {
	case rectify.Listed:
		return "amber"
	case rectify.Signed, rectify.Working, rectify.MostlyDone:
		return "blue"
	case rectify.Claimed, rectify.Verifying:
		return "plum"
	case rectify.Returned, rectify.Relapsed:
		return "red"
	case rectify.Standing:
		return "green"
	}
	return ""
}
