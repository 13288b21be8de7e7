package campaign

import (
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/batch/batchtest"
)

func TestOpinionsComeIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBureau(t, d)
		id := b.begun()
		v := b.view(b.office, id)
		group := v.Pack.Part("groups")[0].Title.Zh
		list := b.room.OpinionsIn()
		batchtest.Case{List: list, Of: string(id), Actor: b.office, Good: [][]any{{"窗口午间无人值守", group, "来信", b.today()}, {"办证要跑两趟", "public", "座谈", b.today().Add(-1)}},
			Rows: func(tx *db.Tx) (int64, error) {
				return db.Value[int64](tx, `select count(*) from campaign_opinion where receipt <> ''`)
			}}.Holds(t, d)
		got, err := batchtest.Check(t, d, b.office, list, batch.Input{Of: string(id), Data: batchtest.Book(t, list, "zh", [][]any{{"甲", "路人", "来信", b.today()}, {"乙", group, "公开页面", b.today()}, {"丙", group, "来信", clock.Day("2999-01-01")}})})
		if err != nil || len(got.Bad) != 3 || got.Bad[0].Key != "campaign.opinion.group_unknown" || got.Bad[1].Key != "import.cell_choice" || got.Bad[2].Key != "campaign.opinion.came_wrong" {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := batchtest.Check(t, d, b.office, list, batch.Input{Of: "none", Data: batchtest.Book(t, list, "zh", nil)}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a campaign that does not exist: %v", err)
		}
	})
}
