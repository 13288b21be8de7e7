package org

import (
	"context"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/words"
)

// house is a small bureau: a root, two branches with a station each, one department.
type house struct {
	t     *testing.T
	d     *db.DB
	h     *Hall
	admin who.Actor
	id    map[string]string
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	x := &house{t: t, d: d, h: New(d, w), id: map[string]string{}}
	x.write(who.Job("setup"), func(tx *db.Tx) error {
		for _, u := range [][3]string{{"市局", "", "city"}, {"城东分局", "市局", "branch"}, {"江北分局", "市局", "branch"}, {"政治部", "市局", "department"},
			{"东门派出所", "城东分局", "station"}, {"北岸派出所", "江北分局", "station"}} {
			id, err := AddUnit(tx, UnitInput{Name: u[0], Parent: x.id[u[1]], Kind: u[2]}, "")
			if err != nil {
				return err
			}
			x.id[u[0]] = id
		}
		return nil
	})
	x.login()
	return x
}

// login gives the administrator the root's stretch of numbers, as the resolved session does.
func (x *house) login() {
	x.read(func(tx *db.Tx) error {
		root, err := UnitByID(tx, x.id["市局"])
		x.admin = who.Actor{Login: "l1", Person: "p1", Name: "管理员", Grants: []who.Grant{{Role: access.SysAdmin, Unit: root.ID, First: root.Ord, Last: root.Last}}}
		return err
	})
}

func (x *house) write(a who.Actor, f func(*db.Tx) error) {
	x.t.Helper()
	if err := x.d.Write(context.Background(), a, f); err != nil {
		x.t.Fatal(err)
	}
}

func (x *house) read(f func(*db.Tx) error) {
	x.t.Helper()
	if err := x.d.Read(context.Background(), who.Job("test"), f); err != nil {
		x.t.Fatal(err)
	}
}

func (x *house) unit(name string) (u Unit) {
	x.t.Helper()
	x.read(func(tx *db.Tx) (err error) {
		u, err = UnitByID(tx, x.id[name])
		return err
	})
	return u
}

// wants checks that err is a fault of a kind with the key on some field (or of the whole).
func wants(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind {
		t.Fatalf("got %v, want %v %s", err, kind, key)
	}
	if key == "" || f.Key == key {
		return
	}
	for _, x := range f.Fields {
		if x.Key == key {
			return
		}
	}
	t.Fatalf("got %v, want key %s", err, key)
}

func TestAddAndFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newHouse(t, d)
		ctx := context.Background()
		id, err := x.h.AddUnit(ctx, x.admin, UnitInput{Name: "临江市公安局城西分局", Short: "城西分局", Parent: x.id["市局"], Kind: "branch", Code: "3401-05", Aliases: []string{"西区局"}}, x.id["城东分局"])
		if err != nil {
			t.Fatal(err)
		}
		x.read(func(tx *db.Tx) error {
			f, _ := Tree(tx)
			var names []string
			for _, u := range f.Children(x.id["市局"]) {
				names = append(names, u.Short)
			}
			if len(names) != 4 || names[1] != "城西分局" {
				t.Errorf("register order: %v", names)
			}
			for _, q := range []string{"cxfj", "城西", "西区", "xqj", "3401", "CX"} {
				got, err := FindUnits(tx, q, db.Scope{All: true}, 5)
				if err != nil || len(got) == 0 || got[0].ID != id {
					t.Errorf("%q finds %v %v", q, got, err)
				}
			}
			if got, _ := FindUnits(tx, "cx", db.Scope{Ranges: []db.Range{x.unit("江北分局").Range()}}, 5); len(got) != 0 {
				t.Errorf("found outside the scope: %v", got)
			}
			if got, _ := FindUnits(tx, "", db.Scope{}, 5); len(got) != 0 {
				t.Errorf("an empty scope sees %v", got)
			}
			if u, _ := UnitsUnder(tx, x.id["城东分局"]); len(u) != 2 {
				t.Errorf("under: %v", u)
			}
			return nil
		})
		_, err = x.h.AddUnit(ctx, x.admin, UnitInput{Name: "城东分局", Parent: x.id["市局"], Kind: "branch"}, "")
		wants(t, err, fault.KindInvalid, "org.unit.name_taken")
		_, err = x.h.AddUnit(ctx, x.admin, UnitInput{Name: "甲", Parent: x.id["市局"], Kind: "branch", Code: "3401-05"}, "")
		wants(t, err, fault.KindInvalid, "org.unit.code_taken")
		_, err = x.h.AddUnit(ctx, x.admin, UnitInput{Name: "", Parent: x.id["市局"], Kind: "x", Code: "有"}, "")
		wants(t, err, fault.KindInvalid, "org.unit.kind_unknown")
		_, err = x.h.AddUnit(ctx, x.admin, UnitInput{Name: "乙", Kind: "branch"}, "")
		wants(t, err, fault.KindInvalid, "org.unit.parent_missing")
		office := x.admin
		office.Grants = []who.Grant{{Role: access.Office, First: 1, Last: 1 << 60}}
		_, err = x.h.AddUnit(ctx, office, UnitInput{Name: "乙", Parent: x.id["市局"], Kind: "branch"}, "")
		wants(t, err, fault.KindDenied, "")
		stranger := who.Actor{Login: "x", Grants: []who.Grant{{Role: access.SysAdmin, First: 5, Last: 6}}}
		_, err = x.h.AddUnit(ctx, stranger, UnitInput{Name: "乙", Parent: x.id["市局"], Kind: "branch"}, "")
		wants(t, err, fault.KindNotFound, "")
	})
}

