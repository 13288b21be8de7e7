// Package jointpage shows joint supervision: the one list, a finding, the meetings with their minutes and
// tasks, the departments that take part.
package jointpage

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/joint"
)

// BoardModel is the first page.
type BoardModel struct {
	joint.Board
	Today    clock.Day
	Filter   joint.Filter
	Query    string
	Units    []part.Option
	MayEdit  bool
	Problems part.Problems
	Form     url.Values
}

// FindingModel is one finding, or the form of a new one when it has no id.
type FindingModel struct {
	joint.Finding
	Form        url.Values
	Problems    part.Problems
	Departments []joint.Department
	Units       []part.Option
	Categories  []part.Option
	MayEdit     bool
}

// MeetingModel is one meeting, or the form of a new one when it has no id.
type MeetingModel struct {
	joint.Held
	Form     url.Values
	Problems part.Problems
	Today    clock.Day
	MayEdit  bool
	Me       string // the reader's name: who reported a task does not settle it
}

// TaskRows is how many tasks the form of the minutes takes; more meetings than not give fewer.
const TaskRows = 4

func field(form url.Values, problems part.Problems, name, label string) part.Field {
	return part.Field{Name: name, Label: label, Value: form.Get(name), Error: problems.Of(name)}
}

func required(f part.Field) part.Field { f.Required = true; return f }

func (m BoardModel) field(name, label string) part.Field {
	return field(m.Form, m.Problems, name, label)
}
func (m FindingModel) field(name, label string) part.Field {
	return field(m.Form, m.Problems, name, label)
}
func (m MeetingModel) field(name, label string) part.Field {
	return field(m.Form, m.Problems, name, label)
}

func options(list []joint.Department, first string) (out []part.Option) {
	if first != "" {
		out = append(out, part.Option{Text: first})
	}
	for _, d := range list {
		out = append(out, part.Option{Value: d.ID, Text: d.Name})
	}
	return out
}

func all(units []part.Option, text string) []part.Option {
	return append([]part.Option{{Text: text}}, units...)
}

func numbered(name string, n int) string { return name + "-" + strconv.Itoa(n) }

// State is the words of a line's state: a finding's own, or the ledger's.
func State(ctx context.Context, l joint.Line) string {
	if l.Source == "joint" {
		return i18n.T(ctx, "joint.state."+l.State)
	}
	return i18n.T(ctx, "rectify.state."+l.State)
}

// From is who found it: the department, or where the ledger has it from.
func From(ctx context.Context, l joint.Line) string {
	if l.Source == "joint" {
		return l.Department
	}
	return i18n.T(ctx, "rectify.source."+l.Source)
}

func href(l joint.Line) string {
	if l.Source == "joint" {
		return "/joint/findings/" + l.Ref
	}
	return "/rectify/items/" + l.Ref
}

// table is the year's findings: a row each unit, a column each department.
type foundRow struct {
	Unit  string
	Cells []int64
}

func (m BoardModel) table() (rows []foundRow) {
	at := map[string]int{}
	for i, d := range m.Departments {
		at[d.ID] = i
	}
	for _, f := range m.Found {
		if len(rows) == 0 || rows[len(rows)-1].Unit != f.UnitName {
			rows = append(rows, foundRow{Unit: f.UnitName, Cells: make([]int64, len(m.Departments))})
		}
		if i, ok := at[f.Department]; ok {
			rows[len(rows)-1].Cells[i] = f.N
		}
	}
	return rows
}

func cell(n int64) string {
	if n == 0 {
		return "–"
	}
	return strconv.FormatInt(n, 10)
}

func taskColour(state string) string {
	switch state {
	case joint.Done:
		return "green"
	case joint.Returned:
		return "red"
	case joint.Reported:
		return "plum"
	}
	return "blue"
}

func (m BoardModel) year() string { return strings.SplitN(string(m.Today), "-", 2)[0] }
