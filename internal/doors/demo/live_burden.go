package demo

import (
	"context"

	"plumbline/internal/hall/burden"
)

// askings are what departments asked of units: how many days before today, what, of whom.
var askings = []struct {
	ago   int
	by    string // the asking department
	title string
	wants string
	cells int
	units []string
	reply string // what the units answered; empty while they have not
}{
	{205, "ZZ", "半年民警培训学时统计", "各类培训学时合计和参训人次，按支部填写。", 8, []string{"CD", "CX", "JJ", "FZ"}, "已按支部汇总，合计学时见附表。"},
	{140, "SJ", "一季度涉案财物清点情况", "在库财物件数、账实相符情况、超期未处置件数。", 12, []string{"CD", "CX", "JB", "XZ"}, "账实相符，超期未处置 2 件，原因已注明。"},
	{96, "DC", "党支部书记责任谈话情况", "谈话人数、谈话日期、主要问题。", 6, []string{"CD", "JN", "GX"}, "责任谈话登记 14 份，已随文报送。"},
	{33, "SJ", "二季度涉案财物清点情况", "在库财物件数、账实相符情况、超期未处置件数。", 12, []string{"CD", "CX", "JB", "XZ"}, "账实相符，无超期未处置。"},
	{12, "ZZ", "党支部书记责任谈话情况汇总", "谈话人数、谈话日期。", 6, []string{"CD", "JN"}, ""},
	{9, "ZZ", "民警培训学时统计（半年）", "各类培训学时合计。", 8, []string{"CD", "JJ"}, ""},
	{4, "DC", "辅警单独执勤情况排查", "排查人次、发现问题和处理情况。", 10, []string{"CD", "CX", "JB", "YL"}, ""},
}

// burdens lives the askings, the answers, and one that was answered with the original.
func (l *loader) burdens() {
	st := l.script.story("askings", 11, 5)
	for i, a := range askings {
		day := workday(l.w.Today.Add(-a.ago))
		var id string
		st.on(day, func(ctx context.Context) (err error) {
			in := burden.NewAsking{Asker: l.units[a.by], Title: a.title, Wants: a.wants, Due: workday(day.Add(18)), Cells: a.cells, Still: map[string]string{}}
			for _, u := range a.units {
				in.Units = append(in.Units, l.units[u])
			}
			id, err = l.h.Burden.Ask(ctx, l.actor(clerk), in)
			return err
		})
		if a.reply == "" && i != 4 {
			continue
		}
		st.on(workday(min(day.Add(6), l.w.Today.Add(-1))), func(ctx context.Context) error {
			for _, u := range a.units {
				in := burden.Reply{Text: a.reply}
				if a.reply == "" {
					if u != "JN" {
						continue
					}
					in.Original = true
				}
				if err := l.h.Burden.Answer(ctx, l.actor(u+"/liaison"), id, l.units[u], in); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
