package rectifypage

import (
	"context"
	"net/url"
	"strings"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/rectify"
)

// PlanModel is the plan with its editor.
type PlanModel struct {
	*rectify.PlanPage
	Today    clock.Day
	Write    bool // the reader may write, and the plan is a draft
	Sign     bool
	Review   bool
	Amend    bool
	Again    bool   // a new head has to sign the inherited list
	Diff     bool   // marks what differs from the version before
	Edit     string // id of the measure whose row is a form; "new:<task>" or "task:<item>" for a new one, "task-edit:<task>"
	Row      string // row whose remark form is open
	Lower    []rectify.UnitNode
	People   []rectify.Person
	Form     url.Values
	Problems part.Problems
	Head     string // the unit's head
}

func (m PlanModel) href(rest string) string { return "/rectify/plans/" + string(m.Plan.ID) + rest }

func (m PlanModel) docno(ctx context.Context) []string {
	p := m.Plan
	out := []string{p.SourceName, sourceText(ctx, p.Source) + "　" + i18n.T(ctx, "rectify.plan.fed_back", "day", i18n.Day(ctx, p.FedBack)),
		i18n.T(ctx, "rectify.plan.number", "n", p.Number) + i18n.T(ctx, "rectify.comma") + i18n.T(ctx, "rectify.plan.state."+p.State)}
	if b := m.Before(); b != nil && p.Accepted < p.Number && p.State == rectify.PlanDraft && p.Accepted != b.Number {
		out = append(out, i18n.T(ctx, "rectify.plan.was_returned", "n", b.Number, "day", i18n.ShortDay(ctx, clock.DayOf(b.By.At))))
	}
	return out
}

func (m PlanModel) title(ctx context.Context) string {
	return i18n.T(ctx, "rectify.plan.title", "unit", m.Plan.UnitName, "name", m.Plan.Title)
}

func (m PlanModel) due() part.Due {
	if m.Plan.State == rectify.PlanAccepted {
		return part.Due{Kind: part.Done}
	}
	return part.DueOf(m.Today, m.Plan.Due, 0).Boxed()
}

// counts of the three lists.
func (m PlanModel) totals(ctx context.Context) string {
	tasks := 0
	for _, b := range m.Branches {
		tasks += len(b.Tasks)
	}
	return i18n.T(ctx, "rectify.plan.totals", "items", len(m.Branches), "tasks", tasks, "measures", len(m.Measures()))
}

func (m PlanModel) diffText(ctx context.Context) string {
	b := m.Before()
	if b == nil {
		return ""
	}
	added, changed, gone := rectify.Totals(m.Diffs())
	return i18n.T(ctx, "rectify.plan.diff", "was", b.Number, "added", added, "changed", changed, "gone", gone)
}

// planRow is one line of the treegrid: an item, a task, a measure, or a measure that is gone.
type planRow struct {
	Kind    string // item, task, measure, gone
	Label   string
	ID      string
	Branch  *rectify.Branch
	Task    *rectify.Task
	Measure *rectify.Measure
	Was     *rectify.Row
	Gone    rectify.Row
	Last    bool // the last row of its item
}

// rows lays the plan out, with the rows that the version before still had.
func (m PlanModel) rows() []planRow {
	was := map[string]*rectify.Row{}
	gone := map[string][]rectify.Row{} // by item number
	if b := m.Before(); b != nil && m.Diff {
		for _, d := range m.Diffs() {
			if d.Gone && d.Row.Kind == "measure" {
				gone[d.Row.Item] = append(gone[d.Row.Item], d.Row)
			}
			if !d.Gone {
				was[d.Row.ID] = d.Was
			}
		}
	}
	var out []planRow
	for i, b := range m.Branches {
		n := itoa(i + 1)
		out = append(out, planRow{Kind: "item", Label: n, ID: string(b.Item.ID), Branch: b})
		for j, t := range b.Tasks {
			tn := n + "." + itoa(j+1)
			out = append(out, planRow{Kind: "task", Label: tn, ID: string(t.ID), Branch: b, Task: t, Was: was[string(t.ID)]})
			for k, x := range t.Measures {
				out = append(out, planRow{Kind: "measure", Label: tn + "." + itoa(k+1), ID: string(x.ID), Branch: b, Task: t, Measure: x, Was: was[string(x.ID)]})
			}
		}
		for _, g := range gone[b.Item.Number] {
			out = append(out, planRow{Kind: "gone", Label: g.Label, ID: g.ID, Branch: b, Gone: g})
		}
	}
	return out
}

