package campaignpage

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/campaign"
)

// Form is a form as it was typed, with what is wrong with it.
type Form struct {
	Values   map[string]string
	Problems part.Problems
}

func (f Form) field(name, label string) part.Field {
	return part.Field{Name: name, Label: label, Value: f.Values[name], Error: f.Problems.Of(name)}
}

// ListModel is the list of campaigns.
type ListModel struct {
	List    []campaign.Listed
	MayEdit bool
	Today   clock.Day
}

// NewModel is the form for a new campaign.
type NewModel struct {
	Sources []campaign.Source
	Form    Form
}

// Figure is one number of the row, with the list that it is the length of.
type Figure struct {
	Order int // place in the row
	Title string
	N     string
	Unit  string
	Note  string
	Href  string
	Link  string // what the list is called: 名单, 件号
	Hash  string // fingerprint of the list, "" for none
}

// ChronicLine is one line of the chronic ledger as the campaign's page shows it.
type ChronicLine struct {
	Number   string
	Title    string
	Category string
	Unit     string
	Measures string
	Standard string
	Due      clock.Day
	State    string // words
	Colour   string
	Lamp     part.Due
	Href     string
}

// Chronic is the panel of the chronic ledger; it is drawn when Shown.
type Chronic struct {
	Shown    bool
	Lines    []ChronicLine
	All      int
	Working  int
	Href     string
	Category string // how many categories, as words
}

// SpotLine is one batch of cross reviews or spot checks.
type SpotLine struct {
	Title   string
	On      clock.Day
	Drawn   int
	Checked int
	Failed  int
	Whom    string
	Href    string
}

// Spots is the panel of spot checks; it is drawn when Shown.
type Spots struct {
	Shown bool
	Lines []SpotLine
	Href  string
}

// Button is a further act in the page's head.
type Button struct {
	Href, Icon, Text string
	Primary          bool
}

// Page is one campaign. Figures, Chronic, Spots and Buttons are filled by the rooms that keep them.
type Page struct {
	View     campaign.View
	Today    clock.Day
	Now      time.Time
	Figures  []Figure
	Chronic  Chronic
	Spots    Spots
	Buttons  []Button
	Letter   int // whose relay is shown
	Form     Form
	Problems part.Problems
}

func path(id campaign.ID, tail string) templ.SafeURL {
	return templ.SafeURL("/campaign/" + string(id) + tail)
}

func (p Page) url(tail string) templ.SafeURL { return path(p.View.ID, tail) }

// docno is the line above the title: paper, span, who leads, who approved.
func (p Page) docno(ctx context.Context) []string {
	v := p.View
	out := []string{v.Number, v.Paper}
	if s := campaign.Whole(v.Stages); s.First != "" {
		out = append(out, i18n.T(ctx, "campaign.head.span", "from", i18n.Day(ctx, s.First), "to", i18n.Day(ctx, s.Last)))
	}
	if len(v.LeadNames) > 0 {
		out = append(out, i18n.T(ctx, "campaign.head.lead", "who", strings.Join(v.LeadNames, i18n.T(ctx, "campaign.comma"))))
	}
	if v.Organ != "" {
		out = append(out, i18n.T(ctx, "campaign.head.organ", "who", v.Organ, "day", i18n.ShortDay(ctx, v.Resolved)))
	}
	return out
}

// phase says which stage it is today, and the how-manieth day.
func (p Page) phase(ctx context.Context) string {
	if v := p.View; !v.EndedAt.IsZero() {
		return i18n.T(ctx, "campaign.head.ended", "day", i18n.Day(ctx, clock.DayOf(v.EndedAt)))
	}
	s, day := campaign.At(p.View.Stages, p.Today)
	if s == nil {
		return i18n.T(ctx, "campaign.state."+string(p.View.State))
	}
	return i18n.T(ctx, "campaign.head.phase", "n", ordinal(ctx, s.Seq), "title", s.Title, "day", day, "days", s.Now.Days())
}

func ordinal(ctx context.Context, n int) string {
	if i18n.Lang(ctx) == "en" || n < 1 || n > 9 {
		return strconv.Itoa(n)
	}
	return string([]rune("一二三四五六七八九")[n-1])
}

