package campaign

import (
	"time"

	"plumbline/internal/ground/clock"
)

// Span is a first and a last day.
type Span struct{ First, Last clock.Day }

// Days is how many days the span has, both ends included.
func (s Span) Days() int { return s.Last.Sub(s.First) + 1 }

// Has tells whether the day lies in the span.
func (s Span) Has(d clock.Day) bool { return s.First <= d && d <= s.Last }

// Stage keeps the days it was approved with; Now are the days that hold after its shifts.
type Stage struct {
	Seq    int
	Code   string
	Title  string
	First  clock.Day
	Last   clock.Day
	Now    Span
	Shifts []Shift
}

// Moved tells whether other days hold than were approved.
func (s Stage) Moved() bool { return s.Now.First != s.First || s.Now.Last != s.Last }

// Shift is one change of a stage's days, with its reason.
type Shift struct {
	Seq   int
	First clock.Day
	Last  clock.Day
	Why   string
	Name  string
	At    time.Time
}

// At is the stage that a day lies in, and the how-manieth day of it; nil outside of all.
func At(stages []Stage, d clock.Day) (*Stage, int) {
	for i := range stages {
		if stages[i].Now.Has(d) {
			return &stages[i], d.Sub(stages[i].Now.First) + 1
		}
	}
	return nil, 0
}

// Whole is the span from the first to the last day that hold now.
func Whole(stages []Stage) (s Span) {
	for i, x := range stages {
		if i == 0 || x.Now.First < s.First {
			s.First = x.Now.First
		}
		s.Last = max(s.Last, x.Now.Last)
	}
	return s
}
