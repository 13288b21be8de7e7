package trainingpage

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/training"
)

// Form is what was typed and what is wrong with it.
type Form struct {
	Values   map[string]string
	Problems part.Problems
}

func (f Form) field(ctx context.Context, name, key string, required bool) part.Field {
	return part.Field{Name: name, Label: i18n.T(ctx, key), Value: f.Values[name], Error: f.Problems.Of(name), Required: required}
}

func (f Form) hinted(ctx context.Context, name, key, hint string, required bool) part.Field {
	x := f.field(ctx, name, key, required)
	x.Hint = i18n.T(ctx, hint)
	return x
}

func (f Form) number(ctx context.Context, name, key, hint string, required bool) part.Field {
	x := f.hinted(ctx, name, key, hint, required)
	x.Type = "number"
	x.Attrs = templ.Attributes{"min": "0"}
	return x
}

func itoa(n int) string { return strconv.Itoa(n) }

// tenth is a number of tenths as people read it: 17.6, 32.
func tenth(n int) string {
	s := strconv.Itoa(n / 10)
	if n%10 != 0 {
		s += "." + strconv.Itoa(n%10)
	}
	return s
}

// OverviewModel is the year's page.
type OverviewModel struct {
	training.Overview
	Keeps map[string]bool // branches whose people the reader may see
	Form  Form
}

func (m OverviewModel) sum() (t training.Total) {
	for _, x := range m.Totals {
		t.People += x.People
		t.Due += x.Due
		t.Done += x.Done
	}
	return t
}

func (m OverviewModel) figures(ctx context.Context) []part.Figure {
	t := m.sum()
	done, due := t.PerHead()
	held, planned := 0, 0
	for _, c := range m.Courses {
		switch c.State {
		case training.Held:
			held++
		case training.Planned:
			planned++
		}
	}
	slow, late := 0, 0
	for _, x := range m.Totals {
		switch x.Light(m.Elapsed) {
		case "soon":
			slow++
		case "late":
			late++
		}
	}
	return []part.Figure{
		{Title: i18n.T(ctx, "training.figure.per_head"), N: tenth(done), Unit: " / " + tenth(due), Note: i18n.T(ctx, "training.figure.elapsed", "n", m.Elapsed/10)},
		{Title: i18n.T(ctx, "training.figure.branches"), N: itoa(len(m.Totals)), Note: i18n.T(ctx, "training.figure.slow", "slow", slow, "late", late)},
		{Title: i18n.T(ctx, "training.figure.held"), N: itoa(held), Note: i18n.T(ctx, "training.figure.planned", "n", planned), Href: "#courses"},
		{Title: i18n.T(ctx, "training.figure.new"), N: itoa(len(m.Late)), Href: "#new"},
	}
}

// halves splits the totals into the two columns of the panel.
func (m OverviewModel) pairs() [][]training.Total {
	var out [][]training.Total
	n := (len(m.Totals) + 1) / 2
	for i := range n {
		row := []training.Total{m.Totals[i]}
		if i+n < len(m.Totals) {
			row = append(row, m.Totals[i+n])
		}
		out = append(out, row)
	}
	return out
}

func (m OverviewModel) years() []part.Option {
	var out []part.Option
	seen := false
	for _, y := range m.Years {
		out = append(out, part.Option{Value: itoa(y.Year), Text: itoa(y.Year)})
		seen = seen || y.Year == m.Asked
	}
	if !seen {
		out = append(out, part.Option{Value: itoa(m.Asked), Text: itoa(m.Asked)})
	}
	return out
}

func barColour(light string) string {
	return map[string]string{"soon": "amber", "late": "red"}[light]
}

// lightDue is the badge of a branch that is slow: words and shape, not colour alone.
func lightDue(ctx context.Context, light string) part.Due {
	return part.Due{Kind: part.DueKind(light), Text: i18n.T(ctx, "training.light."+light)}
}

func branchURL(m OverviewModel, id string) templ.SafeURL {
	return templ.SafeURL("/training/branches/" + id + "?year=" + itoa(m.Asked))
}

func courseURL(id string) templ.SafeURL { return templ.SafeURL("/training/courses/" + id) }

// days says when a course is: its days, or the month for which it is planned.
func days(ctx context.Context, c training.Course) string {
	switch {
	case c.First == "":
		return i18n.T(ctx, "training.month_is", "n", c.Month)
	case c.First == c.Last:
		return i18n.Day(ctx, c.First)
	}
	return i18n.Day(ctx, c.First) + "–" + i18n.Day(ctx, c.Last)
}

func stateColour(state string) string {
	return map[string]string{training.Held: "green", training.Planned: "blue"}[state]
}

// PlanModel is the form of a new course.
type PlanModel struct {
	Year    int
	Halls   []org.Unit
	MakesUp *training.Course
	Form    Form
}

func (m PlanModel) halls() []part.Option {
	out := []part.Option{{}}
	for _, u := range m.Halls {
		out = append(out, part.Option{Value: u.ID, Text: strings.Repeat("　", max(u.Depth-1, 0)) + u.Short})
	}
	return out
}

func kinds(ctx context.Context) []part.Option {
	var out []part.Option
	for _, k := range training.Kinds {
		out = append(out, part.Option{Value: k, Text: i18n.T(ctx, "training.kind."+k)})
	}
	return out
}

func months(ctx context.Context) []part.Option {
	out := []part.Option{{}}
	for n := 1; n <= 12; n++ {
		out = append(out, part.Option{Value: itoa(n), Text: i18n.T(ctx, "training.month_is", "n", n)})
	}
	return out
}

// CourseModel is a course's page.
type CourseModel struct {
	training.CoursePage
	Files []part.Evidence
	Hint  string // which files are taken
	Form  Form
	// Ticked are the persons ticked, for a form that came back; nil ticks everybody.
	Ticked map[string]bool
}

func (m CourseModel) ticked(person string) bool { return m.Ticked == nil || m.Ticked[person] }

// open counts the seats whose hours may still be recognised.
func (m CourseModel) open() int {
	n := 0
	for _, s := range m.Seats {
		if s.State == training.Attended && s.At.IsZero() {
			n++
		}
	}
	return n
}

func (m CourseModel) absent() int {
	n := 0
	for _, s := range m.Seats {
		if s.State == training.Absent {
			n++
		}
	}
	return n
}

// byBranch keeps the participants of one branch together, in register order.
func (m CourseModel) byBranch() [][]training.Seat {
	var out [][]training.Seat
	for _, s := range m.Seats {
		if n := len(out); n > 0 && out[n-1][0].Party == s.Party {
			out[n-1] = append(out[n-1], s)
			continue
		}
		out = append(out, []training.Seat{s})
	}
	return out
}

// BranchModel is a branch's year.
type BranchModel struct{ training.Branch }

func (m BranchModel) figures(ctx context.Context) []part.Figure {
	done, due := m.Total.PerHead()
	return []part.Figure{
		{Title: i18n.T(ctx, "training.figure.per_head"), N: tenth(done), Unit: " / " + tenth(due), Note: i18n.T(ctx, "training.figure.elapsed", "n", m.Elapsed/10)},
		{Title: i18n.T(ctx, "training.figure.people"), N: itoa(m.Total.People)},
		{Title: i18n.T(ctx, "training.figure.below"), N: itoa(m.Total.Below), Href: "#needs"},
		{Title: i18n.T(ctx, "training.figure.no_turn"), N: itoa(len(m.NoTurn)), Href: "#turn"},
	}
}

func leftOf(today, due clock.Day) part.Due { return part.DueOf(today, due, 30) }
