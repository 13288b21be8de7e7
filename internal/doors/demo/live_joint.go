package demo

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/joint"
)

// jointDepartments take part in joint supervision from the start, in the order of pages.
var jointDepartments = []struct{ unit, name, field string }{
	{"ZZ", "政治部", "干部队伍、教育训练、组织生活"}, {"DC", "督察办", "督察、整改"}, {"XF", "信访处", "来信来访、初信初访办理"}, {"FZ", "法制支队", "执法质量、案件审核"},
	{"SJ", "审计处", "经费、资产、项目"}, {"XC", "新闻宣传处", "意识形态、舆情"}, {"", "派驻纪检监察组", "监督检查、问题线索处置"},
}

// jointFindings are what the departments found: how many days before today, who, where.
var jointFindings = []struct {
	ago    int
	by     int
	unit   string
	title  string
	body   string
	handed bool
	target string
}{
	{312, 3, "CX", "受案登记超过二十四小时 6 起", "抽查四季度受案登记 90 起，其中 6 起在接报二十四小时后才登记，最长 71 小时，均未写明原因。", false, "受案登记全部在二十四小时内，连续两个季度抽查为零"},
	{286, 2, "YL", "初次来访当场登记率不到九成", "核对接访登记簿与系统，42 批初访中 5 批未当场登记，其中 3 批次日补录。", false, "初访当场登记，抽查无补录"},
	{241, 4, "BZ", "公务用车维修费重复列支", "同一车辆同月两张维修发票项目重复，涉及 4 辆车，已核实发票号。", false, "重复列支款项全部退回，维修审批留痕"},
	{198, 0, "JJ", "新任中层干部任前谈话无记录", "2025 年新任中层干部 11 人，谈话记录缺 4 份。", false, ""},
	{152, 5, "GX", "新媒体账号发布未经审核", "两个账号全年发布 214 条，审核记录 176 条，缺 38 条。", true, "发布前审核留痕，抽查无缺漏"},
	{97, 2, "CX", "信访事项超期答复 3 件", "按六十日期限核对，3 件分别超期 4 日、9 日、15 日，未办延期手续。", false, ""},
	{58, 3, "CX", "涉案财物移交手续不全", "随案移交的 26 件财物中，4 件缺移交清单签字。", true, "移交清单签字齐全，连续两个月抽查无缺"},
	{41, 4, "CD", "食堂采购未按月公示", "一季度采购明细未公示，四月起已补。", false, ""},
	{16, 0, "YL", "轮训名单与实际参训不一致", "春季轮训报名 58 人，签到 51 人，7 人无请假手续。", false, ""},
	{9, 2, "JB", "重复信访事项未指定包案领导", "三件重复信访事项未见包案指定文件。", false, ""},
}

// jointly lives two years of joint supervision: departments, findings, a meeting each quarter.
func (l *loader) jointly() {
	st := l.script.story("joint supervision", 10, 0)
	st.base += 5 * 60e9 // five past: no other story sits on these instants
	begin := l.w.Today.Add(-700)
	deps := make([]string, len(jointDepartments))
	st.on(workday(max(begin, l.start.Add(3))), func(ctx context.Context) (err error) {
		for i, d := range jointDepartments {
			if deps[i], err = l.h.Joint.Join(ctx, l.actor(clerk), joint.Department{Name: d.name, Field: d.field, Unit: l.units[d.unit]}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, f := range jointFindings {
		day := workday(l.w.Today.Add(-f.ago))
		var id string
		st.on(day, func(ctx context.Context) (err error) {
			id, err = l.h.Joint.Find(ctx, l.actor(overseer), joint.NewFinding{Department: deps[f.by], Unit: l.units[f.unit], Found: day.Add(-2), Title: f.title, Body: f.body})
			return err
		})
		if f.handed {
			on := workday(l.w.Today.Add(-2)) // fresh: the unit has not signed for it yet
			st.on(on, func(ctx context.Context) error {
				return l.h.Joint.HandOver(ctx, l.actor(clerk), id, joint.Handing{Target: f.target, Category: jointCategory, Due: workday(on.Add(120))})
			})
		}
	}
	l.jointMeetings(st, deps)
}

// overseer is who writes for the departments of joint supervision.
const overseer = "over"

// jointCategory is the ledger's category of what the departments hand over.
const jointCategory = "duty_held.head"

// jointMeetings plays a meeting each quarter; the last but one was written late, the last one is to come.
func (l *loader) jointMeetings(st *story, deps []string) {
	subjects := []string{"三季度监督情况会商", "四季度监督情况和年度突出问题会商", "一季度监督情况会商", "二季度监督情况会商"}
	said := "各成员部门通报本季度监督发现的问题。会商认为，同一单位被两个以上部门反映的问题应当一并研究，避免各查各的、单位重复报送；能由台账取数的不再要材料。"
	for i, ago := range []int{330, 240, 150, 60} {
		day, write := workday(l.w.Today.Add(-ago)), 1
		if i == 2 {
			write = 12
		}
		var id string
		st.on(workday(day.Add(-7)), func(ctx context.Context) (err error) {
			id, err = l.h.Joint.Call(ctx, l.actor(overseer), joint.NewMeeting{Day: day, Place: "市局三楼会议室", Chair: "督察办主要负责人", Subject: subjects[i]})
			return err
		})
		st.on(workday(day.Add(write+2)), func(ctx context.Context) error {
			in := joint.Record{Held: day, Minutes: said, Absent: map[string]string{}, Tasks: []joint.NewTask{
				{Title: "核对涉及两个以上部门的同一问题，合并为一项", Department: deps[1], Due: workday(day.Add(30))},
				{Title: "初信初访办理情况按月与台账对账", Department: deps[2], Due: workday(day.Add(45))}}}
			if i == 1 {
				in.Absent[deps[5]] = "值守重大活动安保宣传"
			}
			return l.h.Joint.Minute(ctx, l.actor(overseer), id, in)
		})
		if i < 3 {
			l.jointTasks(st, day, &id)
		}
	}
	st.on(workday(l.w.Today.Add(-3)), func(ctx context.Context) error {
		_, err := l.h.Joint.Call(ctx, l.actor(overseer), joint.NewMeeting{Day: l.w.Today.Add(12), Place: "市局三楼会议室", Chair: "督察办主要负责人", Subject: "专题会商：来信来访与执法质量"})
		return err
	})
}

// jointTasks reports and settles what a meeting gave out, by two people.
func (l *loader) jointTasks(st *story, day clock.Day, meeting *string) {
	st.on(workday(day.Add(28)), func(ctx context.Context) error {
		h, err := l.h.Joint.Meeting(ctx, l.actor(overseer), *meeting)
		if err != nil {
			return err
		}
		for _, t := range h.Tasks {
			if err := l.h.Joint.Report(ctx, l.actor(overseer), t.ID, "已办理，核对表附卷。"); err != nil {
				return err
			}
			if err := l.h.Joint.Settle(ctx, l.actor(clerk), t.ID, true, ""); err != nil {
				return err
			}
		}
		return nil
	})
}
