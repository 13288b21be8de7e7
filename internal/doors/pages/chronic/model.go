package chronicpage

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/chronic"
)

// Categories are the codes of the taxonomy with their titles in the reader's language.
type Categories []part.Option

// Title of a code; the code itself when the taxonomy does not have it any more.
func (c Categories) Title(code string) string {
	for _, o := range c {
		if o.Value == code {
			return o.Text
		}
	}
	return code
}

// Form is a form as it was typed, with what is wrong with it.
type Form struct {
	Values   map[string]string
	Problems part.Problems
}

func (f Form) field(ctx context.Context, name, key string) part.Field {
	return part.Field{Name: name, Label: i18n.T(ctx, key), Value: f.Values[name], Error: f.Problems.Of(name)}
}

func (f Form) must(ctx context.Context, name, key string) part.Field {
	x := f.field(ctx, name, key)
	x.Required = true
	return x
}

func (f Form) or(name, value string) Form {
	if f.Values[name] != "" {
		return f
	}
	v := map[string]string{}
	for k, x := range f.Values {
		v[k] = x
	}
	v[name] = value
	return Form{v, f.Problems}
}

func number(f part.Field) part.Field {
	f.Type, f.Attrs = "number", templ.Attributes{"min": "0"}
	return f
}

func lines(f part.Field, n int) part.Field { f.Rows = n; return f }

func hint(f part.Field, text string) part.Field { f.Hint = text; return f }

func itoa(n int) string { return strconv.Itoa(n) }

// StateText says a state in words.
func StateText(ctx context.Context, s chronic.State) string {
	return i18n.T(ctx, "chronic.state."+string(s))
}

// StateColour is the colour of a state's tag.
func StateColour(s chronic.State) string {
	switch s {
	case chronic.Working:
		return "blue"
	case chronic.Claimed:
		return "plum"
	case chronic.Planning, chronic.Handing:
		return "amber"
	case chronic.Returned:
		return "red"
	case chronic.Accepted, chronic.Ruled:
		return "green"
	}
	return ""
}

// Lamp is the deadline's badge: no clock runs before the three fields are there.
func Lamp(ctx context.Context, s chronic.State, due, closed, today clock.Day) part.Due {
	switch s {
	case chronic.Closed:
		return part.DoneOf(closed, due)
	case chronic.Working, chronic.Returned, chronic.Claimed, chronic.Handed:
		if due != "" {
			return part.DueOf(today, due, 0)
		}
	case chronic.Accepted, chronic.Ruled:
		return part.Due{Kind: part.Done, Text: i18n.T(ctx, "chronic.lamp.accepted")}
	}
	return part.Due{Kind: part.Hold, Text: i18n.T(ctx, "chronic.lamp.hold")}
}

// LedgerModel is the page of the ledger.
type LedgerModel struct {
	List        chronic.List
	Filter      chronic.Filter
	Campaigns   []chronic.Campaign
	Categories  Categories
	Today       clock.Day
	Reviews     []chronic.Lot // of the reader
	Batches     []chronic.Batch
	MayRegister bool
	MayDraw     bool
	MayImport   bool
}

