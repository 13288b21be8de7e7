package chronic_test

import (
	"context"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
)

// TestPublishedViews: what other rooms read of this one has the columns that were promised.
func TestPublishedViews(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
			for _, q := range []string{
				`select id, number, campaign_id, unit_id, unit_ord, title, category, state, due, due_first, registered, closed_on, rule_built, track, item_id, started_on, measure, standard from v_chronic`,
				`select kind, ref, unit_id, unit_ord, asker, title, asked_at, due, done_at, auto, hand, href from v_chronic_asked`,
				`select id, number, campaign_id, day, handed_at from v_chronic_slip`,
				`select id, number, campaign_id, kind, title, drawn_on, size, looked, differs from v_chronic_batch`,
			} {
				rows, err := tx.Query(q)
				if err != nil {
					return err
				}
				rows.Close()
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
