package dutyreport

import (
	"context"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/ballot"
	"plumbline/internal/hall/calendar/calendartest"
	"plumbline/packs"
)

// hearing is a desk whose report was heard: the part of this file begins there.
type hearing struct {
	*desk
	halls   *ballot.Hall
	boss    who.Actor // leader in charge, and who comments
	office  who.Actor
	second  who.Actor // another leader: agrees to a transfer
	checker who.Actor
	city    string
}

var bg = context.Background()

func newHearing(t *testing.T, d *db.DB) *hearing {
	t.Helper()
	calendartest.Seed(t, d)
	all, err := pack.ReadFS(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	h := &hearing{desk: newDesk(t, d), halls: ballot.New(d, t.TempDir())}
	h.room = New(d, func(_ *db.Tx, code, _ string) (*pack.Pack, error) {
		if code == "test" {
			code = outlineCode
		}
		for _, p := range all {
			if p.Code == code {
				return p, nil
			}
		}
		return nil, fault.NotFound()
	})
	h.city = h.year.Unit
	grant := func(role string) []who.Grant {
		return []who.Grant{{ID: "g-" + role, Role: role, Unit: h.city, First: 0, Last: 1 << 50}}
	}
	who1 := func(login, name, role string) who.Actor {
		return who.Actor{Login: login, Person: "p-" + login, Name: name, Unit: h.city, Grants: grant(role), Stepped: d.Clock().Now()}
	}
	h.boss, h.office, h.second = who1("boss", "高致远", access.Leader), who1("office", "沈砚秋", access.Office), who1("second", "周启明", access.Leader)
	h.checker = h.deputy
	h.write(func(tx *db.Tx) error {
		if _, err := tx.Exec(`update dutyreport_report set state = 'met', met_on = '2026-06-10', draft = 1, leader_id = $1, leader_name = '高致远', checker_name = '周启明', first_at = $2, submitted_at = $3 where id = $4`,
			h.boss.Person, db.Stamp(tx.Now), db.Stamp(tx.Now), h.id); err != nil {
			return err
		}
		x, err := loadReport(tx, h.id)
		if err != nil {
			return err
		}
		for code, body := range map[string]string{"S1": "全年抓责任落实。", "S6": "问题已整改到位。", "S7": "一是抓责任落实还有温差。"} {
			if _, _, err := WriteIn(tx, x, Saving{Section: code, Body: body}); err != nil {
				return err
			}
		}
		return writeSubmitted(tx, x)
	})
	return h
}

func (h *hearing) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hearing) wants(err error, kind fault.Kind, part string) {
	h.t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), part) {
		h.t.Fatalf("got %v, want kind %v with %q", err, kind, part)
	}
}

func (h *hearing) see(a who.Actor) Assessment {
	h.t.Helper()
	v, err := h.room.Assessment(bg, a, h.id)
	h.must(err)
	return v
}

func marks(grade string) map[string]string {
	return map[string]string{"duty": grade, "dual": grade, "rectify": grade, "integrity": grade, "problems": grade}
}

// gradeAll lets every seat hand in the grade.
func (h *hearing) gradeAll(grade string) {
	h.t.Helper()
	for _, a := range []who.Actor{h.boss, h.checker, h.office} {
		h.must(h.room.GradeReport(bg, a, h.id, marks(grade), "", true))
	}
}

func TestSeatsGradeApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHearing(t, d)
		h.wants(h.room.GradeReport(bg, h.boss, h.id, map[string]string{"duty": "good"}, "", true), fault.KindInvalid, "grade.open")
		h.wants(h.room.GradeReport(bg, h.boss, h.id, map[string]string{"duty": "great"}, "", false), fault.KindInvalid, "grade.unknown")
		h.must(h.room.GradeReport(bg, h.boss, h.id, map[string]string{"duty": "good"}, "", false))
		h.must(h.room.GradeReport(bg, h.boss, h.id, marks("poor"), "不严谨", true))
		h.wants(h.room.GradeReport(bg, h.boss, h.id, marks("good"), "", true), fault.KindConflict, "grade.handed")
		h.must(h.room.GradeReport(bg, h.office, h.id, marks("fair"), "", true))
		// Nobody sees another's before all are in.
		for _, a := range []who.Actor{h.office, h.checker, h.boss} {
			v := h.see(a)
			for _, s := range v.Seats {
				if s.Shown && !s.Mine || len(s.Marks) > 0 && !s.Mine {
					t.Errorf("%s sees what %s graded", a.Name, s.Seat)
				}
			}
			if v.Open || v.Panel.Basis != ByNothing {
				t.Errorf("a panel that is not whole has the result %+v", v.Panel)
			}
		}
		h.wants(h.room.GradeReport(bg, h.head, h.id, marks("good"), "", true), fault.KindDenied, "")
		h.must(h.room.GradeReport(bg, h.checker, h.id, marks("fair"), "", true))
		// (50 + 85 + 85) ÷ 3 = 73.33
		v := h.see(h.office)
		if !v.Open || v.Panel.Grade.Code != "plain" || v.Panel.Score != "73.33" {
			t.Errorf("the panel's result is %+v", v.Panel)
		}
		for _, s := range v.Seats {
			if !s.Shown || len(s.Marks) != 5 {
				t.Errorf("the control: %s is not shown when all are in", s.Seat)
			}
		}
		// The reporter sees nothing of it before the feedback.
		if own := h.see(h.head); own.Open || len(own.Comments) > 0 || own.Panel.Basis != ByNothing {
			t.Errorf("the reporter sees %+v", own.Panel)
		}
	})
}

