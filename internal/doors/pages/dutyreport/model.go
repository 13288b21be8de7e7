package dutyreportpage

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/passage"
	"plumbline/internal/rooms/dutyreport"
)

// Form is a form as it was typed, with what is wrong with it. Of names the form on a page of several.
type Form struct {
	Of       string
	Values   map[string]string
	Problems part.Problems
}

// field is a field of the form of that name; only the form that came back shows what was typed.
func (f Form) field(of, name, label string) part.Field {
	out := part.Field{Name: name, Label: label}
	if f.Of == of {
		out.Value, out.Error = f.Values[name], f.Problems.Of(name)
	}
	return out
}

// FrontModel is the first page of the room.
type FrontModel struct {
	View  dutyreport.Front
	Today clock.Day
	State string // filter
	Late  bool   // filter
	Form  Form
}

// Shown are the reports that the filter leaves.
func (m FrontModel) Shown() []dutyreport.Report {
	var out []dutyreport.Report
	for _, r := range m.View.Reports {
		if (m.State == "" || string(r.State) == m.State && !r.Removed()) && (!m.Late || r.Late(m.Today)) {
			out = append(out, r)
		}
	}
	return out
}

func (m FrontModel) states() []dutyreport.State {
	var out []dutyreport.State
	for _, s := range dutyreport.States {
		if slices.ContainsFunc(m.View.Reports, func(r dutyreport.Report) bool { return r.State == s && !r.Removed() }) {
			out = append(out, s)
		}
	}
	return out
}

func (m FrontModel) url(state string, late bool) templ.SafeURL {
	q := "/dutyreport?y=" + string(m.View.Year.ID)
	if state != "" {
		q += "&state=" + state
	}
	if late {
		q += "&late=1"
	}
	return templ.SafeURL(q)
}

// YearModel is the page on which a year is run.
type YearModel struct {
	View  dutyreport.YearView
	Today clock.Day
	Form  Form
}

func (m YearModel) url(tail string) templ.SafeURL {
	return templ.SafeURL("/dutyreport/years/" + string(m.View.Year.ID) + tail)
}

// QuestionsModel is the page of the set questions of a year.
type QuestionsModel struct {
	View   dutyreport.QuestionsView
	Today  clock.Day
	Source string // filter
	Open   bool   // filter: nobody has them yet
	Form   Form
}

func (m QuestionsModel) url(tail string) templ.SafeURL {
	return templ.SafeURL("/dutyreport/years/" + string(m.View.Year.ID) + "/questions" + tail)
}

func (m QuestionsModel) shown() []dutyreport.Asked {
	var out []dutyreport.Asked
	for _, q := range m.View.Questions {
		if (m.Source == "" || q.Source == m.Source) && (!m.Open || q.Question.Open()) {
			out = append(out, q)
		}
	}
	return out
}

// Mark is a passage of the text to which something on the right belongs.
type Mark struct {
	Section string // "" wherever it is found first
	Quote   string
	Colour  string // "" amber, blue, red
	N       int
	Href    string // of the remark: #c1
}

// ReportModel is the page of one report. Marks is what is marked in the sheet: what a reviewer returned,
// what a number contradicts, what the chair comments on, in the order of their numbers.
type ReportModel struct {
	View   dutyreport.ReportView
	Agency string
	Today  clock.Day
	Form   Form
	Marks  []Mark
	Write  WriteModel
	Assess AssessModel
}

func (m ReportModel) url(tail string) templ.SafeURL { return templ.SafeURL(m.View.Path() + tail) }

// NextMark adds a passage and answers its number.
func (m *ReportModel) NextMark(section, quote, colour string) int {
	n := len(m.Marks) + 1
	m.Marks = append(m.Marks, Mark{Section: section, Quote: quote, Colour: colour, N: n, Href: "#c" + strconv.Itoa(n)})
	return n
}

// run is a piece of a paragraph: plain, or marked.
type run struct {
	Text string
	Mark *Mark
}

// runs cuts a paragraph at the passages that are marked in it; the first mark wins where two overlap.
func (m ReportModel) runs(section, para string) []run {
	type span struct {
		at   int
		mark *Mark
	}
	var spans []span
	for i := range m.Marks {
		k := &m.Marks[i]
		if at := strings.Index(para, k.Quote); k.Quote != "" && at >= 0 && (k.Section == "" || k.Section == section) {
			spans = append(spans, span{at, k})
		}
	}
	slices.SortStableFunc(spans, func(a, b span) int { return a.at - b.at })
	var out []run
	end := 0
	for _, s := range spans {
		if s.at < end {
			continue
		}
		if s.at > end {
			out = append(out, run{Text: para[end:s.at]})
		}
		out = append(out, run{Text: s.mark.Quote, Mark: s.mark})
		end = s.at + len(s.mark.Quote)
	}
	if end < len(para) {
		out = append(out, run{Text: para[end:]})
	}
	return out
}

