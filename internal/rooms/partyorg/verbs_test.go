package partyorg

import (
	"context"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/calendar/calendartest"
	"plumbline/internal/hall/org"
	"plumbline/packs"
)

// world is a bureau with a committee, two branches and some people.
type world struct {
	t                   *testing.T
	db                  *db.DB
	room                *Room
	id                  map[string]string
	officer, sec, other who.Actor
	second              who.Actor
	today               clock.Day
}

func standards(tx *db.Tx, code, version string) (*pack.Pack, error) {
	raw, err := packs.FS.ReadFile("party_rules.yaml")
	if err != nil {
		return nil, err
	}
	return pack.Read("party_rules.yaml", raw)
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	calendartest.Seed(t, d)
	w := &world{t: t, db: d, room: New(d, standards), id: map[string]string{}, today: clock.DayOf(d.Clock().Now())}
	w.write(who.Job("test"), func(tx *db.Tx) error {
		unit := func(key, tree, parent, kind string) {
			id, err := org.AddUnit(tx, org.UnitInput{Tree: tree, Name: key, Short: key, Kind: kind, Parent: w.id[parent], Since: "2020-01-01"}, "")
			if err != nil {
				t.Fatal(err)
			}
			w.id[key] = id
		}
		unit("市局", org.UnitTree, "", "city")
		unit("一处", org.UnitTree, "市局", "department")
		unit("二处", org.UnitTree, "市局", "department")
		unit("二处科", org.UnitTree, "二处", "other")
		unit("市局党委", org.PartyTree, "", "party_committee")
		unit("一支部", org.PartyTree, "市局党委", "party_cell")
		unit("二支部", org.PartyTree, "市局党委", "party_cell")
		for _, name := range []string{"甲", "乙", "丙", "丁", "戊", "书记"} {
			id, err := org.AddPerson(tx, org.PersonInput{Name: name, Unit: w.id["一处"]})
			if err != nil {
				t.Fatal(err)
			}
			w.id[name] = id
		}
		if err := org.LinkParty(tx, w.id["一支部"], []string{w.id["一处"]}, "2020-01-01"); err != nil {
			t.Fatal(err)
		}
		if err := org.SetTerm(tx, org.Term{Party: w.id["一支部"], Number: 2, Since: "2023-07-02", Until: "2026-07-01"}); err != nil {
			t.Fatal(err)
		}
		_, err := org.Appoint(tx, org.Appointment{Person: w.id["书记"], Unit: w.id["一支部"], Title: "书记", Kind: org.Head, Since: "2023-07-02"})
		return err
	})
	w.officer, w.second = w.actor("aff", access.PartyAff, "市局党委"), w.actor("aff2", access.PartyAff, "市局党委")
	w.sec, w.other = w.actor("sec", access.Secretary, "一支部"), w.actor("other", access.Secretary, "二支部")
	return w
}

func (w *world) actor(login, role, at string) (a who.Actor) {
	err := w.db.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		u, err := org.UnitByID(tx, w.id[at])
		a = who.Actor{Login: login, Person: "p-" + login, Name: login, Grants: []who.Grant{{ID: "g-" + login, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *world) write(a who.Actor, do func(*db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), a, do); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) enrol(a who.Actor, name, party string) (string, error) {
	return w.room.Enrol(context.Background(), a, Enrolment{Person: w.id[name], Party: w.id[party], Kind: Full, Since: "2024-01-02"})
}

func is(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: %v", what, err)
	}
}

func at(t *testing.T, run func(*testing.T, *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { run(t, newWorld(t, d)) })
}

func TestMembers(t *testing.T) {
	at(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		id, err := w.enrol(w.sec, "甲", "一支部")
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.enrol(w.officer, "甲", "二支部")
		is(t, err, fault.KindInvalid, "twice a member")
		_, err = w.enrol(w.other, "乙", "一支部")
		is(t, err, fault.KindNotFound, "another branch's secretary")
		_, err = w.room.Member(ctx, w.other, id)
		is(t, err, fault.KindNotFound, "a member of another branch is seen")
		is(t, w.room.Move(ctx, w.sec, id, 0, Moving{Party: w.id["二支部"], Since: "2025-03-01", Basis: "介绍信"}), fault.KindNotFound, "a secretary moves somebody into another branch")
		is(t, w.room.Move(ctx, w.officer, id, 9, Moving{Party: w.id["二支部"], Since: "2025-03-01", Basis: "介绍信"}), fault.KindConflict, "an old version")
		if err := w.room.Move(ctx, w.officer, id, 1, Moving{Party: w.id["二支部"], Since: "2025-03-01", Basis: "介绍信"}); err != nil {
			t.Fatal(err)
		}
		v, err := w.room.Members(ctx, w.other, Filter{})
		if err != nil || v.Total != 1 || len(v.Members) != 1 || v.Members[0].Since != "2025-03-01" {
			t.Fatalf("%+v, %v", v, err)
		}
		rec, err := w.room.Member(ctx, w.other, v.Members[0].ID)
		if err != nil || len(rec.Past) != 2 || rec.Past[1].Until != "2025-02-28" {
			t.Errorf("the history is not kept: %+v, %v", rec.Past, err)
		}
		if err := w.room.Flow(ctx, w.other, v.Members[0].ID, 0, Flowing{Flow: FlowOut, Place: "外地", Since: "2025-04-01"}); err != nil {
			t.Error(err)
		}
		is(t, w.room.Flow(ctx, w.other, v.Members[0].ID, 0, Flowing{Flow: FlowOut}), fault.KindInvalid, "away, and nobody knows where")
		is(t, w.room.Leave(ctx, w.other, v.Members[0].ID, 0, Leaving{Until: "2025-05-01"}), fault.KindInvalid, "left without a paper")
		if err := w.room.Leave(ctx, w.other, v.Members[0].ID, 0, Leaving{Until: "2025-05-01", Basis: "转出介绍信"}); err != nil {
			t.Error(err)
		}
		if _, err := w.enrol(w.sec, "甲", "一支部"); err != nil {
			t.Error("who left cannot come back:", err)
		}
	})
}

