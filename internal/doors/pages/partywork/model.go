package partyworkpage

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/partywork"
)

// Form is what came back: the values typed and what is wrong with them.
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

// HomeModel is the first page.
type HomeModel struct {
	View partywork.Home
	Form Form
}

// ListModel is the page of a list.
type ListModel struct {
	View partywork.ListView
	Form Form
}

// DutyModel is the page of a duty.
type DutyModel struct {
	View partywork.DutyView
	Form Form
}

// HearingModel is the page of a hearing.
type HearingModel struct {
	View partywork.HearingView
	Form Form
}

// AssessmentModel is the page of an assessment.
type AssessmentModel struct {
	View partywork.AssessmentView
	Form Form
}

// SchemeModel is the form of a new assessment.
type SchemeModel struct {
	Party string
	Year  int
	Below []partywork.Party
	Form  Form
}

func itoa(n int) string     { return strconv.Itoa(n) }
func itoa64(n int64) string { return strconv.FormatInt(n, 10) }

// marks are hundredths as people read them: 4.5, 15.
func marks(n int64) string {
	if n < 0 {
		return "–"
	}
	return strconv.FormatFloat(float64(n)/100, 'f', -1, 64)
}

func listURL(id partywork.ListID, more ...string) templ.SafeURL {
	return templ.SafeURL("/partywork/lists/" + string(id) + strings.Join(more, ""))
}

func dutyURL(id partywork.DutyID, more ...string) templ.SafeURL {
	return templ.SafeURL("/partywork/duties/" + string(id) + strings.Join(more, ""))
}

func hearingURL(id partywork.HearingID, more ...string) templ.SafeURL {
	return templ.SafeURL("/partywork/hearings/" + string(id) + strings.Join(more, ""))
}

func assessURL(id partywork.AssessmentID, more ...string) templ.SafeURL {
	return templ.SafeURL("/partywork/assessments/" + string(id) + strings.Join(more, ""))
}

func say(ctx context.Context, t pack.Text) string { return t.In(i18n.Lang(ctx)) }

// row is one organisation with its duties of the year.
type row struct {
	Party, Name string
	Duties      []partywork.Duty
}

// rows groups the duties by organisation, in the order in which they come: the register's.
func (m HomeModel) rows() (out []row) {
	for _, d := range m.View.Duties {
		if len(out) == 0 || out[len(out)-1].Party != d.Party {
			out = append(out, row{Party: d.Party, Name: d.PartyName})
		}
		out[len(out)-1].Duties = append(out[len(out)-1].Duties, d)
	}
	return out
}

// lists are those of the year.
func (m HomeModel) lists() (out []partywork.List) {
	for _, l := range m.View.Lists {
		if l.Year == m.View.Year {
			out = append(out, l)
		}
	}
	return out
}

// schemes are those of the year and of the year before, whose assessment is made in this one.
func (m HomeModel) schemes() (out []partywork.Scheme) {
	for _, s := range m.View.Schemes {
		if s.Year == m.View.Year || s.Year == m.View.Year-1 {
			out = append(out, s)
		}
	}
	return out
}

func (m HomeModel) count(pass func(d partywork.Duty) bool) (n int) {
	for _, d := range m.View.Duties {
		if pass(d) {
			n++
		}
	}
	return n
}

func (m HomeModel) stands(stand string) (n int) {
	for i := range m.View.Hearings {
		if m.View.Hearings[i].Stand(m.View.Today) == stand {
			n++
		}
	}
	return n
}

func (m HomeModel) figures(ctx context.Context) []part.Figure {
	late := m.count(func(d partywork.Duty) bool { return d.Late(m.View.Today) })
	missed := m.stands(partywork.HearingMissed) + m.stands(partywork.HearingLate)
	return []part.Figure{
		{Title: i18n.T(ctx, "partywork.strip.duties"), N: itoa(len(m.View.Duties)), Note: i18n.T(ctx, "partywork.strip.parties", "n", len(m.rows()))},
		{Title: i18n.T(ctx, "partywork.strip.accepted"), N: itoa(m.count(func(d partywork.Duty) bool { return d.State == partywork.Accepted }))},
		{Title: i18n.T(ctx, "partywork.strip.reported"), N: itoa(m.count(func(d partywork.Duty) bool { return d.State == partywork.Reported }))},
		{Title: i18n.T(ctx, "partywork.strip.late"), N: itoa(late), Red: late > 0},
		{Title: i18n.T(ctx, "partywork.strip.heard"), N: itoa(m.stands(partywork.HearingHeld)), Unit: " / " + itoa(len(m.View.Hearings))},
		{Title: i18n.T(ctx, "partywork.strip.missed"), N: itoa(missed), Red: missed > 0},
	}
}

// road is a duty's road map as marks: reached, reached late, not reached, ahead. A word stands behind each.
func (m HomeModel) road(d partywork.Duty) (out []partywork.Milestone) { return m.View.Miles[d.ID] }

func mileKind(x partywork.Milestone, today clock.Day) part.DueKind {
	switch {
	case x.DoneOn != "" && x.DoneOn <= x.Due:
		return part.Done
	case x.DoneOn != "" || x.Due < today:
		return part.Late
	case x.Due.Sub(today) <= 30:
		return part.Soon
	}
	return part.Long
}

