package orglife

import (
	"fmt"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/calendar"
)

func says(err error, key string) bool { return err != nil && strings.Contains(err.Error(), key) }

func TestNightLaysDownAndMarksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		if n := w.night("2026-04-02"); n == 0 {
			t.Fatal("nothing was laid down")
		}
		if n := w.night("2026-04-02"); n != 0 {
			t.Errorf("twice is %d more", n)
		}
		x := w.duty("一支部", "committee_meeting", "2026-04")
		if x.Mark != Open || x.Period.Until != "2026-04-30" || x.Closes != "2026-05-08" || x.LateUntil != "2026-05-30" || x.Pack != "2026" {
			t.Errorf("laid down as %+v", x) // the holiday of May moves the day on which the record closes
		}
		w.ok(w.db.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			if _, err := dutyOn(tx, w.node["二支部"].ID, "committee_meeting", "2026-04-10"); !fault.Is(err, fault.KindNotFound) {
				t.Error("a branch of three owes committee meetings")
			}
			if _, err := dutyOn(tx, w.node["一支部"].ID, "group_meeting", "2026-04-10"); !fault.Is(err, fault.KindNotFound) {
				t.Error("a branch without groups owes group meetings")
			}
			return nil
		}))
		w.ok(w.room.Settle(ctx, w.secretary, w.node["一支部"].ID, Settings{Groups: 2}))
		w.night("2026-05-09")
		if x := w.duty("一支部", "committee_meeting", "2026-04"); x.Mark != Missed || x.MissedAt.IsZero() {
			t.Errorf("not marked: %+v", x)
		}
		w.duty("一支部", "group_meeting", "2026-05")
		w.later, w.laterFrom = w.pack, "2026-06-01"
		for i := range w.pack.Rhythm.Beats {
			if b := &w.pack.Rhythm.Beats[i]; b.Code == "theme_day" {
				changed := *w.pack
				changed.Rhythm.Beats = append(changed.Rhythm.Beats[:0:0], changed.Rhythm.Beats...)
				changed.Rhythm.Beats[i].Every, changed.Version = "quarter", "2026b"
				w.later = &changed
			}
		}
		w.night("2026-07-02")
		if w.duty("一支部", "theme_day", "2026-Q3").Pack != "2026b" {
			t.Error("the new pack does not count")
		}
		w.ok(w.db.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			if _, err := dutyOn(tx, w.node["一支部"].ID, "theme_day", "2026-06-10"); !fault.Is(err, fault.KindNotFound) {
				t.Error("a quarter that had begun was laid down under the new pack")
			}
			return nil
		}))
	})
}

func TestAMeetingIsOneAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.night("2026-06-18")
		in := w.meeting("general_meeting", "2026-06-16")
		in.Absent = []Absent{{Person: w.person["钱七"], Reason: "errand", Note: "出差"}}
		in.Items = []Item{{Title: "通过计划", Spoken: "何晴：说明。", Decided: "同意。", For: 7}}
		in.Tasks = []NewTask{{What: "修订学习计划", Due: "2026-07-10"}, {What: "帮助结对所", Node: w.unit.ID, Due: "2026-07-20"}}
		if _, err := w.room.Hold(ctx, w.other, in); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("another branch's secretary: %v", err)
		}
		id, err := w.room.Hold(ctx, w.secretary, in)
		w.ok(err)
		v, err := w.room.Activity(ctx, w.secretary, id)
		w.ok(err)
		if v.Expected != 9 || v.Present != 8 || v.LateDays != 0 || len(v.Absences) != 1 || v.Absences[0].Name != "钱七" || len(v.Tasks) != 2 || v.Tasks[1].NodeName != "刑侦支队" {
			t.Errorf("kept as %+v", v)
		}
		if x := w.duty("一支部", "general_meeting", "2026-Q2"); x.Mark != Done || x.DoneOn != "2026-06-16" || x.DoneBy != id {
			t.Errorf("the duty: %+v", x)
		}
		w.ok(w.db.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			p, err := calendar.Find(tx, promised, string(v.Tasks[0].ID))
			if err != nil || p.Due != "2026-07-10" || p.Unit != v.Party {
				t.Errorf("the promise: %+v %v", p, err)
			}
			return nil
		}))
		w.ok(w.room.Study(ctx, w.secretary, id, w.person["钱七"], "2026-06-18", "补学文件"))
		if err := w.room.Study(ctx, w.secretary, id, w.person["丁一"], "2026-06-18", "补学"); !fault.Is(err, fault.KindConflict) {
			t.Errorf("somebody who was there made it up: %v", err)
		}
		w.ok(w.room.Finish(ctx, w.secretary, v.Tasks[0].ID, "2026-06-18", "已印发"))
		if err := w.room.Finish(ctx, w.secretary, v.Tasks[0].ID, "2026-06-18", "又办"); !says(err, "done_already") {
			t.Errorf("twice: %v", err)
		}
		if _, err := w.room.Hold(ctx, w.secretary, Holding{Activity: id, Plan: in.Plan, Items: in.Items}); !says(err, "hold.already") {
			t.Errorf("recorded twice: %v", err)
		}
		w.ok(w.room.Supplement(ctx, w.secretary, id, Item{Title: "补充", Spoken: "马二：补充意见。"}))
		w.ok(w.room.Inspect(ctx, w.officer, id, []string{"spoken"}, "发言要点偏少", "2026-06-30"))
		if err := w.room.Inspect(ctx, w.secretary, id, nil, "自查", "2026-06-30"); !fault.Is(err, fault.KindDenied) {
			t.Errorf("a secretary checks the own record: %v", err)
		}
		v, err = w.room.Activity(ctx, w.secretary, id)
		w.ok(err)
		if len(v.Minutes) != 2 || len(v.Checks) != 1 || v.Duty == nil || v.Absences[0].StudiedOn != "2026-06-18" {
			t.Errorf("what was added: %+v", v)
		}
		_, err = w.room.Answer(ctx, w.secretary, v.Checks[0].ID, "已补充")
		w.ok(err)
	})
}