// heard says everything that the feedback wants but the problems.
func (h *hearing) heard(grade string) {
	h.t.Helper()
	h.gradeAll(grade)
	h.must(h.room.CommentOn(bg, h.boss, h.id, Comment{Tone: Overall, Words: "总体较好，问题查找不够深入。", Tags: nil}))
	h.must(h.room.CommentOn(bg, h.boss, h.id, Comment{Tone: AskOn, Words: "“温差”指什么，请写到具体的人和事。", Quote: "抓责任落实还有温差"}))
}

func TestCommentNeedsItsPassage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHearing(t, d)
		h.wants(h.room.CommentOn(bg, h.boss, h.id, Comment{Tone: AskOn, Words: "", Quote: "x"}), fault.KindInvalid, "no_words")
		h.wants(h.room.CommentOn(bg, h.boss, h.id, Comment{Tone: AskOn, Words: "哪里？", Quote: "报告里没有这句话"}), fault.KindInvalid, "no_passage")
		h.wants(h.room.CommentOn(bg, h.boss, h.id, Comment{Tone: Overall, Words: "好", Tags: []string{"nothing"}}), fault.KindInvalid, "no_tag")
		h.wants(h.room.CommentOn(bg, h.office, h.id, Comment{Tone: Overall, Words: "好"}), fault.KindDenied, "")
		h.heard("good")
		v := h.see(h.boss)
		if len(v.Comments) != 2 || v.Comments[1].Section != "S7" {
			t.Errorf("comments are %+v", v.Comments)
		}
		h.must(h.room.CommentYear(bg, h.boss, h.year.ID, "总体点评：后半篇文章要做实。"))
		h.wants(h.room.CommentYear(bg, h.office, h.year.ID, "x"), fault.KindDenied, "")
	})
}

func TestProblemsBecomeItemsOfTheReporter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHearing(t, d)
		h.heard("good")
		v := h.see(h.office)
		if len(v.Candidates) != 1 || v.Candidates[0].Origin != FromComment {
			t.Fatalf("candidates are %+v", v.Candidates)
		}
		today := clock.DayOf(d.Clock().Now())
		c := v.Candidates[0]
		h.wants(h.room.NameProblem(bg, h.office, h.id, NewProblem{Origin: FromComment, Ref: "forged", Demand: "x", Due: today}), fault.KindInvalid, "no_origin")
		h.wants(h.room.NameProblem(bg, h.office, h.id, NewProblem{Origin: FromOther, Words: "x", Demand: "x", Due: today.Add(-1)}), fault.KindInvalid, "due_past")
		h.must(h.room.NameProblem(bg, h.office, h.id, NewProblem{Origin: FromComment, Ref: c.Ref, Demand: "写明具体的人和事", Due: today.Add(30)}))
		h.must(h.room.NameProblem(bg, h.office, h.id, NewProblem{Origin: FromOther, Words: "基层报表清理后又增加", Demand: "总数不超过11张", Due: today.Add(40)}))
		h.must(h.room.NameProblem(bg, h.office, h.id, NewProblem{Origin: FromOther, Words: "重复列入", Demand: "x", Due: today.Add(40)}))
		v = h.see(h.office)
		if v.Problems[0].Words != c.Words || v.Problems[0].OriginName != "2" || len(v.Candidates) != 0 {
			t.Errorf("the problem is %+v, candidates %d", v.Problems[0], len(v.Candidates))
		}
		h.must(h.room.DropProblem(bg, h.office, h.id, v.Problems[2].ID, "与第二项重复"))
		h.wants(h.room.HandOverProblems(bg, h.office, h.id, nil), fault.KindInvalid, "none_chosen")
		h.must(h.room.HandOverProblems(bg, h.office, h.id, []string{v.Problems[0].ID, v.Problems[1].ID, v.Problems[2].ID}))
		v = h.see(h.office)
		if p := v.Problems[0]; p.ItemNumber == "" || p.ItemState != "listed" || p.ItemDue != today.Add(30) || v.Problems[2].Item != "" {
			t.Errorf("handed over: %+v and %+v", p, v.Problems[2])
		}
		h.wants(h.room.DropProblem(bg, h.office, h.id, v.Problems[0].ID, "x"), fault.KindConflict, "handed")
		var lead, source, ref string
		h.must(d.Read(bg, who.Job("test"), func(tx *db.Tx) error {
			return tx.Row(`select lead_id, source, source_ref from rectify_item where id = $1`, v.Problems[0].Item).Scan(&lead, &source, &ref)
		}))
		if lead != h.head.Person || source != "duty" || ref != string(h.id) {
			t.Errorf("the item has lead %q, source %q, ref %q", lead, source, ref)
		}
		h.nextYear(v)
	})
}

