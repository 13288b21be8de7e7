package partyorgpage

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/partyorg"
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

func (f Form) number(ctx context.Context, name, key string, required bool) part.Field {
	x := f.field(ctx, name, key, required)
	x.Type = "number"
	x.Attrs = templ.Attributes{"min": "0"}
	return x
}

func (f Form) with(name, value string) Form {
	if f.Values[name] != "" {
		return f
	}
	out := Form{Values: map[string]string{name: value}, Problems: f.Problems}
	for k, v := range f.Values {
		if k != name {
			out.Values[k] = v
		}
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }

func orgURL(id string) templ.SafeURL { return templ.SafeURL("/partyorg/orgs/" + id) }

func options(list []org.Unit) []part.Option {
	out := []part.Option{{Value: "", Text: ""}}
	for _, u := range list {
		out = append(out, part.Option{Value: u.ID, Text: strings.Repeat("　", max(u.Depth-1, 0)) + u.Short})
	}
	return out
}

func worded(ctx context.Context, prefix string, list []string) []part.Option {
	out := make([]part.Option, len(list))
	for i, v := range list {
		out[i] = part.Option{Value: v, Text: i18n.T(ctx, prefix+v)}
	}
	return out
}

// gapText says what is wrong in figures.
func gapText(ctx context.Context, g partyorg.Gap) string {
	return i18n.T(ctx, "partyorg.gap."+g.Kind+".text", "n", g.N, "least", g.Least, "most", g.Most, "day", i18n.Day(ctx, g.Day))
}

func exceptURL(g partyorg.Gap) templ.SafeURL {
	return templ.SafeURL("/partyorg/except?gap=" + g.Kind + "&ref=" + g.Ref)
}

// gapName is what a gap is about: a member without a branch is named, which is why the list needs the right to members.
func gapName(g partyorg.Gap) string {
	if g.Kind == partyorg.UnitWithout || g.Kind == partyorg.MemberWithout {
		return g.Name
	}
	return g.PartyName
}

func counts(gaps []partyorg.Gap, today clock.Day) (open, lawful, terms int, first clock.Day) {
	for _, g := range gaps {
		switch {
		case g.Exception != nil && g.Exception.Runs(today):
			lawful++
		default:
			open++
		}
		if g.Kind == partyorg.TermNear || g.Kind == partyorg.TermOver {
			terms++
			if first == "" || g.Day < first {
				first = g.Day
			}
		}
	}
	return open, lawful, terms, first
}

func overviewFigures(ctx context.Context, o partyorg.Overview) []part.Figure {
	open, lawful, terms, first := counts(o.Gaps, o.Today)
	note := ""
	if first != "" {
		note = i18n.T(ctx, "partyorg.figure.first", "day", i18n.Day(ctx, first))
	}
	return []part.Figure{
		{Title: i18n.T(ctx, "partyorg.figure.orgs"), N: itoa(len(o.Orgs)), Note: i18n.T(ctx, "partyorg.figure.branches", "n", o.Branches)},
		{Title: i18n.T(ctx, "partyorg.figure.members"), N: itoa(o.Members), Note: i18n.T(ctx, "partyorg.figure.full", "n", o.Full)},
		{Title: i18n.T(ctx, "partyorg.figure.gaps"), N: itoa(open), Red: open > 0, Href: "#gaps"},
		{Title: i18n.T(ctx, "partyorg.figure.lawful"), N: itoa(lawful), Href: "#gaps"},
		{Title: i18n.T(ctx, "partyorg.figure.terms"), N: itoa(terms), Note: note, Href: "/partyorg/terms"},
	}
}

// gapsOf splits the list by kind, in the order of the kinds.
func gapsOf(gaps []partyorg.Gap) [][]partyorg.Gap {
	var out [][]partyorg.Gap
	for _, g := range gaps {
		if n := len(out); n > 0 && out[n-1][0].Kind == g.Kind {
			out[n-1] = append(out[n-1], g)
			continue
		}
		out = append(out, []partyorg.Gap{g})
	}
	return out
}

func secretary(o partyorg.Org) string {
	s, ok := o.Secretary()
	if !ok {
		return "—"
	}
	return s.Name
}

func covered(o partyorg.Org) string {
	names := make([]string, len(o.Covers))
	for i, u := range o.Covers {
		names[i] = u.Short
	}
	if len(names) == 0 {
		return "—"
	}
	return strings.Join(names, "、")
}

// termDue is the badge of a term: it warns from the day from which a term is said to run out.
func termDue(today clock.Day, o partyorg.Org, near int) part.Due {
	return part.DueOf(today, o.TermUntil, near)
}

func indent(depth int) string {
	return "pl-po-" + itoa(min(max(depth, 0), 4))
}

// OverviewModel is the page of all organisations.
type OverviewModel struct{ partyorg.Overview }

// ExceptModel is the form of a lawful exception.
type ExceptModel struct {
	Gap   partyorg.Gap
	Form  Form
	Today clock.Day
}

// OrgModel is one organisation's page.
type OrgModel struct {
	partyorg.Page
	Near int
	Form Form
}

// track is the election that is shown: the one under way, else the latest.
func (m OrgModel) track() *partyorg.Election {
	if len(m.Track) == 0 {
		return nil
	}
	return &m.Track[0]
}

// next is the step that may be recorded now.
func (m OrgModel) next() string {
	if m.Election != nil {
		return m.Election.Next()
	}
	return partyorg.Requested
}

// MembersModel is the roster.
type MembersModel struct {
	partyorg.Roster
	Filter partyorg.Filter
	Form   Form
	Open   bool
}

func (m MembersModel) href(after string) string {
	q := "?party=" + m.Filter.Party + "&kind=" + m.Filter.Kind
	if m.Filter.Flow {
		q += "&flow=1"
	}
	if after != "" {
		q += "&after=" + after
	}
	return "/partyorg/members" + q
}

func (m MembersModel) pages(ctx context.Context) part.Pages {
	p := part.Pages{Shown: i18n.T(ctx, "partyorg.members.shown", "n", len(m.Members), "of", int(m.Total))}
	if m.More != "" {
		p.Next = m.href(m.More)
	}
	if m.Filter.After != "" {
		p.First = m.href("")
	}
	return p
}

func (m MembersModel) kinds(ctx context.Context) []part.Option {
	return append([]part.Option{{Text: i18n.T(ctx, "partyorg.members.all_kinds")}}, worded(ctx, "partyorg.kind.", partyorg.MemberKinds)...)
}

func (m MembersModel) orgs(ctx context.Context) []part.Option {
	out := options(m.Orgs)
	out[0].Text = i18n.T(ctx, "partyorg.members.all_orgs")
	return out
}

// MemberModel is one member's page.
type MemberModel struct {
	partyorg.Record
	Form Form
}

// AdmissionsModel is the list of admissions.
type AdmissionsModel struct {
	partyorg.Admissions
	Past bool
	Form Form
}

// AdmissionModel is one admission's file.
type AdmissionModel struct {
	partyorg.File
	Form Form
}

// knots are the stages on a track.
func (m AdmissionModel) knots(ctx context.Context) []part.Step {
	var out []part.Step
	at := slices.Index(partyorg.Stages, m.Stage)
	for i, stage := range partyorg.Stages {
		s := part.Step{Label: i18n.T(ctx, "partyorg.stage."+stage), Done: i < at || i == at && stage == partyorg.Admitted, Now: i == at && stage != partyorg.Admitted}
		if last, ok := m.Last(stage); ok {
			s.Lines = []string{i18n.Day(ctx, last.Day)}
		}
		out = append(out, s)
	}
	return out
}

// electionSteps are the five steps on a track.
func electionSteps(ctx context.Context, e *partyorg.Election, next string) []part.Step {
	var out []part.Step
	for _, step := range partyorg.ElectionSteps {
		s := part.Step{Label: i18n.T(ctx, "partyorg.election.step."+step), Now: step == next}
		if e != nil {
			if at, ok := e.At(step); ok {
				s.Done, s.Now, s.Lines = true, false, []string{i18n.Day(ctx, at.Day)}
			}
		}
		out = append(out, s)
	}
	return out
}

// late tells how many days after it happened a step was written down.
func late(s partyorg.Step) int { return clock.DayOf(s.At).Sub(s.Day) }

// gateText says a gate in words: what it asks, what is missing, from when it opens.
func gateText(ctx context.Context, g partyorg.Gate) string {
	return i18n.T(ctx, "partyorg.gate."+g.Code+".text", "from", i18n.Day(ctx, g.From), "until", i18n.Day(ctx, g.Until), "have", g.Have, "need", g.Need)
}

func (m AdmissionModel) steps(ctx context.Context) []part.Option {
	var out []part.Option
	for _, c := range m.Choices {
		if c.May {
			out = append(out, part.Option{Value: c.Step, Text: i18n.T(ctx, "partyorg.step."+c.Step)})
		}
	}
	return out
}

// waivable are the closed gates of the steps that may come, as values step/gate.
func (m AdmissionModel) waivable(ctx context.Context) []part.Option {
	var out []part.Option
	for _, c := range m.Choices {
		for _, g := range c.Gates {
			if !g.Met && g.Waiver == "" {
				out = append(out, part.Option{Value: c.Step + "/" + g.Code, Text: i18n.T(ctx, "partyorg.step."+c.Step) + "：" + i18n.T(ctx, "partyorg.gate."+g.Code)})
			}
		}
	}
	return out
}

// TermsModel is the list of terms that run out.
type TermsModel struct {
	Orgs  []partyorg.Org
	Today clock.Day
	Near  int
}
