package training

import (
	"context"
	"fmt"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/partyorg"
	"plumbline/packs"
)

func standards(tx *db.Tx, code, version string) (*pack.Pack, error) {
	raw, err := packs.FS.ReadFile("party_rules.yaml")
	if err != nil {
		return nil, err
	}
	return pack.Read("party_rules.yaml", raw)
}

var conv = Convention{Day: 8, Half: 4}

func TestConvention(t *testing.T) {
	for halves, want := range map[int]int{1: 4, 2: 8, 3: 12, 6: 24} {
		if got := conv.Hours(halves); got != want {
			t.Errorf("%d half-days are %d hours, want %d", halves, got, want)
		}
	}
	for name, in := range map[string]Planning{
		"no half-days":       {Kind: Focus, Hours: 8},
		"more than its days": {Kind: Focus, Halves: 3, First: "2026-03-02", Last: "2026-03-02"},
		"another year":       {Kind: Focus, Halves: 2, First: "2025-03-02"},
		"no hours":           {Kind: Online},
		"no kind":            {Hours: 4},
	} {
		in.Party, in.Title, in.Month = "p", "t", 3
		if in.check(2026, conv) == nil {
			t.Error(name)
		}
	}
	ok := Planning{Party: "p", Title: "t", Kind: Focus, Month: 1, Halves: 3, First: "2026-03-02", Last: "2026-03-03", Hours: 99}
	if err := ok.check(2026, conv); err != nil || ok.Hours != 12 || ok.Month != 3 {
		t.Errorf("%+v %v", ok, err)
	}
}

func TestHoursAreRecognisedByAnother(t *testing.T) {
	c := Course{Kind: Online, Hours: 4, State: Held}
	for name, x := range map[string]struct {
		s     Seat
		hours int
		proof string
	}{
		"own":           {Seat{Person: "me", State: Attended}, 4, "p"},
		"absent":        {Seat{Person: "a", State: Absent}, 4, "p"},
		"too many":      {Seat{Person: "a", State: Attended}, 5, "p"},
		"without proof": {Seat{Person: "a", State: Attended}, 4, " "},
		"twice":         {Seat{Person: "a", State: Attended, At: time.Unix(1, 0)}, 4, "p"},
	} {
		if x.s.Recognise(c, x.hours, x.proof, "me", "Me", time.Unix(2, 0)) == nil {
			t.Error(name)
		}
	}
	s := Seat{Person: "a", State: Attended}
	if err := s.Recognise(c, 3, "p", "me", "Me", time.Unix(2, 0)); err != nil || s.Hours != 3 || s.By != "Me" {
		t.Errorf("%+v %v", s, err)
	}
}

func TestSmallNumbersAreNotShown(t *testing.T) {
	for _, x := range []struct {
		people, below int
		known         bool
	}{{4, 0, false}, {5, 0, true}, {20, 4, false}, {20, 5, true}, {20, 16, false}, {20, 15, true}, {20, 20, true}} {
		v := Total{People: x.people, Below: x.below}
		if v.hide(); v.Known != x.known || !x.known && v.Below != 0 {
			t.Errorf("%d of %d: %+v", x.below, x.people, v)
		}
	}
}

