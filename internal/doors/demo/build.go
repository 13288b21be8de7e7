package demo

import (
	"time"

	"plumbline/internal/ground/clock"
)

// builder makes one World.
type builder struct {
	*data
	w     *World
	shift int
	names map[string]bool
	docs  map[string]int    // last number of a document series and year
	seats map[string]string // the branch of which a person is secretary, by key
}

// Build makes the World in which the data files' 18 June 2026 is today. The same day gives the same
// World.
func Build(today clock.Day) *World {
	b := &builder{data: read(), shift: today.Sub(reference), names: map[string]bool{}, docs: map[string]int{}, seats: map[string]string{}}
	b.w = &World{Today: today, byPerson: map[string]int{}, byUnit: map[string]int{}, byParty: map[string]int{}}
	b.units()
	b.parties()
	b.people()
	b.members()
	b.accounts()
	b.rounds()
	b.matters()
	b.write()
	b.directives()
	return b.w
}

// day moves a day of the data files, off a weekend.
func (b *builder) day(d clock.Day) clock.Day {
	if d == "" {
		return ""
	}
	return workday(d.Add(b.shift))
}

// ago is a day that many days before today, off a weekend.
func (b *builder) ago(n int) clock.Day { return workday(b.w.Today.Add(-n)) }

// workday moves a weekend day back to its Friday.
func workday(d clock.Day) clock.Day {
	switch d.Weekday() {
	case time.Saturday:
		return d.Add(-1)
	case time.Sunday:
		return d.Add(-2)
	}
	return d
}

// after is n days after d, off a weekend and never after the last day.
func after(d clock.Day, n int, last clock.Day) clock.Day {
	return earlier(workday(d.Add(n)), last)
}

func earlier(a, b clock.Day) clock.Day {
	if a < b {
		return a
	}
	return b
}

func later(a, b clock.Day) clock.Day {
	if a > b {
		return a
	}
	return b
}
