package backup

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db/dbtest"
)

// What goes and what stays: the number, the days, and the newest proven one whatever its age.
func TestPrune(t *testing.T) {
	now := dbtest.Start
	run := func(days int, ok bool) Run {
		return Run{ID: fmt.Sprint(days), At: now.Add(-time.Duration(days)*24*time.Hour - time.Minute), Drill: &Drill{OK: ok}}
	}
	p := Plan{KeepCount: 3, KeepDays: 10}
	for want, list := range map[string][]Run{
		"[]":        {run(3, true), run(2, true), run(1, true)},
		"[4]":       {run(4, true), run(3, true), run(2, true), run(1, true)},
		"[20 11]":   {run(20, true), run(11, true), run(2, true)},
		"[20]":      {run(20, false), run(11, true)},
		"[20 4 3]":  {run(20, true), run(4, true), run(3, true), run(2, true), run(1, true), run(0, true)},
		"[12 11 1]": {run(12, false), run(11, false), run(6, true), run(1, false), run(0, false), run(0, false), run(0, false)},
	} {
		var got []string
		for _, r := range p.beyond(list, now) {
			got = append(got, r.ID)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%v goes, want %s", got, want)
		}
	}
}

// The alarms: each appears with its reason and with nothing else.
func TestAlarms(t *testing.T) {
	two := []Recipient{{Public: "a"}, {Public: "b"}}
	plan := Plan{Folder: "/b", Limit: 24, Drill: true, Recipients: two}
	good := Run{Drill: &Drill{OK: true}}
	for want, s := range map[string]State{
		"":                      {Plan: plan, Runs: []Run{good}, Newest: &good, Age: time.Hour},
		"backup.alarm.no_plan":  {Plan: Plan{Drill: true, Limit: 24}},
		"backup.alarm.none":     {Plan: plan},
		"backup.alarm.old":      {Plan: plan, Runs: []Run{good}, Newest: &good, Age: 25 * time.Hour},
		"backup.alarm.failed":   {Plan: plan, Runs: []Run{{Fault: "x"}, good}, Newest: &good, Age: time.Hour},
		"backup.alarm.drill":    {Plan: plan, Runs: []Run{{Drill: &Drill{}}, good}, Newest: &good, Age: time.Hour},
		"backup.alarm.damaged":  {Plan: plan, Runs: []Run{{Damaged: 1, Drill: &Drill{OK: true}}, good}, Newest: &good, Age: time.Hour},
		"backup.alarm.no_drill": {Plan: Plan{Folder: "/b", Limit: 24, Recipients: two}, Runs: []Run{{}}},
	} {
		var got []string
		for _, a := range s.alarms() {
			got = append(got, a.Key)
		}
		if want == "" && len(got) > 0 || want != "" && !slices.Equal(got, []string{want}) {
			t.Errorf("%v, want %q", got, want)
		}
	}
}

// The night work makes one backup when it is due, none when it is not, tells a failure and tries again
// after an hour, and deletes what its time has passed, with its file.
func TestNight(t *testing.T) {
	h := build(t, dbtest.SQLite(t))
	clk := dbtest.Clock(h.db)
	_, a := pair(t, false)
	_, b := pair(t, false)
	dir := filepath.Join(t.TempDir(), "bk")
	p := Plan{Folder: dir, Every: 24, Limit: 24, KeepCount: 2, KeepDays: 30, Drill: true, Recipients: []Recipient{{a, Officer}, {b, Escrow}}}
	night := func(want int, fails bool) {
		t.Helper()
		if n, err := h.hall.Night(t.Context()); n != want || fails != (err != nil) {
			t.Errorf("at %v the night made %d, want %d: %v", clk.Now(), n, want, err)
		}
	}
	night(0, false) // nothing is planned
	if err := h.hall.SavePlan(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	night(0, true) // the folder is not there
	night(0, false)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for day := range 4 {
		clk.Advance(time.Hour)
		night(1, false)
		night(0, false)
		clk.Advance(23 * time.Hour)
		if got := names(t, dir); len(got) != min(day+1, 2) {
			t.Errorf("after %d days %v stand", day+1, got)
		}
	}
	s, err := h.hall.State(t.Context(), hand)
	if err != nil || len(s.Runs) != 5 || s.Runs[4].Fault != "backup.folder_gone" || s.Newest == nil || !s.Newest.Good() {
		t.Errorf("what is kept: %v %+v", err, s)
	}
	if bad := p; bad.KeepDays != 0 {
		bad.KeepDays, bad.Version = 36, 1
		if err := h.hall.SavePlan(t.Context(), bad); !hasKey(err, "backup.plan_range") {
			t.Errorf("36 days: %v", err)
		}
	}
}

// What a killed drill left is removed by the night work; a drill that another program may still run is not.
func TestNightSweepsKilledDrills(t *testing.T) {
	h := build(t, dbtest.SQLite(t))
	old, young := filepath.Join(h.data, scratchMark+"old"), filepath.Join(h.data, scratchMark+"young")
	for _, dir := range []string{old, young} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	before := clock.System.Now().Add(-longest - time.Hour)
	if err := os.Chtimes(old, before, before); err != nil {
		t.Fatal(err)
	}
	if _, err := h.hall.Night(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Error("what a killed drill left is still there")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("a running drill lost its folder")
	}
}

// A backup whose file was changed after it was made is found by the next drill.
func TestDrillFindsAChangedFile(t *testing.T) {
	h := build(t, dbtest.SQLite(t))
	name, _ := h.backup()
	s, err := h.hall.State(t.Context(), hand)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := h.hall.Drill(t.Context(), hand, s.Runs[0].ID); err != nil || !r.Drill.OK {
		t.Errorf("the control: %v %+v", err, r.Drill)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)/2] ^= 4
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := h.hall.Drill(t.Context(), hand, s.Runs[0].ID); err != nil || r.Drill.OK || r.Drill.Fault != "backup.damaged" {
		t.Errorf("a changed file: %v %+v", err, r.Drill)
	}
	if left, _ := filepath.Glob(filepath.Join(h.data, scratchMark+"*")); len(left) > 0 {
		t.Errorf("a drill left %v", left)
	}
}
