package dutyreportpage

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/passage"
	"plumbline/internal/ground/tally"
	"plumbline/internal/rooms/dutyreport"
)

// WriteModel is what the writing side shows beside a report; nil View shows nothing.
type WriteModel struct {
	View *dutyreport.WritingView
	N    []int // numbers of the marks of the mismatches, in their order
}

// Beside puts what stands beside the text on the page of a report, and marks the sentences in the sheet.
func (m *ReportModel) Beside(v dutyreport.WritingView) {
	m.Write.View = &v
	for _, s := range v.Sections {
		for _, x := range s.Mismatches {
			m.Write.N = append(m.Write.N, m.NextMark(s.Code, x.Text, "red"))
		}
	}
}

// numbered is a mismatch with the number of its mark.
type numbered struct {
	dutyreport.Mismatch
	N int
}

func (w WriteModel) against() []numbered {
	var out []numbered
	for _, s := range w.View.Sections {
		for _, x := range s.Mismatches {
			out = append(out, numbered{x, w.N[len(out)]})
		}
	}
	return out
}

// EditorModel is the page on which the reporter writes.
type EditorModel struct {
	View  dutyreport.WritingView
	Today clock.Day
	Last  []dutyreport.Problem // named last year: the report begins with them
	Form  Form                 // the text that came back, or a sentence of explanation: Of is body, or the mark
}

func (m EditorModel) url(tail string) templ.SafeURL { return templ.SafeURL(m.View.Path() + tail) }

func (m EditorModel) sectionURL(code string) templ.SafeURL {
	return m.url("/write?s=" + code + "#s-" + code)
}

// typed is the text in the editor: what came back, else what is stored.
func (m EditorModel) typed() string {
	if m.Form.Of == "body" {
		return m.Form.Values["body"]
	}
	return m.View.Hand().Text.Body
}

func (m EditorModel) base() string {
	if m.Form.Of == "body" {
		return m.Form.Values["base"]
	}
	return strconv.Itoa(m.View.Hand().Text.N)
}

func (m EditorModel) pane() string {
	if m.Form.Of == "body" {
		return m.Form.Values["pane"]
	}
	return m.View.Pane
}

// measure says how many words the outline asks for.
func measure(ctx context.Context, s dutyreport.Section) string {
	switch {
	case s.Most > 0:
		return i18n.T(ctx, "dutyreport.write.range", "least", s.Least, "most", s.Most)
	case s.Least > 0:
		return i18n.T(ctx, "dutyreport.write.at_least", "least", s.Least)
	}
	return ""
}

// demand is one line of the demands on the text: "" right, is-wait amber, is-no red.
type demand struct{ Class, Icon, Text string }

func met(ok bool, text string) demand {
	if ok {
		return demand{"", "circle-check", text}
	}
	return demand{"is-wait", "alert-circle", text}
}

func (m EditorModel) demands(ctx context.Context) []demand {
	v := m.View
	full, fits := 0, 0
	var shares []demand
	for _, s := range v.Sections {
		if s.Text.Words > 0 {
			full++
		}
		if f := s.Fits(); f == "" || f == "share" {
			fits++
		}
		if s.Share > 0 {
			shares = append(shares, met(s.Percent >= s.Share, i18n.T(ctx, "dutyreport.demand.share", "title", say(ctx, s.Title), "has", s.Percent, "least", s.Share)))
		}
	}
	out := []demand{met(full == len(v.Sections), i18n.T(ctx, "dutyreport.demand.sections", "n", full, "of", len(v.Sections))),
		met(fits == len(v.Sections), i18n.T(ctx, "dutyreport.demand.length", "n", fits, "of", len(v.Sections)))}
	out = append(out, shares...)
	if v.Last != nil {
		out = append(out, met(v.Similar < 20, i18n.T(ctx, "dutyreport.demand.similar", "n", v.Similar)))
	}
	if n := v.Against(); n > 0 {
		return append(out, demand{"is-no", "circle-x", i18n.T(ctx, "dutyreport.demand.against", "n", n, "open", v.Open())})
	}
	return append(out, met(true, i18n.T(ctx, "dutyreport.demand.none")))
}

// piece is a stretch of a paragraph: plain, shared with last year, or against a figure.
type piece struct{ Class, Text string }

// paragraphs cuts the stored text into paragraphs and these into pieces.
func paragraphs(s dutyreport.SectionView) [][]piece {
	body := []rune(s.Text.Body)
	class := make([]string, len(body))
	paint := func(from, to int, c string) {
		for i := max(from, 0); i < min(to, len(body)); i++ {
			class[i] = c
		}
	}
	for _, x := range s.Shared {
		paint(x.Start, x.End, "is-blue")
	}
	for _, x := range s.Mismatches {
		paint(x.Span.Start, x.Span.End, "is-red")
	}
	var out [][]piece
	var line []piece
	for i, r := range body {
		if r == '\n' {
			out, line = append(out, line), nil
			continue
		}
		if n := len(line); n > 0 && line[n-1].Class == class[i] {
			line[n-1].Text += string(r)
		} else {
			line = append(line, piece{class[i], string(r)})
		}
	}
	if len(line) > 0 {
		out = append(out, line)
	}
	return out
}

