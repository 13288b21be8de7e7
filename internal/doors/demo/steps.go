package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"plumbline/internal/ground/clock"
)

// step is one thing that somebody does at an instant.
type step struct {
	at  time.Time
	seq int
	who string // of the story, for errors
	do  func(context.Context) error
}

// script is everything that happens, to be played in the order of time.
type script struct{ steps []step }

// story is a line of steps of which each needs the one before: no two of them share an instant.
// Different stories may, and are then played side by side.
type story struct {
	script *script
	name   string
	base   time.Duration // time of the first step of a day
	gap    time.Duration
	day    clock.Day
	n      int
}

// story begins at a time of day. Stories that begin at the same time share their instants.
func (s *script) story(name string, hour, minute int) *story {
	return &story{script: s, name: name, base: time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute, gap: 16 * time.Minute}
}

// on adds a step on a day, after those of the story that are already on it.
func (st *story) on(day clock.Day, do func(context.Context) error) {
	if day == "" {
		return
	}
	if day != st.day {
		st.day, st.n = day, 0
	}
	at := day.Time().Add(st.base + time.Duration(st.n)*st.gap)
	st.n++
	st.script.steps = append(st.script.steps, step{at, len(st.script.steps), st.name, do})
}

// side is how many steps of one instant are played at once.
const side = 8

// walk is the history's clock: set to an instant, it moves on a few seconds whenever it is read, so
// that what happens side by side does not all bear the same second. It never goes back.
//
// Within one instant it moves on by less than a minute, however busy the machine is: whoever signs in a
// step is there (access.StepUpAge), and nobody finds the record ahead of the clock (hall/approve).
type walk struct {
	mu   sync.Mutex
	now  time.Time
	from time.Time // when the present instant began
	n    int
}

// mostWalk is how far the clock moves within one instant before it only creeps.
const mostWalk = 45 * time.Second

// Now is the time, a little later than when it was last asked.
func (c *walk) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	on := time.Duration(2+c.n*7%11) * time.Second
	if !c.from.IsZero() && c.now.Sub(c.from) > mostWalk {
		on = time.Millisecond
	}
	c.now = c.now.Add(on)
	return c.now
}

// reach moves the clock on to t.
func (c *walk) reach(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t
	}
	c.from = c.now
}

// play sets the clock to each instant in turn and runs its steps side by side, so that the database
// commits them together. It stops at the first instant that has a fault.
func (s *script) play(ctx context.Context, clk *walk) error {
	slices.SortStableFunc(s.steps, func(a, b step) int { return a.at.Compare(b.at) })
	for i := 0; i < len(s.steps); {
		j := i
		for j < len(s.steps) && s.steps[j].at.Equal(s.steps[i].at) {
			j++
		}
		clk.reach(s.steps[i].at)
		if err := together(ctx, s.steps[i:j]); err != nil {
			return err
		}
		i = j
	}
	return nil
}

// together runs the steps of one instant, those of one story one after another.
func together(ctx context.Context, steps []step) error {
	if len(steps) == 1 {
		return steps[0].run(ctx)
	}
	lines := map[string][]step{}
	for _, x := range steps {
		lines[x.who] = append(lines[x.who], x)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var all error
	slots := make(chan struct{}, side)
	for _, line := range lines {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wg.Done() }()
			for _, x := range line {
				if err := x.run(ctx); err != nil {
					mu.Lock()
					all = errors.Join(all, err)
					mu.Unlock()
					return
				}
			}
		}()
	}
	wg.Wait()
	return all
}

func (x step) run(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := x.do(ctx); err != nil {
		return fmt.Errorf("%s %s: %w", x.at.In(clock.Zone).Format("2006-01-02 15:04"), x.who, err)
	}
	return nil
}