func TestOverviewAndExceptions(t *testing.T) {
	at(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		for _, name := range []string{"甲", "乙", "丙"} {
			if _, err := w.enrol(w.officer, name, "一支部"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.enrol(w.officer, "丁", "市局党委"); err != nil {
			t.Fatal(err)
		}
		kinds := func() map[string]Gap {
			o, err := w.room.Overview(ctx, w.officer)
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]Gap{}
			for _, g := range o.Gaps {
				out[g.Kind+" "+g.Name] = g
			}
			return out
		}
		got := kinds()
		for _, want := range []string{"unit_without 市局", "member_without 丁", "too_few 二支部", "no_secretary 二支部", "no_term 二支部"} {
			if _, ok := got[want]; !ok {
				t.Errorf("%s is not named: %v", want, got)
			}
		}
		if _, ok := got["unit_without 二处科"]; ok {
			t.Error("a unit below one that is named is named too")
		}
		few := got["too_few 二支部"]
		in := Excepting{Gap: few.Kind, Ref: few.Ref, Reason: "新设", Basis: "批复", Until: w.today.Add(60)}
		is(t, w.room.Except(ctx, w.sec, in), fault.KindNotFound, "a secretary excepts another branch")
		is(t, w.room.Except(ctx, w.other, in), fault.KindDenied, "a secretary excepts the own branch")
		is(t, w.room.Except(ctx, w.officer, Excepting{Gap: few.Kind, Ref: few.Ref, Reason: "新设", Until: w.today}), fault.KindInvalid, "without a basis")
		is(t, w.room.Except(ctx, w.officer, Excepting{Gap: TooMany, Ref: few.Ref, Reason: "x", Basis: "y", Until: w.today}), fault.KindNotFound, "a gap that is none")
		if err := w.room.Except(ctx, w.officer, in); err != nil {
			t.Fatal(err)
		}
		if g, ok := kinds()["too_few 二支部"]; !ok || g.Exception == nil || !g.Exception.Runs(w.today) || g.Exception.Runs(w.today.Add(61)) {
			t.Errorf("an exception hides its line, or runs for ever: %+v", g)
		}
		if err := w.room.Unexcept(ctx, w.officer, few.Kind, few.Ref); err != nil {
			t.Error(err)
		}
		o, err := w.room.Overview(ctx, w.sec)
		if err != nil || len(o.Orgs) != 1 {
			t.Errorf("a secretary sees %d organisations, %v", len(o.Orgs), err)
		}
	})
}

func TestElectionMakesTheTerm(t *testing.T) {
	at(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		if n, err := w.room.KeepTerms(ctx); err != nil || n != 1 {
			t.Fatalf("%d terms promised, %v", n, err)
		}
		if n, _ := w.room.KeepTerms(ctx); n != 0 {
			t.Error("a second night promises again")
		}
		is(t, w.room.ElectionStep(ctx, w.sec, w.id["一支部"], ElectionStep{Step: Requested, Day: w.today, Paper: "x"}), fault.KindDenied, "a secretary's request is the officer's to record")
		for i, step := range ElectionSteps {
			err := w.room.ElectionStep(ctx, w.officer, w.id["一支部"], ElectionStep{Step: step, Day: w.today.Add(i - 10), Paper: "文", Voters: 9, Attended: 8})
			if err != nil {
				t.Fatal(step, err)
			}
		}
		v, err := w.room.Org(ctx, w.sec, w.id["一支部"])
		if err != nil || v.TermNo != 3 || v.TermSince != w.today.Add(-8) || len(v.Track) != 1 || v.Track[0].Done.IsZero() {
			t.Errorf("%d since %s, %+v, %v", v.TermNo, v.TermSince, v.Track, err)
		}
		_ = w.db.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			p, err := calendar.Find(tx, termPromise, w.id["一支部"])
			if err != nil || p.Due != v.TermUntil {
				t.Errorf("promised %s, term until %s, %v", p.Due, v.TermUntil, err)
			}
			return nil
		})
	})
}