// nextYear begins with what was named this year, as it stands then.
func (h *hearing) nextYear(v Assessment) {
	h.t.Helper()
	h.closeItem(v.Problems[0].Item)
	h.write(func(tx *db.Tx) error {
		list, err := ProblemsOfLastYear(tx, Report{Previous: h.id})
		if err != nil || len(list) != 2 || !list[0].Over() || list[1].Over() {
			h.t.Errorf("next year begins with %+v, %v", list, err)
		}
		if none, err := ProblemsOfLastYear(tx, Report{}); err != nil || len(none) != 0 {
			h.t.Errorf("a first report begins with %+v, %v", none, err)
		}
		return nil
	})
}

func TestFeedbackFromResultToClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHearing(t, d)
		h.wants(h.room.FeedBackReport(bg, h.office, h.id, ""), fault.KindConflict, "grading_open")
		h.gradeAll("poor")
		h.wants(h.room.FeedBackReport(bg, h.office, h.id, ""), fault.KindConflict, "no_comment")
		h.must(h.room.CommentOn(bg, h.boss, h.id, Comment{Tone: Overall, Words: "不够到位。"}))
		poll := h.vote()
		h.wants(h.room.FeedBackReport(bg, h.office, h.id, ""), fault.KindConflict, "vote_open")
		h.must(h.halls.Close(bg, h.office, poll, "都已投票"))
		today := clock.DayOf(d.Clock().Now())
		h.must(h.room.NameProblem(bg, h.office, h.id, NewProblem{Origin: FromOther, Words: "责任传导不到位。走访少", Demand: "每季度到所", Due: today.Add(30)}))
		h.wants(h.room.FeedBackReport(bg, h.office, h.id, ""), fault.KindConflict, "problem_open")
		v := h.see(h.office)
		h.must(h.room.HandOverProblems(bg, h.office, h.id, []string{v.Problems[0].ID}))
		h.wants(h.room.FeedBackReport(bg, h.head, h.id, ""), fault.KindDenied, "")
		h.must(h.room.FeedBackReport(bg, h.office, h.id, "请对照问题逐一整改。"))
		v = h.see(h.head)
		// Six voted 一般 throughout: 70 is not below 70, and the ballot goes before the panel.
		if s := v.Sheet; s == nil || s.Outcome.Basis != ByBallot || s.Outcome.Grade.Code != "plain" || s.Outcome.Below || s.ExplainDue != "" || s.Problems != 1 || s.ReceiptDue <= today {
			t.Fatalf("the sheet is %+v", v.Sheet)
		}
		h.wants(h.room.CloseReport(bg, h.office, h.id), fault.KindConflict, "not_signed")
		h.wants(h.room.SignFeedback(bg, h.office, h.id), fault.KindDenied, "")
		h.must(h.room.SignFeedback(bg, h.head, h.id))
		h.wants(h.room.SignFeedback(bg, h.head, h.id), fault.KindConflict, "signed")
		h.wants(h.room.ExplainResult(bg, h.head, h.id, "x"), fault.KindConflict, "not_now")
		h.wants(h.room.CloseReport(bg, h.office, h.id), fault.KindConflict, "problem_open")
		h.closeItem(v.Problems[0].Item)
		h.must(h.room.CloseReport(bg, h.office, h.id))
		if v = h.see(h.office); v.Report.State != Closed {
			t.Errorf("closed is %s", v.Report.State)
		}
	})
}

// closeItem closes an item of the ledger behind its rules' back.
func (h *hearing) closeItem(id string) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error {
		if _, err := tx.Exec(`update rectify_item set state = 'closed', closed_on = '2026-08-01' where id = $1`, id); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.close", Kind: "item", ID: id})
	})
}