// factName is the word for a figure.
func factName(ctx context.Context, f dutyreport.Fact) string {
	if kind, ok := strings.CutPrefix(f.Key, "due."); ok {
		return kindName(ctx, kind, f.Title)
	}
	if kind, ok := strings.CutPrefix(f.Key, "meetings."); ok && kind != "missed" {
		return i18n.T(ctx, "dutyreport.fact.held", "kind", kindName(ctx, kind, f.Title))
	}
	return i18n.T(ctx, "dutyreport.fact."+f.Key)
}

func kindName(ctx context.Context, kind, title string) string {
	if i18n.Has(ctx, "dutyreport.kind."+kind) {
		return i18n.T(ctx, "dutyreport.kind."+kind)
	}
	return title
}

// factValue is the figure as it is read: 10 / 12, 78%, 3.
func factValue(ctx context.Context, f dutyreport.Fact) string {
	switch {
	case f.Few:
		return i18n.T(ctx, "dutyreport.facts.few", "n", tally.Least)
	case f.Money:
		return strconv.Itoa(f.Percent()) + "%　" + i18n.Int(ctx, int64(f.N/100)) + " / " + i18n.Int(ctx, int64(f.Of/100))
	case f.Of > 0 || strings.HasPrefix(f.Key, "due.") || strings.HasSuffix(f.Key, ".done"):
		return strconv.Itoa(f.N) + " / " + strconv.Itoa(f.Of)
	}
	return strconv.Itoa(f.N)
}

// countedFrom says from whose records a group was counted.
func countedFrom(ctx context.Context, g dutyreport.FactGroup) string {
	key := "dutyreport.facts.from." + g.Group
	if g.Group == "study" {
		key = "dutyreport.facts.from.meetings"
	}
	orgs := i18n.T(ctx, "dutyreport.facts.from.one", "name", g.Orgs[0])
	if n := len(g.Orgs); n > 1 {
		orgs = i18n.T(ctx, "dutyreport.facts.from.some", "name", g.Orgs[0], "n", n)
	}
	return i18n.T(ctx, key, "orgs", orgs)
}

// shown leaves out what another line of the group says already.
func shown(list []dutyreport.Fact) []dutyreport.Fact {
	return slices.DeleteFunc(slices.Clone(list), func(f dutyreport.Fact) bool {
		kind, ok := strings.CutPrefix(f.Key, "meetings.")
		return ok && slices.ContainsFunc(list, func(d dutyreport.Fact) bool { return d.Key == "due."+kind && d.N == f.N })
	})
}

// sentence says what the house has against a claim.
func sentence(ctx context.Context, x dutyreport.Mismatch) string {
	names := ""
	if len(x.Fact.Names) > 0 {
		names = "（" + strings.Join(x.Fact.Names, "、") + "）"
		if i18n.Lang(ctx) == "en" {
			names = " (" + strings.Join(x.Fact.Names, ", ") + ")"
		}
	}
	key := "dutyreport.against." + x.Fact.Key
	kind, held := strings.CutPrefix(x.Fact.Key, "meetings.")
	if held && kind != "missed" {
		key = "dutyreport.against.held"
	}
	return i18n.T(ctx, key, "n", x.Fact.N, "of", x.Fact.Of, "percent", x.Fact.Percent(), "said", x.Said, "names", names, "kind", kindName(ctx, kind, x.Fact.Title))
}

func versionKind(ctx context.Context, x dutyreport.TextVersion) string {
	return i18n.T(ctx, "dutyreport.version.kind."+x.Kind, "from", x.From)
}

// ComparisonModel is two versions of a section beside each other.
type ComparisonModel struct{ View dutyreport.TextComparison }

func (m ComparisonModel) url(tail string) templ.SafeURL { return templ.SafeURL(m.View.Path() + tail) }

// alike tells that nothing differs.
func (m ComparisonModel) alike() bool {
	return !slices.ContainsFunc(m.View.Pieces, func(p passage.Piece) bool { return p.Op != passage.Same })
}

// lines cuts the pieces at the line breaks, so that each paragraph is one.
func (m ComparisonModel) lines() [][]passage.Piece {
	out := [][]passage.Piece{nil}
	for _, p := range m.View.Pieces {
		for i, text := range strings.Split(p.Text, "\n") {
			if i > 0 {
				out = append(out, nil)
			}
			if text != "" {
				out[len(out)-1] = append(out[len(out)-1], passage.Piece{Op: p.Op, Text: text})
			}
		}
	}
	return slices.DeleteFunc(out, func(line []passage.Piece) bool { return len(line) == 0 })
}

// titleOf is the title of a section of last year's outline, by this year's where the code is the same.
func titleOf(ctx context.Context, list []dutyreport.SectionView, code string) string {
	for _, s := range list {
		if s.Code == code {
			return say(ctx, s.Title)
		}
	}
	return code
}