// marked tells whether a cell is new or says something else than before.
func (m PlanModel) marked(r planRow, now, was string) bool {
	if !m.Diff || m.Before() == nil {
		return false
	}
	return r.Was == nil || now != was
}

func wasText(r *rectify.Row, pick func(rectify.Row) string) string {
	if r == nil {
		return ""
	}
	return pick(*r)
}

// lacks names what a measure still needs, as keys of words; nil when nothing.
func lacks(r planRow) []string {
	x, out := r.Measure, []string(nil)
	if x.Lead.ID == "" {
		out = append(out, "lead")
	}
	if x.Owner.ID == "" {
		out = append(out, "owner")
	}
	if strings.TrimSpace(x.Target) == "" {
		out = append(out, "target")
	}
	due := r.Branch.Item.Due
	if !x.Lasting && (x.Due == "" || due != "" && x.Due > due) {
		out = append(out, "due")
	}
	return out
}

// itemLacks counts the rows of an item that still need something; -1 when it has no measure.
func itemLacks(b *rectify.Branch) int {
	n, any := 0, false
	for _, t := range b.Tasks {
		for _, x := range t.Measures {
			any = true
			if len(lacks(planRow{Branch: b, Measure: x})) > 0 {
				n++
			}
		}
	}
	if !any {
		return -1
	}
	return n
}

// remarks on one row, with their running numbers on this page.
func (m PlanModel) remarks(id string) []int {
	var out []int
	for i, c := range m.Comments {
		if c.Row == id {
			out = append(out, i+1)
		}
	}
	return out
}

func (m PlanModel) checks(ctx context.Context) []part.CheckItem {
	var out []part.CheckItem
	for _, c := range m.Checks {
		key := "rectify.check." + c.Key
		t := i18n.T(ctx, key)
		if c.Want > 0 {
			t += "　" + itoa(c.Have) + " / " + itoa(c.Want)
		}
		item := part.CheckItem{Text: t, No: !c.OK}
		if len(c.Bad) > 0 {
			item.Text += "　" + strings.Join(c.Bad[:min(4, len(c.Bad))], i18n.T(ctx, "rectify.and"))
			item.Href = "#r-" + c.Bad[0]
		}
		out = append(out, item)
	}
	return out
}

func (m PlanModel) missing() (n int) {
	for _, c := range m.Checks {
		if !c.OK {
			n++
		}
	}
	return n
}

func (m PlanModel) val(name string) string { return m.Form.Get(name) }

func (m PlanModel) field(ctx context.Context, name, label string) part.Field {
	return part.Field{Name: name, Label: i18n.T(ctx, label), Value: m.val(name), Error: m.Problems.Of(name)}
}

func (m PlanModel) people(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "rectify.choose")}}
	for _, p := range m.People {
		out = append(out, part.Option{Value: p.ID, Text: p.Name})
	}
	return out
}

// open tells whether the plan's own text is still the unit's to write.
func (m PlanModel) seen() string {
	if n := len(m.Versions); n > 0 {
		return m.Versions[n-1].Hash
	}
	return ""
}

func commentColour(state string) string {
	if state == "done" {
		return "green"
	}
	return "amber"
}

// rowGone tells whether the row that a remark is about was taken out since.
func (m PlanModel) rowGone(id string) bool {
	if id == "" {
		return false
	}
	for _, r := range m.Rows() {
		if r.ID == id {
			return false
		}
	}
	return true
}

func (m PlanModel) answered() int {
	n := 0
	for _, c := range m.Comments {
		if c.State == "done" || m.rowGone(c.Row) {
			n++
		}
	}
	return n
}
