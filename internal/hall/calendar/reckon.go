package calendar

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
)

// Days knows which days are worked: the calendars of the years that were entered.
type Days struct {
	off   map[clock.Day]bool
	work  map[clock.Day]bool
	years map[int]bool
}

// NewDays makes the working calendar of the given years.
func NewDays(years ...pack.Year) Days {
	d := Days{off: map[clock.Day]bool{}, work: map[clock.Day]bool{}, years: map[int]bool{}}
	for _, y := range years {
		d.years[y.Year] = true
		for _, h := range y.Off {
			for day := h.From; day <= h.To; day = day.Add(1) {
				d.off[day] = true
			}
		}
		for _, day := range y.Work {
			d.work[day] = true
		}
	}
	return d
}

// Knows tells whether the year was entered.
func (d Days) Knows(year int) bool { return d.years[year] }

// Working tells whether day is worked; fault.Invalid naming the year when its calendar is missing.
func (d Days) Working(day clock.Day) (bool, error) {
	if !d.years[day.Year()] {
		return false, fault.Invalid(fault.On("due", "calendar.year_missing", "year", day.Year()))
	}
	return d.work[day] || !d.off[day] && !pack.Weekend(day), nil
}

// Reckon adds a span to a day. The first day counted is the day after start. A month ends on the
// same day of the later month, or on its last day where that day does not exist. Hours are reckoned
// from an instant: see ReckonHours; here they are counted as whole days, rounded up.
func Reckon(start clock.Day, l pack.Length, days Days) (clock.Day, error) {
	switch l.Unit {
	case pack.Workday:
		return workdays(start, l.Count, days)
	case pack.Month:
		return addMonths(start, l.Count), nil
	case pack.Hour:
		return start.Add((l.Count + 23) / 24), nil
	}
	return start.Add(l.Count), nil
}

// ReckonHours adds hours to an instant: hours run through nights and holidays.
func ReckonHours(start time.Time, hours int) time.Time {
	return start.Add(time.Duration(hours) * time.Hour)
}

// Due is the due date of a rule: its length, and, where the rule says so (顺延), moved from a day
// off to the next working day.
func Due(r pack.Rule, start clock.Day, days Days) (clock.Day, error) {
	due, err := Reckon(start, r.Length, days)
	if err != nil || !r.Roll {
		return due, err
	}
	return roll(due, days)
}

func roll(due clock.Day, days Days) (clock.Day, error) {
	for {
		ok, err := days.Working(due)
		if ok || err != nil {
			return due, err
		}
		due = due.Add(1)
	}
}

func workdays(start clock.Day, n int, days Days) (clock.Day, error) {
	day := start
	for n > 0 {
		day = day.Add(1)
		ok, err := days.Working(day)
		if err != nil {
			return "", err
		}
		if ok {
			n--
		}
	}
	return day, nil
}

// addMonths keeps the day of the month, or takes the month's last day: 31 January and one month is
// 28 February.
func addMonths(start clock.Day, n int) clock.Day {
	t := start.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, clock.Zone)
	last := first.AddDate(0, 1, -1).Day()
	return clock.DayOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// Skipped lists the days off on weekdays and the make-up workdays between start and due, for the
// sentence under a reckoned date.
func Skipped(start, due clock.Day, days Days) (off, work []clock.Day) {
	for d := start.Add(1); d <= due; d = d.Add(1) {
		if days.off[d] {
			off = append(off, d)
		}
		if days.work[d] {
			work = append(work, d)
		}
	}
	return off, work
}