// window is the badge of the window for self-reports: before, open, closed.
func (p Page) window(ctx context.Context) (d part.Due, ok bool) {
	v := p.View
	open, set := v.Window(p.Now)
	switch {
	case !set || v.State == campaign.Finished:
		return d, false
	case open:
		n := v.CloseDay().Sub(p.Today)
		return part.Due{Kind: part.Soon, Text: i18n.T(ctx, "campaign.window.left", "n", n)}.Boxed(), true
	case p.Now.Before(v.Opens):
		return part.Due{Kind: part.Long, Text: i18n.T(ctx, "campaign.window.opens", "day", i18n.ShortDay(ctx, clock.DayOf(v.Opens)))}.Boxed(), true
	}
	return part.Due{Kind: part.Done, Text: i18n.T(ctx, "campaign.window.closed", "day", i18n.ShortDay(ctx, v.CloseDay()))}.Boxed(), true
}

// stateColour is the colour of a campaign's state.
func stateColour(s campaign.State) string {
	switch s {
	case campaign.Draft, campaign.Submitted:
		return "amber"
	case campaign.Finished:
		return "green"
	case campaign.Withdrawn:
		return ""
	case campaign.Conclude, campaign.Review:
		return "plum"
	}
	return "blue"
}

// opinionColour is the colour of an opinion's state.
func opinionColour(s campaign.OpinionState) string {
	switch s {
	case campaign.Received:
		return "amber"
	case campaign.Assigned:
		return "blue"
	case campaign.Answered:
		return "plum"
	case campaign.Returned:
		return "red"
	}
	return "green"
}

// lamp is where one of a relay's three dates stands: done with its moment, or due.
func lamp(ctx context.Context, today clock.Day, at time.Time, due clock.Day, tail string) (class string, kind part.DueKind, text string) {
	switch left := due.Sub(today); {
	case !at.IsZero():
		return "is-done", part.Done, i18n.ShortDay(ctx, clock.DayOf(at)) + tail + after(ctx, at, due)
	case left < 0:
		return "is-late", part.Late, i18n.T(ctx, "part.due.late", "n", -left)
	case left == 0:
		return "is-soon", part.Soon, i18n.T(ctx, "part.due.today")
	}
	return "is-hold", part.Hold, i18n.T(ctx, "campaign.relay.before", "day", i18n.ShortDay(ctx, due))
}

// after says how many days late something was done; that it was late is never edited away.
func after(ctx context.Context, at time.Time, due clock.Day) string {
	if n := clock.DayOf(at).Sub(due); n > 0 {
		return i18n.T(ctx, "campaign.relay.after", "n", n)
	}
	return ""
}

// tasksTail is the number of tasks behind the day on which a unit broke the work down.
func tasksTail(ctx context.Context, r campaign.Relay) string {
	if r.Tasks == 0 {
		return ""
	}
	return i18n.T(ctx, "campaign.relay.tasks", "n", r.Tasks)
}

// GroupName is a group of the pack in the reader's language.
func GroupName(ctx context.Context, p *pack.Pack, code string) string {
	for _, g := range p.Part(pack.CampaignGroups) {
		if g.Code == code {
			return g.Title.In(i18n.Lang(ctx))
		}
	}
	return code
}

func groupOptions(ctx context.Context, p *pack.Pack, blank string) []part.Option {
	out := []part.Option{{Text: blank}}
	for _, g := range p.Part(pack.CampaignGroups) {
		out = append(out, part.Option{Value: g.Code, Text: g.Title.In(i18n.Lang(ctx))})
	}
	return out
}

// unbroken and unreported are counts of units, never a rank.
func (p Page) missing() (unreceived, unbroken, unreported int) {
	for _, r := range p.View.Of(p.Letter) {
		if r.ReceivedAt.IsZero() {
			unreceived++
		}
		if r.BrokenAt.IsZero() {
			unbroken++
		}
		if r.ReportedAt.IsZero() {
			unreported++
		}
	}
	return unreceived, unbroken, unreported
}

// relaysShown are how many units the panel has room for.
const relaysShown = 9

// shown are the first units of the register; those that lack something come with them only in their own place.
func (p Page) shown() ([]campaign.Relay, int) {
	if len(p.View.Relays) <= relaysShown {
		return p.View.Relays, 0
	}
	return p.View.Relays[:relaysShown], len(p.View.Relays) - relaysShown
}

func itoa(n int) string { return strconv.Itoa(n) }

// Sort puts figures into their places, whoever brought them.
func Sort(list []Figure) {
	slices.SortStableFunc(list, func(a, b Figure) int { return cmp.Compare(a.Order, b.Order) })
}
