package org

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

func TestReorganise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newHouse(t, d)
		ctx := context.Background()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		p, err := x.h.AddPerson(ctx, x.admin, PersonInput{Name: "顾长河", Unit: x.id["城东分局"]})
		must(err)
		_, err = x.h.Appoint(ctx, x.admin, Appointment{Person: p, Unit: x.id["城东分局"], Title: "局长", Kind: Head, Since: "2024-01-01"})
		must(err)
		was := x.unit("城东分局")
		must(x.h.ChangeUnit(ctx, x.admin, was.ID, was.Version, UnitInput{Name: "东城分局", Kind: "branch"}, "2026-05-01", "临公发〔2026〕8号"))
		err = x.h.ChangeUnit(ctx, x.admin, was.ID, was.Version, UnitInput{Name: "再改", Kind: "branch"}, "", "")
		wants(t, err, fault.KindConflict, "org.changed_meanwhile")
		if got := x.unit("城东分局"); !slices.Equal(got.Formerly(), []string{"城东分局"}) {
			t.Errorf("formerly %v", got.Formerly())
		}
		must(x.h.MoveUnit(ctx, x.admin, x.id["北岸派出所"], x.id["城东分局"], "", "", ""))
		if !x.unit("城东分局").Covers(x.unit("北岸派出所").Ord) {
			t.Error("the moved station is not below its new parent")
		}
		err = x.h.MoveUnit(ctx, x.admin, x.id["城东分局"], x.id["北岸派出所"], "", "", "")
		wants(t, err, fault.KindInvalid, "org.unit.parent_below")
		err = x.h.CloseUnit(ctx, x.admin, x.id["城东分局"], "", "")
		wants(t, err, fault.KindInvalid, "org.unit.has_units")
		err = x.h.CloseUnit(ctx, x.admin, x.id["市局"], "2099-01-01", "")
		wants(t, err, fault.KindInvalid, "org.day_future")

		into, err := x.h.MergeUnits(ctx, x.admin, Merging{Units: []string{x.id["城东分局"], x.id["江北分局"]}, New: UnitInput{Name: "新城分局", Kind: "branch"}, Day: "2026-06-01", Note: "临编〔2026〕3号"})
		must(err)
		x.id["新城分局"] = into
		x.read(func(tx *db.Tx) error {
			next, err := Successors(tx, x.id["江北分局"])
			if err != nil || len(next) != 1 || next[0].ID != into {
				t.Errorf("successors %v %v", next, err)
			}
			u, _ := UnitByID(tx, into)
			if strings.Join(u.Formerly(), "|") != "东城分局|城东分局|江北分局" && len(u.Formerly()) != 3 {
				t.Errorf("formerly %v", u.Formerly())
			}
			old, _ := UnitByID(tx, x.id["江北分局"])
			if old.Until != "2026-05-31" || !u.Covers(old.Ord) {
				t.Errorf("the merged unit: %+v in %+v", old, u)
			}
			if got, _ := FindUnits(tx, "江北分局", db.Scope{All: true}, 5); len(got) != 1 || got[0].ID != into {
				t.Errorf("found under its old name: %v", got)
			}
			person, _ := PersonByID(tx, p)
			posts, _ := PostsOf(tx, p)
			if person.Unit != into || posts[0].Until != "2026-05-31" {
				t.Errorf("person %+v posts %+v", person, posts)
			}
			events, _ := History(tx, into)
			if len(events) != 3 || events[0].Kind != EventJoined || events[0].Note != "临编〔2026〕3号" {
				t.Errorf("history %+v", events)
			}
			return nil
		})
		ids, err := x.h.SplitUnit(ctx, x.admin, Splitting{Unit: into, Close: true, Day: "2026-06-10", Parts: []Part{
			{New: UnitInput{Name: "甲分局", Kind: "branch"}}, {New: UnitInput{Name: "乙分局", Kind: "branch"}, Units: []string{x.id["东门派出所"]}, People: []string{p}}}})
		must(err)
		x.read(func(tx *db.Tx) error {
			next, _ := Successors(tx, x.id["江北分局"])
			if len(next) != 2 {
				t.Errorf("successors after the split: %v", next)
			}
			a, _ := UnitsUnder(tx, ids[0])
			b, _ := UnitsUnder(tx, ids[1])
			if len(a) != 2 || len(b) != 2 { // the heir has the other station
				t.Errorf("under the parts: %v %v", a, b)
			}
			if person, _ := PersonByID(tx, p); person.Unit != ids[1] {
				t.Errorf("the person went to %v", person.Unit)
			}
			return nil
		})
		x.trees()
	})
}

