package demo

import (
	"context"
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/rooms/partywork"
)

// workParty is the committee that issues the yearly list.
const workParty = "LJ-D"

// workParties are the organisations that get the list: the two committees of the bureau's own branches,
// their branches, and two committees of sub-bureaus.
func (l *loader) workParties() (out []string) {
	for _, p := range l.w.Parties {
		switch {
		case p.Code == "JGD", p.Code == "ZSD", p.Code == "CD-D", p.Code == "JN-D", p.Parent == "JGD", p.Parent == "ZSD":
			out = append(out, p.Code)
		}
	}
	return out
}

// workDoer is who reports for an organisation: its secretary, or the Party officer where it has none.
func (l *loader) workDoer(code string) string {
	if key := l.secretaryOf(code); key != "" {
		return key
	}
	return "aff"
}

// partyworks lives the yearly lists, hearings and assessments of the year before and of the running one.
func (l *loader) partyworks() {
	codes := l.workParties()
	for _, year := range []int{l.w.Today.Year() - 1, l.w.Today.Year()} {
		at := func(day string) clock.Day { return workday(clock.Day(fmt.Sprintf("%04d-%s", year, day))) }
		first := later(at("01-18"), workday(l.start.Add(50)))
		if first.Add(7) >= l.w.Today {
			continue
		}
		st := l.script.story(fmt.Sprintf("party work %d", year), 9, 47)
		st.on(first, func(ctx context.Context) error { return l.issueWork(ctx, year, codes) })
		for _, day := range []string{"03-26", "07-09", "10-28", "11-27", "12-12"} {
			if on := at(day); on > first && on < l.w.Today {
				st.on(on, func(ctx context.Context) error { return l.workOn(ctx, year, codes, on) })
			}
		}
		for i, day := range []string{"06-24", "12-16"} {
			if on := at(day); on > first && on < l.w.Today {
				st.on(on, func(ctx context.Context) error { return l.hearWork(ctx, year, i+1, on) })
			}
		}
		if on := at("08-14"); on > first && on < l.w.Today { // one that was held after its time
			st.on(on, func(ctx context.Context) error { return l.hearLate(ctx, year, on) })
		}
		l.assessWork(st, year, at)
	}
}

func (l *loader) partyIDs(codes []string) (out []string) {
	for _, c := range codes {
		out = append(out, l.units[c])
	}
	return out
}

func (l *loader) issueWork(ctx context.Context, year int, codes []string) error {
	id, err := l.h.PartyWork.MakeList(ctx, l.actor("aff"), l.units[workParty], year)
	if err == nil {
		err = l.h.PartyWork.Issue(ctx, l.actor("aff"), id, l.partyIDs(codes))
	}
	return err
}