// TestWhatIsRefused plants one fault at a time into a record that is taken without it.
func TestWhatIsRefused(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.night("2026-06-18")
	for name, c := range map[string]struct {
		change func(*Holding)
		key    string
	}{
		"not yet":           {func(h *Holding) { h.Day = "2026-06-19" }, "hold.not_yet"},
		"long ago":          {func(h *Holding) { h.Day = "2025-01-02" }, "too_long_ago"},
		"no day":            {func(h *Holding) { h.Day = "" }, "day_form"},
		"no topic":          {func(h *Holding) { h.Topic = " " }, "topic_empty"},
		"no chair":          {func(h *Holding) { h.Chair = "" }, "chair_empty"},
		"no minutes":        {func(h *Holding) { h.Items[0].Spoken = "" }, "no_minutes"},
		"a stranger":        {func(h *Holding) { h.Absent = []Absent{{Person: w.person["周甲"], Reason: "leave"}} }, "not_called"},
		"no reason":         {func(h *Holding) { h.Absent = []Absent{{Person: w.person["丁一"], Reason: "tired"}} }, "hold.reason"},
		"all away":          {func(h *Holding) { h.Absent = w.away("一支部", 9) }, "hold.nobody"},
		"no quorum":         {func(h *Holding) { h.Absent = w.away("一支部", 4); h.Items[0].For = 4 }, "no_quorum"},
		"too many votes":    {func(h *Holding) { h.Items[0].For = 9 }, "too_many_votes"},
		"another kind":      {func(h *Holding) { h.Kind = "party" }, "kind_unknown"},
		"not together":      {func(h *Holding) { h.Also = []string{"talks"} }, "not_together"},
		"a task without":    {func(h *Holding) { h.Tasks = []NewTask{{Due: "2026-07-01"}} }, "task.what"},
		"a task before":     {func(h *Holding) { h.Tasks = []NewTask{{What: "x", Due: "2026-01-01"}} }, "task.due"},
		"a task for nobody": {func(h *Holding) { h.Tasks = []NewTask{{What: "x", Node: "nowhere", Due: "2026-07-01"}} }, "unit_unknown"},
	} {
		in := w.meeting("general_meeting", "2026-06-16")
		c.change(&in)
		if _, err := w.room.Hold(ctx, w.secretary, in); !says(err, c.key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.room.Hold(ctx, w.secretary, w.meeting("general_meeting", "2026-06-16")); err != nil {
		t.Errorf("without a fault: %v", err)
	}
	in := w.meeting("theme_day", "2026-06-16")
	in.Items[0].For = 3
	if _, err := w.room.Hold(ctx, w.secretary, in); !says(err, "no_vote_here") {
		t.Errorf("a vote on a theme day: %v", err)
	}
}

// away are the first so many with a vote.
func (w *world) away(branch string, n int) (out []Absent) {
	for _, name := range []string{"何晴", "丁一", "马二", "张三", "李四", "王五", "赵六", "钱七", "孙八"}[:n] {
		out = append(out, Absent{Person: w.person[name], Reason: "duty"})
	}
	return out
}

func TestLateAndMadeUpAreShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.night("2026-04-02")
		w.night("2026-05-09")
		late := w.meeting("theme_day", "2026-04-24")
		w.at("2026-05-20")
		id, err := w.room.Hold(ctx, w.secretary, late)
		w.ok(err)
		x := w.duty("一支部", "theme_day", "2026-04")
		if x.Mark != Late || x.LateDays < 10 || x.MissedAt.IsZero() || x.DoneBy != id {
			t.Errorf("written late: %+v", x)
		}
		up := w.meeting("committee_meeting", "2026-05-12")
		up.MakesUp = w.duty("一支部", "committee_meeting", "2026-04").ID
		_, err = w.room.Hold(ctx, w.secretary, up)
		w.ok(err)
		if x := w.duty("一支部", "committee_meeting", "2026-04"); x.Mark != MadeUp || x.MadeUpOn != "2026-05-12" || x.MissedAt.IsZero() {
			t.Errorf("made up: %+v", x)
		}
		if x := w.duty("一支部", "committee_meeting", "2026-05"); x.Mark != Open {
			t.Error("the meeting that makes up counts for its own month too")
		}
		var rows []string
		w.ok(w.db.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			list, err := db.All(tx, func(s db.Scanner) (out string, err error) {
				var kind, unit, state, on, up string
				var ord int64
				var days int
				err = s.Scan(&unit, &ord, &kind, &state, &on, &days, &up)
				return fmt.Sprint(kind, " ", unit == w.unit.ID && ord == w.unit.Ord, " ", state, " ", on, " ", days > 0, " ", up), err
			}, `select unit_id, unit_ord, kind, state, done_on, late_days, made_up_on from v_orglife_duty where period_from = '2026-04-01' and period_until = '2026-04-30' order by kind`)
			rows = list
			return err
		}))
		if got := strings.Join(rows, "; "); got != "committee_meeting true missed  false 2026-05-12; theme_day true done 2026-04-24 true " {
			t.Errorf("others read %q", got)
		}
		m, err := w.room.MatrixOf(ctx, w.officer, "", 2026, false)
		w.ok(err)
		marks := map[Shown]int{}
		for _, c := range m.Rows[0].Cells {
			marks[c.Mark]++
		}
		if len(m.Rows) != 2 || marks[CellLate] != 1 || marks[CellMadeUp] != 1 || marks[NotOwed] != 12 || m.Rows[0].Missed != 1 {
			t.Errorf("the matrix: %v %+v", marks, m.Rows[0])
		}
		if m, err = w.room.MatrixOf(ctx, w.other, "", 2026, false); err != nil || len(m.Rows) != 1 || m.Rows[0].Short != "二支部" {
			t.Errorf("another secretary sees %+v %v", m.Rows, err)
		}
	})
}
