package dutyreport

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/ballot"
	"plumbline/internal/hall/calendar"
)

// Rules of the two dates that follow the feedback, and what the calendar calls them.
const (
	ruleReceipt      = "R-SZ-09"
	ruleExplanation  = "R-SZ-10"
	promisedReceipt  = "dutyreport.receipt"
	promisedExplains = "dutyreport.explain"
)

// What a result rests on: the anonymous ballot when it stands, else the panel, else nothing.
const (
	ByBallot  = "ballot"
	ByPanel   = "panel"
	ByNothing = "none"
)

// Outcome is the result of a report with what it rests on.
type Outcome struct {
	Basis string
	Grade pack.Grade
	Score string // "" where it would give single votes away
	Below bool   // under the form's pass mark
}

// outcome follows one rule: the ballot's result when it stands; else the panel's when all seats have
// handed in; else there is none.
func outcome(s *ballot.SubjectResult, panel pack.Form, seats []Seat, list []Grading) Outcome {
	if s != nil && s.Standing == ballot.Stands {
		return Outcome{Basis: ByBallot, Grade: s.Grade, Score: s.ScoreText(), Below: s.Below}
	}
	if !allIn(seats, list) {
		return Outcome{Basis: ByNothing}
	}
	score := ballot.Score(panel, panelCounts(panel, list))
	out := Outcome{Basis: ByPanel, Score: ballot.SubjectResult{Scored: true, Score: score}.ScoreText(), Below: panel.Pass > 0 && score < panel.Pass*100}
	for _, g := range panel.Grades {
		if score >= g.From*100 {
			out.Grade = g
			break
		}
	}
	return out
}

// allIn tells whether every seat of the report has handed its grading in.
func allIn(seats []Seat, list []Grading) bool {
	for _, s := range seats {
		if !slices.ContainsFunc(list, func(g Grading) bool { return g.Seat == s && g.In() }) {
			return false
		}
	}
	return true
}

// Sheet is the feedback sheet of a report (反馈表): written once, then signed for.
type Sheet struct {
	Report     ReportID
	Number     string // SF-25-007
	Poll       string
	Outcome    Outcome
	Words      string
	Problems   int
	Sent       time.Time
	SentBy     string
	ReceiptDue clock.Day
	Received   time.Time
	ReceivedBy string
	ExplainDue clock.Day // "" when nothing has to be explained
	Words2     string    // the reporter's written explanation
	Explained  time.Time
	Version    int64
}

// Late tells whether the sheet was, or is, not signed for in time.
func (s Sheet) Late(today clock.Day) bool {
	if !s.Received.IsZero() {
		return clock.DayOf(s.Received) > s.ReceiptDue
	}
	return s.ReceiptDue < today
}

// FeedBackReport writes the feedback sheet: result, the chair's comment, the problems. It wants all of
// them to be there: the questions of the meeting answered, every seat's grading, the chair's comment,
// a ballot that is counted if one is held, each problem handed over or struck off. What it decides
// about a person is nothing; a result below the mark demands a written explanation (DOMAIN.md 5.4).
func (r *Room) FeedBackReport(ctx context.Context, actor who.Actor, id ReportID, words string) error {
	words = strings.TrimSpace(words)
	return r.onReport(ctx, actor, id, access.FeedBackDuty, Report.Place, "feed_back", func(tx *db.Tx, _ Year, x *Report) (any, error) {
		if len([]rune(words)) > maxText {
			return nil, fault.Invalid(fault.On("words", "dutyreport.too_long", "max", maxText))
		}
		if err := x.Do(FeedBack); err != nil {
			return nil, err
		}
		s := Sheet{Report: id, Words: words, Sent: tx.Now, SentBy: tx.Who.Name}
		if err := r.complete(tx, *x, &s); err != nil {
			return nil, err
		}
		if err := s.dates(tx, *x); err != nil {
			return nil, err
		}
		n, err := countSheets(tx, x.YearNo)
		if err != nil {
			return nil, err
		}
		s.Number = fmt.Sprintf("SF-%02d-%03d", x.YearNo%100, n+1)
		x.FedBack = tx.Now
		if err := insertSheet(tx, s); err != nil {
			return nil, err
		}
		details := map[string]any{"number": s.Number, "basis": s.Outcome.Basis, "problems": s.Problems, "below": s.Outcome.Below}
		return details, doneWhenWith(tx, *x, stepFeedback, func(r Report) bool { return !r.FedBack.IsZero() })
	})
}

