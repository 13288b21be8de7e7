package search_test

import (
	"context"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/search"
)

func TestNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Upkeep(context.Background(), who.Job("test"), func(tx *db.Tx) error {
			for _, doc := range []search.Doc{{Kind: search.Item, ID: "i1", Number: "WT-26-0147", Title: "接处警回访不到位"}, {Kind: search.Unit, ID: "u1", Title: "城东分局"}} {
				if err := search.Put(tx, doc); err != nil {
					return err
				}
			}
			got, err := search.Numbers(tx, []search.Ref{{Kind: "item", ID: "i1"}, {Kind: "unit", ID: "u1"}, {Kind: "paper", ID: "i1"}, {Kind: "house"}})
			if len(got) != 1 || got[search.Ref{Kind: "item", ID: "i1"}] != "WT-26-0147" {
				t.Errorf("%v", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
