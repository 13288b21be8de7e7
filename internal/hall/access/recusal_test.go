package access_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
)

// town is the house with a branch, and an officer and a head who hold a role there.
type town struct {
	t      *testing.T
	d      *db.DB
	h      *access.Hall
	branch org.Unit
	root   org.Unit
	person map[string]string
	login  map[string]string
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	h, _ := house(t, d)
	w := &town{t: t, d: d, h: h, person: map[string]string{}, login: map[string]string{}}
	ctx, job := context.Background(), who.Job("test")
	err := d.Write(ctx, job, func(tx *db.Tx) error {
		rootID, err := db.Value[string](tx, `select id from v_unit where parent_id is null`)
		if err != nil {
			return err
		}
		id, err := org.AddUnit(tx, org.UnitInput{Name: "城东分局", Parent: rootID, Kind: "branch"}, "")
		if err != nil {
			return err
		}
		for _, k := range []string{"officer", "second", "head"} {
			if w.person[k], err = org.AddPerson(tx, org.PersonInput{Name: "人" + k, Unit: rootID}); err != nil {
				return err
			}
		}
		if w.root, err = org.UnitByID(tx, rootID); err != nil {
			return err
		}
		w.branch, err = org.UnitByID(tx, id)
		return err
	})
	w.ok(err)
	for _, k := range []string{"officer", "second", "head"} {
		id, err := h.MakeLogin(ctx, job, access.NewLogin{Login: k, Person: w.person[k], Hash: "x"})
		w.ok(err)
		w.login[k] = id
	}
	for k, at := range map[string]struct{ role, unit string }{"officer": {access.Office, w.root.ID}, "second": {access.Office, w.root.ID}, "head": {access.UnitHead, w.branch.ID}} {
		w.ok(h.Grant(ctx, job, access.NewGrant{Login: w.login[k], Role: at.role, Unit: at.unit, Basis: "1号"}))
	}
	return w
}

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) today() clock.Day { return clock.DayOf(w.d.Clock().Now()) }

func (w *town) holders(role access.Role) (out []string) {
	w.t.Helper()
	w.ok(w.d.Read(context.Background(), who.Job("test"), func(tx *db.Tx) (err error) {
		out, err = access.Holders(tx, role, w.branch.Ord)
		return err
	}))
	return out
}

func TestRecusalBeginsAndEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		ctx := context.Background()
		sec, _, _ := accesstest.Actor(t, w.h, "sec")
		officer, _, cookie := accesstest.Actor(t, w.h, "officer")
		place := access.Place{Ord: w.branch.Ord, Kind: access.KindItem, ID: "i1"}
		may := func() error {
			a, _, err := w.h.Resolve(ctx, cookie)
			w.ok(err)
			return access.May(a, access.ReadItem, place)
		}
		w.ok(may())
		in := access.NewRecusal{Person: w.person["officer"], Unit: w.branch.ID, Reason: "relative", Basis: "回避申请 1"}

		// who may register, and what
		if _, err := w.h.Recuse(ctx, officer, access.NewRecusal{Person: w.person["second"], Unit: w.branch.ID, Reason: "relative", Basis: "x"}); !fault.Is(err, fault.KindNotFound) {
			t.Fatalf("somebody else's recusal by an officer: %v", err)
		}
		for field, change := range map[string]func(*access.NewRecusal){
			"unit": func(r *access.NewRecusal) { r.Unit = "" }, "reason": func(r *access.NewRecusal) { r.Reason = "mood" }, "basis": func(r *access.NewRecusal) { r.Basis = " " },
			"until": func(r *access.NewRecusal) { r.Until = "2001-01-01" },
		} {
			bad := in
			change(&bad)
			_, err := w.h.Recuse(ctx, sec, bad)
			if f, ok := fault.As(err); !ok || f.Kind != fault.KindInvalid || f.Fields[0].Name != field {
				t.Fatalf("%s: %v", field, err)
			}
		}

		// the own one holds at once, and the person cannot lift it
		id, err := w.h.Recuse(ctx, officer, in)
		w.ok(err)
		if err := may(); !fault.Is(err, fault.KindNotFound) {
			t.Fatalf("a recused officer: %v", err)
		}
		if got := w.holders(access.Office); !slices.Equal(got, []string{w.login["second"]}) {
			t.Fatalf("told about the unit: %v", got)
		}
		if err := w.h.Lift(ctx, officer, id, "不再有关系"); !fault.Is(err, fault.KindNotFound) {
			t.Fatalf("lifted by the person: %v", err)
		}
		if err := w.h.Lift(ctx, sec, id, " "); !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("lifted without a reason: %v", err)
		}
		w.ok(w.h.Lift(ctx, sec, id, "亲属已调离"))
		w.ok(may())
		if err := w.h.Lift(ctx, sec, id, "再次"); !fault.Is(err, fault.KindConflict) {
			t.Fatalf("lifted twice: %v", err)
		}
		if got := w.holders(access.Office); len(got) != 2 {
			t.Fatalf("after lifting told: %v", got)
		}

		// one matter; a time that begins and ends by itself
		_, err = w.h.Recuse(ctx, sec, access.NewRecusal{Person: w.person["officer"], Kind: access.KindItem, Ref: "i1", Label: "WT-26-0001", Reason: "handled", Basis: "2", Since: w.today().Add(2), Until: w.today().Add(3)})
		w.ok(err)
		w.ok(may())
		for i, hidden := range []bool{false, false, true, true, false} {
			cookie = accesstest.SignIn(t, w.h, "officer")
			if err := may(); (err != nil) != hidden {
				t.Fatalf("day %d: %v", i+1, err)
			}
			dbtest.Clock(d).Advance(24 * time.Hour)
		}
		list, err := w.h.Recusals(ctx, sec, "人officer", 10)
		if w.ok(err); len(list) != 2 || list[1].LiftedWhy != "亲属已调离" && list[0].LiftedWhy != "亲属已调离" {
			t.Fatalf("%+v", list)
		}
	})
}
