package dutyreport

import (
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// Satisfactions with an answer, the best first (满意、基本满意、不满意).
var Satisfactions = []string{"yes", "basic", "no"}

// Inquiry is one question at the meeting with its answer; an unsatisfactory answer has a paper (质询书)
// and a written reply.
type Inquiry struct {
	ID           InquiryID
	Report       ReportID
	Meeting      MeetingID
	Seq          int
	Asker        string
	Question     string
	Answer       string
	Satisfaction string
	PaperNo      string
	Paper        string
	PaperAt      time.Time
	Due          clock.Day
	DueFirst     clock.Day
	Reply        string
	Replied      time.Time
	RepliedBy    string
	ReplyJudged  string
	Version      int64
}

// Open tells whether something is still owed: an answer's judgement, a paper, a reply.
func (q Inquiry) Open() bool {
	return q.Satisfaction == "" || q.Satisfaction == "no" && q.ReplyJudged == ""
}

// Late tells whether the written reply came, or has not come, after its first day.
func (q Inquiry) Late(today clock.Day) bool {
	switch {
	case q.PaperAt.IsZero():
		return false
	case !q.Replied.IsZero():
		return clock.DayOf(q.Replied) > q.DueFirst
	}
	return q.DueFirst < today
}

// NewInquiry is what was asked and answered at the meeting; the answer may follow by Judge.
type NewInquiry struct {
	Meeting      MeetingID
	Asker        string // as he or she was announced: 代表 王某
	Question     string
	Answer       string
	Satisfaction string
}

func (in *NewInquiry) check() error {
	in.Asker, in.Question, in.Answer = strings.TrimSpace(in.Asker), strings.TrimSpace(in.Question), strings.TrimSpace(in.Answer)
	var c fault.Check
	c.That(in.Asker != "", "asker", "dutyreport.inquire.no_asker")
	c.That(len([]rune(in.Asker)) <= 40, "asker", "dutyreport.too_long", "max", 40)
	c.That(in.Question != "", "question", "dutyreport.inquire.no_question")
	c.That(len([]rune(in.Question)) <= 1000, "question", "dutyreport.too_long", "max", 1000)
	checkAnswer(&c, in.Answer, in.Satisfaction)
	return c.Err()
}

func checkAnswer(c *fault.Check, answer, satisfaction string) {
	known := satisfaction == ""
	for _, s := range Satisfactions {
		known = known || s == satisfaction
	}
	c.That(known, "satisfaction", "dutyreport.inquire.no_satisfaction")
	c.That(satisfaction == "" || answer != "", "answer", "dutyreport.inquire.no_answer")
	c.That(len([]rune(answer)) <= maxText, "answer", "dutyreport.too_long", "max", maxText)
}

// Inquire records a question of the meeting with its answer.
func (r *Room) Inquire(ctx context.Context, actor who.Actor, id ReportID, in NewInquiry) (q InquiryID, err error) {
	err = r.onReport(ctx, actor, id, access.HoldMeeting, Report.Place, "inquire", func(tx *db.Tx, _ Year, x *Report) (any, error) {
		if x.MetOn == "" {
			return nil, fault.Conflict("dutyreport.inquire.not_met")
		}
		if err := in.check(); err != nil {
			return nil, err
		}
		past, err := listInquiries(tx, id)
		if err != nil {
			return nil, err
		}
		if in.Meeting == "" {
			if in.Meeting, err = meetingOf(tx, id); err != nil {
				return nil, err
			}
		}
		n := Inquiry{ID: InquiryID(db.NewID()), Report: id, Meeting: in.Meeting, Seq: len(past) + 1, Asker: in.Asker, Question: in.Question, Answer: in.Answer, Satisfaction: in.Satisfaction}
		q = n.ID
		return map[string]any{"report": x.Number, "question": n.Seq}, insertInquiry(tx, n)
	})
	return q, err
}

// onInquiry runs one change of an inquiry: load, may, rule, save, record.
func (r *Room) onInquiry(ctx context.Context, actor who.Actor, id InquiryID, right access.Right, place func(Report) access.Place, action string, do func(*db.Tx, Report, *Inquiry) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		q, err := loadInquiry(tx, id)
		if err != nil {
			return err
		}
		x, err := loadReport(tx, q.Report)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, right, place(x)); err != nil {
			return err
		}
		if err := do(tx, x, &q); err != nil {
			return err
		}
		if err := saveInquiry(tx, &q); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport." + action, Kind: "dutyinquiry", ID: string(id), Version: q.Version, Unit: x.Unit,
			Details: map[string]any{"report": x.Number, "question": q.Seq, "paper": q.PaperNo, "satisfaction": q.Satisfaction + q.ReplyJudged}})
	})
}