// vote makes, opens and fills the year's ballot: six who find everything average.
func (h *hearing) vote() ballot.PollID {
	h.t.Helper()
	now := h.db.Clock().Now()
	_, err := h.room.PlanVote(bg, h.head, h.year.ID, NewVote{Entitled: 6, Opens: now, Closes: now.Add(time.Hour)})
	h.wants(err, fault.KindNotFound, "")
	poll, err := h.room.PlanVote(bg, h.office, h.year.ID, NewVote{Entitled: 6, Opens: now, Closes: now.Add(time.Hour)})
	h.must(err)
	codes, err := h.halls.Issue(bg, h.office, poll, ballot.Issue{Slips: 6})
	h.must(err)
	h.must(h.halls.Open(bg, h.office, poll))
	for _, c := range codes {
		h.must(h.halls.Cast(bg, c, ballot.Vote{{"plain", "plain", "plain", "plain", "plain", "plain"}}))
	}
	if v := h.see(h.office); v.Turnout != 6 || v.Vote != nil {
		h.t.Errorf("an open ballot shows %d and %+v", v.Turnout, v.Vote)
	}
	return poll
}

func TestBelowTheMarkIsExplainedAndNothingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHearing(t, d)
		h.heard("poor")
		h.must(h.room.FeedBackReport(bg, h.office, h.id, ""))
		v := h.see(h.office)
		if s := v.Sheet; s.Outcome.Basis != ByPanel || !s.Outcome.Below || s.ExplainDue == "" {
			t.Fatalf("the sheet is %+v", s)
		}
		h.must(h.room.SignFeedback(bg, h.head, h.id))
		h.wants(h.room.CloseReport(bg, h.office, h.id), fault.KindConflict, "not_explained")
		h.wants(h.room.ExplainResult(bg, h.head, h.id, " "), fault.KindInvalid, "no_text")
		h.must(h.room.ExplainResult(bg, h.head, h.id, "主要原因是重破案、轻管理。"))
		h.must(h.room.CloseReport(bg, h.office, h.id))
	})
}

func TestTransferTakesTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHearing(t, d)
		in := NewTransfer{Use: "assessment", Recipient: "政治部（干部考核）", Ground: "《干部考核工作办法》规定的年度考核材料"}
		h.wants(h.room.AskTransfer(bg, h.office, h.id, in, "年度考核"), fault.KindConflict, "not_fed_back")
		h.heard("good")
		today := clock.DayOf(d.Clock().Now())
		h.must(h.room.NameProblem(bg, h.office, h.id, NewProblem{Origin: FromOther, Words: "责任传导不到位。偏远派出所全年只到一次，名单附后", Demand: "x", Due: today.Add(30)}))
		h.must(h.room.HandOverProblems(bg, h.office, h.id, []string{h.see(h.office).Problems[0].ID}))
		h.must(h.room.FeedBackReport(bg, h.office, h.id, ""))
		h.wants(h.room.AskTransfer(bg, h.office, h.id, NewTransfer{Use: "removal", Recipient: "x", Ground: "x"}, "x"), fault.KindInvalid, "no_use")
		h.wants(h.room.AskTransfer(bg, h.head, h.id, in, "x"), fault.KindDenied, "")
		h.must(h.room.AskTransfer(bg, h.office, h.id, in, "年度考核"))
		q := h.see(h.office).Waiting
		if q == nil || strings.Contains(string(q.Canonical()), "名单附后") {
			t.Fatalf("what is asked for holds more than heads: %v", q)
		}
		decide := func(a who.Actor) error {
			return d.Write(bg, a, func(tx *db.Tx) error {
				r, err := approve.Load(tx, q.ID)
				if err != nil {
					return err
				}
				return h.room.DecideApproval(tx, r, approve.Decision{Seen: r.Signed, Reason: "同意", Yes: true})
			})
		}
		reporter := h.second
		reporter.Person = h.head.Person
		h.wants(decide(h.office), fault.KindDenied, "") // not alone
		h.wants(decide(reporter), fault.KindDenied, "approve_about")
		if v := h.see(h.office); len(v.Transfers) != 0 {
			t.Fatal("something left without the second person")
		}
		h.must(decide(h.second))
		v := h.see(h.office)
		if len(v.Transfers) != 1 || v.Waiting != nil {
			t.Fatalf("transfers: %+v", v.Transfers)
		}
		x := v.Transfers[0]
		if x.Grade != "好" || len(x.Heads) != 1 || !strings.HasSuffix(x.Heads[0], " 责任传导不到位") || x.Hash != q.Signed || x.Agreed != h.second.Name || x.Asked != h.office.Name {
			t.Errorf("what left is %+v", x)
		}
		if _, _, err := h.room.TransferPaper(bg, h.office, x.ID); err != nil {
			t.Error(err)
		}
		_, _, err := h.room.TransferPaper(bg, h.chief, x.ID)
		h.wants(err, fault.KindNotFound, "")
	})
}