// query is the address of the list with some conditions changed; the place in the list falls away.
func (m LedgerModel) query(change map[string]string) string {
	f := m.Filter
	v := url.Values{}
	late := ""
	if f.Late {
		late = "1"
	}
	for k, x := range map[string]string{"campaign": f.Campaign, "state": string(f.State), "unit": f.Unit, "category": f.Category, "late": late, "q": f.Text} {
		if y, ok := change[k]; ok {
			x = y
		}
		if x != "" {
			v.Set(k, x)
		}
	}
	for _, k := range []string{"after", "before"} {
		if change[k] != "" {
			v.Set(k, change[k])
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func (m LedgerModel) href(change map[string]string) templ.SafeURL {
	return templ.SafeURL("/chronic" + m.query(change))
}

type tab struct {
	Text string
	N    int
	Href templ.SafeURL
	Now  bool
}

func (m LedgerModel) tabs(ctx context.Context) []tab {
	all := m.List.All()
	out := []tab{
		{i18n.T(ctx, "chronic.tab.open"), all - m.List.Counts[chronic.Closed], m.href(map[string]string{"state": "open", "late": ""}), m.Filter.State == chronic.OpenStates && !m.Filter.Late},
		{i18n.T(ctx, "chronic.tab.late"), m.List.Late, m.href(map[string]string{"state": "", "late": "1"}), m.Filter.Late},
	}
	for _, s := range chronic.Shown {
		if m.List.Counts[s] > 0 || m.Filter.State == s {
			out = append(out, tab{StateText(ctx, s), m.List.Counts[s], m.href(map[string]string{"state": string(s), "late": ""}), m.Filter.State == s})
		}
	}
	return append(out, tab{i18n.T(ctx, "chronic.tab.all"), all, m.href(map[string]string{"state": "", "late": ""}), m.Filter.State == "" && !m.Filter.Late})
}

func (m LedgerModel) chips(ctx context.Context) (out []part.Condition) {
	add := func(on bool, label, value, key string) {
		if on {
			out = append(out, part.Condition{Label: label, Value: value, Remove: string(m.href(map[string]string{key: ""}))})
		}
	}
	f := m.Filter
	add(f.Unit != "", i18n.T(ctx, "chronic.col.unit"), m.List.UnitName, "unit")
	add(f.Category != "", i18n.T(ctx, "chronic.col.category"), m.Categories.Title(f.Category), "category")
	add(f.Text != "", i18n.T(ctx, "chronic.filter.words"), f.Text, "q")
	for _, c := range m.Campaigns {
		add(f.Campaign == c.ID, i18n.T(ctx, "chronic.col.campaign"), c.Title, "campaign")
	}
	return out
}

func (m LedgerModel) campaignOptions(ctx context.Context) []part.Option {
	out := []part.Option{{Value: "", Text: i18n.T(ctx, "chronic.any")}}
	for _, c := range m.Campaigns {
		out = append(out, part.Option{Value: c.ID, Text: c.Title})
	}
	return out
}

func anyOf(ctx context.Context, list []part.Option) []part.Option {
	return append([]part.Option{{Value: "", Text: i18n.T(ctx, "chronic.any")}}, list...)
}

func choose(ctx context.Context, list []part.Option) []part.Option {
	return append([]part.Option{{Value: "", Text: i18n.T(ctx, "chronic.choose")}}, list...)
}

func coded(ctx context.Context, prefix string, list []string) (out []part.Option) {
	for _, v := range list {
		out = append(out, part.Option{Value: v, Text: i18n.T(ctx, prefix+v)})
	}
	return out
}

func (m LedgerModel) pages(ctx context.Context) part.Pages {
	p := part.Pages{Shown: i18n.T(ctx, "chronic.list.shown", "n", len(m.List.Lines), "all", m.shownOf())}
	if m.List.Prev != "" {
		p.First, p.Prev = string(m.href(nil)), string(m.href(map[string]string{"before": m.List.Prev}))
	}
	if m.List.Next != "" {
		p.Next = string(m.href(map[string]string{"after": m.List.Next}))
	}
	return p
}

func (m LedgerModel) shownOf() int {
	switch {
	case m.Filter.Late:
		return m.List.Late
	case m.Filter.State == chronic.OpenStates:
		return m.List.All() - m.List.Counts[chronic.Closed]
	case m.Filter.State != "":
		return m.List.Counts[m.Filter.State]
	}
	return m.List.All()
}

// RegisterModel is the form for a new problem.
type RegisterModel struct {
	Campaigns  []chronic.Campaign
	Units      []part.Option
	Categories Categories
	Form       Form
}

// ItemModel is the page of one problem.
type ItemModel struct {
	D          chronic.Dossier
	Categories Categories
	Today      clock.Day
	Form       Form
	Act        string // whose form came back
	FileHint   string
	Proposed   []clock.Day // of a backward schedule
	Names      map[string]string
}

func (m ItemModel) p() *chronic.Problem { return m.D.Problem }

func (m ItemModel) link(tail string) templ.SafeURL {
	return templ.SafeURL("/chronic/items/" + string(m.p().ID) + tail)
}

// form is what was typed into the act's form, nothing for the forms of the other acts.
func (m ItemModel) form(act chronic.Act) Form {
	if m.Act == string(act) {
		return m.Form
	}
	return Form{}
}

func (m ItemModel) may(a chronic.Act) bool { return m.D.May(a) }

func (m ItemModel) lamp(ctx context.Context) part.Due {
	return Lamp(ctx, m.p().State, m.p().Due, m.p().ClosedOn, m.Today).Boxed()
}

// stages are the row of steps, the drawing of DOMAIN.md 7.3.
func (m ItemModel) stages(ctx context.Context) []part.Step {
	p := m.p()
	order := [][]chronic.State{{chronic.Found, chronic.Handing}, {chronic.Planning}, {chronic.Working, chronic.Returned, chronic.Handed}, {chronic.Claimed}, {chronic.Accepted}, {chronic.Ruled}, {chronic.Closed}}
	keys := []string{"found", "planning", "working", "claimed", "accepted", "ruled", "closed"}
	days := []clock.Day{p.Registered, p.ClassifiedOn, p.Started, p.ClaimedOn, p.AcceptedOn, p.Rule.On, p.ClosedOn}
	now := slices.IndexFunc(order, func(s []chronic.State) bool { return slices.Contains(s, p.State) })
	out := make([]part.Step, len(order))
	for i, k := range keys {
		out[i] = part.Step{Label: i18n.T(ctx, "chronic.step."+k), Done: i < now || p.State == chronic.Closed && i == now, Now: i == now && p.State != chronic.Closed}
		if days[i] != "" && i <= now {
			out[i].Lines = []string{i18n.Day(ctx, days[i])}
		}
	}
	return out
}

// schedule is the milestones as the form shows them: those that stand, or the proposal.
func (m ItemModel) schedule(ctx context.Context) (out []chronic.Scheduled) {
	for _, x := range m.D.Milestones {
		out = append(out, chronic.Scheduled{Body: x.Body, Due: x.Due})
	}
	if len(out) == 0 {
		for i, d := range m.Proposed {
			out = append(out, chronic.Scheduled{Body: i18n.T(ctx, "chronic.stage."+chronic.Shares[i].Key), Due: d})
		}
	}
	return append(out, chronic.Scheduled{})
}

func tiles(list []file.File) (out []part.Evidence) {
	for _, f := range list {
		if f.Withdrawn() {
			continue
		}
		e := part.Evidence{Name: f.Name, Href: "/files/" + f.ID, Kind: f.Ext(), By: f.By, When: f.At, Hash: f.Hash, Check: part.Unchecked}
		if f.Thumb {
			e.Thumb = "/files/" + f.ID + "/thumb"
		}
		out = append(out, e)
	}
	return out
}

// forms are the open acts that have a form at the side, in the order of the table; evidence and milestones
// have theirs where they are shown.
func (m ItemModel) forms() (out []chronic.Act) {
	for _, a := range m.D.Open {
		if a != chronic.ActFile && a != chronic.ActMilestone {
			out = append(out, a)
		}
	}
	return out
}

func (m RegisterModel) campaigns() (out []part.Option) {
	for _, c := range m.Campaigns {
		out = append(out, part.Option{Value: c.ID, Text: c.Title})
	}
	return out
}
