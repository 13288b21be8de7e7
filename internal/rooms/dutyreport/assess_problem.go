package dutyreport

import (
	"context"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/rectify"
)

// Origins of a problem: where it was named.
const (
	FromReview   = "review"   // a passage that was returned
	FromQuestion = "question" // a set question not answered enough
	FromInquiry  = "inquiry"  // an unsatisfactory answer at the meeting
	FromComment  = "comment"  // the chair's comment
	FromMismatch = "mismatch" // a figure of the house against a sentence
	FromOther    = "other"
)

// Origins in the order of pages.
var Origins = []string{FromComment, FromInquiry, FromMismatch, FromReview, FromQuestion, FromOther}

// Problem is one problem named of a report. State and the rest of the item are as the ledger says now.
type Problem struct {
	ID         string
	Report     ReportID
	Seq        int
	Origin     string
	OriginRef  string
	OriginName string // 点评 2
	Words      string
	Category   string
	Demand     string // 整改要求: what counts as put right
	Due        clock.Day
	Item       string
	Handed     time.Time
	Dropped    string // why it was struck off before it was handed over
	By         string
	At         time.Time
	Version    int64

	ItemNumber string
	ItemState  string
	ItemDue    clock.Day
	ItemClosed clock.Day
}

// Over tells whether the ledger has ended the problem: closed, standing, or found not to stand.
func (p Problem) Over() bool {
	return slices.Contains([]string{string(rectify.Closed), string(rectify.Standing), string(rectify.Voided)}, p.ItemState)
}

// Late tells whether the item is open past its day.
func (p Problem) Late(today clock.Day) bool { return p.Item != "" && !p.Over() && p.ItemDue < today }

// NewProblem names a problem; with an origin that Candidates offered, empty words take its words.
type NewProblem struct {
	Origin   string
	Ref      string
	Words    string
	Category string
	Demand   string
	Due      clock.Day
}

// Candidate is something that was already said of the report and may become a problem, so that nobody
// types it twice.
type Candidate struct {
	Origin string
	Ref    string
	Name   string // which of its kind: 2
	Words  string
}

// named tells whether problems may still be named.
func (r Report) named() bool {
	return !r.Removed() && slices.Contains([]State{Circulated, Met, FedBack}, r.State)
}

// NameProblem puts a problem on the report's list.
func (r *Room) NameProblem(ctx context.Context, actor who.Actor, id ReportID, in NewProblem) error {
	return r.onReport(ctx, actor, id, access.FeedBackDuty, Report.Place, "name_problem", func(tx *db.Tx, _ Year, x *Report) (any, error) {
		if !x.named() {
			return nil, fault.Conflict("dutyreport.not_now")
		}
		past, err := listProblems(tx, id)
		if err != nil {
			return nil, err
		}
		p := Problem{ID: db.NewID(), Report: id, Seq: len(past) + 1, Origin: in.Origin, OriginRef: in.Ref, Words: strings.TrimSpace(in.Words), Category: in.Category, Demand: strings.TrimSpace(in.Demand), Due: in.Due, By: tx.Who.Name, At: tx.Now}
		if in.Origin != FromOther {
			if err := p.take(tx, *x); err != nil {
				return nil, err
			}
		}
		if err := p.check(tx.Today()); err != nil {
			return nil, err
		}
		return map[string]any{"problem": p.Seq, "origin": p.Origin}, insertProblem(tx, p)
	})
}

// take fills the problem from what was said.
func (p *Problem) take(tx *db.Tx, x Report) error {
	list, err := candidates(tx, x)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Origin == p.Origin && c.Ref == p.OriginRef {
			p.OriginName = c.Name
			if p.Words == "" {
				p.Words = c.Words
			}
			return nil
		}
	}
	return fault.Invalid(fault.On("origin", "dutyreport.problem.no_origin"))
}

func (p *Problem) check(today clock.Day) error {
	var c fault.Check
	c.That(slices.Contains(Origins, p.Origin), "origin", "dutyreport.problem.no_origin")
	c.That(p.Words != "", "words", "dutyreport.problem.no_words")
	c.That(len([]rune(p.Words)) <= 500, "words", "dutyreport.too_long", "max", 500)
	c.That(p.Demand != "", "demand", "dutyreport.problem.no_demand")
	c.That(len([]rune(p.Demand)) <= 300, "demand", "dutyreport.too_long", "max", 300)
	c.That(p.Due >= today, "due", "dutyreport.problem.due_past", "day", today)
	return c.Err()
}

// DropProblem strikes a problem off that was not handed over, with a reason; its line stays.
func (r *Room) DropProblem(ctx context.Context, actor who.Actor, id ReportID, problem, why string) error {
	why = strings.TrimSpace(why)
	return r.onReport(ctx, actor, id, access.FeedBackDuty, Report.Place, "drop_problem", func(tx *db.Tx, _ Year, _ *Report) (any, error) {
		if why == "" || len([]rune(why)) > 200 {
			return nil, fault.Invalid(fault.On("why", "dutyreport.why_empty"))
		}
		list, err := listProblems(tx, id)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			if p.ID != problem {
				continue
			}
			if p.Item != "" || p.Dropped != "" {
				return nil, fault.Conflict("dutyreport.problem.handed")
			}
			p.Dropped = why
			return map[string]any{"problem": p.Seq, "why": why}, saveProblem(tx, &p)
		}
		return nil, fault.NotFound()
	})
}

// HandOverProblems makes the chosen problems items of the reporter's unit, with the reporter as the one
// who answers for them; they are closed one by one there.
func (r *Room) HandOverProblems(ctx context.Context, actor who.Actor, id ReportID, chosen []string) error {
	return r.onReport(ctx, actor, id, access.FeedBackDuty, Report.Place, "hand_over_problems", func(tx *db.Tx, _ Year, x *Report) (any, error) {
		if x.State != Met && x.State != FedBack {
			return nil, fault.Conflict("dutyreport.problem.not_met")
		}
		list, err := listProblems(tx, id)
		if err != nil {
			return nil, err
		}
		var going []Problem
		fb := rectify.Feedback{ID: string(id), Number: x.Number + " " + x.Name, Source: rectify.FromDuty, Unit: x.Unit, Lead: rectify.Person{ID: x.Person, Name: x.Name}}
		for _, p := range list {
			if !slices.Contains(chosen, p.ID) || p.Item != "" || p.Dropped != "" {
				continue
			}
			if p.Due < tx.Today() {
				return nil, fault.Invalid(fault.On("problem", "dutyreport.problem.overdue", "n", p.Seq))
			}
			going = append(going, p)
			fb.Findings = append(fb.Findings, rectify.FeedbackFinding{Text: p.Words, Category: p.Category, Target: p.Demand, Due: p.Due})
		}
		if len(going) == 0 {
			return nil, fault.Invalid(fault.On("problem", "dutyreport.problem.none_chosen"))
		}
		ids, err := rectify.HandOver(tx, fb)
		if err != nil {
			return nil, err
		}
		for i, p := range going {
			p.Item, p.Handed = string(ids[i]), tx.Now
			if err := saveProblem(tx, &p); err != nil {
				return nil, err
			}
		}
		return map[string]any{"problems": len(going)}, nil
	})
}

// ProblemsOfLastYear are the problems named of the same reporter a year before, as they stand now: with
// them the report of this year begins.
func ProblemsOfLastYear(tx *db.Tx, x Report) ([]Problem, error) {
	if x.Previous == "" {
		return nil, nil
	}
	list, err := listProblems(tx, x.Previous)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(p Problem) bool { return p.Dropped != "" }), nil
}
