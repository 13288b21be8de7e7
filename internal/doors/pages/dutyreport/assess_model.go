package dutyreportpage

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/dutyreport"
	"plumbline/internal/rooms/rectify"
)

// AssessModel is what the panels of the assessment show beside and below a report; a nil View shows nothing.
type AssessModel struct {
	View       *dutyreport.Assessment
	N          []int // numbers of the marks of the comments, 0 for one without a passage
	Categories []part.Option
}

// Assessed puts what follows the meeting on the page of a report, and marks the passages that the chair
// commented on.
func (m *ReportModel) Assessed(v dutyreport.Assessment, categories []part.Option) {
	m.Assess = AssessModel{View: &v, Categories: categories}
	for _, c := range v.Comments {
		n := 0
		if c.Quote != "" {
			n = m.NextMark(c.Section, c.Quote, toneMark[c.Tone])
		}
		m.Assess.N = append(m.Assess.N, n)
	}
}

var toneMark = map[string]string{dutyreport.Affirm: "blue", dutyreport.AskOn: "", dutyreport.Differs: "red", dutyreport.Overall: "blue"}

func toneColour(tone string) string {
	switch tone {
	case dutyreport.Affirm:
		return "green"
	case dutyreport.AskOn:
		return "amber"
	case dutyreport.Differs:
		return "red"
	}
	return "blue"
}

// showsGrading tells whether the panel of the seats is for this reader: who grades, who reads what came
// of it, and the reporter once it was fed back.
func (m ReportModel) showsGrading() bool {
	v := m.Assess.View
	return v.MayGrade || v.Open || v.MySeat != "" && !v.Mine || v.MayBack
}

// referred names the figure of the house that stands beside an aspect of the panel.
var referred = map[string]string{"duty": "tasks.done", "dual": "meetings.missed", "rectify": "items.done", "problems": "last.closed"}

// reference is that figure, "" when the reader may not see its list; its name is the cell's title.
func (m ReportModel) reference(aspect string) string {
	f, ok := m.Assess.View.Facts[referred[aspect]]
	if !ok {
		return ""
	}
	text := strconv.Itoa(f.N)
	if f.Of > 0 {
		text += " / " + strconv.Itoa(f.Of)
	}
	return text
}

func (m ReportModel) referenceName(ctx context.Context, aspect string) string {
	if m.reference(aspect) == "" {
		return ""
	}
	return i18n.T(ctx, "dutyreport.fact."+referred[aspect])
}

func (m ReportModel) referenceList(aspect string) string {
	if f := m.Assess.View.Facts[referred[aspect]]; !f.Shut {
		return f.List
	}
	return ""
}

func gradeOptions(ctx context.Context, f pack.Form) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "dutyreport.grade.pending")}}
	for _, g := range f.Grades {
		out = append(out, part.Option{Value: g.Code, Text: say(ctx, g.Title)})
	}
	return out
}

func gradeName(ctx context.Context, f pack.Form, code string) string {
	g, ok := f.GradeOf(code)
	if !ok {
		return i18n.T(ctx, "dutyreport.grade.pending")
	}
	return say(ctx, g.Title)
}

func gradeNames(ctx context.Context, f pack.Form) (out string) {
	for i, g := range f.Grades {
		if i > 0 {
			out += " / "
		}
		out += say(ctx, g.Title)
	}
	return out
}

// seatMarks is what stands in a seat's cell: its grade where it is shown, else that it was, or was not, given.
func seatMark(ctx context.Context, f pack.Form, s dutyreport.SeatView, aspect string) string {
	switch {
	case s.Shown:
		return gradeName(ctx, f, s.Marks[aspect])
	case s.Handed:
		return i18n.T(ctx, "dutyreport.grade.given")
	}
	return i18n.T(ctx, "dutyreport.grade.not_given")
}

func tones(ctx context.Context) []part.Option {
	return words(ctx, "dutyreport.tone.", dutyreport.Tones, "")
}

// tagName is the wording of a tag in the year's outline.
func (m ReportModel) tagName(ctx context.Context, code string) string {
	for _, w := range m.Assess.View.Reasons {
		if w.Code == code {
			return say(ctx, w.Text)
		}
	}
	return code
}

// toHand counts the problems that are on the list and not in the ledger yet.
func (m ReportModel) toHand() (n int) {
	for _, p := range m.Assess.View.Problems {
		if p.Item == "" && p.Dropped == "" {
			n++
		}
	}
	return n
}

func originName(ctx context.Context, p dutyreport.Problem) string {
	return i18n.T(ctx, "dutyreport.origin."+p.Origin) + nbsp(p.OriginName)
}