// TestAdmission goes the whole way, and is refused wherever a step is missing or the wrong person's.
func TestAdmission(t *testing.T) {
	at(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		first := w.today.Add(-1200)
		id, err := w.room.Apply(ctx, w.sec, Application{Person: w.id["戊"], Party: w.id["一支部"], Day: first, Words: "申请"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.room.Apply(ctx, w.sec, Application{Person: w.id["戊"], Party: w.id["一支部"], Day: first, Words: "申请"})
		is(t, err, fault.KindInvalid, "two admissions at once")
		_, err = w.room.Admission(ctx, w.other, id)
		is(t, err, fault.KindNotFound, "another branch's file")
		do := func(a who.Actor, step string, after int) error {
			return w.room.Advance(ctx, a, id, 0, Step{Step: step, Day: first.Add(after), Words: "词", Paper: "文", Hours: 24, Voters: 9, Attended: 9, Agreed: 8})
		}
		must := func(a who.Actor, step string, after int) {
			t.Helper()
			if err := do(a, step, after); err != nil {
				t.Fatalf("%s: %v", step, err)
			}
		}
		is(t, do(w.sec, Activist, 20), fault.KindConflict, "a step left out")
		must(w.sec, Talked, 20)
		must(w.sec, Activist, 30)
		must(w.sec, Observed, 200)
		is(t, do(w.sec, Candidate, 300), fault.KindInvalid, "before the year is over")
		is(t, w.room.AskWaiver(ctx, w.sec, id, Waiver{Step: Candidate, Gate: GateReview, Why: "x", Paper: "y"}), fault.KindInvalid, "a gate that the step has not")
		if err := w.room.AskWaiver(ctx, w.sec, id, Waiver{Step: Candidate, Gate: GateYear, Why: "突出", Paper: "请示"}); err != nil {
			t.Fatal(err)
		}
		f, err := w.room.Admission(ctx, w.officer, id)
		if err != nil {
			t.Fatal(err)
		}
		is(t, w.room.DecideWaiver(ctx, w.sec, id, f.Waivers[0].ID, true, "同意"), fault.KindDenied, "who asks decides")
		if err := w.room.DecideWaiver(ctx, w.officer, id, f.Waivers[0].ID, true, "同意"); err != nil {
			t.Fatal(err)
		}
		is(t, do(w.sec, Candidate, 300), fault.KindInvalid, "one exception lifts two gates")
		must(w.sec, Observed, 310)
		must(w.sec, Candidate, 320)
		is(t, do(w.officer, Prereviewed, 330), fault.KindInvalid, "no review, no training")
		must(w.sec, Reviewed, 330)
		must(w.sec, Trained, 340)
		is(t, do(w.sec, Prereviewed, 350), fault.KindDenied, "the branch reviews itself")
		must(w.officer, Prereviewed, 350)
		is(t, do(w.sec, Voted, 390), fault.KindInvalid, "more than a month after the pre-review")
		must(w.officer, Prereviewed, 391)
		must(w.sec, Voted, 400)
		is(t, do(w.sec, Probation, 410), fault.KindDenied, "the branch approves itself")
		must(w.officer, Probation, 430)
		if m := w.membership("戊"); m.Kind != Probationary || m.Since != first.Add(400) {
			t.Errorf("%+v", m)
		}
		must(w.sec, Observed, 560)
		must(w.sec, Observed, 740)
		is(t, do(w.sec, Converted, 760), fault.KindInvalid, "before probation is over")
		must(w.second, Converted, 790)
		is(t, do(w.second, Admitted, 800), fault.KindDenied, "who kept the file approves it")
		must(w.officer, Admitted, 800)
		if m := w.membership("戊"); m.Kind != Full || m.Since >= first.Add(800) {
			t.Errorf("%+v", m)
		}
		is(t, do(w.officer, Observed, 810), fault.KindConflict, "what is over goes on")
	})
}

func (w *world) membership(name string) (m Member) {
	err := w.db.Read(context.Background(), who.Job("test"), func(tx *db.Tx) (err error) {
		m, err = openMember(tx, w.id[name])
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}
