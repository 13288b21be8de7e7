package demo

import (
	"context"
	"fmt"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/rooms/orglife"
)

// finishTasks closes what decisions asked for once its time has come, but for a few that are late.
func (l *loader) finishTasks(tx *db.Tx, cells []cell, on clock.Day) error {
	for _, c := range cells {
		if !c.own {
			continue
		}
		open, err := l.h.Orglife.OpenTasksIn(tx, l.units[c.Code])
		if err != nil {
			return err
		}
		for _, t := range open {
			if t.Due.Add(-4) > on || lot(t.What, c.Code)%5 == 0 && t.Due.Add(60) > on {
				continue
			}
			if err := l.h.Orglife.FinishIn(tx, t.ID, on, "已完成，在支部公开栏公示。"); err != nil {
				return err
			}
		}
	}
	return nil
}

// oddMeetings are written late, or make up for what was missed.
func (l *loader) oddMeetings(st *story, cells []cell) {
	for _, o := range oddities {
		i := slices.IndexFunc(cells, func(c cell) bool { return c.Code == o.code })
		if i < 0 || o.late == 0 && o.up == 0 {
			continue
		}
		c := cells[i]
		mon := firstOf(l.w.Today)
		for range o.ago {
			mon = firstOf(mon.Add(-1))
		}
		held := workday(mon.Add(18))
		if o.late > 0 {
			if on := workday(held.Add(o.late)); on < l.w.Today {
				st.on(on, func(ctx context.Context) error {
					return l.party(ctx, "aff", func(tx *db.Tx) error {
						_, err := l.h.Orglife.HoldIn(tx, l.holding(c, o.kind, held))
						return err
					})
				})
			}
			continue
		}
		if on := workday(nextMonth(mon).Add(o.up - 1)); on < l.w.Today {
			st.on(on, func(ctx context.Context) error { return l.makeUp(ctx, c, o.kind, mon, on) })
		}
	}
	l.spotChecks(st)
}

// makeUp holds a meeting for one that was missed; the mark stays.
func (l *loader) makeUp(ctx context.Context, c cell, kind string, mon, on clock.Day) error {
	v, err := l.h.Orglife.Year(ctx, l.actor("aff"), l.units[c.Code], mon.Year())
	if err != nil {
		return err
	}
	for _, d := range v.Duties {
		if d.Kind != kind || d.Period.From != mon {
			continue
		}
		in := l.holding(c, kind, on)
		in.Topic, in.MakesUp = "补开：研究"+fmt.Sprint(month(mon))+"月工作安排", d.ID
		_, err = l.h.Orglife.Hold(ctx, l.actor("aff"), in)
		return err
	}
	return fmt.Errorf("%s owes no %s in %s", c.Short, kind, mon)
}

// spotChecks are a superior's looks at the form of records; the branch whose secretary has an account answers.
func (l *loader) spotChecks(st *story) {
	for i, x := range []struct {
		code, words string
		ago         int
		faults      []string
	}{
		{"JGD-10", "主题党日记录只有流程，没有写党员讲了什么，请补充发言要点。", 74, []string{"spoken"}},
		{"JGD-14", "两次支委会记录内容雷同，请如实记录议题和决定。", 38, []string{"copied", "decided"}},
		{"JGD-12", "三月主题党日事后补记，请说明原因，今后会后三个工作日内登记。", 26, []string{"late"}},
		{"JGD-06", "党小组会议题不具体，建议结合大队重点工作确定。", 9, []string{"topic"}},
	} {
		on := workday(l.w.Today.Add(-x.ago))
		st.on(on, func(ctx context.Context) error {
			acts, err := l.h.Orglife.Activities(ctx, l.actor("aff"), l.units[x.code], on.Add(-45), on)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(acts, func(a orglife.Activity) bool { return a.HeldOn != "" })
			if at < 0 {
				return nil
			}
			if err := l.h.Orglife.Inspect(ctx, l.actor("aff"), acts[at].ID, x.faults, x.words, on.Add(10)); err != nil || i > 0 {
				return err
			}
			v, err := l.h.Orglife.Activity(ctx, l.actor("sec1"), acts[at].ID)
			if err != nil {
				return err
			}
			_, err = l.h.Orglife.Answer(ctx, l.actor("sec1"), v.Checks[0].ID, "已补充发言要点，并在支委会上学习了记录要求。")
			return err
		})
	}
}

