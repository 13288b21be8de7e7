package orglifepage

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/orglife"
)

func stepText(ctx context.Context, r orglife.Review) string {
	if r.Step == "" {
		return i18n.T(ctx, "orglife.reviews.begun")
	}
	return i18n.T(ctx, "orglife.step."+r.Step)
}

// few is how many members a branch needs before its grades are broken down by number.
const few = 5

// counts are the numbers of a review, in the order of the table's head; a small branch's are not broken down.
func counts(r orglife.Review) []string {
	if r.Judged == 0 {
		return []string{"–", "–", "–", "–", "–"}
	}
	if r.Judged < few {
		return []string{itoa(r.Judged), "–", "–", "–", "–"}
	}
	return []string{itoa(r.Judged), itoa(r.Excellent), itoa(r.Good), itoa(r.Fair), itoa(r.Poor)}
}

func (m ReviewsModel) waiting() (out []part.Option) {
	for _, b := range m.View.Waiting {
		out = append(out, part.Option{Value: b.ID, Text: b.Short})
	}
	return out
}

func (m ReviewModel) to(act string) templ.SafeURL {
	return templ.SafeURL("/orglife/reviews/" + string(m.View.ID) + "/" + act)
}

// done is the last time that a step was taken.
func (m ReviewModel) done(step string) *orglife.StepDone {
	if slices.Index(orglife.Steps, step) > slices.Index(orglife.Steps, m.View.Step) {
		return nil
	}
	for i := len(m.View.Steps) - 1; i >= 0; i-- {
		if m.View.Steps[i].Step == step {
			return &m.View.Steps[i]
		}
	}
	return nil
}

// judging tells whether the grades are to be entered now.
func (m ReviewModel) judging() bool {
	return m.View.MayKeep && m.View.ApprovedAt.IsZero() && m.View.Next() == "judged"
}

func (m ReviewModel) voters() int {
	n := 0
	for _, p := range m.View.Roster {
		if p.Votes() {
			n++
		}
	}
	return n
}

// grade is what was typed, else what was entered before, else 合格.
func (m ReviewModel) grade(person string) string {
	begin := orglife.Good
	for _, g := range m.View.Grades {
		if g.Person == person && g.Grade != orglife.None {
			begin = g.Grade
		}
	}
	return m.Form.or("grade."+person, begin)
}

func (m ReviewModel) help(person string) string {
	begin := ""
	for _, g := range m.View.Grades {
		if g.Person == person {
			begin = g.Help
		}
	}
	return m.Form.or("help."+person, begin)
}

func (m ReviewModel) stepDay(ctx context.Context) part.Field {
	f := m.Form.field("day", i18n.T(ctx, "orglife.branch.day"), string(m.Today))
	f.Type, f.Required = "date", true
	return f
}

// ballotLast is the last day of an anonymous ballot, a week from today unless another one is typed.
func (m ReviewModel) ballotLast(ctx context.Context) part.Field {
	f := m.Form.field("last", i18n.T(ctx, "orglife.review.ballot_last"), string(m.Today.Add(7)))
	f.Type, f.Required = "date", true
	return f
}

func (m ReviewModel) stepWords(ctx context.Context, step string) part.Field {
	f := m.Form.field("words", i18n.T(ctx, "orglife.review.step_words"), "")
	f.Required = true
	if step == "ballot" {
		f.Hint = i18n.T(ctx, "orglife.review.ballot_hint")
	}
	return f
}

func (m ReviewModel) criticismDue(ctx context.Context) part.Field {
	f := m.Form.field("due", i18n.T(ctx, "orglife.criticism.until"), "")
	f.Type = "date"
	return f
}
