package rectifypage

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/rectify"
)

func itoa(n int) string { return strconv.Itoa(n) }

func stateColour(s rectify.State) string {
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

func stateText(ctx context.Context, s rectify.State) string {
	return i18n.T(ctx, "rectify.state."+string(s))
}

func sourceText(ctx context.Context, s rectify.Source) string {
	return i18n.T(ctx, "rectify.source."+string(s))
}

// badge draws the light that the room computed.
func badge(l calendar.Light) part.Due { return part.Due{Kind: part.DueKind(l.Lamp), Days: l.Days} }

// lineBadge is the badge of a ledger row: a standing item names its next milestone, a voided one is
// not "done in time".
func lineBadge(ctx context.Context, l rectify.Line, today clock.Day) part.Due {
	b := badge(l.Light(today))
	switch {
	case l.State == rectify.Standing && l.Due != "":
		b.Text = i18n.T(ctx, "rectify.ledger.next_step", "day", i18n.ShortDay(ctx, l.Due))
	case l.State == rectify.Voided:
		b.Text, b.Days = i18n.T(ctx, "rectify.ledger.no_need"), 0
	}
	return b
}

// dueText is the ledger's time limit: a day, or that the item is standing.
func dueText(ctx context.Context, kind rectify.DueKind, due clock.Day) string {
	if kind == rectify.Lasting || due == "" {
		return i18n.T(ctx, "rectify.due_kind.lasting")
	}
	return i18n.Day(ctx, due)
}

// LedgerModel is the ledger's page.
type LedgerModel struct {
	rectify.Page
	Today       clock.Day
	Categories  Categories
	Person      string // name of the lead in the filter
	MayRegister bool
	MayImport   bool
	MayExport   bool
	Org         string
}

// otherCategories are the choices of an amendment: nothing chosen keeps the category.
func (m ActModel) otherCategories(ctx context.Context) []part.Option {
	return append([]part.Option{{Text: i18n.T(ctx, "rectify.amend.keep")}}, m.Categories...)
}

// Categories are the codes of the ledger's categories with their titles, in order.
type Categories []part.Option

// Title of a code; the code itself when no pack in force has it.
func (c Categories) Title(code string) string {
	for _, o := range c {
		if o.Value == code {
			return o.Text
		}
	}
	return code
}

// query writes the filter as it stands in an address; set changes it first.
func (m LedgerModel) query(set func(url.Values)) string {
	f, v := m.Filter, url.Values{}
	put := func(k, val string) {
		if val != "" {
			v.Set(k, val)
		}
	}
	put("state", string(f.State))
	put("unit", f.Unit)
	if f.Year != 0 {
		put("year", itoa(f.Year))
	}
	put("source", string(f.Source))
	put("ref", f.Ref)
	put("category", f.Category)
	put("lead", f.Lead)
	put("time", f.Time)
	put("had", f.Had)
	if f.Flagged {
		put("flagged", "1")
	}
	put("q", f.Text)
	if f.Sort != rectify.ByDue {
		put("sort", string(f.Sort))
	}
	if f.Desc {
		put("desc", "1")
	}
	if f.Limit != 50 && f.Limit != 0 {
		put("n", itoa(f.Limit))
	}
	if set != nil {
		set(v)
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func (m LedgerModel) with(key, value string) string {
	return "/rectify" + m.query(func(v url.Values) {
		if v.Del(key); value != "" {
			v.Set(key, value)
		}
	})
}

func (m LedgerModel) page(key, value string) string {
	if value == "" {
		return ""
	}
	return m.with(key, value)
}

func (m LedgerModel) first() string {
	if m.List.Prev == "" {
		return ""
	}
	return m.with("", "")
}

// sortHref sorts by a column, the other way round when it is sorted by it already.
func (m LedgerModel) sortHref(s rectify.Sort) string {
	return "/rectify" + m.query(func(v url.Values) {
		v.Del("sort")
		v.Del("desc")
		if s != rectify.ByDue {
			v.Set("sort", string(s))
		}
		if m.Filter.Sort == s && !m.Filter.Desc {
			v.Set("desc", "1")
		}
	})
}

func (m LedgerModel) sorted(s rectify.Sort) part.Sort {
	switch {
	case m.Filter.Sort != s:
		return part.SortNone
	case m.Filter.Desc:
		return part.SortDown
	}
	return part.SortUp
}

// plain tells whether the counters know the filter: only state, unit and year.
func (m LedgerModel) plain() bool {
	f := m.Filter
	return f.Source == "" && f.Ref == "" && f.Category == "" && f.Lead == "" && f.Time == "" && !f.Flagged && f.Had == "" && f.Text == ""
}

type tab struct {
	State rectify.State
	Href  string
	Now   bool
	N     string
	Late  string
}

// tabs are the states that exist, and always those of the usual way.
func (m LedgerModel) tabs(ctx context.Context) []tab {
	usual := []rectify.State{rectify.Listed, rectify.Working, rectify.Claimed, rectify.Verifying, rectify.Returned, rectify.Standing, rectify.Closed}
	out := []tab{m.tab(ctx, "")}
	for _, s := range rectify.States {
		if m.Counts.States[s].All > 0 || slices.Contains(usual, s) || m.Filter.State == s {
			out = append(out, m.tab(ctx, s))
		}
	}
	return out
}

func (m LedgerModel) tab(ctx context.Context, s rectify.State) tab {
	t := tab{State: s, Href: m.with("state", string(s)), Now: m.Filter.State == s}
	if c := m.Counts.States[s]; m.plain() {
		t.N = i18n.Int(ctx, c.All)
		if c.Late > 0 {
			t.Late = many(ctx, c)
		}
	}
	return t
}

func many(ctx context.Context, c rectify.Count) string {
	if c.More {
		return i18n.Int(ctx, min(c.Late, 1000)) + "+"
	}
	return i18n.Int(ctx, c.Late)
}

// shown says what the page holds, and of how many where that is known without counting.
func (m LedgerModel) shown(ctx context.Context) string {
	if m.plain() {
		return i18n.T(ctx, "rectify.ledger.shown", "n", len(m.List.Lines), "all", i18n.Int(ctx, m.Counts.States[m.Filter.State].All))
	}
	return i18n.T(ctx, "rectify.ledger.shown_here", "n", len(m.List.Lines))
}

// chips are the conditions in force.
func (m LedgerModel) chips(ctx context.Context) []part.Condition {
	f := m.Filter
	var out []part.Condition
	add := func(on bool, key, label, value string) {
		if on {
			out = append(out, part.Condition{Label: i18n.T(ctx, label), Value: value, Remove: m.with(key, "")})
		}
	}
	add(f.Unit != "", "unit", "rectify.col.unit", m.Unit)
	add(f.Year != 0, "year", "rectify.ledger.year", itoa(f.Year))
	add(f.Source != "", "source", "rectify.col.source", sourceText(ctx, f.Source))
	add(f.Ref != "", "ref", "rectify.ledger.document", m.refName())
	add(f.Category != "", "category", "rectify.col.category", m.Categories.Title(f.Category))
	add(f.Lead != "", "lead", "rectify.col.lead", m.Person)
	add(f.Time != "", "time", "rectify.col.light", i18n.T(ctx, "rectify.ledger.time."+f.Time))
	add(i18n.Has(ctx, "rectify.ledger.had."+f.Had), "had", "rectify.ledger.had", i18n.T(ctx, "rectify.ledger.had."+f.Had))
	add(f.Flagged, "flagged", "rectify.ledger.flagged", i18n.T(ctx, "rectify.yes"))
	add(f.Text != "", "q", "rectify.ledger.words", f.Text)
	return out
}

func (m LedgerModel) refName() string {
	if m.Source != "" {
		return m.Source
	}
	return m.Filter.Ref
}

// tree is the unit tree as part draws it.
func (m LedgerModel) tree(ctx context.Context) []part.Node {
	kids := map[string][]rectify.UnitNode{}
	here := map[string]bool{}
	for _, u := range m.Units {
		here[u.ID] = true
	}
	var chosen rectify.UnitNode
	for _, u := range m.Units {
		p := u.Parent
		if !here[p] {
			p = ""
		}
		kids[p] = append(kids[p], u)
		if u.ID == m.Filter.Unit {
			chosen = u
		}
	}
	var build func(id string) []part.Node
	build = func(id string) []part.Node {
		var out []part.Node
		for _, u := range kids[id] {
			c := m.Counts.Units[u.ID]
			n := part.Node{Label: u.Short, Href: m.with("unit", u.ID), N: i18n.Int(ctx, c.All), Current: u.ID == m.Filter.Unit || m.Filter.Unit == "" && id == ""}
			if c.Late > 0 && !c.More {
				n.Late = i18n.Int(ctx, c.Late)
			}
			n.Nodes = build(u.ID)
			n.Open = len(n.Nodes) > 0 && (id == "" || u.Ord <= chosen.Ord && chosen.Ord <= u.Last)
			if len(n.Nodes) == 0 && u.Kids { // closed, and not loaded: the click on it loads its part
				n.Nodes = []part.Node{{}}
			}
			out = append(out, n)
		}
		return out
	}
	return build("")
}

// options are the choices of a fixed list; key makes a value's words key.
func options[T ~string](ctx context.Context, key func(string) string, values []T, first string) []part.Option {
	var out []part.Option
	if first != "" {
		out = append(out, part.Option{Text: i18n.T(ctx, first)})
	}
	for _, v := range values {
		out = append(out, part.Option{Value: string(v), Text: i18n.T(ctx, key(string(v)))})
	}
	return out
}

func sourceKey(v string) string      { return "rectify.source." + v }
func dueKindKey(v string) string     { return "rectify.due_kind." + v }
func severityKey(v string) string    { return "rectify.severity." + v }
func methodKey(v string) string      { return "rectify.method." + v }
func partyKey(v string) string       { return "rectify.party." + v }
func verdictKey(v string) string     { return "rectify.verdict." + v }
func gradeKey(v string) string       { return "rectify.grade." + v }
func timeKey(v string) string        { return "rectify.ledger.time." + v }
func grantKey(v string) string       { return "rectify.extend." + v }
func outcomeKey(v string) string     { return "rectify.look." + v }
func measureKindKey(v string) string { return "rectify.measure_kind." + v }