// TestYear lives a course: planned, held, recognised, made up for; each figure from its list.
func TestYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		today := clock.DayOf(d.Clock().Now())
		year := today.Year()
		ids := map[string]string{}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
			add := func(key, tree, parent, kind string) {
				id, err := org.AddUnit(tx, org.UnitInput{Tree: tree, Name: key, Short: key, Kind: kind, Parent: ids[parent], Since: "2020-01-01"}, "")
				must(err)
				ids[key] = id
			}
			add("市局", org.UnitTree, "", "city")
			add("党委", org.PartyTree, "", "party_committee")
			add("一支部", org.PartyTree, "党委", "party_cell")
			add("二支部", org.PartyTree, "党委", "party_cell")
			must(org.LinkParty(tx, ids["一支部"], []string{ids["市局"]}, "2020-01-01"))
			room := partyorg.New(d, standards)
			for i := range 12 {
				p, err := org.AddPerson(tx, org.PersonInput{Name: fmt.Sprintf("党员%c", 'A'+i), Unit: ids["市局"]})
				must(err)
				ids[fmt.Sprint(i)] = p
				branch := "一支部"
				if i >= 10 {
					branch = "二支部"
				}
				_, err = room.EnrolIn(tx, partyorg.Enrolment{Person: p, Party: ids[branch], Kind: partyorg.Full, Since: "2022-01-01"})
				must(err)
			}
			_, err := org.Appoint(tx, org.Appointment{Person: ids["0"], Unit: ids["一支部"], Title: "书记", Kind: org.Head, Since: today.Add(-20)})
			return err
		}))
		actor := func(login, role, at, person string) (a who.Actor) {
			must(d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
				u, err := org.UnitByID(tx, ids[at])
				a = who.Actor{Login: login, Person: person, Name: login, Grants: []who.Grant{{ID: "g" + login, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
				return err
			}))
			return a
		}
		aff, sec, other := actor("aff", access.PartyAff, "党委", ids["11"]), actor("sec", access.Secretary, "一支部", ids["0"]), actor("sec2", access.Secretary, "二支部", "x")
		boss := actor("boss", access.Leader, "党委", "y")
		room := New(d, standards)
		is := func(err error, k fault.Kind, what string) {
			t.Helper()
			if !fault.Is(err, k) {
				t.Errorf("%s: %v", what, err)
			}
		}
		in := Planning{Party: ids["党委"], Title: "培训班", Kind: Focus, Central: true, Month: 1, Halves: 2}
		_, err := room.Plan(ctx, aff, year, in)
		is(err, fault.KindInvalid, "a course of a year that is not open")
		is(room.OpenYear(ctx, sec, year), fault.KindDenied, "a secretary opens the year")
		must(room.OpenYear(ctx, aff, year))
		is(room.OpenYear(ctx, aff, year), fault.KindConflict, "twice")
		_, err = room.Plan(ctx, sec, year, in)
		is(err, fault.KindNotFound, "a secretary plans for the committee")
		id, err := room.Plan(ctx, aff, year, in)
		must(err)
		is(room.Recognise(ctx, aff, id, Recognising{}), fault.KindConflict, "hours of what was not held")
		day := today
		must(room.Hold(ctx, aff, id, 1, Holding{First: day, Last: day, Halves: 2, Present: people(ids, 0, 9, 11), Reasons: map[string]string{ids["9"]: "执勤"}}))
		is(room.Hold(ctx, aff, id, 0, Holding{First: day}), fault.KindConflict, "held twice")
		is(room.Recognise(ctx, sec, id, Recognising{}), fault.KindNotFound, "a secretary recognises hours of the committee's course")
		is(room.Recognise(ctx, aff, id, Recognising{Hours: 9}), fault.KindInvalid, "more hours than the course has")
		is(room.Recognise(ctx, aff, id, Recognising{People: []string{ids["11"]}}), fault.KindInvalid, "the own hours")
		must(room.Recognise(ctx, aff, id, Recognising{}))
		is(room.Recognise(ctx, aff, id, Recognising{}), fault.KindInvalid, "nobody is left")
		c, err := room.Course(ctx, sec, id)
		if err != nil || len(c.Seats) != 10 || c.Others != 2 || c.MayRecognise {
			t.Errorf("%d seats, %d others, %v", len(c.Seats), c.Others, err)
		}
		b, err := room.Branch(ctx, sec, ids["一支部"], year)
		if err != nil || b.Total.People != 10 || b.Total.Done != 72 || b.Total.Due != 56+9*32 || len(b.Needs) != 10 || len(b.NoTurn) != 0 {
			t.Errorf("%+v %v", b.Total, err)
		}
		_, err = room.Branch(ctx, other, ids["一支部"], year)
		is(err, fault.KindNotFound, "another branch's people")
		_, err = room.Branch(ctx, boss, ids["一支部"], year)
		is(err, fault.KindDenied, "who sees totals sees people")
		v, err := room.Overview(ctx, boss, year)
		if err != nil || len(v.Totals) != 2 || !v.Totals[0].Known || v.Totals[0].Below != 10 || v.Totals[1].Known {
			t.Errorf("%+v %v", v.Totals, err)
		}
		must(d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			n, err := db.Value[int64](tx, `select count(*) from v_training_unit where year = $1 and unit_id = $2 and hours_done = 72 and people_below = 10`, year, ids["市局"])
			if n != 1 {
				t.Errorf("the view for other rooms has %d lines", n)
			}
			return err
		}))
		_, err = room.Plan(ctx, sec, year, Planning{Party: ids["一支部"], Title: "补课", Kind: Micro, Month: 12, Hours: 8, MakesUp: id})
		is(err, fault.KindNotFound, "a secretary makes up for the committee's course")
		up, err := room.Plan(ctx, aff, year, Planning{Party: ids["一支部"], Title: "补课", Kind: Micro, Month: 12, Hours: 8, MakesUp: id})
		must(err)
		if c, _ := room.Course(ctx, aff, up); len(c.Seats) != 1 || c.Seats[0].Person != ids["9"] {
			t.Errorf("who makes up: %+v", c.Seats)
		}
		must(room.Cancel(ctx, aff, up, 0, "改期"))
	})
}

func people(ids map[string]string, from, to int, more ...int) (out []string) {
	for i := from; i < to; i++ {
		out = append(out, ids[fmt.Sprint(i)])
	}
	for _, i := range more {
		out = append(out, ids[fmt.Sprint(i)])
	}
	return out
}
