package joint_test

import (
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/batch/batchtest"
)

func TestFindingsComeIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		row := func(title, department, unit string, found any) []any {
			return []any{title, department, unit, found, "夜间抽查两次均无备勤记录。", "临公督〔2019〕3号"}
		}
		actor := w.as("officer", access.Office, "江南分局")
		actor.Grants[0].First, actor.Grants[0].Last = w.u["江南分局"].Ord, w.u["江南分局"].Last
		batchtest.Case{List: w.r.FindingsIn(), Actor: actor, Good: [][]any{row("值班备勤制度不落实", "政治部", "江南分局", clock.Day("2020-01-02")), row("涉案财物超期", "信访", "江南分局", "2020.1.3")},
			Foreign: row("值班备勤制度不落实", "政治部", "江北分局", clock.Day("2020-01-02")), At: 2, Rows: func(tx *db.Tx) (int64, error) {
				return db.Value[int64](tx, `select count(*) from joint_finding where made_at <> ''`)
			}}.Holds(t, d)
		got, err := batchtest.Check(t, d, actor, w.r.FindingsIn(), batch.Input{Data: batchtest.Book(t, w.r.FindingsIn(), "zh", [][]any{row("甲", "财务处", "江南分局", "6月底"), row("乙", "政治部", "江南分局", "2999-01-01")})})
		if err != nil || len(got.Bad) != 3 || got.Bad[0].Key != "joint.import.department_unknown" || got.Bad[1].Key != "import.day_month" || got.Bad[2].Key != "joint.found_day" {
			t.Errorf("%+v %v", got, err)
		}
	})
}
