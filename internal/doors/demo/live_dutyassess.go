package demo

import (
	"context"
	"fmt"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/ballot"
	"plumbline/internal/rooms/dutyreport"
	"plumbline/internal/rooms/rectify"
)

// dutyAssessed goes on from the meetings: the year that is over up to its closed reports, the running one
// with a ballot that is open and gradings that are half in.
func (l *loader) dutyAssessed() {
	for _, d := range l.duty {
		st := l.script.story(fmt.Sprintf("duty assessment %d", d.year), 17, 42)
		if d.ended {
			l.dutyOverAssessed(st, d)
			continue
		}
		l.dutyRunningAssessed(st, d)
	}
}

// dutyVoters were entitled to vote at the meeting: most by phone, some on paper.
const (
	dutyVoters = 118
	dutySlips  = 90
	dutyPapers = dutyVoters - dutySlips
	dutyPoor   = 13 // whom the voters found wanting last year, by the place on the ballot
)

func (l *loader) dutyOverAssessed(st *story, d *liveDuty) {
	var poll ballot.PollID
	st.on(d.on.met, func(ctx context.Context) (err error) {
		poll, err = l.dutyBallot(ctx, d, 4*time.Hour, dutySlips, dutyPapers, 78)
		return err
	})
	st.on(d.on.met, func(ctx context.Context) error { return l.dutyCount(ctx, poll) })
	graded := workday(d.on.replied.Add(1))
	fed := workday(graded.Add(5))
	st.on(graded, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyMet, l.gradeDuty) })
	st.on(graded, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyMet, l.commentDuty) })
	st.on(graded, func(ctx context.Context) error {
		return l.h.DutyReport.CommentYear(ctx, l.actor("chief"), d.id, "总的看，责任意识在增强，但报告普遍总结多、问题少，有的数据与台账对不上。下一步要明确整改措施，逐一销账，写好“后半篇文章”。")
	})
	st.on(fed, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyMet, l.nameDuty) })
	st.on(fed, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyMet, l.feedBackDuty) })
	st.on(workday(fed.Add(3)), func(ctx context.Context) error { return l.eachReport(ctx, d, dutyMet, l.signDuty) })
	st.on(workday(fed.Add(12)), func(ctx context.Context) error { return l.eachReport(ctx, d, dutyMet, l.planDuty) })
	st.on(workday(fed.Add(20)), func(ctx context.Context) error { return l.eachReport(ctx, d, dutyMet, l.closeDuty) })
}

func (l *loader) dutyRunningAssessed(st *story, d *liveDuty) {
	st.on(d.on.met, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyMet, l.gradeHalf) })
	st.on(d.on.replied, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyMet, l.commentHalf) })
	st.on(d.on.replied, func(ctx context.Context) error {
		_, err := l.dutyBallot(ctx, d, 72*time.Hour, 84, 0, 31)
		return err
	})
}