// major are the matters of 三重一大 that the bureau's committee decided: days ago, kind, item, preparation.
var major = []struct {
	ago                              int
	matter, title, research, decided string
	task                             string
	unit                             string
}{
	{611, "project", "执法办案管理中心二期建设方案", "赴三个兄弟单位调研，征求十二个单位意见", "同意方案，分两期实施，先建侦查审讯区。", "编制二期建设可行性报告", "BZ"},
	{502, "funds", "年度信息化设备采购（预算 186 万元）", "逐台核对在用设备，形成更新清单", "同意采购，按政府采购程序办理，价格不高于预算。", "完成采购并上线验收", "KX"},
	{398, "decision", "接处警规范化三年行动计划", "抽查 600 起警情，走访 40 名群众", "同意印发，每半年听取一次汇报。", "分解三年行动任务", "ZH"},
	{287, "post", "部分中层职位调整原则和程序", "分析研判班子结构，谈话 62 人", "同意按程序启动，结果另行报批。", "", ""},
	{176, "decision", "上半年督察反馈问题整改总体安排", "梳理反馈问题并征求责任单位意见", "同意整改安排，重点问题由局领导包案。", "制定整改责任清单", "DC"},
	{84, "funds", "派出所民警备勤房修缮（预算 92 万元）", "实地查看 9 个派出所", "同意修缮六个，其余列入明年计划。", "组织修缮施工", "BZ"},
	{12, "project", "涉案财物管理中心扩容", "核对库存和近三年入库量", "", "", ""},
}

// registers lives the committee's registers: the head speaks last, but once with a written reason.
func (l *loader) registers(st *story) {
	party := l.units[root+"-D"]
	room := l.h.Orglife
	attending := []string{"章汝城", "周启明", "褚怀远", "沈砚秋", "程立信"}
	for i, x := range major {
		on := workday(l.w.Today.Add(-x.ago))
		if on < l.start.Add(40) {
			continue
		}
		st.on(on, func(ctx context.Context) error {
			return l.party(ctx, "aff", func(tx *db.Tx) error {
				in := orglife.NewDecision{Register: orglife.Major, Party: party, Minutes: orglife.Minutes{Matter: x.matter, Title: x.title, Day: on, At: "09:00", Place: "党委会议室", Chair: attending[0], Recorder: "何雨晴",
					Attending: "章汝城、周启明、褚怀远、沈砚秋、程立信", Observing: "相关部门负责人", Researched: x.research, Reviewed: "法制支队审核，程序合规，无修改意见", Risks: "已评估廉政和稳定风险，制定防范措施"}}
				id, err := room.EnterIn(tx, in)
				if err != nil {
					return err
				}
				order := []int{1, 2, 3, 4, 0}
				if i == 5 {
					order = []int{0, 1, 2, 3, 4}
				}
				if x.decided == "" {
					order = order[:2]
				}
				for at, n := range order {
					o := orglife.Opinion{Name: attending[n], View: "agree", Words: opinions[n]}
					if i == 5 {
						o.Why = []string{"汛期安全急需，主要负责人先说明灾情和时限要求", "主要负责人已说明情况，逐人补充意见"}[min(at, 1)]
					}
					if i == 1 && n == 3 {
						o.View, o.Words = "differ", "建议先修后换，预算压减三分之一。"
					}
					if err := room.SpeakIn(tx, id, o); err != nil {
						return err
					}
				}
				if x.decided == "" {
					return nil
				}
				out := orglife.Outcome{Vote: orglife.Vote{For: 5}, Decided: x.decided}
				if i == 1 {
					out.For, out.Against, out.Differing = 4, 1, "一人建议先修后换，已在采购清单中核减两项。"
				}
				if x.task != "" {
					out.Tasks = []orglife.NewTask{{What: x.task, Node: l.units[x.unit], Due: on.Add(60)}}
				}
				return room.DecideIn(tx, id, out)
			})
		})
	}
	l.firstTopics(st, party, attending)
}

// opinions are what each of those attending says.
var opinions = []string{"同意大家意见，按会议决定执行，办公室跟踪落实。", "同意。建议明确责任领导和时间节点。", "同意。队伍和培训工作要跟上。", "同意。督察部门按节点检查。", "同意。技术和保障方面已有准备。"}

