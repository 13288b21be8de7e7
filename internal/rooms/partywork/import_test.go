package partywork

import (
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/batch/batchtest"
)

func TestTasksComeInBeforeTheListIsIssued(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		id, err := w.room.MakeList(ctx, w.aff, w.root.ID, 2026)
		w.ok(err)
		list := w.room.TasksIn()
		good := [][]any{{"党课进警营", "全年不少于 2 次", clock.Day("2026-12-15"), "季度", "2026-06-30 讲稿定稿\n2026-12-10 讲完"}, {"结对共建", "有协议有记录", "2026.11.30", "", ""}}
		batchtest.Case{List: list, Of: string(id), Actor: w.aff, Good: good, Rows: func(tx *db.Tx) (int64, error) {
			return db.Value[int64](tx, `select count(*) from partywork_task where list_id = $1`, id)
		}}.Holds(t, d)
		bad := batch.Input{Of: string(id), Data: batchtest.Book(t, list, "zh", [][]any{{"甲", "乙", clock.Day("2026-03-01"), "", "2026-06-30 晚于时限"}})}
		if got, err := batchtest.Check(t, d, w.aff, list, bad); err != nil || len(got.Bad) != 1 || got.Bad[0].Col != "E" || got.Bad[0].Key != "partywork.task.road_order" {
			t.Errorf("a road past its end: %+v %v", got, err)
		}
		if _, err := batchtest.Check(t, d, w.sec, list, bad); err == nil {
			t.Error("a secretary brings tasks into the committee's list")
		}
		w.ok(w.room.Issue(ctx, w.aff, id, []string{w.b1.ID}))
		_, err = batchtest.Take(t, d, w.aff, list, batch.Input{Of: string(id), Data: batchtest.Book(t, list, "zh", good)})
		w.says(err, fault.KindConflict, "list.issued")
	})
}