func mileText(ctx context.Context, x partywork.Milestone, today clock.Day) string {
	switch {
	case x.DoneOn != "" && x.DoneOn <= x.Due:
		return i18n.T(ctx, "partywork.mile.done", "day", i18n.ShortDay(ctx, x.DoneOn))
	case x.DoneOn != "":
		return i18n.T(ctx, "partywork.mile.done_late", "day", i18n.ShortDay(ctx, x.DoneOn), "n", x.DoneOn.Sub(x.Due))
	case x.Due < today:
		return i18n.T(ctx, "partywork.mile.late", "n", today.Sub(x.Due))
	}
	return i18n.T(ctx, "partywork.mile.by", "day", i18n.ShortDay(ctx, x.Due))
}

func stateColour(state string) string {
	return map[string]string{partywork.Open: "", partywork.Reported: "plum", partywork.Returned: "amber", partywork.Accepted: "green",
		"draft": "", "issued": "green", partywork.Self: "", partywork.Checking: "plum", partywork.Told: "blue", partywork.Confirmed: "green"}[state]
}

func standColour(stand string) string {
	return map[string]string{partywork.HearingHeld: "green", partywork.HearingLate: "red", partywork.HearingMissed: "red", partywork.HearingDue: "amber"}[stand]
}

func (m DutyModel) due() part.Due {
	if m.View.State == partywork.Accepted {
		return part.DoneOf(clock.DayOf(m.View.AcceptedAt), m.View.Due)
	}
	return part.DueOf(m.View.Today, m.View.Due, 0)
}

func rhythms(ctx context.Context) (out []part.Option) {
	for _, x := range []string{"", "month", "quarter"} {
		out = append(out, part.Option{Value: x, Text: rhythm(ctx, x)})
	}
	return out
}

func rhythm(ctx context.Context, code string) string {
	if code == "" {
		code = "once"
	}
	return i18n.T(ctx, "partywork.rhythm."+code)
}

func partyOptions(list []partywork.Party) (out []part.Option) {
	for _, p := range list {
		out = append(out, part.Option{Value: p.ID, Text: p.Name})
	}
	return out
}

// computedNow is what the records say of an item at this moment, in marks.
func (m AssessmentModel) computedNow(x pack.Measure) string {
	f := m.View.Figures[x.Code]
	if f.All == 0 {
		return "–"
	}
	return marks(partywork.Computed(x.Weight, f.Done, f.All))
}

func (m AssessmentModel) figure(ctx context.Context, x pack.Measure) string {
	f := m.View.Figures[x.Code]
	if f.All == 0 {
		return i18n.T(ctx, "partywork.assess.nothing_due")
	}
	return itoa64(f.Done) + " / " + itoa64(f.All)
}

// typing tells whether the reader types this item now, and under which prefix.
func (m AssessmentModel) typing(x pack.Measure) bool {
	return !x.Computed() && (m.View.MayScore || m.View.MayCheck)
}

func (m AssessmentModel) act() string {
	if m.View.MayScore {
		return "/score"
	}
	return "/check"
}

func (m AssessmentModel) measures(ctx context.Context) (out []part.Option) {
	for _, x := range m.View.Pack.Measures() {
		out = append(out, part.Option{Value: x.Code, Text: x.Code + " " + say(ctx, x.Title)})
	}
	return out
}

func (m AssessmentModel) computed(item string) bool { return m.View.Marks[item].Computed }

func (m AssessmentModel) steps(ctx context.Context) []part.Step {
	v := m.View
	order := map[string]int{partywork.Self: 0, partywork.Checking: 1, partywork.Told: 2, partywork.Confirmed: 3}[v.State]
	step := func(i int, key, name string, day string) part.Step {
		s := part.Step{Label: i18n.T(ctx, key), Done: order > i || v.State == partywork.Confirmed, Now: order == i && v.State != partywork.Confirmed}
		if name != "" {
			s.Lines = []string{name, day}
		}
		return s
	}
	return []part.Step{
		step(0, "partywork.assess.step.self", v.SelfName, i18n.Day(ctx, clock.DayOf(v.SelfAt))),
		step(1, "partywork.assess.step.check", v.CheckName, i18n.Day(ctx, clock.DayOf(v.CheckAt))),
		step(2, "partywork.assess.step.object", "", ""),
		step(3, "partywork.assess.step.confirm", v.ConfirmName, i18n.Day(ctx, clock.DayOf(v.ConfirmAt))),
	}
}

// typed and wrong are what came back of one stage's form.
func (m DutyModel) typed(x partywork.Milestone, name string) string {
	if m.Form.Values["seq"] != itoa(x.Seq) {
		return ""
	}
	return m.Form.Values[name]
}

func (m DutyModel) wrong(x partywork.Milestone, name string) string {
	if m.Form.Values["seq"] != itoa(x.Seq) {
		return ""
	}
	return m.Form.Problems.Of(name)
}

// dotted turns /score into .score, the end of a words key.
func dotted(act string) string { return "." + act[1:] }
