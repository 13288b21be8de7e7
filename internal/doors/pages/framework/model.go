package frameworkpage

import (
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/framework"
)

// Model is the page of one edition with the list of all.
type Model struct {
	Today      clock.Day
	Editions   []framework.Edition
	At         framework.Edition
	Pack       *pack.Pack
	Before     framework.Edition
	Changes    []framework.RuleChange
	OnlyChange bool
	Object     string         // check points for this kind of organisation only
	Running    map[string]int // open promises by rule version
	Year       *Year
	Near       *Near
	Try        Try
	MayEdit    bool
	MayApprove bool
	Problems   part.Problems
	From       string // first day as it was typed
}

// Year is a working calendar with what is needed to draw it.
type Year struct {
	calendar.YearInfo
	Today    clock.Day
	Entered  bool
	Alone    bool // it is the page, which names its source in the head
	MayEdit  bool
	Years    []int // entered years and the next one, for the way between them
	Form     YearForm
	Problems part.Problems
}

// YearForm is the calendar as it is typed: one holiday a line, make-up days in one field.
type YearForm struct {
	Off     string
	Work    string
	Source  string
	Confirm bool
	Version string
	Open    bool
}

// Near is the next holiday with what falls due on its days.
type Near struct {
	Holiday pack.Holiday
	Due     []calendar.Promise
}

// Try is the calculator: a rule, a start day, and what it gives.
type Try struct {
	Path     string // address of the page that carries it
	Rules    []part.Option
	Rule     string
	Start    string
	Result   *calendar.Reckoned
	Problems part.Problems
}

// shown are the rows of the rules table.
func (m Model) shown() []framework.RuleChange {
	if !m.OnlyChange {
		return m.Changes
	}
	var out []framework.RuleChange
	for _, c := range m.Changes {
		if c.Changed || c.New || c.Gone {
			out = append(out, c)
		}
	}
	return out
}

func (m Model) changed() (changed, fresh, gone int) {
	for _, c := range m.Changes {
		switch {
		case c.Changed:
			changed++
		case c.New:
			fresh++
		case c.Gone:
			gone++
		}
	}
	return changed, fresh, gone
}

// affected lists the changed rules with the matters that still run under the version before.
func (m Model) affected() (rows []affected, rest int) {
	for _, c := range m.Changes {
		r := c.Now
		if c.Changed || c.Gone {
			r = c.Was
		}
		n := 0
		for version, k := range m.Running {
			if code, _, ok := cutVersion(version); ok && code == r.Code {
				n += k
			}
		}
		if c.Changed || c.Gone {
			rows = append(rows, affected{r, n})
		} else {
			rest += n
		}
	}
	return rows, rest
}

type affected struct {
	rule pack.Rule
	n    int
}

// points are the check points of a category that concern the chosen kind of organisation.
func (m Model) points(c pack.Category) []pack.Point {
	if m.Object == "" {
		return c.Points
	}
	var out []pack.Point
	for _, p := range c.Points {
		for _, o := range p.Objects {
			if o == m.Object {
				out = append(out, p)
			}
		}
	}
	return out
}
