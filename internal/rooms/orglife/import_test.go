package orglife

import (
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/batch/batchtest"
)

// A secretary's sheet of April comes in on 12 May: what happened when stays, what is late shows, the plan of the day
// becomes the record.
func TestMeetingsComeIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.night("2026-04-02")
		w.at("2026-05-12")
		planned, err := w.room.PlanIt(ctx, w.secretary, Plan{Party: w.node["一支部"].ID, Kind: "theme_day", Topic: "参观", Day: "2026-05-12"})
		w.ok(err)
		row := func(topic, branch, kind string, day any, absent string) []any {
			return []any{topic, branch, kind, day, "14:30", "三楼会议室", "何晴", "丁一", absent, "", "何晴：领学文件。", ""}
		}
		list := w.room.MeetingsIn()
		batchtest.Case{List: list, Actor: w.secretary, Good: [][]any{row("学习讨论", "一支部", "支委会", clock.Day("2026-04-10"), ""), row("参观", "市局党委/一支部", "theme_day", "2026.5.12", "丁一（按规定请假）、马二(借调在外)")},
			Foreign: row("学习讨论", "二支部", "主题党日", clock.Day("2026-04-10"), ""), At: 1, Rows: func(tx *db.Tx) (int64, error) {
				return db.Value[int64](tx, `select count(*) from orglife_activity where state = 'held'`)
			}}.Holds(t, d)
		v, err := w.room.Activity(ctx, w.secretary, planned)
		w.ok(err)
		if v.State != Held || v.HeldOn != "2026-05-12" || v.LateDays != 0 || v.Expected != 9 || v.Present != 7 {
			t.Errorf("the plan of the day: %+v", v.Activity)
		}
		w.ok(d.Read(ctx, w.secretary, func(tx *db.Tx) error {
			acts, err := activitiesOf(tx, w.node["一支部"].ID, 2026)
			for _, a := range acts {
				if a.HeldOn == "2026-04-10" && (a.LateDays < 15 || clock.DayOf(a.WrittenAt) != "2026-05-12") {
					t.Errorf("written late: %+v", a)
				}
			}
			return err
		}))
		if x := w.duty("一支部", "committee_meeting", "2026-04"); x.Mark == Open || x.Mark == Missed {
			t.Errorf("the duty of April: %+v", x)
		}
		got, err := batchtest.Check(t, d, w.secretary, list, batch.Input{Data: batchtest.Book(t, list, "zh", [][]any{row("甲", "一支部", "座谈会", clock.Day("2026-04-11"), ""), row("乙", "一支部", "支委会", clock.Day("2026-06-11"), ""),
			row("丙", "一支部", "支委会", clock.Day("2026-04-13"), "周甲（按规定请假）"), row("丁", "一支部", "支委会", clock.Day("2026-04-14"), "丁一（有事）"), row("学习讨论", "一支部", "支委会", clock.Day("2026-04-15"), ""), row("学习讨论", "一支部", "支委会", clock.Day("2026-04-15"), "")})})
		w.ok(err)
		var keys []string
		for _, b := range got.Bad {
			keys = append(keys, b.Col+itoa(b.Row)+" "+b.Key)
		}
		want := []string{"C2 orglife.kind_unknown", "D3 orglife.hold.not_yet", "I4 orglife.import.absent_unknown", "I5 orglife.import.absent_why", "A7 org.import.twice"}
		if len(keys) != len(want) {
			t.Fatalf("got %v, want %v", keys, want)
		}
		for i := range want {
			if keys[i] != want[i] {
				t.Errorf("got %s, want %s", keys[i], want[i])
			}
		}
	})
}
