package inspect

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"plumbline/internal/ground/fault"
)

// States of a work paper.
const (
	PaperDraft    = "draft"
	PaperSigned   = "signed"
	PaperReviewed = "reviewed"
	PaperApproved = "approved"
	PaperReturned = "returned"
	PaperDisposed = "disposed"
)

// PaperStates is the usual order.
var PaperStates = []string{PaperDraft, PaperSigned, PaperReviewed, PaperApproved, PaperDisposed}

// Disposals of an approved paper (DOMAIN.md 16.1 finding_disposition, without clues: those leave on
// another track).
const (
	UseFeedback = "feedback" // 反馈整改
	UseAtOnce   = "at_once"  // 立行立改
	UseHandover = "handover" // 移交职能部门
	UseSpecial  = "special"  // 专题报告
	NotUsed     = "not_used" // 不采用
)

// Disposals lists them.
var Disposals = []string{UseFeedback, UseAtOnce, UseHandover, UseSpecial, NotUsed}

// Severities of a problem.
var Severities = []string{"minor", "serious", "grave"}

// Sources of a paper.
var Sources = []string{"talk", "document", "visit", "petition", "questionnaire", "handed_down", "audit", "other"}

// Facts is the content of a work paper: what two handlers vouch for.
type Facts struct {
	Point      string // check point code
	Gist       string // 问题概述: subject, act, consequence in one sentence
	Method     string // 了解方式
	Subject    string // 责任主体
	Occasion   string // 时间地点
	Effect     string // 影响
	Cite       string // 定性依据: rule and article
	CiteText   string // snapshot of the article's words
	Process    string // 发现过程
	Materials  string // 支撑材料目录, one a line
	Source     string
	Categories []string
	Severity   string
	Common     bool // 普遍性
	Repeated   bool // 屡查屡犯
	Proposal   string
}

// Paper is one work paper (底稿): one matter, one paper.
type Paper struct {
	ID         PaperID
	Inspection InspectionID
	PreNumber  string
	Number     string // only after approval
	Facts
	State          string
	HandlerOne     string
	HandlerTwo     string
	HandlerOneName string
	HandlerTwoName string
	SignedOne      time.Time
	SignedTwo      time.Time
	ReviewedBy     string
	ReviewedAt     time.Time
	ApprovedBy     string
	ApprovedAt     time.Time
	ReturnedBy     string
	Reason         string
	Disposal       string
	DisposalReason string
	MadeAt         time.Time
	Version        int64
}

// banned are words that judge guilt; an inspection finds and hands over, it does not judge
// (DOMAIN.md 14).
var banned = []string{"查实贪污", "贪污受贿", "构成犯罪", "犯罪分子", "腐败分子", "违纪人员", "违法分子"}

// check holds what even a draft must have; the four accuracies are asked at signing.
func (f Facts) check(known map[string]string) error {
	var c fault.Check
	_, ok := known[f.Point]
	c.That(ok, "point", "inspect.judge.point_unknown", "point", f.Point)
	c.That(strings.TrimSpace(f.Gist) != "", "gist", "inspect.paper.gist_missing")
	c.That(len([]rune(f.Gist)) <= 500, "gist", "inspect.paper.gist_long", "most", 500)
	c.That(f.Source == "" || oneOf(f.Source, Sources), "source", "inspect.paper.source_unknown")
	c.That(f.Severity == "" || oneOf(f.Severity, Severities), "severity", "inspect.paper.severity_unknown")
	c.That(f.Proposal == "" || oneOf(f.Proposal, Disposals), "proposal", "inspect.paper.proposal_unknown")
	for _, w := range banned {
		c.That(!strings.Contains(f.Gist+f.Effect+f.Process, w), "gist", "inspect.paper.judges_guilt", "word", w)
	}
	return c.Err()
}

// Lacks names which of the four accuracies (四个准确: method, who is responsible, time and place, rule)
// and the effect are still empty, as field names.
func (f Facts) Lacks() []string {
	var out []string
	for _, x := range []struct{ name, text string }{
		{"method", f.Method}, {"subject", f.Subject}, {"occasion", f.Occasion}, {"cite", f.Cite}, {"cite_text", f.CiteText}, {"effect", f.Effect},
	} {
		if strings.TrimSpace(x.text) == "" {
			out = append(out, x.name)
		}
	}
	return out
}

