package demo

import (
	"context"
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/who"
	"plumbline/internal/rooms/dutyreport"
)

// liveDuty is one year of duty reports as the house answered it. Who assesses goes on from its reports.
type liveDuty struct {
	year    int
	id      dutyreport.YearID
	on      dutyDays
	far     []int // how far each report of the list goes, in turns
	ended   bool  // the year is over but for what follows the meeting
	reports []dutyreport.Report
}

// dutyDays are the days of a year's round.
type dutyDays struct {
	plan, noticed, asked, assigned, written, submitted, checked, led, passed, circulated, read, met, replied clock.Day
}

// How far a report goes.
const (
	dutyMissing = iota
	dutyDrafted
	dutyHandedIn
	dutyAtLeader
	dutyAtOffice
	dutyBackByDepartment
	dutyBackByLeader
	dutyPassed
	dutyCirculated
	dutyMet
)

// dutyRunning is how far the reports of the running year are, in the order of the list: two leaders, then
// the units. dutyOver is the year before: one was never handed in.
var (
	dutyRunning = []int{9, 9, 9, 9, 8, 1, 3, 9, 5, 9, 4, 9, 8, 2, 9, 7, 0, 9, 6, 9, 3, 9, 1, 9, 4, 8, 9, 2, 9, 7, 9, 5, 9, 8, 9, 1}
	dutyOver    = []int{9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0}
)

// dutyreports plays two years: one that is over up to its meeting long ago, and one that runs.
func (l *loader) dutyreports() {
	this := l.w.Today.Year()
	over := &liveDuty{year: this - 2, ended: true, far: dutyOver, on: l.dutyDays(440, 430, 426, 420, 414, 406, 398, 392, 388, 386, 384, 381, 372)}
	run := &liveDuty{year: this - 1, far: dutyRunning, on: l.dutyDays(52, 50, 46, 30, 28, 22, 18, 15, 12, 9, 6, 3, 1)}
	l.duty = []*liveDuty{over, run}
	for _, d := range l.duty {
		st := l.script.story(fmt.Sprintf("duty reports %d", d.year), 16, 3)
		l.dutyRound(st, d)
	}
}

func (l *loader) dutyDays(ago ...int) dutyDays {
	var d dutyDays
	last := l.w.Today.Add(-ago[0] - 3)
	for i, to := range []*clock.Day{&d.plan, &d.noticed, &d.asked, &d.assigned, &d.written, &d.submitted, &d.checked, &d.led, &d.passed, &d.circulated, &d.read, &d.met, &d.replied} {
		last = later(workday(l.w.Today.Add(-ago[i])), last)
		*to = last
	}
	return d
}

// dutyRound plays one year up to the questions at its meeting.
func (l *loader) dutyRound(st *story, d *liveDuty) {
	room := l.h.DutyReport
	st.on(d.on.plan, func(ctx context.Context) (err error) {
		if d.id, err = room.PlanYear(ctx, l.actor(officer), dutyreport.NewYear{Year: d.year, From: d.on.noticed}); err != nil {
			return err
		}
		if err := l.listDuty(ctx, d); err != nil {
			return err
		}
		return l.arrangeDuty(ctx, d)
	})
	st.on(d.on.noticed, func(ctx context.Context) error {
		v, err := room.YearPage(ctx, l.actor(officer), d.id)
		if err != nil {
			return err
		}
		return room.SendNotice(ctx, l.actor(officer), d.id, dutyreport.Notice{Number: fmt.Sprintf("临公督〔%d〕%d号", d.on.noticed.Year(), 11+d.year%7), Text: v.Say})
	})
	st.on(d.on.asked, func(ctx context.Context) error { return l.askDuty(ctx, d) })
	st.on(d.on.asked, func(ctx context.Context) error { return room.MarkStep(ctx, l.actor(officer), d.id, "question") })
	if !d.ended {
		st.on(d.on.assigned, func(ctx context.Context) error { return l.replaceDuty(ctx, d) })
	}
	st.on(d.on.written, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyDrafted, l.writeReport) })
	st.on(d.on.submitted, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyHandedIn, l.submitReport(false)) })
	st.on(d.on.checked, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyHandedIn, l.submitReport(true)) })
	st.on(d.on.checked, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyAtLeader, l.checkReport) })
	st.on(d.on.led, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyAtOffice, l.leadReport) })
	st.on(d.on.passed, func(ctx context.Context) error { return l.eachReport(ctx, d, dutyPassed, l.passReport(dutyCirculated)) })
	st.on(d.on.circulated, func(ctx context.Context) error {
		_, err := room.Circulate(ctx, l.actor(officer), d.id)
		return err
	})
	st.on(d.on.read, func(ctx context.Context) error {
		if err := l.eachReport(ctx, d, dutyPassed, l.passReport(dutyPassed)); err != nil { // too late for this circulation
			return err
		}
		return l.eachReport(ctx, d, dutyCirculated, l.readReport)
	})
	st.on(d.on.met, func(ctx context.Context) error { return l.meetDuty(ctx, d) })
	st.on(d.on.replied, func(ctx context.Context) error { return l.replyDuty(ctx, d) })
}

