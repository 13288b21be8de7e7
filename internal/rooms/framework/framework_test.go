package framework_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/framework"
	"plumbline/packs"
)

var (
	ctx    = context.Background()
	office = actor("l-office", "许文博", access.Office)
	leader = actor("l-leader", "周启明", access.Leader)
	unit   = actor("l-unit", "联络员", access.Liaison)
)

func actor(login, name, role string) who.Actor {
	return who.Actor{Login: login, Name: name, Grants: []who.Grant{{Role: role, First: 1, Last: 1000}}}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func room(t *testing.T, d *db.DB) *framework.Room {
	t.Helper()
	r := framework.New(d)
	must(t, r.Seed(ctx, packs.FS))
	return r
}

func next(t *testing.T) []byte {
	raw, err := os.ReadFile("testdata/deadlines_2026_2.yaml")
	must(t, err)
	return raw
}

func TestSeedTwiceIsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := room(t, d)
		first, err := r.Editions(ctx, office)
		must(t, err)
		must(t, framework.New(d).Seed(ctx, packs.FS))
		second, err := r.Editions(ctx, office)
		must(t, err)
		if len(first) != len(second) || len(first) < 12 {
			t.Fatalf("%d editions, then %d", len(first), len(second))
		}
		for _, e := range first {
			if e.Version == "2026" && e.Kind != pack.Calendar && e.On("2026-06-18") != framework.InUse {
				t.Errorf("%s is %s", e.Name(), e.On("2026-06-18"))
			}
		}
		for range 2 {
			lists, err := r.Present(pack.Checklist)
			must(t, err)
			if len(lists) != 2 || lists[0].Code != "county_bureau" {
				t.Errorf("check-lists in force: %d", len(lists))
			}
		}
		p, err := r.List("county_bureau", "")
		must(t, err)
		if len(p.Points()) != 68 {
			t.Errorf("%d points", len(p.Points()))
		}
		if _, err := r.List("county_bureau", "1999"); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("an unknown version: %v", err)
		}
	})
}

func TestSwitchOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := room(t, d)
		id, err := r.Bring(ctx, office, "deadlines.yaml", next(t))
		must(t, err)
		if got := key(r.Propose(ctx, office, id, "2026-06-18")); got != "framework.from_past" {
			t.Errorf("a rule may not begin today: %s", got)
		}
		must(t, r.Propose(ctx, office, id, "2026-07-01"))
		if err := r.Approve(ctx, office, id); !fault.Is(err, fault.KindDenied) {
			t.Errorf("the proposer approved: %v", err)
		}
		if err := r.Approve(ctx, unit, id); !fault.Is(err, fault.KindDenied) {
			t.Errorf("a liaison approved: %v", err)
		}
		must(t, r.Approve(ctx, leader, id))
		e, p, err := r.Read(ctx, office, id)
		must(t, err)
		was, old, err := r.Before(ctx, office, e)
		must(t, err)
		if e.On("2026-06-30") != framework.Coming || e.On("2026-07-01") != framework.InUse || was.Version != "2026.1" || was.Until != "2026-06-30" {
			t.Fatalf("after approval: %+v before: %+v", e, was)
		}
		changed := 0
		for _, c := range framework.CompareRules(p, old) {
			if c.Changed || c.New || c.Gone {
				changed++
			}
		}
		if changed != 2 {
			t.Errorf("%d rules differ, want 2", changed)
		}
		lengths := map[clock.Day]string{"2026-06-30": "1 month", "2026-07-01": "10 workday"}
		must(t, d.Read(ctx, office, func(tx *db.Tx) error {
			for day, want := range lengths {
				rule, err := calendar.RuleOn(tx, "R-ZG-02", day)
				if err != nil || rule.Length.String() != want {
					t.Errorf("on %s: %s %v, want %s", day, rule.Length, err, want)
				}
			}
			return nil
		}))
		dbtest.Clock(d).Set(clock.Day("2026-07-02").Time().Add(time.Hour))
		now, err := r.List("deadlines", "")
		must(t, err)
		then, err := r.List("deadlines", "2026.1")
		must(t, err)
		if now.Version != "2026.2" || then.Version != "2026.1" {
			t.Errorf("in force %s, asked for %s", now.Version, then.Version)
		}
	})
}

func TestBringRefusesWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := room(t, d)
		before, _ := r.Editions(ctx, office)
		bad := strings.Replace(string(next(t)), "unit: 工作日", "unit: 周", 1)
		_, err := r.Bring(ctx, office, "deadlines.yaml", []byte(bad))
		f, ok := fault.As(err)
		if !ok || f.Fields[0].Key != "pack.unknown_unit" || f.Fields[0].Args[0] != "at" {
			t.Fatalf("a pack with a mistake: %v", err)
		}
		raw, _ := packs.FS.ReadFile("rules/deadlines.yaml")
		if _, err := r.Bring(ctx, office, "deadlines.yaml", raw); key(err) != "framework.version_there" {
			t.Errorf("the same version twice: %v", err)
		}
		other := strings.Replace(string(next(t)), "pack: deadlines", "pack: county_bureau", 1)
		if _, err := r.Bring(ctx, office, "x.yaml", []byte(other)); key(err) != "framework.other_kind" {
			t.Errorf("another kind under a known code: %v", err)
		}
		if _, err := r.Bring(ctx, unit, "x.yaml", next(t)); !fault.Is(err, fault.KindDenied) {
			t.Errorf("a liaison brought a pack: %v", err)
		}
		after, _ := r.Editions(ctx, office)
		if len(before) != len(after) {
			t.Error("something of a refused file was kept")
		}
	})
}

func TestWithdrawAndStrangers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := room(t, d)
		id, err := r.Bring(ctx, office, "deadlines.yaml", next(t))
		must(t, err)
		must(t, r.Propose(ctx, office, id, "2026-07-01"))
		must(t, r.Withdraw(ctx, office, id))
		if got := key(r.Approve(ctx, leader, id)); got != "framework.not_proposed" {
			t.Errorf("a withdrawn edition was approved: %s", got)
		}
		if _, err := r.Editions(ctx, who.Actor{Login: "x"}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("somebody without a role saw the packs: %v", err)
		}
	})
}

func TestRunningMattersAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := room(t, d)
		act := func(fn func(tx *db.Tx, e framework.Edition) error) {
			t.Helper()
			must(t, d.Write(ctx, office, func(tx *db.Tx) error {
				e, err := framework.InForce(tx, "county_bureau", tx.Today())
				if err != nil {
					return err
				}
				if err := fn(tx, e); err != nil {
					return err
				}
				return audit.Record(tx, audit.Entry{Action: "test.act", Kind: "inspection", ID: "1"})
			}))
		}
		running := func() int {
			list, err := r.Editions(ctx, office)
			must(t, err)
			for _, e := range list {
				if e.Code == "county_bureau" {
					return e.Running
				}
			}
			return -1
		}
		begin := func(tx *db.Tx, e framework.Edition) error {
			return framework.Begin(tx, e.Code, e.Version, "inspection", "1")
		}
		act(begin)
		act(begin)
		if n := running(); n != 1 {
			t.Errorf("%d running", n)
		}
		act(func(tx *db.Tx, _ framework.Edition) error { return framework.End(tx, "inspection", "1") })
		if n := running(); n != 0 {
			t.Errorf("%d running after the end", n)
		}
	})
}

func key(err error) string {
	f, ok := fault.As(err)
	switch {
	case !ok:
		return ""
	case f.Key != "":
		return f.Key
	case len(f.Fields) > 0:
		return f.Fields[0].Key
	}
	return ""
}
