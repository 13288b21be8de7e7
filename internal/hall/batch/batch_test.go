package batch

import (
	"context"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

func TestBatch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := New(d), context.Background()
		admin := who.Actor{Login: "l1", Name: "甲", Grants: []who.Grant{{Role: access.SysAdmin, First: 1, Last: 9}}}
		other := admin
		other.Login = "l2"
		b, err := h.Put(ctx, admin, Org, `C:\桌面\单位.xlsx`, []byte("data"))
		if err != nil || b.Number != "DR-26-001" || b.Name != "单位.xlsx" {
			t.Fatalf("%+v %v", b, err)
		}
		if _, err := h.Put(ctx, admin, Ledger, "x", nil); !fault.Is(err, fault.KindDenied) {
			t.Errorf("a right that is not held: %v", err)
		}
		if _, _, err := h.Get(ctx, other, Org, b.ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("somebody else's batch: %v", err)
		}
		if _, data, err := h.Get(ctx, admin, Org, b.ID); err != nil || string(data) != "data" {
			t.Errorf("%q %v", data, err)
		}
		if err := h.Finish(ctx, admin, Org, b.ID, map[string]int{"new": 3}); err != nil {
			t.Fatal(err)
		}
		got, data, err := h.Get(ctx, admin, Org, b.ID)
		if err != nil || data != nil || got.Receipt != `{"new":3}` || got.State != Done {
			t.Errorf("after the decision: %+v %q %v", got, data, err)
		}
		if err := h.Drop(ctx, admin, Org, b.ID); !fault.Is(err, fault.KindConflict) {
			t.Errorf("decided twice: %v", err)
		}
		old, err := h.Put(ctx, admin, Org, "y.xlsx", []byte("y"))
		if err != nil {
			t.Fatal(err)
		}
		dbtest.Clock(d).Advance(8 * 24 * time.Hour)
		if _, err := h.Put(ctx, admin, Org, "z.xlsx", []byte("z")); err != nil {
			t.Fatal(err)
		}
		if got, data, _ := h.Get(ctx, admin, Org, old.ID); got.State != Dropped || data != nil {
			t.Errorf("an undecided batch after a week: %+v", got)
		}
		if list, err := h.Recent(ctx, admin, Org); err != nil || len(list) != 1 {
			t.Errorf("recent: %v %v", list, err)
		}
	})
}
