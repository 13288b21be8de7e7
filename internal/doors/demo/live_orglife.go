package demo

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/rooms/orglife"
)

// cell is a branch as the demo keeps its meetings.
type cell struct {
	Party
	n       int      // its place among the branches
	own     bool     // one of the bureau's own, kept for two years; the others since this year
	groups  int      // Party groups
	roster  []string // members who stay, by key
	posts   []Post   // held in it
	chair   string
	writer  string
	members int
}

// orglifeYears is how far back the records of the bureau's own branches go.
const orglifeYears = 2

// ungrouped are the branches without Party groups (不设党小组).
var ungrouped = []string{"JGD-02", "JGD-08", "JGD-09", "JGD-15", "ZSD-02", "ZSD-04", "ZSD-06"}

// orglife lives the meetings of all branches, month by month: laid down, planned, held, written; some missed, some
// written late, one made up for.
func (l *loader) orglife() {
	cells := l.cells()
	st := l.script.story("organisation life", 16, 35)
	begin := firstOf(later(l.w.Today.Add(-365*orglifeYears), l.start.Add(31)))
	st.on(workday(begin), func(ctx context.Context) error { return l.settleBranches(ctx, cells) })
	for mon := begin; mon <= l.w.Today; mon = nextMonth(mon) {
		st.on(workday(mon), func(ctx context.Context) error {
			if _, err := l.h.Orglife.Night(ctx); err != nil {
				return err
			}
			return l.planMonth(ctx, cells, mon)
		})
		for i, day := range []int{5, 11, 17, 25} {
			on := workday(mon.Add(day))
			if on >= l.w.Today {
				break
			}
			st.on(on, func(ctx context.Context) error {
				if _, err := l.h.Orglife.Night(ctx); err != nil {
					return err
				}
				return l.holdMonth(ctx, cells, mon, i, on)
			})
		}
	}
	l.oddMeetings(st, cells)
	l.registers(st)
	l.reviews(st, cells)
}

func firstOf(d clock.Day) clock.Day { return d.Add(1 - d.Time().In(clock.Zone).Day()) }

func nextMonth(mon clock.Day) clock.Day { return firstOf(mon.Add(32)) }

// monthsAgo counts months before today's.
func (l *loader) monthsAgo(mon clock.Day) int {
	t := l.w.Today
	return (t.Year()-mon.Year())*12 + month(t) - month(mon)
}

// cells are the branches with who stays in them, who holds a post, and who chairs.
func (l *loader) cells() []cell {
	var out []cell
	for _, p := range l.w.Parties {
		if p.Kind != "party_cell" && p.Kind != "party_joint" {
			continue
		}
		c := cell{Party: p, n: len(out), own: p.Parent == "JGD" || p.Parent == "ZSD"}
		for _, m := range l.w.Members {
			if m.Party != p.Code || m.Until != "" {
				continue
			}
			c.members++
			if m.Since <= l.start {
				c.roster = append(c.roster, m.Person)
			}
		}
		for _, x := range l.w.Posts {
			if x.Unit != p.Code || x.Until != "" {
				continue
			}
			c.posts = append(c.posts, x)
			if x.Kind == head {
				c.chair = l.w.Person(x.Person).Name
			} else if c.writer == "" {
				c.writer = l.w.Person(x.Person).Name
			}
		}
		if len(c.roster) == 0 {
			continue
		}
		if c.chair == "" {
			c.chair = l.w.Person(c.roster[0]).Name
		}
		if c.writer == "" {
			c.writer = l.w.Person(c.roster[len(c.roster)-1]).Name
		}
		if c.own && !slices.Contains(ungrouped, p.Code) {
			c.groups = max(2, c.members/9)
		}
		out = append(out, c)
	}
	return out
}

// settleBranches says which branches have groups, and from when those of the sub-bureaus are kept here.
func (l *loader) settleBranches(ctx context.Context, cells []cell) error {
	return l.party(ctx, "aff", func(tx *db.Tx) error {
		for _, p := range l.w.Parties {
			in := orglife.Settings{}
			i := slices.IndexFunc(cells, func(c cell) bool { return c.Code == p.Code })
			switch {
			case i >= 0 && cells[i].groups > 0:
				in.Groups, in.Note = cells[i].groups, "按科队设党小组"
			case i >= 0 && cells[i].own || p.Code == root+"-D":
				continue
			default:
				in.Since, in.Note = clock.Day(fmt.Sprintf("%d-01-01", l.w.Today.Year())), "分批启用，今年起在本系统登记"
			}
			if err := l.h.Orglife.SettleIn(tx, l.units[p.Code], in); err != nil {
				return fmt.Errorf("%s: %w", p.Short, err)
			}
		}
		return nil
	})
}

