package orglifepage

import (
	"context"
	"net/url"
	"strconv"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/orglife"
)

// Form is what was typed and what is wrong with it, so that nothing is lost when a form comes back.
type Form struct {
	Values   url.Values
	Problems part.Problems
}

// or is what was typed in a field, else what the form begins with.
func (f Form) or(name, begin string) string {
	if f.Values != nil {
		if _, ok := f.Values[name]; ok {
			return f.Values.Get(name)
		}
	}
	return begin
}

// field is a labelled field of a form on a page with several forms: at makes its id its own.
func (f Form) field(name, label, begin string) part.Field {
	return part.Field{Name: name, Label: label, Value: f.or(name, begin), Error: f.Problems.Of(name)}
}

// HomeModel is the first page.
type HomeModel struct {
	View  orglife.Home
	Today clock.Day
	Told  int // secretaries just reminded, -1: nobody was asked to
	All   bool
	Money func(fen int64) string
	Named func(category string) string
}

// MonthModel is a secretary's month.
type MonthModel struct {
	View  orglife.MonthView
	Today clock.Day
	Form  Form
}

// RecordModel is the form of one duty or one planned meeting, on a page of its own.
type RecordModel struct {
	Branch   orglife.Branch
	Duty     orglife.DutyForm
	Rhythm   pack.Rhythm
	Units    []Unit
	MakesUp  bool
	Today    clock.Day
	Form     Form
	Activity *orglife.Activity
}

// Unit is a choice for who gets a task.
type Unit struct{ ID, Name string }

// BranchModel is one organisation's year.
type BranchModel struct {
	View  orglife.BranchView
	Today clock.Day
	Form  Form
}

// ActivityModel is one activity.
type ActivityModel struct {
	View  orglife.ActivityView
	Today clock.Day
	Form  Form
}

// DecisionsModel is a register.
type DecisionsModel struct {
	View  orglife.Registers
	Today clock.Day
	Form  Form
}

// DecisionModel is one entry.
type DecisionModel struct {
	View  orglife.DecisionView
	Today clock.Day
	Form  Form
}

// ReviewsModel is a year of reviews.
type ReviewsModel struct {
	View  orglife.Reviews
	Today clock.Day
	Form  Form
}

// ReviewModel is one review.
type ReviewModel struct {
	View  orglife.ReviewView
	Today clock.Day
	Form  Form
}

func itoa(n int) string { return strconv.Itoa(n) }

func say(ctx context.Context, t pack.Text) string { return t.In(i18n.Lang(ctx)) }

// word is a code of one of the pack's lists in the reader's language.
func word(ctx context.Context, list []pack.Word, code string) string {
	return pack.Say(list, code, i18n.Lang(ctx))
}

// beatTitle is a duty's name; what the pack no longer has keeps its code.
func beatTitle(ctx context.Context, h pack.Rhythm, code string) string {
	if b, ok := h.Beat(code); ok {
		return say(ctx, b.Title)
	}
	return code
}

func beatShort(ctx context.Context, h pack.Rhythm, code string) string {
	if b, ok := h.Beat(code); ok {
		return say(ctx, b.Short)
	}
	return code
}

// periodName is 6 月, 二季度 or 2026 年.
func periodName(ctx context.Context, d orglife.Duty) string {
	switch {
	case len(d.Period.Code) == 7 && d.Period.Code[5] == 'Q':
		return i18n.T(ctx, "orglife.period.quarter", "year", itoa(d.Period.Year), "n", d.Period.Slot)
	case len(d.Period.Code) == 7:
		return i18n.T(ctx, "orglife.period.month", "year", itoa(d.Period.Year), "n", d.Period.Slot)
	case len(d.Period.Code) == 4:
		return i18n.T(ctx, "orglife.period.year", "year", itoa(d.Period.Year))
	}
	return i18n.Day(ctx, clock.Day(d.Period.Code))
}

func markText(ctx context.Context, m orglife.Mark) string {
	return i18n.T(ctx, "orglife.mark."+string(m))
}

// markColour is the colour of a state's mark.
func markColour(m orglife.Mark) string {
	switch m {
	case orglife.Done:
		return "green"
	case orglife.Late, orglife.Open:
		return "amber"
	}
	return "red"
}

func monthOf(d clock.Day) string { return string(d)[:7] }

// shift is the first day of a month so many months away.
func shift(d clock.Day, n int) clock.Day {
	t := d.Time()
	return clock.DayOf(t.AddDate(0, n, 1-t.Day()))
}

func percent(n, of int) string {
	if of == 0 {
		return "–"
	}
	return itoa(n*100/of) + "%"
}

func tenth(n, of int) string {
	if of == 0 {
		return "–"
	}
	t := (n*1000 + of/2) / of
	return itoa(t/10) + "." + itoa(t%10)
}

func first(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}
