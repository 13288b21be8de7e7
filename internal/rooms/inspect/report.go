package inspect

import (
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
)

// States of a finding, a report and a feedback.
const (
	FindingDraft    = "draft"
	FindingApproved = "approved"
	FindingDropped  = "dropped"
	ReportDraft     = "draft"
	ReportSigned    = "signed"
	FeedbackDraft   = "draft"
	FeedbackOK      = "approved"
	FeedbackSent    = "sent"
)

// Grades of how the main responsibility is carried (履行主体责任评价).
var Grades = []string{"good", "fair", "average", "poor"}

// Finding is one sentence of the report with the paper behind it (问题). Its text is frozen when the
// leading group approves it.
type Finding struct {
	ID          FindingID
	Inspection  InspectionID
	Paper       PaperID
	PaperNumber string
	Position    int
	Title       string
	Body        string
	Details     string // 具体表现, one a line: the first column of the problem list
	Category    string
	Severity    string
	State       string
	ApprovedBy  string
	ApprovedAt  time.Time
	Reason      string
	Version     int64
}

// FindingText is what may be edited before approval.
type FindingText struct{ Title, Body, Details, Category, Severity string }

// Lines are the particulars as a list.
func (f *Finding) Lines() []string {
	var out []string
	for _, l := range strings.Split(f.Details, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func (t FindingText) check() error {
	var c fault.Check
	c.That(strings.TrimSpace(t.Title) != "", "title", "inspect.finding.title_missing")
	c.That(len([]rune(t.Title)) <= 60, "title", "inspect.finding.title_long", "most", 60)
	c.That(strings.TrimSpace(t.Body) != "", "body", "inspect.finding.body_missing")
	c.That(t.Category != "", "category", "inspect.finding.category_missing")
	c.That(oneOf(t.Severity, Severities), "severity", "inspect.paper.severity_unknown")
	return c.Err()
}

// Reword changes a draft finding.
func (f *Finding) Reword(t FindingText) error {
	if f.State != FindingDraft {
		return fault.Conflict("inspect.finding.frozen")
	}
	if err := t.check(); err != nil {
		return err
	}
	f.Title, f.Body, f.Details, f.Category, f.Severity = t.Title, t.Body, t.Details, t.Category, t.Severity
	return nil
}

// Decide is the leading group's word on one finding: approved as it stands, or dropped with a reason.
func (f *Finding) Decide(approve bool, reason, by string, now time.Time) error {
	if f.State != FindingDraft {
		return fault.Conflict("inspect.finding.frozen")
	}
	if !approve && strings.TrimSpace(reason) == "" {
		return fault.Invalid(fault.On("reason", "inspect.paper.reason_missing"))
	}
	f.State, f.Reason, f.ApprovedBy, f.ApprovedAt = FindingDropped, reason, by, now
	if approve {
		f.State = FindingApproved
	}
	return nil
}

// ReportText is the report without its problems, which are the findings.
type ReportText struct{ Conduct, Overall, Causes, Advice, Grade, GradeReason string }

// Report is the inspection report (督察报告).
type Report struct {
	Inspection InspectionID
	ReportText
	State    string
	SignedBy string
	SignedAt time.Time
	Version  int64
}

// Sign finishes the report: every paper has its disposal, every problem names its paper (which the
// schema already forces), and the grade has its reasons.
func (r *Report) Sign(person string, open int, now time.Time) error {
	if r.State == ReportSigned {
		return fault.Conflict("inspect.report.signed")
	}
	var c fault.Check
	c.That(open == 0, "", "inspect.report.papers_open", "n", open)
	c.That(strings.TrimSpace(r.Overall) != "", "overall", "inspect.report.overall_missing")
	c.That(strings.TrimSpace(r.Causes) != "", "causes", "inspect.report.causes_missing")
	c.That(oneOf(r.Grade, Grades), "grade", "inspect.report.grade_missing")
	c.That(strings.TrimSpace(r.GradeReason) != "", "grade_reason", "inspect.report.grade_reason_missing")
	if err := c.Err(); err != nil {
		return err
	}
	r.State, r.SignedBy, r.SignedAt = ReportSigned, person, now
	return nil
}

// Feedback is what the inspected unit receives (反馈意见).
type Feedback struct {
	ID         FeedbackID
	Inspection InspectionID
	Unit       string
	UnitName   string
	UnitOrd    int64
	Number     string // 临公督反〔2026〕7号
	Opening    string
	Demand     string
	State      string
	Due        clock.Day // the end of the concentrated phase, from the deadline rule
	Hash       string    // of the text that was approved
	ApprovedBy string
	ApprovedAt time.Time
	SentBy     string
	SentAt     time.Time
	Findings   []Finding
	Version    int64
}

// NewFeedback is what is entered to draft a feedback.
type NewFeedback struct {
	Number, Opening, Demand string
	Due                     clock.Day
}

func (in NewFeedback) check(today clock.Day) error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Number) != "", "number", "inspect.feedback.number_missing")
	c.That(strings.TrimSpace(in.Opening) != "", "opening", "inspect.feedback.opening_missing")
	c.That(in.Due > today, "due", "inspect.feedback.due_past")
	return c.Err()
}

// Approve freezes the text. Only approved findings are in it (DOMAIN.md 1.6 no. 9).
func (f *Feedback) Approve(by string, now time.Time) error {
	if f.State != FeedbackDraft {
		return fault.Conflict("inspect.feedback.not_draft")
	}
	if len(f.Findings) == 0 {
		return fault.Invalid(fault.On("", "inspect.feedback.nothing_approved"))
	}
	f.State, f.ApprovedBy, f.ApprovedAt, f.Hash = FeedbackOK, by, now, f.textHash()
	return nil
}

// Send hands the approved text to the unit. It refuses when the text is no longer the approved one.
func (f *Feedback) Send(by string, now time.Time) error {
	if f.State != FeedbackOK {
		return fault.Conflict("inspect.feedback.not_approved")
	}
	if f.Hash != f.textHash() {
		return fault.Conflict("inspect.feedback.text_changed")
	}
	f.State, f.SentBy, f.SentAt = FeedbackSent, by, now
	return nil
}

func (f *Feedback) textHash() string {
	parts := []string{f.Number, f.Opening, f.Demand, string(f.Due)}
	for _, x := range f.Findings {
		parts = append(parts, string(x.ID), x.Title, x.Body, x.Details, x.Category)
	}
	return hashText(parts)
}