func nbsp(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

// candidateOptions are what was already said and can be taken over, and words of one's own.
func candidateOptions(ctx context.Context, list []dutyreport.Candidate) []part.Option {
	var out []part.Option
	for _, c := range list {
		text := []rune(c.Words)
		if len(text) > 36 {
			text = append(text[:35], '…')
		}
		out = append(out, part.Option{Value: c.Origin + "|" + c.Ref, Text: i18n.T(ctx, "dutyreport.origin."+c.Origin) + nbsp(c.Name) + "：" + string(text)})
	}
	return append(out, part.Option{Value: dutyreport.FromOther + "|", Text: i18n.T(ctx, "dutyreport.origin.own")})
}

func categoryName(list []part.Option, code string) string {
	if i := slices.IndexFunc(list, func(o part.Option) bool { return o.Value == code }); i >= 0 {
		return list[i].Text
	}
	return code
}

func categoryChoice(ctx context.Context, list []part.Option) []part.Option {
	return append([]part.Option{{Text: i18n.T(ctx, "dutyreport.problem.no_category")}}, list...)
}

// itemColour is the colour of an item's state on the list of problems.
func itemColour(p dutyreport.Problem, today clock.Day) string {
	switch {
	case p.Item == "":
		return "amber"
	case p.ItemState == string(rectify.Closed):
		return "green"
	case p.Late(today):
		return "red"
	case p.ItemState == string(rectify.Claimed), p.ItemState == string(rectify.Verifying):
		return "plum"
	}
	return "blue"
}

func itemURL(p dutyreport.Problem) templ.SafeURL { return templ.SafeURL("/rectify/items/" + p.Item) }

// FeedbackModel is the page of the feedback sheet.
type FeedbackModel struct {
	View   dutyreport.Assessment
	Agency string
	Today  clock.Day
	Form   Form
}

func (m FeedbackModel) url(tail string) templ.SafeURL {
	return templ.SafeURL(m.View.Report.Path() + tail)
}

// TransferModel is the page of what leaves.
type TransferModel struct {
	View  dutyreport.Assessment
	Today clock.Day
	Form  Form
	Seen  bool // the reader may open the page of approvals
}

func (m TransferModel) url(tail string) templ.SafeURL {
	return templ.SafeURL(m.View.Report.Path() + tail)
}

// VoteModel is the page on which the ballot of a year is made, and the chair speaks of the whole year.
type VoteModel struct {
	Year  dutyreport.Year
	View  dutyreport.YearVote
	Ready []dutyreport.Report // who would stand on the ballot
	Today clock.Day
	Form  Form
}

func (m VoteModel) url(tail string) templ.SafeURL {
	return templ.SafeURL("/dutyreport/years/" + string(m.Year.ID) + tail)
}

func uses(ctx context.Context) []part.Option {
	return words(ctx, "dutyreport.use.", dutyreport.Uses, "")
}

// live are the problems that were not struck off.
func live(list []dutyreport.Problem) []dutyreport.Problem {
	return slices.DeleteFunc(slices.Clone(list), func(p dutyreport.Problem) bool { return p.Dropped != "" })
}

// commentID lets the mark in the sheet lead to its comment.
func commentID(n int) templ.Attributes {
	if n == 0 {
		return nil
	}
	return templ.Attributes{"id": "c" + strconv.Itoa(n)}
}

// mine is the reader's own seat.
func mine(v *dutyreport.Assessment) dutyreport.SeatView {
	for _, s := range v.Seats {
		if s.Mine {
			return s
		}
	}
	return dutyreport.SeatView{}
}

// gradeAt is what the own cell shows: what was typed when the form comes back, else what is stored.
func gradeAt(m ReportModel, s dutyreport.SeatView, aspect string) string {
	if m.Form.Of == "grade" {
		return m.Form.Values["g."+aspect]
	}
	return s.Marks[aspect]
}

func over(list []dutyreport.Problem) (n int) {
	for _, p := range list {
		if p.Over() {
			n++
		}
	}
	return n
}

func typed(f part.Field, kind string) part.Field { f.Type = kind; return f }

func sheetNumber(m FeedbackModel) string {
	if m.View.Sheet == nil {
		return ""
	}
	return m.View.Sheet.Number
}

// receiptDue is where the receipt stands.
func receiptDue(s dutyreport.Sheet, today clock.Day) part.Due {
	if !s.Received.IsZero() {
		return part.DoneOf(clock.DayOf(s.Received), s.ReceiptDue)
	}
	return part.DueOf(today, s.ReceiptDue, 0)
}

// wants are what the feedback needs before it can be written, and whether each is there.
func (m FeedbackModel) wants(ctx context.Context) []check {
	v := m.View
	t := func(key string, args ...any) string { return i18n.T(ctx, "dutyreport.wants."+key, args...) }
	overall := slices.ContainsFunc(v.Comments, func(c dutyreport.Comment) bool { return c.Tone == dutyreport.Overall })
	open := 0
	for _, p := range v.Problems {
		if p.Item == "" && p.Dropped == "" {
			open++
		}
	}
	out := []check{{v.Open, t("grading")}, {overall, t("comment")}, {open == 0, t("problems", "n", open)}}
	if v.Poll != nil {
		out = append(out, check{v.Vote != nil, t("vote")})
	}
	return out
}
