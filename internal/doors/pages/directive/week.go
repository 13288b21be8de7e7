package directivepage

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/directive"
)

// TasksModel is the tasks that the reader may see, by unit and week.
type TasksModel struct {
	All      []directive.TaskDuty // before the state was chosen: what the counts are of
	Duties   []directive.TaskDuty
	State    string            // chosen state, or late; empty for all
	Of       *directive.Listed // one directive, or nil for all
	MaySee   bool              // the directive itself
	Today    clock.Day
	Accepts  bool                // the reader accepts reports
	Waiting  *directive.DutyView // the first report to be accepted
	Problems part.Problems
}

// weeks shown at once; what lies outside stands in a column before or behind.
const weeksShown = 8

// grid is units by weeks.
type grid struct {
	weeks         []clock.Day // Mondays
	before, after bool
	groups        []group
}

type group struct {
	kind string
	rows []row
}

type row struct {
	unit           string
	cells          [][]directive.TaskDuty // before, weeks …, after
	accepted, dues int
}

func monday(d clock.Day) clock.Day {
	return d.Add(-(int(d.Weekday()+6) % 7))
}

func (m TasksModel) grid() grid {
	var g grid
	if len(m.Duties) == 0 {
		return g
	}
	first, end := m.Duties[0].Due, m.Duties[0].Due
	for _, d := range m.Duties {
		first, end = min(first, d.Due), max(end, d.Due)
	}
	start := monday(first)
	if earliest := monday(m.Today).Add(-21); start < earliest && end.Sub(start) >= 7*weeksShown {
		start = earliest
	}
	for w := start; w <= end && len(g.weeks) < weeksShown; w = w.Add(7) {
		g.weeks = append(g.weeks, w)
	}
	for _, d := range m.Duties {
		g.before = g.before || d.Due < start
		g.after = g.after || d.Due >= start.Add(7*weeksShown)
	}
	units := map[string]bool{}
	for _, d := range m.Duties {
		if !units[d.Unit] {
			units[d.Unit] = true
			if len(g.groups) == 0 || g.groups[len(g.groups)-1].kind != d.UnitKind {
				g.groups = append(g.groups, group{kind: d.UnitKind})
			}
			k := &g.groups[len(g.groups)-1]
			k.rows = append(k.rows, m.row(d.Unit, d.UnitName, g, start))
		}
	}
	return g
}

func (m TasksModel) row(id, name string, g grid, start clock.Day) row {
	r := row{unit: name, cells: make([][]directive.TaskDuty, len(g.weeks)+2)}
	for _, d := range m.Duties {
		if d.Unit != id {
			continue
		}
		r.dues++
		if d.State == directive.Accepted {
			r.accepted++
		}
		at := len(g.weeks) + 1
		switch week := d.Due.Sub(start); {
		case week < 0:
			at = 0
		case week/7 < len(g.weeks):
			at = week/7 + 1
		}
		r.cells[at] = append(r.cells[at], d)
	}
	return r
}

// shown are the columns of a row that the grid shows, in order.
func (g grid) shown(r row) []cell {
	var out []cell
	for i, c := range r.cells {
		if i == 0 && !g.before || i == len(r.cells)-1 && !g.after {
			continue
		}
		out = append(out, cell{duties: c, week: g.week(i)})
	}
	return out
}

type cell struct {
	duties []directive.TaskDuty
	week   clock.Day // empty before and behind
}

func (g grid) week(i int) clock.Day {
	if i < 1 || i > len(g.weeks) {
		return ""
	}
	return g.weeks[i-1]
}

func (g grid) columns() int {
	n := len(g.weeks) + 2
	if g.before {
		n++
	}
	if g.after {
		n++
	}
	return n
}

// mark is how a duty shows: overdue before its state.
func (m TasksModel) mark(d directive.TaskDuty) string {
	if d.Overdue(m.Today) {
		return "late"
	}
	return string(d.State)
}

var markClass = map[string]string{"issued": "is-o", "signed": "is-s", "reported": "is-r", "accepted": "is-a", "returned": "is-b", "late": "is-l"}

var marks = []string{"issued", "signed", "reported", "accepted", "returned", "late"}

// Shown keeps the duties of the chosen state.
func (m TasksModel) Shown() []directive.TaskDuty {
	if m.State == "" {
		return m.All
	}
	var out []directive.TaskDuty
	for _, d := range m.All {
		if m.mark(d) == m.State {
			out = append(out, d)
		}
	}
	return out
}

