package directivepage

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/directive"
)

// ListModel is the list of directives with the form for a new one.
type ListModel struct {
	List    []directive.Listed
	MayEdit bool
	Form    Form
}

// Form is a form as it was typed, with what is wrong with it.
type Form struct {
	Values   map[string]string
	Problems part.Problems
}

func (f Form) field(name, label string) part.Field {
	return part.Field{Name: name, Label: label, Value: f.Values[name], Error: f.Problems.Of(name)}
}

// Page is one directive.
type Page struct {
	View     directive.View
	Node     *directive.Node // at hand
	Sentence string
	Phrases  []cut.Phrase
	Form     Form
	Reason   Form // of declining and splitting
	Compare  *directive.Comparison
	Today    clock.Day
	Problems part.Problems
}

func (p Page) current() directive.NodeID {
	if p.Node == nil {
		return ""
	}
	return p.Node.ID
}

func (p Page) url(tail string) templ.SafeURL {
	return templ.SafeURL("/directive/" + string(p.View.ID) + tail)
}

// at is the address of the page with a node at hand.
func (p Page) at(id directive.NodeID) templ.SafeURL {
	q := "?n=" + string(id)
	if p.View.Text.N != p.View.Draft {
		q += "&draft=" + strconv.Itoa(p.View.Text.N)
	}
	return p.url(q + "#s-" + string(id))
}

func (p Page) node(act string) templ.SafeURL {
	return p.url("/node/" + string(p.Node.ID) + "/" + act)
}

// Clause says where a node stands: 二、（二）句 1.
func Clause(ctx context.Context, clause string) string {
	path, n := directive.ClauseOf(clause)
	if path == "" {
		path = i18n.T(ctx, "directive.outline.before")
	}
	if n == 0 {
		return path
	}
	return path + " " + i18n.T(ctx, "directive.outline.sentence", "n", n)
}

// status is what became of a node, as a class: is-task, is-none, is-warn, is-cur or empty.
func (p Page) status(n directive.Node) string {
	switch {
	case n.ID == p.current():
		return "is-cur"
	case len(p.View.Tasks[n.ID]) > 0:
		return "is-task"
	case n.Mark != "":
		return "is-none"
	case n.Kind == directive.Sentence && n.Demands:
		return "is-warn"
	}
	return ""
}

// mark is the words behind a node in the outline.
func (p Page) mark(ctx context.Context, n directive.Node) string {
	tasks := p.View.Tasks[n.ID]
	switch {
	case len(tasks) == 1:
		return tasks[0].Number
	case len(tasks) > 1:
		return i18n.T(ctx, "directive.outline.tasks", "n", len(tasks))
	case n.ID == p.current() && n.Kind == directive.Sentence && n.Mark == "":
		return i18n.T(ctx, "directive.outline.current")
	case n.Mark == directive.Declined:
		return i18n.T(ctx, "directive.outline.declined")
	case n.Mark == directive.Pruned:
		return i18n.T(ctx, "directive.outline.pruned")
	case n.Kind == directive.Sentence && n.Demands:
		return i18n.T(ctx, "directive.outline.open")
	}
	return ""
}

func shapeOf(status string) part.DueKind {
	switch status {
	case "is-task":
		return part.Done
	case "is-none":
		return part.Long
	case "is-warn":
		return part.Soon
	}
	return part.OK
}

// tree is a node with what stands under it.
type tree struct {
	directive.Node
	Clause string
	Kids   []tree
}

