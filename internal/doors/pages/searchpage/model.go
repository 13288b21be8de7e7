package searchpage

import (
	"context"
	"strconv"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/search"
)

// Hit is one thing found, ready to be shown. Href is empty where it has no page to open.
type Hit struct {
	Kind    search.Kind
	Href    string
	Title   string
	Snippet string
	Number  string
	Unit    string
	State   string // words key
	Done    bool
	Due     part.Due
	HasDue  bool
	Day     clock.Day
}

// Facet is one way of narrowing: its text, how many hits, where it leads.
type Facet struct {
	Text    string
	N       string
	Href    string
	Current bool
}

// FacetGroup is a heading with its facets.
type FacetGroup struct {
	Head   string
	Facets []Facet
}

// Link is a place to go.
type Link struct {
	Text string
	Note string
	Icon string
	Href string
}

// Model is the page of results.
type Model struct {
	Q        string
	Total    string // 47, or 1,000+
	Took     string // seconds
	Hits     []Hit
	Groups   []FacetGroup
	Words    int // words that were looked for
	Any      bool
	AnyHref  string // the same question the other way
	Shown    int
	First    string
	Next     string
	Recent   []Link
	Narrowed bool
	AllHref  string // the question without narrowing
}

// Group is a stretch of the palette.
type Group struct {
	Head  string
	N     string
	Hits  []Hit
	Links []Link
}

// PaletteModel is the answer to what is typed into the palette.
type PaletteModel struct {
	Q      string
	Count  string
	Groups []Group
}

var icons = map[search.Kind]string{
	search.Item: "list-details", search.Finding: "flag", search.Paper: "notes", search.Directive: "file-text",
	search.Task: "list-check", search.Point: "clipboard-check", search.Unit: "building", search.Person: "user", search.Chronic: "target", search.Campaign: "target",
}

// Icon is the mark of a kind.
func Icon(k search.Kind) string { return icons[k] }

// colours of states by words key; what is finished is grey with a tick.
var colours = map[string]string{
	"rectify.state.listed": "amber", "rectify.state.signed": "blue", "rectify.state.working": "blue", "rectify.state.mostly_done": "blue",
	"rectify.state.claimed": "plum", "rectify.state.verifying": "plum", "rectify.state.returned": "red",
	"rectify.state.standing": "green", "rectify.state.relapsed": "red",
	"directive.state.assigned": "amber", "directive.state.signed": "blue", "directive.state.reported": "plum",
	"directive.state.accepted": "green", "directive.state.returned": "red",
}

func heading(ctx context.Context, m Model) string {
	if m.Q == "" {
		return i18n.T(ctx, "search.title")
	}
	return i18n.T(ctx, "search.title.of", "q", m.Q, "n", m.Total)
}

func docno(ctx context.Context, m Model) []string {
	if m.Q == "" {
		return []string{i18n.T(ctx, "search.within")}
	}
	return []string{i18n.T(ctx, "search.within"), i18n.T(ctx, "search.took", "s", m.Took)}
}

func line(ctx context.Context, h Hit) string {
	out := h.Number
	for _, s := range []string{h.Unit, stateText(ctx, h), dueText(ctx, h)} {
		if s != "" {
			if out != "" {
				out += "　"
			}
			out += s
		}
	}
	return out
}

func stateText(ctx context.Context, h Hit) string {
	if h.State == "" || !i18n.Has(ctx, h.State) {
		return ""
	}
	return i18n.T(ctx, h.State)
}

func dueText(ctx context.Context, h Hit) string {
	if !h.HasDue {
		return ""
	}
	return h.Due.Words(ctx)
}

func markClass(n int) string {
	if n == 2 {
		return "pl-hit is-2"
	}
	return "pl-hit"
}

func groupLabel(g Group) string {
	if g.N == "" {
		return g.Head
	}
	return g.Head + " " + g.N
}

func shown(ctx context.Context, m Model) string {
	return i18n.T(ctx, "search.shown", "n", strconv.Itoa(m.Shown), "of", m.Total)
}