func TestPartyOrganisations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newHouse(t, d)
		ctx := context.Background()
		root, err := x.h.AddUnit(ctx, x.admin, UnitInput{Tree: PartyTree, Name: "市局党委", Kind: "party_committee"}, "")
		if err != nil {
			t.Fatal(err)
		}
		joint, err := x.h.AddUnit(ctx, x.admin, UnitInput{Tree: PartyTree, Name: "第一联合支部", Kind: "party_joint", Parent: root}, "")
		if err != nil {
			t.Fatal(err)
		}
		two := []string{x.id["东门派出所"], x.id["北岸派出所"]}
		if err := x.h.LinkParty(ctx, x.admin, joint, two, ""); err != nil {
			t.Fatal(err)
		}
		wants(t, x.h.LinkParty(ctx, x.admin, root, two, ""), fault.KindInvalid, "org.party.too_many_units")
		wants(t, x.h.LinkParty(ctx, x.admin, joint, []string{root}, ""), fault.KindInvalid, "org.party.unit_unknown")
		if err := x.h.LinkParty(ctx, x.admin, joint, two[:1], ""); err != nil {
			t.Fatal(err)
		}
		if err := x.h.SetTerm(ctx, x.admin, Term{Party: joint, Number: 2, Since: "2025-01-01", Until: "2027-12-31"}); err != nil {
			t.Fatal(err)
		}
		_, err = x.h.AddUnit(ctx, x.admin, UnitInput{Name: "错", Kind: "station", Parent: root}, "")
		wants(t, err, fault.KindInvalid, "org.unit.parent_other_tree")
		x.read(func(tx *db.Tx) error {
			u, _ := UnitByID(tx, joint)
			links, _ := LinksOf(tx, u)
			if len(links) != 2 || links[0].Until != "" || links[1].Until == "" {
				t.Errorf("links %+v", links)
			}
			if terms, _ := TermsOf(tx, joint); len(terms) != 1 || terms[0].Number != 2 {
				t.Errorf("terms %v", terms)
			}
			return nil
		})
		x.trees()
	})
}

// trees compares the numbers with the parents: a unit's stretch holds exactly what stands below it.
func (x *house) trees() {
	x.t.Helper()
	x.read(func(tx *db.Tx) error {
		units, err := loadUnits(tx)
		if fault := wrongTree(units); fault != "" {
			x.t.Error(fault)
		}
		return err
	})
}

func wrongTree(units []Unit) string {
	byID := map[string]Unit{}
	for _, u := range units {
		byID[u.ID] = u
	}
	for _, a := range units {
		for _, b := range units {
			below := false
			for p := b; p.ID != ""; p = byID[p.Parent] {
				below = below || p.ID == a.ID
			}
			if below != a.Covers(b.Ord) || below && b.Last > a.Last {
				return fmt.Sprintf("%s [%d-%d] and %s [%d-%d]: below is %v", a.Name, a.Ord, a.Last, b.Name, b.Ord, b.Last, below)
			}
		}
		if p, ok := byID[a.Parent]; ok && a.Depth != p.Depth+1 {
			return fmt.Sprintf("%s has depth %d below %d", a.Name, a.Depth, p.Depth)
		}
	}
	return ""
}

