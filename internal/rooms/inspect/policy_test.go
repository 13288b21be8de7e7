package inspect

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// act is one rule of the room, asked in a state: its fault tells whether the state allows it.
type act struct {
	name string
	do   func(state string) error
}

// sayings compares what the nouns' rules allow in each state with the table of policy: a right may be
// used in exactly the states in which one of its acts is no conflict.
func sayings(right access.Right, states []string, acts ...act) (faults []string) {
	for _, s := range states {
		open := ""
		for _, a := range acts {
			if !fault.Is(a.do(s), fault.KindConflict) {
				open = a.name
			}
		}
		if r := access.RuleOf(right); (open != "") != slices.Contains(r.When, s) {
			faults = append(faults, fmt.Sprintf("%s (%s) in %s: the room says %q, policy %v", r.Number(), right, s, open, open == ""))
		}
	}
	return faults
}

// TestRulesAndPolicySayTheSame: papers, rounds, inspections and feedback.
func TestRulesAndPolicySayTheSame(t *testing.T) {
	now := time.Time{}
	paper := func(f func(*Paper) error) func(string) error {
		return func(s string) error { return f(&Paper{State: s, HandlerOne: "a", HandlerTwo: "b"}) }
	}
	papers := append(slices.Clone(PaperStates), PaperReturned)
	back := act{"return", paper(func(p *Paper) error { return p.Return("x", "why") })}
	approve := []act{{"approve", paper(func(p *Paper) error { return p.Approve("x", "1", now) })}, back, {"dispose", paper(func(p *Paper) error { return p.Dispose(NotUsed, "why") })}}
	sites := []string{Scheduled, OnSite, Left, Reported, FedBack}
	var got []string
	got = append(got, sayings(access.WritePaper, papers, act{"edit", paper(func(p *Paper) error { return p.Edit(Facts{}, "c") })}, act{"sign", paper(func(p *Paper) error { return p.Sign("a", now) })})...)
	got = append(got, sayings(access.ReviewPaper, papers, act{"review", paper(func(p *Paper) error { return p.Review("x", now) })}, back)...)
	got = append(got, sayings(access.ApprovePaper, papers, approve...)...)
	got = append(got, sayings(access.ApproveRound, []string{RoundDraft, RoundApproved, RoundClosed}, act{"approve", func(s string) error { return (&Round{State: s}).Approve("1", "x", "2026-01-01") }})...)
	got = append(got, sayings(access.EditInspection, sites, act{"enter", func(s string) error { return (&Inspection{State: s}).Enter("2026-01-01") }},
		act{"leave", func(s string) error { return (&Inspection{State: s}).Leave("2026-01-01") }})...)
	got = append(got, sayings(access.ApproveFeedback, []string{FeedbackDraft, FeedbackOK, FeedbackSent}, act{"approve", func(s string) error { return (&Feedback{State: s}).Approve("x", now) }})...)
	sent := func(s string) error { f := &Feedback{State: s}; f.Hash = f.textHash(); return f.Send("x", now) }
	got = append(got, sayings(access.SendFeedback, []string{FeedbackDraft, FeedbackOK, FeedbackSent}, act{"send", sent})...)
	for _, f := range got {
		t.Error(f)
	}
	if bad := sayings(access.ApprovePaper, papers, approve[:1]...); len(bad) != 2 { // signed and approved are open through the others
		t.Errorf("acts that were left out are not missed: %v", bad)
	}
	for _, r := range []access.Right{access.ReviewPaper, access.ApprovePaper} {
		if access.RuleOf(r).Keeps&access.ByHand == 0 {
			t.Errorf("%s is open to the handlers", r)
		}
	}
	if (&Paper{State: PaperSigned, HandlerOne: "a"}).Review("a", now) == nil || (&Paper{State: PaperReviewed, ReviewedBy: "r"}).Approve("r", "1", now) == nil {
		t.Error("the room lets a handler judge the own paper")
	}
}