// Hash binds a signature to exactly this content.
func (f Facts) Hash() string {
	raw, err := json.Marshal(f)
	if err != nil {
		panic(err) // a struct of strings and booleans always encodes
	}
	h := sha256.Sum256(raw)
	return hex.EncodeToString(h[:])
}

// Edit replaces the facts of a draft or returned paper; signatures fall, because they were for other
// words.
func (p *Paper) Edit(f Facts, two string) error {
	if p.State != PaperDraft && p.State != PaperReturned {
		return fault.Conflict("inspect.paper.not_draft")
	}
	if two == p.HandlerOne {
		return fault.Invalid(fault.On("handler_two", "inspect.paper.two_people"))
	}
	p.Facts, p.HandlerTwo, p.State = f, two, PaperDraft
	p.SignedOne, p.SignedTwo = time.Time{}, time.Time{}
	return nil
}

// Sign is one handler's signature; with the second one the paper is signed. It needs the four
// accuracies.
func (p *Paper) Sign(person string, now time.Time) error {
	if p.State != PaperDraft {
		return fault.Conflict("inspect.paper.not_draft")
	}
	var c fault.Check
	for _, name := range p.Lacks() {
		c.That(false, name, "inspect.paper.lacks_"+name)
	}
	c.That(p.HandlerTwo != "", "handler_two", "inspect.paper.second_missing")
	if err := c.Err(); err != nil {
		return err
	}
	switch person {
	case p.HandlerOne:
		p.SignedOne = now
	case p.HandlerTwo:
		p.SignedTwo = now
	default:
		return fault.Denied("paper_handler")
	}
	if !p.SignedOne.IsZero() && !p.SignedTwo.IsZero() {
		p.State = PaperSigned
	}
	return nil
}

// Review is the deputy leader's reading (副组长审核); not by a handler.
func (p *Paper) Review(person string, now time.Time) error {
	if p.State != PaperSigned {
		return fault.Conflict("inspect.paper.not_signed")
	}
	if person == p.HandlerOne || person == p.HandlerTwo {
		return fault.Denied("paper_own")
	}
	p.State, p.ReviewedBy, p.ReviewedAt = PaperReviewed, person, now
	return nil
}

// Approve is the team leader's approval (组长审签): only now a formal number is given.
func (p *Paper) Approve(person, number string, now time.Time) error {
	if p.State != PaperReviewed {
		return fault.Conflict("inspect.paper.not_reviewed")
	}
	if person == p.HandlerOne || person == p.HandlerTwo || person == p.ReviewedBy {
		return fault.Denied("paper_own")
	}
	p.State, p.ApprovedBy, p.ApprovedAt, p.Number = PaperApproved, person, now, number
	return nil
}

// Return sends a signed or reviewed paper back with a reason; a new version begins, the old is kept.
func (p *Paper) Return(person, reason string) error {
	if p.State != PaperSigned && p.State != PaperReviewed {
		return fault.Conflict("inspect.paper.not_under_review")
	}
	if strings.TrimSpace(reason) == "" {
		return fault.Invalid(fault.On("reason", "inspect.paper.reason_missing"))
	}
	p.State, p.ReturnedBy, p.Reason = PaperReturned, person, reason
	p.SignedOne, p.SignedTwo, p.ReviewedBy, p.ReviewedAt = time.Time{}, time.Time{}, "", time.Time{}
	return nil
}

// Dispose decides what becomes of an approved paper; no report is signed before every paper has
// its disposal.
func (p *Paper) Dispose(disposal, reason string) error {
	if p.State != PaperApproved {
		return fault.Conflict("inspect.paper.not_approved")
	}
	var c fault.Check
	c.That(oneOf(disposal, Disposals), "disposal", "inspect.paper.disposal_unknown")
	c.That(disposal != NotUsed || strings.TrimSpace(reason) != "", "reason", "inspect.paper.reason_missing")
	if err := c.Err(); err != nil {
		return err
	}
	p.State, p.Disposal, p.DisposalReason = PaperDisposed, disposal, reason
	return nil
}

func hashText(parts []string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}