// trees puts the nodes of the outline under each other. Sentences that demand nothing stay in the
// document alone.
func (p Page) trees() []tree {
	kids := map[directive.NodeID][]directive.Node{}
	for _, n := range p.View.Nodes {
		if n.Mark == directive.Merged || n.Kind == directive.Sentence && p.status(n) == "" {
			continue
		}
		kids[n.Parent] = append(kids[n.Parent], n)
	}
	var grow func(id directive.NodeID) []tree
	grow = func(id directive.NodeID) []tree {
		var out []tree
		for _, n := range kids[id] {
			t := tree{Node: n, Clause: p.View.Clauses[n.ID]}
			if n.Mark != directive.Pruned && n.Kind == directive.Part {
				t.Kids = grow(n.ID)
			}
			if len(t.Kids) == 1 && t.Kids[0].Kind == directive.Sentence && t.Kids[0].Title == n.Title && len(t.Kids[0].Kids) == 0 {
				only := t.Kids[0] // 一是压实责任；: heading and sentence are the same words
				only.Marker, only.Level = n.Marker, n.Level
				t = only
			}
			out = append(out, t)
		}
		return out
	}
	return grow("")
}

// left are the sentences that demand something and have neither a task nor a refusal.
func (p Page) left() []directive.Node {
	gone := p.View.Gone()
	var out []directive.Node
	for _, n := range p.View.Nodes {
		if n.Kind == directive.Sentence && n.Demands && n.Mark == "" && !gone[n.ID] && len(p.View.Tasks[n.ID]) == 0 {
			out = append(out, n)
		}
	}
	return out
}

// lacks says what an open sentence does not name.
func (p Page) lacks(ctx context.Context, n directive.Node) string {
	body := []rune(p.View.Text.Body)
	var due, actor bool
	for _, x := range cut.Suggest(string(body[n.First:n.Last]), p.View.Names) {
		due = due || x.Kind == cut.Due
		actor = actor || x.Kind == cut.Lead || x.Kind == cut.Actor
	}
	switch {
	case !actor:
		return i18n.T(ctx, "directive.outline.no_actor")
	case !due:
		return i18n.T(ctx, "directive.outline.no_due")
	}
	return ""
}

// offers are the phrases for one field, each once.
func (p Page) offers(kinds ...string) []cut.Phrase {
	var out []cut.Phrase
	seen := map[string]bool{}
	for _, k := range kinds {
		for _, x := range p.Phrases {
			if x.Kind == k && !seen[x.Text] && len(out) < 3 {
				seen[x.Text] = true
				out = append(out, x)
			}
		}
	}
	return out
}

// value is what a phrase puts into its field; empty when it cannot be one.
func (p Page) value(field string, x cut.Phrase) string {
	switch field {
	case "due":
		return string(DueOf(x.Date, p.Today))
	case "rhythm":
		return rhythmOf(x.Date)
	case "lead":
		for _, name := range strings.FieldsFunc(x.Text, func(r rune) bool { return strings.ContainsRune("、和及与", r) }) {
			return strings.TrimSuffix(name, "等")
		}
	case "assist", "each":
		return strings.NewReplacer("、", "；").Replace(x.Text)
	}
	return x.Text
}

// DueOf turns a date phrase into a day; a phrase that needs the working calendar or names no day gives
// none. A day without a year is the next one.
func DueOf(d *cut.Date, today clock.Day) clock.Day {
	if d == nil {
		return ""
	}
	t := today.Time()
	year := d.Year
	if year == 0 {
		year = t.Year()
	}
	var day clock.Day
	switch d.Kind {
	case cut.KindDay:
		day = dayOf(year, d.Month, d.Day)
	case cut.KindMonth:
		month := d.Month
		if month == 0 {
			month = int(t.Month())
		}
		day = dayOf(year, month+1, 1).Add(-1)
		if month == 12 {
			day = dayOf(year, 12, 31)
		}
	case cut.KindYear:
		day = dayOf(year, 12, 31)
	case cut.KindTerm:
		switch d.Unit {
		case "日", "天", "自然日":
			return today.Add(d.Count)
		case "周", "星期":
			return today.Add(7 * d.Count)
		case "月":
			return clock.DayOf(t.AddDate(0, d.Count, 0))
		case "年":
			return clock.DayOf(t.AddDate(d.Count, 0, 0))
		}
		return ""
	}
	if d.Year == 0 && day != "" && day < today {
		day = clock.DayOf(day.Time().AddDate(1, 0, 0))
	}
	return day
}

