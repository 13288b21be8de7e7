package demo

import (
	"context"
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/rooms/training"
)

// courses of each year: the organs' committee plans them for all its branches, or a branch for itself. Days are counted
// from the first day of the year; branches that are named did not send their people.
var courses = []struct {
	at              int
	party           string
	title, kind     string
	host, place     string
	halves, hours   int
	central         bool
	officers, later bool
	without         []string
}{
	{44, "LJ-D", "党的创新理论专题培训班", training.Focus, "机关党委", "市局大礼堂", 2, 0, false, false, false, nil},
	{66, "JGD", "党章党规党纪学习（第一讲）", training.Focus, "机关党委", "机关三楼会议室", 1, 0, false, false, false, []string{"JGD-06"}},
	{79, "LJ-D", "党支部书记和支委集中轮训", training.Focus, "市局政治部", "警察训练基地", 6, 0, true, true, false, nil},
	{95, "JGD", "公安机关政治建设网络课程", training.Online, "机关党委", "", 0, 4, false, false, false, []string{"JGD-06", "JGD-10"}},
	{121, "ZSD", "看守所条例与党性锻炼", training.Focus, "直属单位党总支", "看守所会议室", 2, 0, false, false, false, nil},
	{138, "JGD", "警示教育微党课", training.Micro, "机关党委", "机关三楼会议室", 0, 2, false, false, false, []string{"JGD-14"}},
	{149, "CD-D", "派出所党支部规范化建设培训", training.Focus, "城东分局党委", "城东分局礼堂", 2, 0, false, false, false, nil},
	{160, "LJ-D", "学习贯彻条例云课堂", training.Cloud, "市局党委", "", 0, 3, false, false, true, nil},
	{212, "JGD", "党员集中培训班（第一期）", training.Focus, "机关党委", "警察训练基地", 4, 0, false, false, true, []string{"JGD-06", "JGD-14"}},
	{255, "LJ-D", "主题党日现场教学", training.Focus, "市局党委", "革命纪念馆", 2, 0, false, false, true, []string{"JGD-06", "JGD-10", "YL-06-D", "QX-05-D"}},
	{290, "LJ-D", "党员集中培训班（第二期）", training.Focus, "市局政治部", "警察训练基地", 4, 0, false, false, true, []string{"JGD-06", "JGD-10", "YL-06-D", "SK-00-D"}},
	{310, "LJ-D", "支委业务集中轮训", training.Focus, "市局政治部", "警察训练基地", 6, 0, true, true, true, nil},
	{325, "JGD", "党纪知识网络测试", training.Online, "机关党委", "", 0, 4, false, false, true, nil},
}

// training lives two years of courses: last year to its end, this year as far as it has come.
func (l *loader) training() {
	now := l.w.Today.Year()
	for _, year := range []int{now - 1, now} {
		first := clock.Day(fmt.Sprintf("%d-01-01", year))
		l.script.story(fmt.Sprintf("training %d", year), 8, 50).on(later(workday(first.Add(8)), l.start), func(ctx context.Context) error {
			return l.party(ctx, "aff", func(tx *db.Tx) error { return l.h.Training.OpenYearIn(tx, year) })
		})
		for i := range courses {
			l.course(year, i, first)
		}
	}
}

// course is planned early in the year, held on its day, and its hours are recognised within the week.
func (l *loader) course(year, n int, first clock.Day) {
	k := courses[n]
	day := workday(first.Add(k.at))
	long := max((k.halves+1)/2-1, 0)
	for workday(day.Add(long)) != day.Add(long) { // a course ends before the weekend
		day = day.Add(-1)
	}
	last := day.Add(long)
	st := l.script.story(fmt.Sprintf("course %d %d", year, n), 9, 15)
	var id string
	planned := later(workday(first.Add(20)), l.start)
	if planned >= l.w.Today {
		return
	}
	st.on(planned, func(ctx context.Context) error {
		return l.party(ctx, "aff", func(tx *db.Tx) (err error) {
			in := training.Planning{Party: l.units[k.party], Title: k.title, Kind: k.kind, Central: k.central, Host: k.host, Location: k.place,
				Month: month(day), First: day, Last: last, Halves: k.halves, Hours: k.hours, Officers: k.officers}
			id, err = l.h.Training.PlanIn(tx, year, in)
			return err
		})
	})
	if last.Add(4) >= l.w.Today || last < l.start {
		return
	}
	st.on(workday(last.Add(3)), func(ctx context.Context) error {
		return l.party(ctx, "aff", func(tx *db.Tx) error { return l.hold(tx, id, k.without, n) })
	})
}

// hold calls the roll: most are there, a few are on duty, branches named sent nobody.
func (l *loader) hold(tx *db.Tx, id string, without []string, n int) error {
	seats, err := l.h.Training.SeatsIn(tx, id)
	if err != nil {
		return err
	}
	c, err := l.h.Training.CourseIn(tx, id)
	if err != nil {
		return err
	}
	in := training.Holding{First: c.First, Last: c.Last, Reasons: map[string]string{}}
	gone := map[string]bool{}
	for _, code := range without {
		gone[l.units[code]] = true
	}
	d := drawFor(fmt.Sprintf("roll %d %d", c.Year, n))
	for _, s := range seats {
		switch {
		case gone[s.Party]:
			in.Reasons[s.Person] = "支部值守，另行安排补课"
		case d.IntN(14) == 0:
			in.Reasons[s.Person] = pick(d, []string{"执勤执行任务", "因公出差", "按规定请假"})
		default:
			in.Present = append(in.Present, s.Person)
		}
	}
	if err := l.h.Training.HoldIn(tx, id, 0, in); err != nil {
		return err
	}
	proof := ""
	if training.Remote(c.Kind) {
		proof = "学习平台完成记录"
	}
	return l.h.Training.RecogniseIn(tx, id, training.Recognising{Proof: proof})
}

func month(d clock.Day) int { return int(d.Time().In(clock.Zone).Month()) }