// lot is a number that a branch, duty and month always draw alike.
func lot(parts ...any) int {
	h := fnv.New32a()
	fmt.Fprint(h, parts...)
	return int(h.Sum32() >> 1)
}

// due are the duties that a branch does in a step of a month: the first steps are committees and groups, the
// later ones theme days, lectures and general meetings.
func (c cell) due(mon clock.Day, step int) []string {
	var out []string
	m := month(mon) - 1
	if len(c.roster) >= 7 && step == c.n%2 {
		out = append(out, "committee_meeting")
	}
	if c.groups > 0 && step == (c.n+1)%3 {
		out = append(out, "group_meeting")
	}
	if step == 2 && m%3 == c.n%3 {
		out = append(out, "lecture")
	}
	if step == 2+c.n%2 {
		out = append(out, "theme_day")
	}
	if step == 3 && m%3 == (c.n+1)%3 {
		out = append(out, "general_meeting")
	}
	switch {
	case step == 1 && m == 9:
		out = append(out, "talks")
	case step == 2 && m == 10:
		out = append(out, "life_meeting")
	case step == 1 && m == 11:
		out = append(out, "review")
	}
	return out
}

// odd is what went wrong with one duty: missed, or written so many days late; for a lecture months are counted in
// quarters.
type oddity struct {
	code, kind string
	ago        int
	late       int // days between meeting and writing; 0: missed
	up         int // days after the period at which it was made up for
}

// oddities are those that the page tells of, beside those that are drawn.
var oddities = []oddity{
	{"JGD-06", "committee_meeting", 2, 0, 12}, {"JGD-06", "group_meeting", 4, 0, 0}, {"JGD-06", "group_meeting", 2, 0, 0}, {"JGD-06", "theme_day", 1, 0, 0},
	{"JGD-10", "lecture", 1, 0, 0}, {"JGD-14", "committee_meeting", 4, 0, 0}, {"JGD-14", "group_meeting", 1, 0, 0},
	{"JGD-12", "theme_day", 3, 18, 0}, {"JGD-09", "committee_meeting", 5, 12, 0}, {"JGD-04", "group_meeting", 2, 9, 0}, {"ZSD-02", "theme_day", 2, 0, 0}, {"ZSD-05", "theme_day", 1, 11, 0},
}

func (l *loader) odd(c cell, kind string, mon clock.Day) (oddity, bool) {
	ago := l.monthsAgo(mon)
	quarters := (l.w.Today.Year()-mon.Year())*4 + (month(l.w.Today)-1)/3 - (month(mon)-1)/3
	for _, o := range oddities {
		if o.code == c.Code && o.kind == kind && (kind != "lecture" && o.ago == ago || kind == "lecture" && o.ago == quarters) {
			return o, true
		}
	}
	if ago == 0 || c.own && mon.Year() == l.w.Today.Year() {
		return oddity{}, false
	}
	switch lot(c.Code, kind, mon) % 61 {
	case 7:
		return oddity{}, true
	case 19:
		return oddity{late: 9 + c.n%6}, true
	}
	return oddity{}, false
}

// topics are what the meetings of a kind are about, in turn.
var topics = map[string][]string{
	"committee_meeting": {"研究本月工作安排和党员思想状况", "研究落实上级党委工作部署", "研究入党积极分子培养考察", "研究支部学习计划和党费使用", "研究整改任务分解", "研究困难党员帮扶"},
	"group_meeting":     {"学习讨论和工作体会交流", "交流上月承诺事项完成情况", "讨论专项行动中的难点问题", "开展批评与自我批评", "讨论党员示范岗创建"},
	"lecture":           {"牢记宗旨，规范执法", "学习党章，做合格党员", "严守纪律规矩，守住廉洁底线", "从身边案例看作风建设", "把群众的小事办成大事"},
	"theme_day":         {"走访辖区群众，征求意见建议", "参观党史教育基地", "义务献工，整治训练场地", "警示教育和廉政谈话", "重温入党誓词，过政治生日", "结对帮扶社区困难户"},
	"general_meeting":   {"听取支委会半年工作报告", "讨论通过年度工作计划", "讨论发展党员工作", "传达学习上级会议精神"},
	"talks":             {"班子成员之间、班子成员与党员之间谈心谈话"},
	"life_meeting":      {"年度组织生活会"},
	"review":            {"民主评议党员"},
	"party_committee":   {"研究本月重点工作", "研究整改工作推进", "研究队伍管理事项", "研究经费和项目安排"},
	"study_group":       {"专题学习研讨"},
}

