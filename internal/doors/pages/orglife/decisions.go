package orglifepage

import (
	"context"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/orglife"
)

func voteText(ctx context.Context, d orglife.Decision) string {
	if d.State != orglife.Decided || d.For+d.Against+d.Abstain == 0 {
		return "–"
	}
	return i18n.T(ctx, "orglife.activity.votes", "for", d.For, "against", d.Against, "abstain", d.Abstain)
}

func (m DecisionsModel) registers(ctx context.Context) []part.Option {
	return []part.Option{{Value: orglife.Major, Text: i18n.T(ctx, "orglife.register.major")}, {Value: orglife.First, Text: i18n.T(ctx, "orglife.register.first")}}
}

func (m DecisionsModel) parties() (out []part.Option) {
	for _, b := range m.View.Branches {
		out = append(out, part.Option{Value: b.ID, Text: b.Short})
	}
	return out
}

func (m DecisionsModel) matters(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "orglife.decisions.no_matter")}}
	for _, w := range m.View.Rhythm.Matters {
		out = append(out, part.Option{Value: w.Code, Text: word(ctx, m.View.Rhythm.Matters, w.Code)})
	}
	return out
}

func (m DecisionsModel) date(ctx context.Context) part.Field {
	f := m.Form.field("day", i18n.T(ctx, "orglife.branch.day"), string(m.Today))
	f.Type, f.Required = "date", true
	return f
}

// field begins with what the organisation's last entry had: place, time, chair and who attends as a rule.
func (m DecisionsModel) field(ctx context.Context, name string, required bool) part.Field {
	var last orglife.Decision
	if len(m.View.Branches) > 0 {
		last = m.View.Frames[m.View.Branches[0].ID]
	}
	begin := map[string]string{"at": last.At, "place": last.Place, "chair": last.Chair, "recorder": last.Recorder, "attending": last.Attending}[name]
	label := "orglife.decisions." + name
	if name == "title" {
		label = "orglife.decisions.item"
	}
	f := m.Form.field(name, i18n.T(ctx, label), begin)
	f.Required = required
	if name == "attending" {
		f.Hint = i18n.T(ctx, "orglife.decisions.attending_hint")
	}
	return f
}

func (m DecisionModel) to(act string) templ.SafeURL {
	return templ.SafeURL("/orglife/decisions/" + string(m.View.ID) + "/" + act)
}

// speakers are those who have not spoken, the head last and named as such.
func (m DecisionModel) speakers(ctx context.Context) (out []part.Option) {
	for _, n := range m.View.Silent {
		o := part.Option{Value: n, Text: n}
		if n == m.View.Chair {
			o.Text += " · " + i18n.T(ctx, "orglife.opinion.head")
		}
		out = append(out, o)
	}
	return out
}

func views(ctx context.Context) (out []part.Option) {
	for _, v := range orglife.Views {
		out = append(out, part.Option{Value: v, Text: i18n.T(ctx, "orglife.view."+v)})
	}
	return out
}

func viewColour(v string) string {
	return map[string]string{"agree": "green", "differ": "red", "abstain": "amber"}[v]
}

// agreeing is how many said that they agree: what the vote's field begins with.
func (m DecisionModel) agreeing() int {
	n := 0
	for _, o := range m.View.Opinions {
		if o.View == "agree" {
			n++
		}
	}
	return n
}

func (m DecisionModel) required(ctx context.Context, name, label string) part.Field {
	f := m.Form.field(name, i18n.T(ctx, label), "")
	f.Required, f.Rows = true, 3
	return f
}

func (m DecisionModel) units() []part.Option {
	var u []Unit
	for _, x := range m.View.Units {
		u = append(u, Unit{x.ID, x.Short})
	}
	return options(u)
}

func (m DecisionModel) taskDue(ctx context.Context) part.Field {
	f := m.Form.field("task_due", i18n.T(ctx, "orglife.form.task_due"), "")
	f.Type = "date"
	return f
}

// rows are the facts of an entry, those that it has.
func (m DecisionModel) rows(ctx context.Context) (out [][2]string) {
	d := m.View.Decision
	for _, f := range [][2]string{{"matter", word(ctx, m.View.Rhythm.Matters, d.Matter)}, {"chair", d.Chair}, {"recorder", d.Recorder}, {"attending", d.Attending}, {"missing", d.Missing}, {"observing", d.Observing},
		{"researched", d.Researched}, {"reviewed", d.Reviewed}, {"risks", d.Risks}, {"urgent", d.Urgent}} {
		if f[1] != "" {
			out = append(out, [2]string{i18n.T(ctx, "orglife.decisions."+f[0]), f[1]})
		}
	}
	return append(out, [2]string{i18n.T(ctx, "orglife.activity.written"), i18n.Minute(ctx, d.MadeAt) + " " + d.MadeBy})
}