// dutyBallot makes the ballot of the year, gives out, opens it and lets some vote. A ballot with papers is
// closed at once.
func (l *loader) dutyBallot(ctx context.Context, d *liveDuty, open time.Duration, slips, papers, votes int) (ballot.PollID, error) {
	by, now := l.actor(officer), l.h.DB.Clock().Now()
	poll, err := l.h.DutyReport.PlanVote(ctx, by, d.id, dutyreport.NewVote{Entitled: dutyVoters, Opens: now, Closes: now.Add(open)})
	if err != nil {
		return "", err
	}
	codes, err := l.h.Ballot.Issue(ctx, by, poll, ballot.Issue{Slips: slips, Papers: papers})
	if err == nil {
		err = l.h.Ballot.Open(ctx, by, poll)
	}
	if err != nil {
		return "", err
	}
	v, err := l.h.Ballot.Get(ctx, by, poll)
	if err != nil {
		return "", err
	}
	err = l.h.DB.Write(ctx, who.Job("ballot"), func(tx *db.Tx) error {
		for i := range votes {
			if err := l.h.Ballot.CastIn(tx, codes[i], dutyVote(v.Poll, i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && papers > 0 {
		err = l.h.Ballot.Close(ctx, by, poll, "到会人员均已投票")
	}
	return poll, err
}

// dutyVote is how the n-th voter votes: nobody has everything only good.
func dutyVote(p *ballot.Poll, n int) ballot.Vote {
	v := make(ballot.Vote, len(p.Subjects))
	for k := range v {
		v[k] = make([]string, len(p.Form.Aspects))
		if (n+k)%41 == 40 {
			continue // does not know the person
		}
		for a := range v[k] {
			v[k][a] = p.Form.Grades[dutyMark(n, k, a)].Code
		}
	}
	return v
}

func dutyMark(n, k, a int) int {
	x := (n*7 + k*3 + a*5 + n*k) % 20
	if k == dutyPoor {
		x = 16 + x%4
	}
	switch {
	case x < 12:
		return 0
	case x < 17:
		return 1
	case x < 19:
		return 2
	}
	return 3
}

// dutyCount counts the papers: one person enters, another confirms.
func (l *loader) dutyCount(ctx context.Context, poll ballot.PollID) error {
	v, err := l.h.Ballot.Get(ctx, l.actor(officer), poll)
	if err != nil {
		return err
	}
	const back = 26
	counts := make([][][]int, len(v.Subjects))
	for k := range counts {
		counts[k] = make([][]int, len(v.Form.Aspects))
		for a := range counts[k] {
			counts[k][a] = make([]int, len(v.Form.Grades))
			for n := range back - 2 { // two were not filled whole
				counts[k][a][dutyMark(n+200, k, a)]++
			}
		}
	}
	if err := l.h.Ballot.EnterPapers(ctx, l.actor(officer), poll, back, counts); err != nil {
		return err
	}
	if v, err = l.h.Ballot.Get(ctx, l.actor(clerk), poll); err != nil {
		return err
	}
	return l.h.Ballot.ConfirmPapers(ctx, l.actor(clerk), poll, v.Batches[0].ID)
}

func dutyPanel(i, seat int) map[string]string {
	grades := []string{"good", "fair", "fair", "good", "plain"}
	out := map[string]string{}
	for a, code := range []string{"duty", "dual", "rectify", "integrity", "problems"} {
		out[code] = grades[(i+seat+a*2)%len(grades)]
	}
	return out
}

func (l *loader) gradeDuty(ctx context.Context, _ *liveDuty, i int, r dutyreport.Report, _ int) error {
	for seat, key := range []string{l.keyOf(r.Leader), overseer, officer} {
		if err := l.h.DutyReport.GradeReport(ctx, l.actor(key), r.ID, dutyPanel(i, seat), "", true); err != nil {
			return err
		}
	}
	return nil
}

// gradeHalf hands in the leader's and the department's gradings; the office's is a draft, or not begun.
func (l *loader) gradeHalf(ctx context.Context, _ *liveDuty, i int, r dutyreport.Report, _ int) error {
	for seat, key := range []string{l.keyOf(r.Leader), overseer} {
		if err := l.h.DutyReport.GradeReport(ctx, l.actor(key), r.ID, dutyPanel(i, seat), "", true); err != nil {
			return err
		}
	}
	if i%2 == 1 {
		return nil
	}
	draft := dutyPanel(i, 2)
	delete(draft, "problems")
	return l.h.DutyReport.GradeReport(ctx, l.actor(officer), r.ID, draft, "", false)
}

// dutyWords are overall comments.
var dutyWords = []string{
	"责任抓得实，谈话记录内容具体，继续保持。问题部分还可以再深一层。",
	"工作总结比较全面，但成效写得多、问题写得少，请对照台账逐条核实。",
	"民主集中制执行得好。基层减负反映仍有，报表清理要有结果。",
	"思路清楚，措施要再实一些，明确时限和责任人，逐一销账。",
}

func (l *loader) commentDuty(ctx context.Context, _ *liveDuty, i int, r dutyreport.Report, _ int) error {
	if err := l.h.DutyReport.CommentOn(ctx, l.actor("chief"), r.ID, dutyreport.Comment{Tone: dutyreport.Overall, Words: dutyWords[i%len(dutyWords)]}); err != nil {
		return err
	}
	if i%8 != 2 {
		return nil
	}
	return l.commentOn(ctx, r, dutyreport.AskOn, "S7", "这句话没有落到具体的人和事，请说明。", []string{"shallow"})
}

// commentOn comments on the first words of a section.
func (l *loader) commentOn(ctx context.Context, r dutyreport.Report, tone, section, words string, tags []string) error {
	v, err := l.h.DutyReport.Report(ctx, l.actor("chief"), r.ID)
	if err != nil {
		return err
	}
	for _, s := range v.Text {
		if s.Code == section && len(s.Paragraphs) > 0 {
			first := []rune(s.Paragraphs[0])
			return l.h.DutyReport.CommentOn(ctx, l.actor("chief"), r.ID, dutyreport.Comment{Tone: tone, Words: words, Quote: string(first[:min(16, len(first))]), Tags: tags})
		}
	}
	return nil
}

// commentHalf leaves the running year with comments on some reports, and problems named of the first.
func (l *loader) commentHalf(ctx context.Context, _ *liveDuty, i int, r dutyreport.Report, _ int) error {
	if i%3 != 0 && r.Person != l.id("CD/head") {
		return nil
	}
	if err := l.commentOn(ctx, r, dutyreport.Affirm, "S1", "谈话记录抽查 6 份，内容具体，无雷同。", nil); err != nil {
		return err
	}
	if err := l.commentOn(ctx, r, dutyreport.AskOn, "S7", "这里指什么，请写到具体的人和事。", []string{"shallow"}); err != nil {
		return err
	}
	v, err := l.h.DutyReport.Assessment(ctx, l.actor(officer), r.ID)
	if err != nil {
		return err
	}
	today := clock.DayOf(l.h.DB.Clock().Now())
	for n, c := range v.Candidates {
		if n == 2 {
			break
		}
		in := dutyreport.NewProblem{Origin: c.Origin, Ref: c.Ref, Demand: "写明人和事，落实到岗位，书面报督察办", Due: workday(today.Add(40 + 20*n))}
		if err := l.h.DutyReport.NameProblem(ctx, l.actor(officer), r.ID, in); err != nil {
			return err
		}
	}
	return l.h.DutyReport.NameProblem(ctx, l.actor(officer), r.ID, dutyreport.NewProblem{Origin: dutyreport.FromOther, Words: "基层报表清理后又有增加。会上有代表提出，未说明原因。", Demand: "报表总数不超过 11 张，超出的由本人说明", Due: workday(today.Add(70))})
}

// nameDuty names the problems of each eighth reporter of the year that is over: long ones, which still run.
func (l *loader) nameDuty(ctx context.Context, _ *liveDuty, i int, r dutyreport.Report, _ int) error {
	if i%8 != 2 {
		return nil
	}
	room, by := l.h.DutyReport, l.actor(officer)
	v, err := room.Assessment(ctx, by, r.ID)
	if err != nil {
		return err
	}
	due := workday(l.w.Today.Add(24 + i))
	for n, c := range v.Candidates {
		if n == 1 {
			break
		}
		if err := room.NameProblem(ctx, by, r.ID, dutyreport.NewProblem{Origin: c.Origin, Ref: c.Ref, Demand: "逐项写明责任人和完成时间，半年报一次进展", Due: due}); err != nil {
			return err
		}
	}
	if err := room.NameProblem(ctx, by, r.ID, dutyreport.NewProblem{Origin: dutyreport.FromOther, Words: "对偏远所队到得少，责任传导不到位。会上代表提出全年只到过一次。", Demand: "每季度走遍所队，一年不少于四轮并留痕", Due: due.Add(14)}); err != nil {
		return err
	}
	if v, err = room.Assessment(ctx, by, r.ID); err != nil {
		return err
	}
	var ids []string
	for _, p := range v.Problems {
		ids = append(ids, p.ID)
	}
	return room.HandOverProblems(ctx, by, r.ID, ids)
}

func (l *loader) feedBackDuty(ctx context.Context, _ *liveDuty, _ int, r dutyreport.Report, _ int) error {
	return l.h.DutyReport.FeedBackReport(ctx, l.actor(officer), r.ID, "请对照点评和问题清单，明确措施，逐一销账，下一年度述责时首先报告整改情况。")
}

// signDuty is the reporter's receipt, a little late for each eleventh; whose result is below the mark explains it.
func (l *loader) signDuty(ctx context.Context, _ *liveDuty, _ int, r dutyreport.Report, _ int) error {
	by := l.reporter(r)
	if err := l.h.DutyReport.SignFeedback(ctx, by, r.ID); err != nil {
		return err
	}
	v, err := l.h.DutyReport.Assessment(ctx, by, r.ID)
	if err != nil || v.Sheet.ExplainDue == "" {
		return err
	}
	return l.h.DutyReport.ExplainResult(ctx, by, r.ID, "主要原因在本人：重业务、轻管理，对班子和队伍抓得不紧，基层反映的问题没有盯到底。已制定改进措施，每季度向分管领导报告一次。")
}

// planDuty makes the unit's plan for the problems that were named of its head.
func (l *loader) planDuty(ctx context.Context, d *liveDuty, _ int, r dutyreport.Report, _ int) error {
	by := l.reporter(r)
	list, err := l.h.Rectify.Ledger(ctx, l.actor(clerk), rectify.Filter{Unit: r.Unit, Ref: string(r.ID), Limit: 20})
	if err != nil || len(list.Lines) == 0 {
		return err
	}
	room, items := l.h.Rectify, map[rectify.ItemID]rectify.Signing{}
	for _, x := range list.Lines {
		items[x.ID] = rectify.Signing{Lead: r.Person, Owner: r.Person}
	}
	if err := room.SignFeedback(ctx, by, rectify.FeedbackSigning{Unit: r.Unit, Ref: string(r.ID), Opinion: "已阅，由我负责整改。", Items: items}); err != nil {
		return err
	}
	one, err := room.Dossier(ctx, by, list.Lines[0].ID)
	if err != nil {
		return err
	}
	plan := one.Plan.ID
	if err := room.WritePlan(ctx, by, plan, rectify.PlanText{Cause: "主要责任人到基层少，靠听汇报多，督促检查不经常，问题清单没有落实到具体岗位和时间。", StudyOn: clock.DayOf(l.h.DB.Clock().Now()), StudyNote: "党委会专题研究述责反馈问题。"}); err != nil {
		return err
	}
	for _, x := range list.Lines {
		task, err := room.AddTask(ctx, by, plan, rectify.NewTask{Item: x.ID, Title: "落实述责反馈要求"})
		if err != nil {
			return err
		}
		if _, err := room.AddMeasure(ctx, by, plan, rectify.NewMeasure{Task: task, Body: "列入季度工作安排，到所走访并留下记录，年底书面报告。", Kind: "daily", Target: "每季度一轮，记录齐全", Lead: r.Person, Department: "办公室", Owner: r.Person,
			Starts: clock.DayOf(l.h.DB.Clock().Now()), Due: x.Due}); err != nil {
			return err
		}
	}
	if err := room.SubmitPlan(ctx, by, plan); err != nil {
		return err
	}
	page, err := room.PlanPage(ctx, by, plan)
	if err != nil {
		return err
	}
	if err := room.SignPlan(ctx, by, plan, "方案由我负责。", page.Versions[len(page.Versions)-1].Hash); err != nil {
		return err
	}
	return room.AcceptPlan(ctx, l.actor(clerk), plan, "同意备案，纳入下年度述责内容。")
}

// closeDuty ends the reports of which no problem runs.
func (l *loader) closeDuty(ctx context.Context, _ *liveDuty, i int, r dutyreport.Report, _ int) error {
	if i%8 == 2 {
		return nil
	}
	return l.h.DutyReport.CloseReport(ctx, l.actor(officer), r.ID)
}