// listDuty reads the reports of the year again.
func (l *loader) listDuty(ctx context.Context, d *liveDuty) error {
	v, err := l.h.DutyReport.Front(ctx, l.actor(officer), d.id)
	d.reports = v.Reports
	return err
}

// keyOf is the key of a person by id.
func (l *loader) keyOf(id string) string {
	for k, x := range l.people {
		if x == id {
			return k
		}
	}
	return ""
}

// arrangeDuty names the reviewers: the department's officer and one of two leaders; a leader's own report
// goes to the head of the bureau.
func (l *loader) arrangeDuty(ctx context.Context, d *liveDuty) error {
	for i, r := range d.reports {
		leader := []string{"boss", "second"}[i%2]
		if r.Person == l.id("boss") || r.Person == l.id("second") {
			leader = "chief"
		}
		way := dutyreport.OnSite
		if i%6 == 5 {
			way = dutyreport.Written
		}
		if err := l.h.DutyReport.Arrange(ctx, l.actor(officer), r.ID, dutyreport.Arrangement{Way: way, Checker: l.id(overseer), Leader: l.id(leader)}); err != nil {
			return err
		}
	}
	return l.listDuty(ctx, d)
}

// dutyQuestions are set questions by where they come from; {unit} is the reporter's unit.
var dutyQuestions = []struct {
	source, words string
	amount        int
}{
	{"petition", "本年度涉及{unit}的来信来访比上年增多，集中在哪些环节，本人采取了什么措施？", 14},
	{"audit", "审计指出{unit}公务接待和会议费审批要素不全，是否逐笔补正，责任如何落实？", 0},
	{"unit", "{unit}基层反映报表清理后又有增加，现在还有多少张，谁批准的？", 0},
	{"superior", "{unit}“第一议题”学习后的落实清单，完成了几项，没有完成的卡在哪里？", 0},
	{"masses", "群众反映{unit}窗口一次告知落实不好，整改前后有什么不同？", 0},
	{"unit", "{unit}对偏远所队全年去了几次，解决了哪些问题？", 0},
}