// complete asks for everything that the sheet rests on, and fills in the outcome.
func (r *Room) complete(tx *db.Tx, x Report, s *Sheet) error {
	if err := questioned(tx, x.ID); err != nil {
		return err
	}
	gradings, err := listGradings(tx, x.ID)
	if err != nil {
		return err
	}
	if !allIn(x.seats(), gradings) {
		return fault.Conflict("dutyreport.feedback.grading_open")
	}
	comments, err := listComments(tx, x.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(comments, func(c Comment) bool { return c.Tone == Overall }) {
		return fault.Conflict("dutyreport.feedback.no_comment")
	}
	poll, res, err := vote(tx, x)
	if err != nil {
		return err
	}
	if poll != nil {
		if poll.State != ballot.Counted {
			return fault.Conflict("dutyreport.feedback.vote_open")
		}
		s.Poll = string(poll.ID)
	}
	problems, err := listProblems(tx, x.ID)
	if err != nil {
		return err
	}
	for _, p := range problems {
		switch {
		case p.Item != "":
			s.Problems++
		case p.Dropped == "":
			return fault.Conflict("dutyreport.feedback.problem_open", "n", p.Seq)
		}
	}
	f, err := r.form(tx, formPanel)
	s.Outcome = outcome(res, f, x.seats(), gradings)
	return err
}

// dates promises the receipt, and the explanation where the result demands one.
func (s *Sheet) dates(tx *db.Tx, x Report) error {
	keep := func(kind, rule string) (clock.Day, error) {
		due, err := calendar.DueOf(tx, rule, tx.Today())
		if err != nil {
			return "", err
		}
		return due.Due, calendar.Keep(tx, calendar.Promise{Kind: kind, Ref: string(x.ID), Unit: x.Unit, Ord: x.UnitOrd, Title: x.Number + " " + x.Name, Link: x.Path() + "/feedback", Rule: rule, Due: due.Due,
			People: map[string][]string{"owner": {x.Person}}})
	}
	var err error
	if s.ReceiptDue, err = keep(promisedReceipt, ruleReceipt); err != nil || !s.Outcome.Below {
		return err
	}
	s.ExplainDue, err = keep(promisedExplains, ruleExplanation)
	return err
}

// SignFeedback is the reporter's receipt of the sheet, once.
func (r *Room) SignFeedback(ctx context.Context, actor who.Actor, id ReportID) error {
	return r.onReport(ctx, actor, id, access.WriteDuty, Report.Own, "sign_feedback", func(tx *db.Tx, _ Year, _ *Report) (any, error) {
		s, err := loadSheet(tx, id)
		if err != nil {
			return nil, err
		}
		if !s.Received.IsZero() {
			return nil, fault.Conflict("dutyreport.feedback.signed")
		}
		s.Received, s.ReceivedBy = tx.Now, tx.Who.Name
		if err := calendar.Done(tx, promisedReceipt, string(id)); err != nil {
			return nil, err
		}
		return map[string]any{"number": s.Number}, saveSheet(tx, &s)
	})
}

// ExplainResult is the reporter's written explanation of a result below the mark, once.
func (r *Room) ExplainResult(ctx context.Context, actor who.Actor, id ReportID, text string) error {
	text = strings.TrimSpace(text)
	return r.onReport(ctx, actor, id, access.WriteDuty, Report.Own, "explain_result", func(tx *db.Tx, _ Year, _ *Report) (any, error) {
		s, err := loadSheet(tx, id)
		if err != nil {
			return nil, err
		}
		switch {
		case s.ExplainDue == "" || !s.Explained.IsZero():
			return nil, fault.Conflict("dutyreport.not_now")
		case text == "" || len([]rune(text)) > maxText:
			return nil, fault.Invalid(fault.On("text", "dutyreport.explain.no_text", "max", maxText))
		}
		s.Words2, s.Explained = text, tx.Now
		if err := calendar.Done(tx, promisedExplains, string(id)); err != nil {
			return nil, err
		}
		return map[string]any{"number": s.Number}, saveSheet(tx, &s)
	})
}

// CloseReport ends a report: the sheet is signed for, what was demanded is explained, and every problem
// was closed one by one in the ledger (逐一销账).
func (r *Room) CloseReport(ctx context.Context, actor who.Actor, id ReportID) error {
	return r.onReport(ctx, actor, id, access.FeedBackDuty, Report.Place, "close_report", func(tx *db.Tx, _ Year, x *Report) (any, error) {
		if err := x.Do(Close); err != nil {
			return nil, err
		}
		s, err := loadSheet(tx, id)
		if err != nil {
			return nil, err
		}
		problems, err := listProblems(tx, id)
		if err != nil {
			return nil, err
		}
		if err := s.over(problems); err != nil {
			return nil, err
		}
		x.ClosedAt = tx.Now
		return map[string]any{"problems": s.Problems}, doneWhenWith(tx, *x, stepClose, func(r Report) bool { return r.State == Closed })
	})
}

func (s Sheet) over(problems []Problem) error {
	switch {
	case s.Received.IsZero():
		return fault.Conflict("dutyreport.close.not_signed")
	case s.ExplainDue != "" && s.Explained.IsZero():
		return fault.Conflict("dutyreport.close.not_explained")
	}
	for _, p := range problems {
		if p.Dropped == "" && !p.Over() {
			return fault.Conflict("dutyreport.close.problem_open", "item", p.ItemNumber)
		}
	}
	return nil
}
