package demo

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/rooms/partyorg"
)

// partyorg enters the roster, and lives what happens to it: moves, elections, admissions, exceptions.
func (l *loader) partyorg() {
	l.script.story("roster", 7, 10).on(l.start, l.roster)
	for _, m := range l.w.Members {
		if m.Until != "" {
			l.moves(m)
		}
	}
	l.elections()
	for _, a := range l.w.Admissions {
		l.admission(a)
	}
	l.script.story("party lists", 8, 20).on(l.back(40), l.exceptions)
}

func (l *loader) back(days int) clock.Day { return later(workday(l.w.Today.Add(-days)), l.start) }

// party runs acts of the room in one transaction as somebody.
func (l *loader) party(ctx context.Context, who string, do func(*db.Tx) error) error {
	return l.h.DB.Write(ctx, l.actor(who), do)
}

// roster is the roll of members as it was taken over on the first day, in one transaction.
func (l *loader) roster(ctx context.Context) error {
	return l.party(ctx, "aff", func(tx *db.Tx) error {
		moved := map[string]bool{}
		for i, m := range l.w.Members {
			if moved[m.Person] {
				continue // comes later, as a move
			}
			moved[m.Person] = true
			at := m.Party
			if at == "" {
				at = l.w.Parties[0].Code
			}
			in := partyorg.Enrolment{Person: l.id(m.Person), Party: l.units[at], Kind: partyorg.Full, Since: earlier(m.Since, l.start), Basis: "党员名册移交"}
			if i%97 == 41 {
				in.Flow, in.FlowPlace, in.FlowSince = partyorg.FlowOut, "省公安厅专班党支部", l.start
			}
			if _, err := l.h.PartyOrg.EnrolIn(tx, in); err != nil {
				return err
			}
		}
		_, err := l.h.PartyOrg.KeepTermsIn(tx)
		return err
	})
}

// moves takes a member over on the day after the first membership ends.
func (l *loader) moves(m Membership) {
	for _, next := range l.w.Members {
		if next.Person != m.Person || next.Since <= m.Since {
			continue
		}
		l.script.story("move "+m.Person, 9, 40).on(next.Since, func(ctx context.Context) error {
			return l.party(ctx, "aff", func(tx *db.Tx) error {
				id, err := l.h.PartyOrg.MemberIn(tx, l.id(m.Person))
				if err != nil {
					return err
				}
				return l.h.PartyOrg.MoveIn(tx, id, 0, partyorg.Moving{Party: l.units[next.Party], Since: next.Since, Basis: "工作岗位调整，组织关系介绍信已收"})
			})
		})
	}
}

// elections: one branch has elected, one has asked and been answered.
func (l *loader) elections() {
	for _, e := range []struct {
		party string
		steps []int // days ago
	}{{"ZSD-02", []int{232, 218, 205, 199, 188}}, {"JGD-10", []int{21, 9}}} {
		st := l.script.story("election "+e.party, 10, 5)
		for i, ago := range e.steps {
			day := l.back(ago)
			in := partyorg.ElectionStep{Step: partyorg.ElectionSteps[i], Day: day,
				Paper: []string{"关于换届选举的请示", "机关党委〔" + string(day[:4]) + "〕批复", "", "关于选举结果的报告", "机关党委〔" + string(day[:4]) + "〕任命通知"}[i]}
			if in.Step == partyorg.Held {
				in.Voters, in.Attended, in.Words = 9, 9, "差额选举产生支部委员会委员，得票均过半数。"
			}
			st.on(day, func(ctx context.Context) error {
				return l.party(ctx, "aff", func(tx *db.Tx) error { return l.h.PartyOrg.ElectionStepIn(tx, l.units[e.party], in) })
			})
		}
	}
}