func TestPostsAndHeads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newHouse(t, d)
		ctx, east := context.Background(), x.id["城东分局"]
		person := func(name, badge string) string {
			id, err := x.h.AddPerson(ctx, x.admin, PersonInput{Name: name, Badge: badge, Unit: east})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		a, b := person("单雄", "010001"), person("顾长河", "010002")
		_, err := x.h.AddPerson(ctx, x.admin, PersonInput{Name: "丙", Badge: "010001", Unit: east})
		wants(t, err, fault.KindInvalid, "org.person.badge_taken")
		if _, err = x.h.Appoint(ctx, x.admin, Appointment{Person: a, Unit: east, Title: "局长", Kind: Head, Since: "2023-01-10"}); err != nil {
			t.Fatal(err)
		}
		_, err = x.h.Appoint(ctx, x.admin, Appointment{Person: b, Unit: east, Title: "局长", Kind: Head, Since: "2026-03-01"})
		wants(t, err, fault.KindInvalid, "org.post.head_held")
		if _, err = x.h.Appoint(ctx, x.admin, Appointment{Person: b, Unit: east, Title: "局长", Kind: Head, Since: "2026-03-01", Replace: true}); err != nil {
			t.Fatal(err)
		}
		x.read(func(tx *db.Tx) error {
			old, _ := HeadOf(tx, east, "2026-02-28")
			now, _ := HeadOf(tx, east, tx.Today())
			if old.Name != "单雄" || old.Until != "2026-02-28" || now.Name != "顾长河" {
				t.Errorf("heads %+v %+v", old, now)
			}
			if _, err := HeadOf(tx, east, "2022-01-01"); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("head before the first: %v", err)
			}
			p, changed, _ := HeadChangedAfter(tx, east, "2026-01-01")
			if !changed || p.Name != "顾长河" {
				t.Errorf("change of head: %v %v", p, changed)
			}
			if _, changed, _ = HeadChangedAfter(tx, east, "2026-03-01"); changed {
				t.Error("a head of that very day is no change after it")
			}
			if got, _ := PersonsOf(tx, east); len(got) != 2 || got[0].Name != "顾长河" {
				t.Errorf("persons: %v", got)
			}
			if got, _ := FindPersons(tx, "sx", db.Scope{All: true}, 5); len(got) != 1 || got[0].ID != a {
				t.Errorf("surname reading: %v", got)
			}
			return nil
		})
		if _, err := x.h.SetPortfolio(ctx, x.admin, PortfolioInput{Person: a, Unit: x.id["市局"], Since: "2024-01-01"}); err != nil {
			t.Fatal(err)
		}
		_, err = x.h.SetPortfolio(ctx, x.admin, PortfolioInput{Person: a, Unit: x.id["市局"], Since: "2025-01-01"})
		wants(t, err, fault.KindInvalid, "org.portfolio.held")
		x.read(func(tx *db.Tx) error {
			if got, _ := LeadersOf(tx, x.id["东门派出所"], tx.Today()); len(got) != 1 || got[0].Person != a {
				t.Errorf("leaders: %v", got)
			}
			return nil
		})
	})
}
