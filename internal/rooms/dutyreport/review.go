package dutyreport

import (
	"context"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// Review is one step of the review of one draft.
type Review struct {
	ID      string
	Report  ReportID
	Draft   int
	Stage   State // department, leader or office
	Verdict string
	Words   string
	Login   string
	Person  string
	Name    string
	At      time.Time
	Remarks []Remark
}

// Remark is why a report was returned, at one passage.
type Remark struct {
	ID      string
	Reason  string // code in the pack
	Title   pack.Text
	Section string
	Quote   string
	Words   string
}

// SubmitReport hands the report in. What keeps it back is fault.Invalid with one sentence each: nothing
// goes half answered. The first submission decides for ever whether it was late.
func (r *Room) SubmitReport(ctx context.Context, actor who.Actor, id ReportID) error {
	return r.onReport(ctx, actor, id, access.WriteDuty, Report.Own, "submit", func(tx *db.Tx, y Year, x *Report) (any, error) {
		if y.State != Noticed || !x.Editable() {
			return nil, fault.Conflict("dutyreport.not_now")
		}
		blocks, err := Blocks(tx, *x)
		if err != nil {
			return nil, err
		}
		var c fault.Check
		for _, b := range blocks {
			c.That(false, "", b.Key, b.Args...)
		}
		if err := c.Err(); err != nil {
			return nil, err
		}
		if err := x.Do(Submit); err != nil {
			return nil, err
		}
		x.Draft++
		x.Submitted, x.SubmittedBy = tx.Now, tx.Who.Label()
		if x.FirstAt.IsZero() {
			x.FirstAt = tx.Now
		}
		return map[string]any{"report": x.Number, "draft": x.Draft, "late": x.Late(tx.Today())}, submitted(tx, *x)
	})
}

// submitted fixes the text and ends the promise that it came from.
func submitted(tx *db.Tx, x Report) error {
	if err := writeSubmitted(tx, x); err != nil {
		return err
	}
	for _, kind := range []string{promisedSubmit, promisedRewrite} {
		if err := calendar.Done(tx, kind, string(x.ID)); err != nil {
			return err
		}
	}
	return doneWhenWith(tx, x, stepSubmit, func(r Report) bool { return !r.FirstAt.IsZero() })
}

// doneWhenWith is doneWhen with the present report as it will be saved.
func doneWhenWith(tx *db.Tx, x Report, code string, far func(Report) bool) error {
	return doneWhen(tx, x.Year, code, func(r Report) bool { return r.ID == x.ID && far(x) || r.ID != x.ID && far(r) })
}

// Verdict is what a reviewer says: it passes on, or goes back with at least one passage and its reason.
type Verdict struct {
	Pass    bool
	Words   string
	Remarks []Remark
}

// Review passes a report on to the next step or returns it. The department's step is for the person named
// for it, the leader's for the leader in charge, the last for the office; where nobody is named the
// office does it. Nobody reviews twice in one draft, and nobody the own report.
func (r *Room) Review(ctx context.Context, actor who.Actor, id ReportID, in Verdict) error {
	return r.onReport(ctx, actor, id, access.ReviewDuty, Report.Place, "review", func(tx *db.Tx, y Year, x *Report) (any, error) {
		if err := mayReview(tx, *x); err != nil {
			return nil, err
		}
		v := Review{ID: db.NewID(), Report: id, Draft: x.Draft, Stage: x.State, Verdict: "pass", Words: strings.TrimSpace(in.Words),
			Login: tx.Who.Label(), Person: tx.Who.Person, Name: tx.Who.Name, At: tx.Now}
		act := Pass
		if !in.Pass {
			act, v.Verdict, v.Remarks = Return, "return", in.Remarks
		}
		if err := r.checkReview(tx, y, *x, &v); err != nil {
			return nil, err
		}
		if err := x.Do(act); err != nil {
			return nil, err
		}
		if err := insertReview(tx, v); err != nil {
			return nil, err
		}
		return map[string]any{"report": x.Number, "draft": v.Draft, "stage": v.Stage, "verdict": v.Verdict, "remarks": len(v.Remarks)}, reviewed(tx, x)
	})
}

// mayReview asks who may do the step in which the report is.
// rule: INV-06 (the steps of a review are in different hands)
func mayReview(tx *db.Tx, x Report) error {
	if !slices.Contains([]State{Department, AtLeader, AtOffice}, x.State) || x.Removed() {
		return fault.Conflict("dutyreport.not_now")
	}
	named := map[State]string{Department: x.Checker, AtLeader: x.Leader}[x.State]
	if named != "" && tx.Who.Person != named {
		return fault.Denied("duty_not_named")
	}
	if named == "" && access.May(tx.Who, access.EditYear, x.yearPlace()) != nil {
		return fault.Denied("duty_not_named")
	}
	past, err := listReviews(tx, x.ID)
	if err != nil {
		return err
	}
	for _, v := range past {
		if v.Draft == x.Draft && v.Person == tx.Who.Person && tx.Who.Person != "" {
			return fault.Denied("duty_twice")
		}
	}
	return nil
}

// checkReview completes the remarks of a return and refuses those that say nothing.
func (r *Room) checkReview(tx *db.Tx, y Year, x Report, v *Review) error {
	var c fault.Check
	c.That(len([]rune(v.Words)) <= 1000, "words", "dutyreport.too_long", "max", 1000)
	if v.Verdict == "return" {
		c.That(len(v.Remarks) > 0, "quote", "dutyreport.review.no_passage")
		reasons, err := r.reasons(tx, y)
		if err != nil {
			return err
		}
		text, err := writeText(tx, x, false)
		if err != nil {
			return err
		}
		for i := range v.Remarks {
			v.Remarks[i].check(&c, reasons, text)
		}
	}
	return c.Err()
}

func (m *Remark) check(c *fault.Check, reasons []pack.Word, text []SectionText) {
	m.Quote, m.Words = strings.TrimSpace(m.Quote), strings.TrimSpace(m.Words)
	i := slices.IndexFunc(reasons, func(w pack.Word) bool { return w.Code == m.Reason })
	c.That(i >= 0, "reason", "dutyreport.review.no_reason")
	if i >= 0 {
		m.Title = reasons[i].Text
	}
	c.That(m.Quote != "", "quote", "dutyreport.review.no_passage")
	c.That(len([]rune(m.Quote)) <= 500, "quote", "dutyreport.too_long", "max", 500)
	c.That(len([]rune(m.Words)) <= 500, "words", "dutyreport.too_long", "max", 500)
	if m.Quote == "" || text == nil {
		return
	}
	found := ""
	for _, s := range text {
		if (m.Section == "" || m.Section == s.Code) && slices.ContainsFunc(s.Paragraphs, func(p string) bool { return strings.Contains(p, m.Quote) }) {
			found = s.Code
			break
		}
	}
	c.That(found != "", "quote", "dutyreport.review.not_in_text")
	m.Section = found
}

// reasons are the words of return of the year's pack.
func (r *Room) reasons(tx *db.Tx, y Year) ([]pack.Word, error) {
	p, err := r.packs(tx, y.Outline, y.Edition)
	if err != nil {
		return nil, err
	}
	return p.Reasons, nil
}

// reviewed counts a return and gives it a date, or marks the review of the year as done.
func reviewed(tx *db.Tx, x *Report) error {
	if x.State != Returned {
		return doneWhenWith(tx, *x, stepReview, func(r Report) bool {
			return slices.Index(States, r.State) >= slices.Index(States, Passed)
		})
	}
	x.Returns++
	return calendar.Keep(tx, calendar.Promise{Kind: promisedRewrite, Ref: string(x.ID), Unit: x.Unit, Ord: x.UnitOrd, Title: x.Number + " " + x.Name,
		Link: x.Path(), Rule: ruleRewrite, People: map[string][]string{"owner": {x.Person}}})
}

// rewriteDue is the day by which a returned report is to come again, "" when it is not returned.
func rewriteDue(tx *db.Tx, x Report) (clock.Day, error) {
	p, err := calendar.Find(tx, promisedRewrite, string(x.ID))
	if fault.Is(err, fault.KindNotFound) {
		return "", nil
	}
	return p.Due, err
}