// JudgeInquiry completes a question with its answer and whether it satisfied; it is judged once.
func (r *Room) JudgeInquiry(ctx context.Context, actor who.Actor, id InquiryID, answer, satisfaction string) error {
	answer = strings.TrimSpace(answer)
	return r.onInquiry(ctx, actor, id, access.HoldMeeting, Report.Place, "judge_inquiry", func(_ *db.Tx, _ Report, q *Inquiry) error {
		if q.Satisfaction != "" {
			return fault.Conflict("dutyreport.inquire.judged")
		}
		var c fault.Check
		c.That(satisfaction != "", "satisfaction", "dutyreport.inquire.no_satisfaction")
		checkAnswer(&c, answer, satisfaction)
		q.Answer, q.Satisfaction = answer, satisfaction
		return c.Err()
	})
}

// IssuePaper sends the question paper (质询书) that an unsatisfactory answer demands; the reply is due by
// its rule, and that day never changes.
func (r *Room) IssuePaper(ctx context.Context, actor who.Actor, id InquiryID, text string) error {
	text = strings.TrimSpace(text)
	return r.onInquiry(ctx, actor, id, access.HoldMeeting, Report.Place, "issue_paper", func(tx *db.Tx, x Report, q *Inquiry) error {
		switch {
		case q.Satisfaction != "no":
			return fault.Conflict("dutyreport.paper.satisfied")
		case !q.PaperAt.IsZero():
			return fault.Conflict("dutyreport.paper.issued")
		case text == "" || len([]rune(text)) > maxText:
			return fault.Invalid(fault.On("paper", "dutyreport.paper.no_text", "max", maxText))
		}
		due, err := calendar.DueOf(tx, ruleReply, tx.Today())
		if err != nil {
			return err
		}
		if q.PaperNo, _, err = next(tx, "paper", "ZX", x.YearNo); err != nil {
			return err
		}
		q.Paper, q.PaperAt, q.Due, q.DueFirst = text, tx.Now, due.Due, due.Due
		return calendar.Keep(tx, calendar.Promise{Kind: promisedReply, Ref: string(id), Unit: x.Unit, Ord: x.UnitOrd, Title: q.PaperNo + " " + x.Name,
			Link: x.Path() + "/questioning", Rule: ruleReply, Due: due.Due, Matter: string(x.ID), People: map[string][]string{"owner": {x.Person}}})
	})
}

// Reply is the reporter's written reply to the paper; it is given once and keeps its own day.
func (r *Room) Reply(ctx context.Context, actor who.Actor, id InquiryID, text string) error {
	text = strings.TrimSpace(text)
	return r.onInquiry(ctx, actor, id, access.WriteDuty, Report.Own, "reply", func(tx *db.Tx, _ Report, q *Inquiry) error {
		switch {
		case q.PaperAt.IsZero() || !q.Replied.IsZero():
			return fault.Conflict("dutyreport.not_now")
		case text == "" || len([]rune(text)) > maxText:
			return fault.Invalid(fault.On("reply", "dutyreport.paper.no_text", "max", maxText))
		}
		q.Reply, q.Replied, q.RepliedBy = text, tx.Now, tx.Who.Label()
		return calendar.Done(tx, promisedReply, string(id))
	})
}

// JudgeReply says whether the written reply satisfied.
func (r *Room) JudgeReply(ctx context.Context, actor who.Actor, id InquiryID, satisfaction string) error {
	return r.onInquiry(ctx, actor, id, access.HoldMeeting, Report.Place, "judge_reply", func(_ *db.Tx, _ Report, q *Inquiry) error {
		if q.Replied.IsZero() || q.ReplyJudged != "" {
			return fault.Conflict("dutyreport.not_now")
		}
		var c fault.Check
		c.That(satisfaction != "", "satisfaction", "dutyreport.inquire.no_satisfaction")
		checkAnswer(&c, q.Reply, satisfaction)
		q.ReplyJudged = satisfaction
		return c.Err()
	})
}

// questioned refuses what comes after the meeting while a question of it is open: no result is fed back
// before an unsatisfactory answer has its paper, its reply and its judgement.
func questioned(tx *db.Tx, id ReportID) error {
	list, err := listInquiries(tx, id)
	if err != nil {
		return err
	}
	for _, q := range list {
		if q.Open() {
			return fault.Conflict("dutyreport.inquire.still_open", "n", q.Seq)
		}
	}
	return nil
}
