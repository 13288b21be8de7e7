package job

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
)

var start = time.Date(2026, 6, 18, 9, 0, 0, 0, clock.Zone)

func TestOneFailureStopsNoOther(t *testing.T) {
	ran := 0
	ok := Task{Name: "ok", Run: func(context.Context) (int, error) { ran++; return 3, nil }}
	bad := Task{Name: "bad", Run: func(context.Context) (int, error) { return 1, errors.New("broken") }}
	got := RunOnce(context.Background(), []Task{ok, bad, ok})
	if ran != 2 || got[1].Err == nil || got[2].Done != 3 {
		t.Fatalf("%+v", got)
	}
}

func TestLoopGoesByTheClock(t *testing.T) {
	c := clock.NewSettable(start)
	tick := make(chan time.Time)
	runs := make(chan string, 100)
	task := func(name string, every time.Duration) Task {
		return Task{Name: name, Every: every, Run: func(context.Context) (int, error) { runs <- name; return 0, nil }}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		Loop(ctx, c, []Task{task("minute", time.Minute), task("ten", 10*time.Minute)}, tick)
	}()
	tick <- start // taken when the first full pass is over
	for range 12 {
		c.Advance(time.Minute)
		tick <- start // taken when the pass before is over; the pass it begins sees the new minute
		tick <- start // and this one is taken when that pass is over
	}
	cancel()
	<-done
	close(runs)
	n := map[string]int{}
	for name := range runs {
		n[name]++
	}
	if n["minute"] != 13 || n["ten"] != 2 {
		t.Errorf("runs in twelve minutes: %v", n)
	}
}

// TestAPassOfTheHouse is the control for the list itself: a second pass finds nothing to do.
func TestAPassOfTheHouse(t *testing.T) {
	ctx := context.Background()
	h, err := doors.Open(ctx, doors.Config{Data: filepath.Join(t.TempDir(), "data"), Clock: clock.NewSettable(start), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for pass, want := range []bool{true, false} {
		sealed := false
		for _, r := range RunOnce(ctx, Tasks(h)) {
			if r.Err != nil {
				t.Fatalf("%s: %v", r.Name, r.Err)
			}
			sealed = sealed || r.Done > 0
		}
		if sealed != want {
			t.Errorf("pass %d did something: %v", pass+1, sealed)
		}
	}
}