// count is how many duties show the mark.
func (m TasksModel) count(mark string) string {
	n := 0
	for _, d := range m.All {
		if m.mark(d) == mark {
			n++
		}
	}
	return strconv.Itoa(n)
}

// with is the address of the page with a state chosen.
func (m TasksModel) with(state string) templ.SafeURL {
	q := url.Values{}
	if m.Of != nil {
		q.Set("d", string(m.Of.ID))
	}
	if state != "" && state != m.State {
		q.Set("state", state)
	}
	if len(q) == 0 {
		return "/directive/tasks"
	}
	return templ.SafeURL("/directive/tasks?" + q.Encode())
}

// Known says whether a state may be chosen.
func Known(state string) bool { return slices.Contains(marks, state) }

// taskRow is one task with how far its units are.
type taskRow struct {
	directive.TaskDuty
	signed, reported, accepted, all int
	last                            time.Time
}

func (m TasksModel) tasks() []taskRow {
	var out []taskRow
	at := map[directive.TaskID]int{}
	for _, d := range m.Duties {
		i, ok := at[d.Task.ID]
		if !ok {
			i = len(out)
			at[d.Task.ID] = i
			out = append(out, taskRow{TaskDuty: d})
		}
		r := &out[i]
		r.all++
		if d.State != directive.Issued {
			r.signed++
		}
		if d.State == directive.Reported || d.State == directive.Accepted {
			r.reported++
		}
		if d.State == directive.Accepted {
			r.accepted++
			if d.AcceptedAt.After(r.last) {
				r.last = d.AcceptedAt
			}
		}
	}
	slices.SortStableFunc(out, func(a, b taskRow) int { return cmp.Compare(a.Task.Number, b.Task.Number) })
	return out
}

func (m TasksModel) due(r taskRow) part.Due {
	if r.accepted == r.all {
		return part.DoneOf(clock.DayOf(r.last), r.Task.Due)
	}
	return part.DueOf(m.Today, r.Task.Due, 0)
}

func (m TasksModel) wholly() int {
	n := 0
	for _, r := range m.tasks() {
		if r.accepted == r.all {
			n++
		}
	}
	return n
}

// some are the first duties that pass, for the cards at the side.
func (m TasksModel) some(pass func(directive.TaskDuty) bool) (list []directive.TaskDuty, n int) {
	for _, d := range m.All {
		if pass(d) {
			if n++; len(list) < 6 {
				list = append(list, d)
			}
		}
	}
	return list, n
}

func (m TasksModel) late(d directive.TaskDuty) bool { return d.Overdue(m.Today) }

func mine(d directive.TaskDuty) bool {
	return d.State == directive.Issued || d.State == directive.Signed || d.State == directive.Returned
}

func reported(d directive.TaskDuty) bool { return d.State == directive.Reported }

func (m TasksModel) title(ctx context.Context) string {
	if m.Of != nil {
		return i18n.T(ctx, "directive.tasks.title_of", "title", m.Of.Title, "n", len(m.tasks()))
	}
	return i18n.T(ctx, "directive.tasks.title")
}

func (m TasksModel) lastDue() clock.Day {
	var out clock.Day
	for _, d := range m.Duties {
		out = max(out, d.Due)
	}
	return out
}

func (m TasksModel) unitCount() int {
	seen := map[string]bool{}
	for _, d := range m.Duties {
		seen[d.Unit] = true
	}
	return len(seen)
}

func weekNo(g grid, d clock.Day) string {
	for i, w := range g.weeks {
		if w == d {
			return strconv.Itoa(i + 1)
		}
	}
	return ""
}

// monthDay heads a week: 6/15, or 15 Jun.
func monthDay(ctx context.Context, d clock.Day) string {
	if i18n.Lang(ctx) == "en" {
		return i18n.ShortDay(ctx, d)
	}
	t := d.Time()
	return strconv.Itoa(int(t.Month())) + "/" + strconv.Itoa(t.Day())
}

func stateColour(s directive.State) string {
	switch s {
	case directive.Issued:
		return "amber"
	case directive.Signed:
		return "blue"
	case directive.Reported:
		return "plum"
	case directive.Returned:
		return "red"
	}
	return ""
}