// way is how many days after the application each step of an admission is taken.
var way = []struct {
	after int
	step  partyorg.Step
}{
	{19, partyorg.Step{Step: partyorg.Talked, Words: "支部书记和组织委员与申请人谈话，了解入党动机和工作表现，提出努力方向。"}},
	{118, partyorg.Step{Step: partyorg.Activist, Words: "支部委员会研究，确定为入党积极分子，指定两名正式党员为培养联系人。", Paper: "支委会决议"}},
	{292, partyorg.Step{Step: partyorg.Observed, Words: "上半年考察：学习认真，能按时完成值班备勤和办案任务，谈话两次。"}},
	{474, partyorg.Step{Step: partyorg.Observed, Words: "下半年考察：参加专项行动表现突出，群众反映好，建议继续培养。"}},
	{496, partyorg.Step{Step: partyorg.Candidate, Words: "听取党小组、培养联系人和群众意见，支委会讨论同意列为发展对象，已报机关党委备案。", Paper: "发展对象备案表"}},
	{511, partyorg.Step{Step: partyorg.Reviewed, Words: "本人和主要社会关系的政治审查已完成，结论清楚。", Paper: "政治审查报告"}},
	{524, partyorg.Step{Step: partyorg.Trained, Words: "参加机关党委发展对象培训班三天。", Hours: 24}},
	{540, partyorg.Step{Step: partyorg.Prereviewed, Words: "材料齐全、手续完备，预审合格，发给入党志愿书。", Paper: "预审通知"}},
	{562, partyorg.Step{Step: partyorg.Voted, Words: "支部大会讨论，采取无记名投票方式表决通过。", Voters: 20, Attended: 18, Agreed: 18, Paper: "支部大会决议"}},
	{615, partyorg.Step{Step: partyorg.Probation, Words: "机关党委会议审批，同意接收为预备党员。", Paper: "审批意见"}},
	{742, partyorg.Step{Step: partyorg.Observed, Words: "预备期半年考察：按时参加组织生活，认真履行义务。"}},
	{915, partyorg.Step{Step: partyorg.Observed, Words: "预备期满前考察：符合转正条件。"}},
	{931, partyorg.Step{Step: partyorg.Converted, Words: "本人提出转正申请，支部大会讨论表决通过按期转正。", Voters: 20, Attended: 19, Agreed: 19, Paper: "支部大会决议"}},
	{966, partyorg.Step{Step: partyorg.Admitted, Words: "机关党委会议审批，同意按期转正。", Paper: "审批意见"}},
}

// admission lives one admission as far as its age reaches; the branch keeps the file, the committee decides.
func (l *loader) admission(a Admission) {
	st := l.script.story("admission "+a.Person, 14, 10)
	var id string
	first := workday(l.w.Today.Add(-a.Age))
	st.on(later(first, l.start), func(ctx context.Context) error {
		return l.party(ctx, a.Secretary, func(tx *db.Tx) (err error) {
			id, err = l.h.PartyOrg.ApplyIn(tx, partyorg.Application{Person: l.id(a.Person), Party: l.units[a.Party], Day: first, Words: "递交入党申请书。", Paper: "入党申请书"})
			return err
		})
	})
	for _, w := range way {
		if w.after >= a.Age {
			break
		}
		in := w.step
		in.Day = workday(first.Add(w.after))
		who := a.Secretary
		if partyorg.Upper(in.Step) {
			who = "aff"
		}
		st.on(later(in.Day, l.start), func(ctx context.Context) error {
			return l.party(ctx, who, func(tx *db.Tx) error { return l.h.PartyOrg.AdvanceIn(tx, id, 0, in) })
		})
	}
	if a.Age == 330 {
		st.on(l.back(3), func(ctx context.Context) error {
			return l.party(ctx, a.Secretary, func(tx *db.Tx) error {
				return l.h.PartyOrg.AskWaiverIn(tx, id, partyorg.Waiver{Step: partyorg.Candidate, Gate: partyorg.GateYear, Paper: "关于提前列为发展对象的请示",
					Why: "该同志在抗洪抢险中表现特别突出，申请提前列为发展对象。"})
			})
		})
	}
}

// exceptions mark two of the gaps as lawful for a time.
func (l *loader) exceptions(ctx context.Context) error {
	return l.party(ctx, "aff", func(tx *db.Tx) error {
		for _, in := range []partyorg.Excepting{
			{Gap: partyorg.UnitWithout, Ref: l.units["XL2"], Reason: "训练基地整合期间党员暂由市局党委代管，成立党支部的请示已经上报。", Basis: "市局党委会纪要", Until: l.w.Today.Add(95)},
			{Gap: partyorg.TooFew, Ref: l.units["SS-02-D"], Reason: "水上派出所驻地偏远，不便与其他支部联合开展组织生活，正在调整人员。", Basis: "水上分局党委请示及批复", Until: l.w.Today.Add(40)},
		} {
			if err := l.h.PartyOrg.ExceptIn(tx, in); err != nil {
				return err
			}
		}
		return nil
	})
}