// The same check catches a number that was left behind.
func TestWrongTreeIsSeen(t *testing.T) {
	units := []Unit{{ID: "a", Ord: 1, Last: 100}, {ID: "b", Parent: "a", Ord: 2, Last: 9, Depth: 1}, {ID: "c", Parent: "b", Ord: 50, Last: 51, Depth: 2}}
	if wrongTree(units) == "" {
		t.Error("a child outside its parent's stretch was not seen")
	}
}

// Whatever happens to a tree, the stretches equal the tree, and every carried number was corrected.
func TestNumbersFollowTheTree(t *testing.T) {
	carried := map[string]int64{} // what a row of another room would carry
	OnRenumber(func(_ *db.Tx, moved []Moved) error {
		for _, m := range moved {
			if _, ok := carried[m.Unit]; ok {
				carried[m.Unit] = m.Ord
			}
		}
		return nil
	})
	t.Cleanup(func() { renumbers = nil })
	rapid.Check(t, func(rt *rapid.T) {
		clear(carried)
		x := newHouse(t, dbtest.SQLite(t))
		for n := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			if err := x.anyAct(rt, fmt.Sprint("单位", n), carried); err != nil && !fault.Is(err, fault.KindInvalid) {
				rt.Fatal(err)
			}
		}
		x.read(func(tx *db.Tx) error {
			units, err := loadUnits(tx)
			if wrong := wrongTree(units); wrong != "" {
				rt.Fatal(wrong)
			}
			for _, u := range units {
				if was, ok := carried[u.ID]; ok && was != u.Ord {
					rt.Fatalf("%s has %d, a row that carries it still says %d", u.Name, u.Ord, was)
				}
			}
			return err
		})
	})
}

// anyAct does something to a unit chosen at random; every open unit is carried by a row from now on.
func (x *house) anyAct(rt *rapid.T, name string, carried map[string]int64) (err error) {
	ctx, job := context.Background(), who.Job("test")
	var open []Unit
	x.read(func(tx *db.Tx) error {
		f, err := Tree(tx)
		open = f.Of(UnitTree, tx.Today())
		return err
	})
	for _, u := range open {
		if _, ok := carried[u.ID]; !ok {
			carried[u.ID] = u.Ord
		}
	}
	pick := func(label string) string { return open[rapid.IntRange(0, len(open)-1).Draw(rt, label)].ID }
	part := []Part{{New: UnitInput{Name: name, Kind: "other"}}}
	switch rapid.SampledFrom([]string{"add", "add", "add", "move", "merge", "split"}).Draw(rt, "what") {
	case "add":
		_, err = x.h.AddUnit(ctx, job, UnitInput{Name: name, Kind: "other", Parent: pick("parent")}, pick("after"))
	case "move":
		err = x.h.MoveUnit(ctx, job, pick("unit"), pick("parent"), pick("after"), "", "")
	case "merge":
		_, err = x.h.MergeUnits(ctx, job, Merging{Units: []string{pick("unit")}, Into: pick("into")})
	case "split":
		_, err = x.h.SplitUnit(ctx, job, Splitting{Unit: pick("unit"), Close: rapid.Bool().Draw(rt, "close"), Parts: part})
	}
	return err
}

// A stretch that is full makes room without touching the rest: a thousand units in one place.
func TestRoomIsMade(t *testing.T) {
	root := &node{id: "root", tree: UnitTree}
	root.place()
	narrow := &node{id: "narrow"}
	narrow.insert(root, "")
	narrow.assign(10, 10+spare)
	far := &node{id: "far"}
	far.insert(root, "")
	far.place()
	for i := range 3000 {
		n := &node{id: fmt.Sprint(i)}
		n.insert(narrow, "0") // always behind the first: the worst place
		n.place()
	}
	last := narrow.ord
	for _, k := range narrow.kids {
		if k.ord <= last || k.last > narrow.last {
			t.Fatalf("%s [%d-%d] after %d in [%d-%d]", k.id, k.ord, k.last, last, narrow.ord, narrow.last)
		}
		last = k.last
	}
}