// chapter is one section as the sheet and the outline show it.
type chapter struct {
	dutyreport.Section
	Paragraphs []string
	Length     int
	Share      int // per cent of the whole
}

func (m ReportModel) chapters() []chapter {
	text := map[string][]string{}
	for _, t := range m.View.Text {
		text[t.Code] = t.Paragraphs
	}
	out := make([]chapter, len(m.View.Sections))
	for i, s := range m.View.Sections {
		out[i] = chapter{Section: s, Paragraphs: text[s.Code]}
		for _, p := range text[s.Code] {
			out[i].Length += passage.Count(p)
		}
	}
	if all := length(out); all > 0 {
		for i := range out {
			out[i].Share = (out[i].Length*100 + all/2) / all
		}
	}
	return out
}

func length(list []chapter) (n int) {
	for _, c := range list {
		n += c.Length
	}
	return n
}

// say is a wording of a pack in the reader's language.
func say(ctx context.Context, t pack.Text) string { return t.In(i18n.Lang(ctx)) }

// numeral is how sections are counted in a document: 一、 for a Chinese reader, 1. for an English one.
func numeral(ctx context.Context, n int) string {
	if i18n.Lang(ctx) == "en" || n < 1 || n > 10 {
		return strconv.Itoa(n) + ". "
	}
	return string([]rune("一二三四五六七八九十")[n-1]) + "、"
}

// stateColour is the colour of a report's state.
func stateColour(s dutyreport.State) string {
	switch s {
	case dutyreport.Returned, dutyreport.FedBack:
		return "amber"
	case dutyreport.Department, dutyreport.AtLeader, dutyreport.AtOffice:
		return "plum"
	case dutyreport.Passed, dutyreport.Circulated, dutyreport.Met:
		return "blue"
	case dutyreport.Closed:
		return "green"
	}
	return ""
}

// dueOf is where the submission of a report stands: in time, left, late for ever.
func dueOf(r dutyreport.Report, today clock.Day) part.Due {
	if !r.FirstAt.IsZero() {
		return part.DoneOf(clock.DayOf(r.FirstAt), r.DueFirst)
	}
	return part.DueOf(today, r.DueFirst, 0)
}

// stepDue is where a step of the year stands.
func stepDue(s dutyreport.Step, today clock.Day) part.Due {
	if s.DoneOn != "" {
		return part.DoneOf(s.DoneOn, s.First)
	}
	return part.DueOf(today, s.First, 0)
}

func itoa(n int) string { return strconv.Itoa(n) }

// PersonLabel is how a person is chosen from a list: the name with the unit.
func PersonLabel(p dutyreport.Person) string { return p.Name + "（" + p.Unit + "）" }

// labelOf is the label of the person of an id, "" when nobody.
func labelOf(list []dutyreport.Person, id string) string {
	for _, p := range list {
		if p.ID == id {
			return PersonLabel(p)
		}
	}
	return ""
}

// sectionOptions are the sections to choose from.
func sectionOptions(ctx context.Context, list []dutyreport.Section, first string) []part.Option {
	out := []part.Option{}
	if first != "" {
		out = append(out, part.Option{Text: first})
	}
	for _, s := range list {
		out = append(out, part.Option{Value: s.Code, Text: numeral(ctx, s.Seq) + say(ctx, s.Title)})
	}
	return out
}

// sectionName is a section by its code.
func sectionName(ctx context.Context, list []dutyreport.Section, code string) string {
	for _, s := range list {
		if s.Code == code {
			return numeral(ctx, s.Seq) + say(ctx, s.Title)
		}
	}
	return code
}

func words(ctx context.Context, prefix string, codes []string, first string) []part.Option {
	var out []part.Option
	if first != "" {
		out = append(out, part.Option{Text: first})
	}
	for _, c := range codes {
		out = append(out, part.Option{Value: c, Text: i18n.T(ctx, prefix+c)})
	}
	return out
}

func ways(ctx context.Context) []part.Option {
	return words(ctx, "dutyreport.way.", []string{string(dutyreport.OnSite), string(dutyreport.Written)}, "")
}

// required marks a field as one that must be filled.
func required(f part.Field) part.Field { f.Required = true; return f }

func long(f part.Field, rows, most int) part.Field { f.Rows, f.Max = rows, most; return f }

func with(f part.Field, value string) part.Field {
	if f.Value == "" && f.Error == "" {
		f.Value = value
	}
	return f
}

func hinted(f part.Field, hint string) part.Field { f.Hint = hint; return f }

func listed(f part.Field, id string) part.Field {
	f.Attrs = templ.Attributes{"list": id, "autocomplete": "off"}
	return f
}