func dayOf(year, month, day int) clock.Day {
	two := func(n int) string {
		s := strconv.Itoa(n)
		if len(s) == 1 {
			return "0" + s
		}
		return s
	}
	out, err := clock.ParseDay(strconv.Itoa(year) + "-" + two(month) + "-" + two(day))
	if err != nil {
		return ""
	}
	return out
}

func rhythmOf(d *cut.Date) string {
	if d == nil {
		return ""
	}
	switch d.Unit {
	case "周", "星期":
		return "week"
	case "月", "个月":
		return "month"
	case "季", "季度":
		return "quarter"
	case "日", "天", "工作日":
		return "day"
	}
	return ""
}

// withdrawn are the tasks of the sentence at hand that were taken back.
func (p Page) withdrawn() []directive.Task {
	var out []directive.Task
	for _, t := range p.View.All {
		if t.Node == p.current() && !t.Withdrawn.IsZero() {
			out = append(out, t)
		}
	}
	return out
}

// leaders are the kinds of phrases that may name who leads: one that says so, else any actor.
func (p Page) leaders() []string {
	if len(p.offers(cut.Lead)) > 0 {
		return []string{cut.Lead}
	}
	return []string{cut.Actor}
}

// counts are the numbers that the sentence names.
func (p Page) counts() []string {
	var out []string
	for _, x := range p.offers(cut.Count) {
		out = append(out, x.Text)
	}
	return out
}

// splits are the places after a comma where the sentence at hand may be cut in two.
func (p Page) splits() []part.Option {
	var out []part.Option
	rs := []rune(p.Sentence)
	for i, r := range rs {
		if strings.ContainsRune("，；、,;", r) && i > 2 && i+3 < len(rs) && (r != '、' || len(rs) < 60) {
			out = append(out, part.Option{Value: strconv.Itoa(p.Node.First + i + 1), Text: string(rs[i+1 : min(len(rs), i+13)])})
		}
	}
	return out
}

func rhythms(ctx context.Context) []part.Option {
	var out []part.Option
	for _, r := range directive.Rhythms {
		out = append(out, part.Option{Value: r, Text: Rhythm(ctx, r)})
	}
	return out
}

// Rhythm names a rhythm of reports.
func Rhythm(ctx context.Context, r string) string {
	if r == "" {
		r = "once"
	}
	return i18n.T(ctx, "directive.rhythm."+r)
}

func (p Page) strip(ctx context.Context) []part.Figure {
	c := p.View.Counts
	unit := i18n.T(ctx, "directive.strip.unit")
	return []part.Figure{
		{Title: i18n.T(ctx, "directive.strip.demands"), N: strconv.Itoa(c.Demands), Unit: unit, Note: i18n.T(ctx, "directive.strip.demands_note")},
		{Title: i18n.T(ctx, "directive.strip.tasked"), N: strconv.Itoa(c.Tasked), Unit: "/ " + strconv.Itoa(c.Demands), Note: i18n.T(ctx, "directive.strip.tasked_note", "n", c.Tasks)},
		{Title: i18n.T(ctx, "directive.strip.declined"), N: strconv.Itoa(c.Declined), Unit: unit, Note: i18n.T(ctx, "directive.strip.declined_note")},
		{Title: i18n.T(ctx, "directive.strip.open"), N: strconv.Itoa(c.Open), Unit: unit, Note: i18n.T(ctx, "directive.strip.open_note")},
	}
}

// marked are the phrases of the sentence at hand that do not overlap, in order.
func (p Page) marked() []cut.Phrase {
	class := []string{cut.Lead, cut.Assist, cut.Due, cut.Report, cut.Standard}
	var out []cut.Phrase
	for _, k := range class {
		for _, x := range p.Phrases {
			if x.Kind == k && !slices.ContainsFunc(out, func(y cut.Phrase) bool { return x.Start < y.End && y.Start < x.End }) {
				out = append(out, x)
			}
		}
	}
	slices.SortFunc(out, func(a, b cut.Phrase) int { return cmp.Compare(a.Start, b.Start) })
	return out
}
