// Package clock is the only place that asks the machine for the time.
//
// Everything above receives the time as an argument (a transaction carries it), so that deadlines
// can be tested on any day and two rows of one act carry the same instant.
package clock

import (
	"fmt"
	"sync"
	"time"
)

// Clock tells the present instant.
type Clock interface{ Now() time.Time }

type system struct{}

func (system) Now() time.Time { return time.Now() }

// System is the machine's clock.
var System Clock = system{}

// Fixed is a clock that stands still; for tests.
func Fixed(t time.Time) Clock { return &Settable{now: t} }

// Settable is a clock that is moved by hand: tests and the demo's played history use it.
type Settable struct {
	mu  sync.Mutex
	now time.Time
}

// NewSettable starts a settable clock at t.
func NewSettable(t time.Time) *Settable { return &Settable{now: t} }

// Now returns the instant last set.
func (s *Settable) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Set moves the clock to t.
func (s *Settable) Set(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = t
}

// Advance moves the clock by d.
func (s *Settable) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// Zone is the time zone in which the house counts its days. A binary without tzdata still knows
// Beijing time, because China has kept one fixed offset since 1991.
var Zone = time.FixedZone("CST", 8*3600)

// Day is a calendar day in the house's zone, written 2026-06-18; the empty Day means none.
type Day string

const layout = "2006-01-02"

// DayOf is the house's day on which t falls.
func DayOf(t time.Time) Day { return Day(t.In(Zone).Format(layout)) }

// ParseDay reads YYYY-MM-DD and refuses days that do not exist.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(layout, s)
	if err != nil || t.Format(layout) != s {
		return "", fmt.Errorf("%q is not a day written as 2026-06-18", s)
	}
	return Day(s), nil
}

// Time is the first instant of the day in the house's zone; the zero time for the empty Day.
func (d Day) Time() time.Time {
	t, err := time.ParseInLocation(layout, string(d), Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add moves by n calendar days.
func (d Day) Add(n int) Day {
	if d == "" {
		return d
	}
	return DayOf(d.Time().AddDate(0, 0, n))
}

// Sub is the number of calendar days from e to d; negative when d is earlier.
func (d Day) Sub(e Day) int { return int(d.Time().Sub(e.Time()).Hours() / 24) }

// Weekday of the day.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

// Year of the day, 0 for none.
func (d Day) Year() int {
	if d == "" {
		return 0
	}
	return d.Time().Year()
}
