package dbtest

import (
	"context"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// Two databases of one test must not see each other, and each must be the migrated schema.
func TestEachIsEmptyAndAlone(t *testing.T) {
	for range 2 {
		Each(t, func(t *testing.T, d *db.DB) {
			ctx, job := context.Background(), who.Job("test")
			err := d.Upkeep(ctx, job, func(tx *db.Tx) error {
				if n, err := db.Value[int64](tx, "select count(*) from house_setting"); err != nil || n != 0 {
					t.Errorf("%d settings in an empty database, %v", n, err)
				}
				_, err := tx.Exec("insert into house_setting (key, value) values ($1, $2)", "a", "b")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if !Clock(d).Now().Equal(Start) {
				t.Error("the clock does not stand at Start")
			}
			Clock(d).Advance(time.Hour)
			if !d.Clock().Now().Equal(Start.Add(time.Hour)) {
				t.Error("the clock cannot be moved")
			}
		})
	}
}
