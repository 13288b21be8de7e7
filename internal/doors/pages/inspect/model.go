package inspectpage

import (
	"context"
	"strconv"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/inspect"
)

// SiteModel is the page on site: one inspection, one check point, perhaps one paper.
type SiteModel struct {
	*inspect.Site
	Today      clock.Day
	Point      pack.Point
	Section    string // code of the open section
	Prev       string // code of the point before, "" at the first
	Next       string
	Paper      *inspect.Paper // the paper in the form; nil for none
	Facts      inspect.Facts  // what the form shows: the paper's, or what was just typed
	Two        string
	New        bool // the form begins a new paper
	May        May
	Me         string // person id of the reader
	Categories []Category
	Typed      map[string]string // what was just typed into an act's form that came back
	Problems   part.Problems
}

// typed is what stands in a field: what was just typed, else what is stored.
func (m SiteModel) typed(name, stored string) string {
	if v, ok := m.Typed[name]; ok {
		return v
	}
	return stored
}

// May is what the reader may do here; buttons that may not be pressed are not drawn.
type May struct{ Edit, Write, Review, Approve, Report, Decide, Send bool }

// base is the address of the inspection.
func (m SiteModel) base() string { return "/inspect/" + string(m.Inspection.ID) }

func (m SiteModel) at(point string) string { return m.base() + "?point=" + point }

func (m SiteModel) paperHref(p inspect.Paper) string {
	return m.at(p.Point) + "&paper=" + string(p.ID)
}

func (m SiteModel) total() int { return len(m.List.Points()) }

// progress counts judged points of a section and all of them.
func (m SiteModel) progress(c pack.Category) (judged, of int) {
	pack.Walk([]pack.Category{c}, func(_ int, x pack.Category) {
		for _, p := range x.Points {
			of++
			if _, ok := m.Judged[p.Code]; ok {
				judged++
			}
		}
	})
	return judged, of
}

func (m SiteModel) progressText(c pack.Category) string {
	n, of := m.progress(c)
	return strconv.Itoa(n) + "/" + strconv.Itoa(of)
}

func (m SiteModel) verdict(point string) string { return m.Judged[point].Verdict }

// editable tells whether the form may be changed by the reader.
func (m SiteModel) editable() bool {
	if m.New {
		return m.May.Write
	}
	p := m.Paper
	return m.May.Write && p != nil && (p.State == inspect.PaperDraft || p.State == inspect.PaperReturned) && (m.Me == p.HandlerOne || m.Me == p.HandlerTwo)
}

// toSign tells whether the reader's signature is the next one.
func (m SiteModel) toSign() bool {
	p := m.Paper
	if p == nil || p.State != inspect.PaperDraft || len(p.Lacks()) > 0 || p.HandlerTwo == "" {
		return false
	}
	return m.Me == p.HandlerOne && p.SignedOne.IsZero() || m.Me == p.HandlerTwo && p.SignedTwo.IsZero()
}

func lacks(f inspect.Facts, name string) bool {
	for _, x := range f.Lacks() {
		if x == name {
			return true
		}
	}
	return false
}

// steps is the way of a paper with who and when under each step.
func (m SiteModel) steps(ctx context.Context) []part.Step {
	p := m.Paper
	day := func(t time.Time) string { return i18n.ShortMinute(ctx, t) }
	deputy, leader := m.duty(inspect.DutyDeputy), m.duty(inspect.DutyLeader)
	list := []part.Step{
		{Label: i18n.T(ctx, "inspect.step.one"), Lines: []string{p.HandlerOneName, orWait(ctx, day(p.SignedOne))}, Done: !p.SignedOne.IsZero()},
		{Label: i18n.T(ctx, "inspect.step.two"), Lines: []string{p.HandlerTwoName, orWait(ctx, day(p.SignedTwo))}, Done: !p.SignedTwo.IsZero()},
		{Label: i18n.T(ctx, "inspect.step.review"), Lines: []string{deputy, day(p.ReviewedAt)}, Done: !p.ReviewedAt.IsZero()},
		{Label: i18n.T(ctx, "inspect.step.approve"), Lines: []string{leader, p.Number}, Done: !p.ApprovedAt.IsZero()},
		{Label: i18n.T(ctx, "inspect.step.dispose"), Lines: []string{disposalText(ctx, p.Disposal)}, Done: p.State == inspect.PaperDisposed},
	}
	for i := range list {
		if !list[i].Done {
			list[i].Now = true
			break
		}
	}
	return list
}

func orWait(ctx context.Context, s string) string {
	if s == "" {
		return i18n.T(ctx, "inspect.step.waits")
	}
	return s
}

func disposalText(ctx context.Context, d string) string {
	if d == "" {
		return ""
	}
	return i18n.T(ctx, "inspect.disposal."+d)
}

func (m SiteModel) duty(d string) string {
	for _, x := range m.Inspection.Members {
		if x.Duty == d {
			return x.Name
		}
	}
	return ""
}

func (m SiteModel) members(ctx context.Context) []part.Option {
	out := []part.Option{{Value: "", Text: i18n.T(ctx, "inspect.paper.choose_second")}}
	for _, x := range m.Inspection.Members {
		if x.Person != m.Me || m.Two == x.Person {
			out = append(out, part.Option{Value: x.Person, Text: x.Name})
		}
	}
	return out
}

func options(ctx context.Context, prefix string, values []string) []part.Option {
	out := []part.Option{{Value: "", Text: i18n.T(ctx, "inspect.choose")}}
	for _, v := range values {
		out = append(out, part.Option{Value: v, Text: i18n.T(ctx, prefix+v)})
	}
	return out
}

// stateColour is the colour of a paper's state tag.
func stateColour(state string) string {
	switch state {
	case inspect.PaperDraft, inspect.PaperReturned:
		return "amber"
	case inspect.PaperSigned, inspect.PaperReviewed:
		return "plum"
	case inspect.PaperApproved:
		return "blue"
	}
	return "green"
}

// ruler is the bar of days on site: x of each day in a width of 268.
type tick struct {
	X     string
	Width string
	Class string
}

func (m SiteModel) ruler() []tick {
	n, of := m.Inspection.DaysOnSite(m.Today)
	if of < 1 {
		return nil
	}
	step := 268.0 / float64(of)
	out := make([]tick, of)
	for i := range out {
		out[i] = tick{X: num(float64(i) * step), Width: num(max(1, step-1.4)), Class: "next"}
		switch {
		case i < n-1 || m.Inspection.LeftOn != "" && i < n:
			out[i].Class = "past"
		case i == n-1:
			out[i].Class = "now"
		}
	}
	return out
}

func (m SiteModel) nowX() string {
	n, of := m.Inspection.DaysOnSite(m.Today)
	if of < 1 {
		return "0"
	}
	return num(min(250, max(14, (float64(n)-0.5)*268/float64(of))))
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// work counts a member's papers of this inspection: how many are theirs, how many are through.
func (m SiteModel) work(person string) (mine, through int) {
	for _, p := range m.Papers {
		if p.HandlerOne == person || p.HandlerTwo == person {
			mine++
			if p.State == inspect.PaperApproved || p.State == inspect.PaperDisposed {
				through++
			}
		}
	}
	return mine, through
}
