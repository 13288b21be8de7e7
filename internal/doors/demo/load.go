package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/who"
	"plumbline/internal/rooms/directive"
	"plumbline/internal/rooms/inspect"
	"plumbline/internal/rooms/rectify"
)

// loader lives the World in a house.
type loader struct {
	w      *World
	h      *doors.House
	script script
	start  clock.Day

	units   map[string]string // id by code, both trees
	people  map[string]string // id by key
	actors  map[string]who.Actor
	mu      sync.Mutex
	logins  map[string]string // id by key; under mu, because accounts are made side by side
	hashes  []string          // of the accounts' passwords, by position
	sys     who.Actor
	sec     who.Actor
	version string // of the check-list
	rounds  []inspect.RoundID
	teams   []inspect.TeamID
	matters map[*Matter]*liveMatter
	items   map[*Item]*liveItem
	texts   []directive.ID
	duty    []*liveDuty
}

// liveMatter and liveItem are what the house answered. They are made before the first step, so that
// steps side by side each write their own.
type liveMatter struct {
	ref  string // of the source document
	plan rectify.PlanID
}

type liveItem struct {
	id       rectify.ItemID
	measures []rectify.MeasureID
}

// Make opens the house in bulk with a clock of its own, lives the World in it until today's present
// instant, seals the record and closes the house again. It returns the accounts to be printed. On a
// fault the house may be half-lived: the caller throws its folder away.
func Make(ctx context.Context, cfg doors.Config) ([]Account, error) {
	if cfg.Clock == nil {
		cfg.Clock = clock.System
	}
	now := cfg.Clock.Now()
	w := Build(clock.DayOf(now))
	clk := &walk{now: w.Start().Time().Add(9 * time.Hour)}
	cfg.Clock, cfg.Bulk = clk, true
	h, err := doors.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	if err := load(ctx, h, clk, w); err != nil {
		return nil, fmt.Errorf("the demo could not be made: %w", err)
	}
	clk.reach(now)
	if _, err := h.Audit.Seal(ctx); err != nil {
		return nil, err
	}
	return w.Printed(), nil
}

// load lives the World in an empty house whose clock is clk.
func load(ctx context.Context, h *doors.House, clk *walk, w *World) error {
	l := &loader{w: w, h: h, start: w.Start(), units: map[string]string{}, people: map[string]string{}, actors: map[string]who.Actor{},
		logins: map[string]string{}, matters: map[*Matter]*liveMatter{}, items: map[*Item]*liveItem{}}
	for _, m := range w.Matters {
		l.matters[m] = &liveMatter{}
		for _, it := range m.Items {
			l.items[it] = &liveItem{}
		}
	}
	if err := l.register(ctx); err != nil {
		return err
	}
	l.calendars()
	l.partyorg()
	l.training()
	l.orglife()
	l.inspections()
	for _, m := range w.Matters {
		l.matter(m)
	}
	l.directives()
	l.campaigns()
	l.chronics()
	l.approvals()
	l.dutyreports()
	l.dutyAssessed()
	l.jointly()
	l.burdens()
	l.budgets()
	l.partyworks()
	l.nights()
	return l.script.play(ctx, clk)
}

// Start is the first day of the history.
func (w *World) Start() clock.Day {
	first := w.Today
	for _, m := range w.Matters {
		first = earlier(first, m.On)
	}
	for _, r := range w.Rounds {
		first = earlier(first, r.Starts)
	}
	return workday(first.Add(-30))
}

// Printed are the accounts that can sign in.
func (w *World) Printed() []Account {
	var out []Account
	for _, a := range w.Accounts {
		if a.Password != "" {
			out = append(out, a)
		}
	}
	return out
}

// actor is the person as the house knows them.
func (l *loader) actor(key string) who.Actor {
	a, ok := l.actors[key]
	if !ok {
		panic("demo: nobody acts as " + key)
	}
	a.Stepped = l.h.DB.Clock().Now() // whoever signs gives the password then
	return a
}

// id is the person's id.
func (l *loader) id(key string) string {
	id, ok := l.people[key]
	if !ok {
		panic("demo: no person " + key)
	}
	return id
}