// askDuty collects questions, most of them assigned, one set aside, and for each third report an open item
// of the ledger.
func (l *loader) askDuty(ctx context.Context, d *liveDuty) error {
	room := l.h.DutyReport
	by := []string{officer, overseer, clerk}
	for i, r := range d.reports {
		if i%5 == 4 || l.keyOf(r.Person) == "" {
			continue
		}
		q := dutyQuestions[(i+d.year)%len(dutyQuestions)]
		id, err := room.Propose(ctx, l.actor(by[i%3]), d.id, dutyreport.NewQuestion{Unit: r.Unit, Source: q.source, Amount: q.amount, Words: strings.ReplaceAll(q.words, "{unit}", r.UnitName)})
		if err != nil {
			return err
		}
		if i%11 == 7 {
			err = room.DeclineQuestion(ctx, l.actor(officer), id, "与另一条点题重复，合并回答。")
		} else if d.ended || i%13 != 12 {
			err = room.Assign(ctx, l.actor(officer), id, r.ID)
		}
		if err != nil {
			return err
		}
		if i%3 != 2 {
			continue
		}
		v, err := room.Questions(ctx, l.actor(officer), d.id, r.ID)
		if err != nil {
			return err
		}
		if len(v.ReadyMade) > 0 {
			if err := room.TakeItem(ctx, l.actor(officer), r.ID, v.ReadyMade[0].ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// replaceDuty takes heads off the list who have left their posts since the notice, and puts those on it
// who came after them.
func (l *loader) replaceDuty(ctx context.Context, d *liveDuty) error {
	for _, r := range d.reports {
		code, old := strings.CutSuffix(l.keyOf(r.Person), "/oldhead")
		if !old {
			continue
		}
		if err := l.h.DutyReport.RemoveReporter(ctx, l.actor(officer), r.ID, "通知后职务变动，由接任的主要负责人述责"); err != nil {
			return err
		}
		in := dutyreport.Addition{Person: l.id(code + "/head"), Way: dutyreport.OnSite, Why: "通知后接任，说明接任以来和前任交接的情况"}
		if err := l.h.DutyReport.AddReporter(ctx, l.actor(officer), d.id, in); err != nil {
			return err
		}
	}
	if err := l.listDuty(ctx, d); err != nil {
		return err
	}
	for _, r := range d.reports {
		if r.Checker != "" || r.Removed() {
			continue
		}
		if err := l.h.DutyReport.Arrange(ctx, l.actor(officer), r.ID, dutyreport.Arrangement{Way: r.Way, Checker: l.id(overseer), Leader: l.id("boss")}); err != nil {
			return err
		}
		v, err := l.h.DutyReport.Questions(ctx, l.actor(officer), d.id, r.ID)
		if err != nil {
			return err
		}
		for _, q := range v.Questions { // what the one before was to answer
			if q.Question.Open() && q.Unit == r.Unit {
				if err := l.h.DutyReport.Assign(ctx, l.actor(officer), q.ID, r.ID); err != nil {
					return err
				}
			}
		}
	}
	return l.listDuty(ctx, d)
}

// eachReport does one thing with every report that goes at least so far.
func (l *loader) eachReport(ctx context.Context, d *liveDuty, least int, do func(context.Context, *liveDuty, int, dutyreport.Report, int) error) error {
	n := 0
	for _, r := range d.reports {
		if r.Removed() {
			continue
		}
		i := n
		n++
		far := d.far[i%len(d.far)]
		if far < least || l.keyOf(r.Person) == "" {
			continue
		}
		if err := do(ctx, d, i, r, far); err != nil {
			return fmt.Errorf("%s %s: %w", r.Number, r.Name, err)
		}
	}
	return nil
}

func (l *loader) reporter(r dutyreport.Report) who.Actor { return l.actor(l.keyOf(r.Person)) }

func (l *loader) writeReport(ctx context.Context, d *liveDuty, i int, r dutyreport.Report, far int) error {
	if far == dutyDrafted {
		return l.draftDuty(ctx, l.reporter(r), r.ID, r.UnitName, d.year, 3)
	}
	wrong := i == 2 || i%9 == 8
	if err := l.writeDuty(ctx, l.reporter(r), r.ID, r.UnitName, d.year, wrong); err != nil {
		return err
	}
	v, err := l.h.DutyReport.Report(ctx, l.reporter(r), r.ID)
	if err != nil {
		return err
	}
	for _, q := range v.Questions {
		section, para := "S1", 1
		if q.Source == "inspection" {
			section = "S6"
		}
		if q.Source == "petition" || q.Source == "masses" {
			section, para = "S7", 2
		}
		if err := l.h.DutyReport.Answer(ctx, l.reporter(r), q.ID, section, para); err != nil {
			return err
		}
	}
	return nil
}

// submitReport hands in those that are in time, or each twelfth, which is late.
func (l *loader) submitReport(late bool) func(context.Context, *liveDuty, int, dutyreport.Report, int) error {
	return func(ctx context.Context, _ *liveDuty, i int, r dutyreport.Report, _ int) error {
		if (i%12 == 6) != late {
			return nil
		}
		return l.handIn(ctx, r)
	}
}

func (l *loader) handIn(ctx context.Context, r dutyreport.Report) error {
	if err := l.explainDuty(ctx, l.reporter(r), r.ID); err != nil {
		return err
	}
	return l.h.DutyReport.SubmitReport(ctx, l.reporter(r), r.ID)
}

// dutyReturns are why reports come back, with the section whose first words are quoted.
var dutyReturns = []struct{ reason, section, words string }{
	{"shallow", "S7", "第一个问题没有写到人和事，请写明涉及哪个环节、谁负责。"}, {"incomplete", "S6", "上年指出的问题没有逐项写，请对照清单补齐。"},
	{"careless", "S1", "次数和时间前后不一致，请核对记录后改写。"}, {"no_measure", "S8", "措施没有时限和标准。"},
}

// sendBack returns a report at the beginning of a section.
func (l *loader) sendBack(ctx context.Context, by who.Actor, r dutyreport.Report, n int) error {
	v, err := l.h.DutyReport.Report(ctx, by, r.ID)
	if err != nil {
		return err
	}
	why := dutyReturns[n%len(dutyReturns)]
	quote := ""
	for _, s := range v.Text {
		if s.Code == why.section && len(s.Paragraphs) > 0 {
			words := []rune(s.Paragraphs[0])
			quote = string(words[:min(18, len(words))])
		}
	}
	return l.h.DutyReport.Review(ctx, by, r.ID, dutyreport.Verdict{Remarks: []dutyreport.Remark{{Reason: why.reason, Section: why.section, Quote: quote, Words: why.words}}})
}

// checkReport is the department's step; each seventh report was returned once on the way and came again.
func (l *loader) checkReport(ctx context.Context, _ *liveDuty, i int, r dutyreport.Report, far int) error {
	by := l.actor(overseer)
	if far == dutyBackByDepartment {
		return l.sendBack(ctx, by, r, i)
	}
	if i%7 == 3 {
		if err := l.sendBack(ctx, by, r, i); err != nil {
			return err
		}
		if err := l.handIn(ctx, r); err != nil {
			return err
		}
	}
	return l.h.DutyReport.Review(ctx, by, r.ID, dutyreport.Verdict{Pass: true, Words: "结构完整，数据已与台账核对。"})
}

func (l *loader) leadReport(ctx context.Context, _ *liveDuty, i int, r dutyreport.Report, far int) error {
	by := l.actor(l.keyOf(r.Leader))
	switch far {
	case dutyBackByDepartment:
		return nil
	case dutyBackByLeader:
		return l.sendBack(ctx, by, r, i)
	}
	return l.h.DutyReport.Review(ctx, by, r.ID, dutyreport.Verdict{Pass: true, Words: "同意报督察办审核。"})
}

// passReport is the office's step for those that go exactly, or for the last of them at least, so far.
func (l *loader) passReport(least int) func(context.Context, *liveDuty, int, dutyreport.Report, int) error {
	return func(ctx context.Context, _ *liveDuty, _ int, r dutyreport.Report, far int) error {
		if (far == dutyPassed) != (least == dutyPassed) {
			return nil
		}
		return l.h.DutyReport.Review(ctx, l.actor(clerk), r.ID, dutyreport.Verdict{Pass: true, Words: "同意印发。"})
	}
}

func (l *loader) readReport(ctx context.Context, d *liveDuty, i int, r dutyreport.Report, _ int) error {
	readers := []string{"CD/head", "boss", "CX/head", overseer}
	for k, key := range readers {
		if r.Person == l.id(key) || (i+k)%3 == 0 && !d.ended {
			continue
		}
		if err := l.h.DutyReport.MarkRead(ctx, l.actor(key), r.ID); err != nil {
			return err
		}
	}
	return nil
}

// meetDuty records two meetings, one on site and one of the reports in writing, and what was asked there.
func (l *loader) meetDuty(ctx context.Context, d *liveDuty) error {
	heard := map[dutyreport.Way][]dutyreport.ReportID{}
	var first []dutyreport.Report
	err := l.eachReport(ctx, d, dutyMet, func(_ context.Context, _ *liveDuty, _ int, r dutyreport.Report, _ int) error {
		heard[r.Way] = append(heard[r.Way], r.ID)
		if r.Way == dutyreport.OnSite {
			first = append(first, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	meetings := []dutyreport.Meeting{
		{Title: fmt.Sprintf("%d年度述责述廉会议", d.year), Way: dutyreport.OnSite, At: "09:00", Place: "市局三楼会议室", Chair: "章汝城", Attended: 126, Voters: 118, Minutes: "到会人员听取述责，当场询问，并进行无记名测评。未到会的书面请假四人。"},
		{Title: fmt.Sprintf("%d年度书面述责审议会", d.year), Way: dutyreport.Written, At: "15:00", Place: "市局二楼会议室", Chair: "周启明", Attended: 31, Voters: 29, Minutes: "审阅书面报告，逐份提出意见。"},
	}
	for _, m := range meetings {
		m.Held, m.Reports = d.on.met, heard[m.Way]
		if len(m.Reports) == 0 {
			continue
		}
		if _, err := l.h.DutyReport.HoldMeeting(ctx, l.actor(officer), d.id, m); err != nil {
			return err
		}
	}
	for i, r := range first {
		if i%4 == 0 || r.Person == l.id("CD/head") {
			if err := l.inquireDuty(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// inquireDuty asks two questions of a reporter; the second answer does not satisfy and gets a paper.
func (l *loader) inquireDuty(ctx context.Context, r dutyreport.Report) error {
	room, by := l.h.DutyReport, l.actor(officer)
	if _, err := room.Inquire(ctx, by, r.ID, dutyreport.NewInquiry{Asker: "党代表　" + r.UnitName + "基层民警", Question: "报告说把责任分解到岗位，岗位责任人是否都签了字，没有签的怎么办？",
		Answer: "应签的全部签了字，新调整的两个岗位本周内补签。", Satisfaction: "yes"}); err != nil {
		return err
	}
	id, err := room.Inquire(ctx, by, r.ID, dutyreport.NewInquiry{Asker: "特邀监督员", Question: "涉案财物多次清点对不上账，问题出在哪里，由谁负责？",
		Answer: "情况正在了解，会后再研究。", Satisfaction: "no"})
	if err != nil {
		return err
	}
	return room.IssuePaper(ctx, by, id, "你对涉案财物清点对不上账的询问没有正面回答。请书面说明：对不上的件数和原因；管理责任人；清点和移交的办法；完成日期。")
}

// replyDuty answers the papers; in the running year some are still open.
func (l *loader) replyDuty(ctx context.Context, d *liveDuty) error {
	return l.eachReport(ctx, d, dutyMet, func(ctx context.Context, d *liveDuty, i int, r dutyreport.Report, _ int) error {
		v, err := l.h.DutyReport.Report(ctx, l.actor(officer), r.ID)
		if err != nil || !d.ended && i != 2 {
			return err
		}
		for _, q := range v.Inquiries {
			if q.PaperAt.IsZero() {
				continue
			}
			if err := l.h.DutyReport.Reply(ctx, l.reporter(r), q.ID, "经核对，对不上的 7 件系移交时未及时登记，实物均在库。由分管副局长负责，月底前完成全量清点，次月起实行双人双锁、当日登记，每月抽查一次。"); err != nil {
				return err
			}
			if d.ended {
				if err := l.h.DutyReport.JudgeReply(ctx, l.actor(officer), q.ID, "basic"); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