// sayings are what was said, by kind where it matters.
var sayings = []string{
	"%s：带头学习原文，结合本支部工作谈三点体会。\n%s：夜间勤务紧，建议学习时间固定在交接班前。\n大家认为，要把学到的用到接处警规范上。",
	"%s：通报上月事项完成情况，四项完成三项。\n%s：未完成的一项卡在外单位配合，本周内再对接一次。",
	"%s：传达上级要求。\n%s：对照要求查找不足，提出下月改进的两个具体做法。",
	"%s：组织讨论。\n%s：结合一起投诉谈了执法态度问题，愿意带头整改。",
}

func (l *loader) holding(c cell, kind string, day clock.Day) orglife.Holding {
	n := lot(c.Code, kind, day)
	in := orglife.Holding{Plan: orglife.Plan{Party: l.units[c.Code], Kind: kind, Topic: pick2(topics[kind], n), Day: day, At: []string{"15:00", "09:30", "16:00"}[n%3], Place: []string{"三楼会议室", "党员活动室", "二楼会议室"}[c.n%3], Chair: c.chair}, Recorder: c.writer}
	in.Items = []orglife.Item{{Spoken: fmt.Sprintf(pick2(sayings, n/7), c.chair, c.writer)}}
	called := c.roster
	if kind == "committee_meeting" {
		if by := c.heldOn(day); len(by) > 0 {
			called = by
		}
	}
	if len(called) > 4 {
		for i := range n % 3 {
			who := called[(n/11+i*3)%len(called)]
			if !slices.ContainsFunc(in.Absent, func(a orglife.Absent) bool { return a.Person == l.id(who) }) {
				in.Absent = append(in.Absent, orglife.Absent{Person: l.id(who), Reason: []string{"duty", "errand", "leave", "course"}[(n/13+i)%4]})
			}
		}
	}
	if kind == "general_meeting" {
		in.Items[0].Decided = "同意，由支委会组织落实。"
		if n%4 == 0 {
			in.Tasks = []orglife.NewTask{{What: pick2([]string{"制定支部季度学习计划并公示", "建立党员联系群众台账", "对结对社区回访一次", "修订支部值班和学习衔接办法"}, n), Due: day.Add(30)}}
		}
	}
	return in
}

// heldOn are those who held a post in the branch on a day.
func (c cell) heldOn(day clock.Day) (out []string) {
	for _, x := range c.posts {
		if x.Since <= day && !slices.Contains(out, x.Person) {
			out = append(out, x.Person)
		}
	}
	return out
}

func pick2(list []string, n int) string { return list[n%len(list)] }

// holdMonth records one step of a month for every branch, in one transaction.
func (l *loader) holdMonth(ctx context.Context, cells []cell, mon clock.Day, step int, on clock.Day) error {
	return l.party(ctx, "aff", func(tx *db.Tx) error {
		for _, c := range cells {
			if !c.own && mon.Year() < l.w.Today.Year() {
				continue
			}
			for _, kind := range c.due(mon, step) {
				if _, is := l.odd(c, kind, mon); is {
					continue
				}
				day := on
				if c.n%3 == 1 && on.Add(-1) >= mon && workday(on.Add(-1)) == on.Add(-1) {
					day = on.Add(-1)
				}
				if _, err := l.h.Orglife.HoldIn(tx, l.holding(c, kind, day)); err != nil {
					return fmt.Errorf("%s %s: %w", c.Short, kind, err)
				}
			}
		}
		return l.finishTasks(tx, cells, on)
	})
}

// planMonth plans this month's theme days and general meetings of some branches.
func (l *loader) planMonth(ctx context.Context, cells []cell, mon clock.Day) error {
	if l.monthsAgo(mon) != 0 {
		return nil
	}
	return l.party(ctx, "aff", func(tx *db.Tx) error {
		for _, c := range cells {
			if !c.own {
				continue
			}
			for _, kind := range c.due(mon, 3) {
				day := workday(mon.Add(18 + c.n%10))
				if _, err := l.h.Orglife.PlanIn(tx, orglife.Plan{Party: l.units[c.Code], Kind: kind, Topic: pick2(topics[kind], lot(c.Code, day)), Day: day}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