// workOn reaches the stages that fell due, reports the duties whose last stage is reached, and judges
// reports; a few organisations are behind.
func (l *loader) workOn(ctx context.Context, year int, codes []string, on clock.Day) error {
	home, err := l.h.PartyWork.Home(ctx, l.actor("aff"), year)
	if err != nil {
		return err
	}
	by := map[string][]partywork.Duty{}
	for _, d := range home.Duties {
		by[d.Party] = append(by[d.Party], d)
	}
	for n, code := range codes {
		err := l.h.DB.Write(ctx, l.actor(l.workDoer(code)), func(tx *db.Tx) error {
			tx.Recorded() // an organisation may have nothing to write
			for k, d := range by[l.units[code]] {
				if err := l.workDuty(tx, d, home.Miles[d.ID], on, (n+k)%9 == 4); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return l.judgeWork(ctx, year)
}

func (l *loader) workDuty(tx *db.Tx, d partywork.Duty, miles []partywork.Milestone, on clock.Day, behind bool) error {
	if d.State != partywork.Open {
		return nil
	}
	left := 0
	for _, m := range miles {
		if m.DoneOn != "" {
			continue
		}
		if m.Due.Sub(on) > 10 || behind && m.Due.Sub(on) > -60 {
			left++
			continue
		}
		if err := l.h.PartyWork.ReachIn(tx, d.ID, m.Seq, string(earlier(m.Due.Add(-3), on)), "支委会记录和清单"); err != nil {
			return err
		}
	}
	if left > 0 || len(miles) == 0 {
		return nil
	}
	return l.h.PartyWork.ReportDutyIn(tx, d.ID, "各节点均已完成，材料在支部存档，问题和下一步安排已在支委会上讨论。")
}

func (l *loader) judgeWork(ctx context.Context, year int) error {
	home, err := l.h.PartyWork.Home(ctx, l.actor("aff"), year)
	if err != nil {
		return err
	}
	for _, judge := range []string{"aff", "boss"} { // who reported does not judge
		err := l.h.DB.Write(ctx, l.actor(judge), func(tx *db.Tx) error {
			tx.Recorded()
			for n, d := range home.Duties {
				own := d.ReportedBy == l.id("aff")
				if d.State != partywork.Reported || own != (judge == "boss") || n%23 == 11 {
					continue
				}
				if err := l.h.PartyWork.JudgeDutyIn(tx, d.ID, true, "符合标准。"); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// hearWork holds the hearings whose time it is; one committee misses the second of the year before.
func (l *loader) hearWork(ctx context.Context, year, seq int, on clock.Day) error {
	home, err := l.h.PartyWork.Home(ctx, l.actor("aff"), year)
	if err != nil {
		return err
	}
	for _, h := range home.Hearings {
		missed := seq == 1 && h.Party == l.units["CD-D"] || seq == 2 && h.Party == l.units["ZSD"] || year == l.w.Today.Year() && h.Party == l.units["JN-D"]
		if h.Seq != seq || h.HeldOn != "" || missed {
			continue
		}
		if err := l.h.PartyWork.Hold(ctx, l.actor("aff"), h.ID, heldOn(on.Add(-1))); err != nil {
			return err
		}
		if h.Party != l.units[workParty] || seq != 1 {
			continue
		}
		in := partywork.NewTask{Standard: "逐条核对会议记录，缺项补齐并说明原因", Rhythm: "quarter", Due: string(on.Add(75)), Road: []partywork.NewMile{{Due: string(on.Add(40)), Title: "自查完成"}}}
		if _, err := l.h.PartyWork.MakeTask(ctx, l.actor("aff"), h.ID, 1, in, l.partyIDs([]string{"JGD-06", "JGD-10", "ZSD"})); err != nil {
			return err
		}
	}
	return nil
}

func heldOn(day clock.Day) partywork.Held {
	return partywork.Held{On: string(day), Chair: "褚怀远", Attended: "党委委员、政治部、督察办", Reported: "所属各党支部书记依次汇报",
		Minutes: "听取上半年党建工作汇报。会议认为，责任清单总体按时间表推进，组织生活记录质量不高、个别支部换届准备滞后。主持人逐一点评。", Decisions: []string{"对照记录要求自查组织生活记录", "任期将满的支部两个月内提出换届请示"}}
}

// hearLate is held after its time and written two weeks later: both show.
func (l *loader) hearLate(ctx context.Context, year int, on clock.Day) error {
	home, err := l.h.PartyWork.Home(ctx, l.actor("aff"), year)
	if err != nil {
		return err
	}
	for _, h := range home.Hearings {
		if h.Seq == 1 && h.HeldOn == "" && h.Party == l.units["CD-D"] && h.Due < on.Add(-10) {
			in := heldOn(on.Add(-9))
			in.Why, in.Decisions = "主要负责人外出，改期召开", nil
			return l.h.PartyWork.Hold(ctx, l.actor("aff"), h.ID, in)
		}
	}
	return nil
}

// assessWork lives the assessment of a year as far as the calendar has come.
func (l *loader) assessWork(st *story, year int, at func(string) clock.Day) {
	step := func(on clock.Day, do func(ctx context.Context) error) {
		if on < l.w.Today && on > l.start.Add(60) {
			st.on(on, do)
		}
	}
	codes := l.ownBranches()
	begin := at("12-04")
	if year == l.w.Today.Year() { // the running year is assessed at mid-year too, so that there is one to work on
		begin = workday(l.w.Today.Add(-12))
	}
	step(begin, func(ctx context.Context) error {
		_, err := l.h.PartyWork.MakeScheme(ctx, l.actor("aff"), partywork.NewScheme{Party: l.units["JGD"], Year: year, First: fmt.Sprintf("%04d-01-01", year), Last: fmt.Sprintf("%04d-12-31", year),
			SelfDue: string(begin.Add(10)), CheckDue: string(begin.Add(30)), Of: l.partyIDs(codes)})
		return err
	})
	step(workday(begin.Add(8)), func(ctx context.Context) error { return l.eachAssessment(ctx, year, l.scoreWork) })
	if year == l.w.Today.Year() {
		return
	}
	step(workday(begin.Add(20)), func(ctx context.Context) error { return l.eachAssessment(ctx, year, l.checkWork) })
	step(workday(begin.Add(27)), func(ctx context.Context) error { return l.eachAssessment(ctx, year, l.objectWork) })
	step(workday(begin.Add(34)), func(ctx context.Context) error { return l.eachAssessment(ctx, year, l.confirmWork) })
}

func (l *loader) eachAssessment(ctx context.Context, year int, do func(ctx context.Context, n int, id partywork.AssessmentID, code string) error) error {
	home, err := l.h.PartyWork.Home(ctx, l.actor("aff"), year)
	if err != nil {
		return err
	}
	for _, s := range home.Schemes {
		if s.Year != year {
			continue
		}
		for n, a := range home.Assessed[s.ID] {
			if err := do(ctx, n, a.ID, l.codeOf(a.Party)); err != nil {
				return fmt.Errorf("assessment of %s: %w", a.PartyName, err)
			}
		}
	}
	return nil
}

func (l *loader) scoreWork(ctx context.Context, n int, id partywork.AssessmentID, code string) error {
	if n%5 == 4 && code != "JGD-10" && l.h.DB.Clock().Now().Year() == l.w.Today.Year() {
		return nil // not yet
	}
	return l.h.PartyWork.Score(ctx, l.actor(l.workDoer(code)), id, map[string]partywork.Scored{
		"2.2": {Marks: fmt.Sprintf("%.1f", 4+float64(n%3)*0.5), Words: "会议记录齐全，批评意见有具体内容"}, "6.1": {Marks: fmt.Sprint(8 + n%3), Words: "党员突击队参与专案攻坚；与社区支部联建解决停车难"}})
}

func (l *loader) checkWork(ctx context.Context, n int, id partywork.AssessmentID, _ string) error {
	return l.h.PartyWork.Check(ctx, l.actor("aff"), id, map[string]partywork.Scored{
		"2.2": {Marks: fmt.Sprintf("%.1f", 3.5+float64(n%3)*0.5), Words: "抽查记录，部分发言要点过简"}, "6.1": {Marks: fmt.Sprint(7 + n%3), Words: "实例属实，一个实例缺结果"}})
}

func (l *loader) objectWork(ctx context.Context, _ int, id partywork.AssessmentID, code string) error {
	if code != "JGD-10" {
		return nil
	}
	return l.h.PartyWork.Object(ctx, l.actor("sec1"), id, "2.2", "抽查的两次会议有完整录入，发言要点在附件中，请复核。")
}

func (l *loader) confirmWork(ctx context.Context, _ int, id partywork.AssessmentID, _ string) error {
	boss := l.actor("boss")
	v, err := l.h.PartyWork.Assessment(ctx, boss, id)
	if err != nil {
		return err
	}
	for _, o := range v.Objections {
		if err := l.h.PartyWork.Answer(ctx, boss, id, o.ID, "已核对附件，予以采纳。", "5"); err != nil {
			return err
		}
	}
	if v, err = l.h.PartyWork.Assessment(ctx, boss, id); err != nil {
		return err
	}
	return l.h.PartyWork.Confirm(ctx, boss, id, v.Now)
}