// firstTopics are what the committee studied first at its monthly meetings.
func (l *loader) firstTopics(st *story, party string, attending []string) {
	for ago := 23; ago >= 0; ago-- {
		mon := firstOf(l.w.Today)
		for range ago {
			mon = firstOf(mon.Add(-1))
		}
		on := workday(mon.Add(8))
		if on >= l.w.Today || on < l.start.Add(40) {
			continue
		}
		st.on(on, func(ctx context.Context) error {
			return l.party(ctx, "aff", func(tx *db.Tx) error {
				in := orglife.NewDecision{Register: orglife.First, Party: party, Minutes: orglife.Minutes{Title: pick2([]string{"学习关于政法工作的重要讲话精神", "学习党内法规和警示案例", "学习安全生产和风险防控部署", "学习关于改进作风的要求"}, ago),
					Day: on, At: "09:00", Place: "党委会议室", Chair: attending[0], Recorder: "何雨晴", Attending: "章汝城、周启明、褚怀远、沈砚秋"}}
				if ago%6 == 4 {
					return nil // a meeting that did not begin with it
				}
				id, err := l.h.Orglife.EnterIn(tx, in)
				if err != nil {
					return err
				}
				return l.h.Orglife.DecideIn(tx, id, orglife.Outcome{Decided: "结合本局实际抓好贯彻，责任部门一个月内报告落实情况。"})
			})
		})
	}
}

// reviews lives last year's democratic review of two branches to its end and of two others in part.
func (l *loader) reviews(st *story, cells []cell) {
	year := l.w.Today.Year() - 1
	for n, code := range []string{"JGD-10", "CD-01-D", "JGD-03", "JGD-07"} {
		i := slices.IndexFunc(cells, func(c cell) bool { return c.Code == code })
		if i < 0 {
			continue
		}
		c := cells[i]
		who := []string{"sec1", "sec2", "aff", "aff"}[n]
		var id orglife.ReviewID
		day := func(m, d int) clock.Day { return workday(clock.Day(fmt.Sprintf("%d-%02d-%02d", year, m, d))) }
		if day(11, 4) < l.start.Add(40) {
			continue
		}
		st.on(day(11, 4), func(ctx context.Context) (err error) {
			id, err = l.h.Orglife.Begin(ctx, l.actor(who), l.units[c.Code], year)
			return err
		})
		steps := []string{"支委会研究制定方案，报机关党委备案", "集中学习三次，个人自学", "发放征求意见表，收到意见十六条", "班子成员之间、与党员之间谈心谈话", "党员撰写对照检查材料，支委会审阅",
			"召开组织生活会，开展批评与自我批评", "党员逐人自评", "党员之间互评", "发出测评票，全部收回，有效"}
		for s, words := range steps[:map[bool]int{true: 9, false: 6}[n < 2]] {
			on := day(11, 6).Add(4 * s)
			st.on(workday(on), func(ctx context.Context) error {
				return l.h.Orglife.TakeStep(ctx, l.actor(who), id, orglife.Steps[s], workday(on), words+"。")
			})
		}
		if n > 1 {
			continue
		}
		st.on(day(12, 22), func(ctx context.Context) error { return l.judge(ctx, who, id) })
		st.on(day(12, 29), func(ctx context.Context) error { return l.h.Orglife.Approve(ctx, l.actor("aff"), id) })
		st.on(day(12, 30), func(ctx context.Context) error { return l.criticised(ctx, who, id, n) })
	}
}

// judge gives the grades: a fifth excellent.
func (l *loader) judge(ctx context.Context, who string, id orglife.ReviewID) error {
	v, err := l.h.Orglife.Review(ctx, l.actor(who), id)
	if err != nil {
		return err
	}
	var grades []orglife.Grade
	for i, p := range v.Roster {
		g := orglife.Grade{Person: p.ID, Grade: orglife.Good}
		if i%5 == 2 {
			g.Grade = orglife.Excellent
		}
		if !p.Votes() {
			g.Grade = orglife.None
		}
		grades = append(grades, g)
	}
	return l.h.Orglife.Judge(ctx, l.actor(who), id, grades)
}

// criticised lists what came out of the meeting: one is closed, one goes to the ledger.
func (l *loader) criticised(ctx context.Context, who string, id orglife.ReviewID, n int) error {
	room, by := l.h.Orglife, l.actor(who)
	today := clock.DayOf(l.h.DB.Clock().Now())
	for _, c := range []orglife.NewCriticism{
		{Title: "学习与勤务衔接不紧，夜班组学习经常缺人", Measure: "夜班组单独安排学习，支委轮流送学上门", Due: today.Add(60)},
		{Title: "谈心谈话以工作布置代替", Measure: "书记每季度与每名党员谈一次，记录主要内容", Due: today.Add(90)},
	} {
		if err := room.Criticise(ctx, by, id, c); err != nil {
			return err
		}
	}
	v, err := room.Review(ctx, by, id)
	if err != nil {
		return err
	}
	if n == 0 {
		return room.HandOver(ctx, by, v.Criticisms[1].ID)
	}
	return room.Close(ctx, by, v.Criticisms[0].ID, today, "已安排夜班组学习，两周内学习两次。")
}
