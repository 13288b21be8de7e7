package orglife

import (
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/pack"
)

// Period is one stretch of time in which a duty is owed once.
type Period struct {
	Code  string // 2026-06, 2026-Q2, 2026
	From  clock.Day
	Until clock.Day
	Year  int
	Slot  int // month, quarter, or 1
}

func month(day clock.Day) int { return int(day.Time().Month()) }

// first is the first day of a month; month 13 is January of the next year.
func first(year, month int) clock.Day {
	return clock.Day(fmt.Sprintf("%04d-%02d-01", year+(month-1)/12, (month-1)%12+1))
}

// PeriodAt is the period of a duty that holds the day. Of a duty with a window in the year it is the window
// that ends on the day or later in that year; false when this year's has passed, and for duties of meetings.
func PeriodAt(b pack.Beat, day clock.Day) (Period, bool) {
	y, m := day.Year(), month(day)
	switch b.Every {
	case pack.EachMonth:
		return Period{fmt.Sprintf("%04d-%02d", y, m), first(y, m), first(y, m+1).Add(-1), y, m}, true
	case pack.EachQuarter:
		q := (m-1)/3 + 1
		return Period{fmt.Sprintf("%04d-Q%d", y, q), first(y, 3*q-2), first(y, 3*q+1).Add(-1), y, q}, true
	case pack.EachYear:
		p := Period{fmt.Sprintf("%04d", y), first(y, b.First), first(y, b.Last+1).Add(-1), y, 1}
		return p, day <= p.Until
	}
	return Period{}, false
}

// since lists the periods of a duty that are to be laid down: those that begin on from or later and not after
// today, and with fresh also the one that has begun. rule answers the duty as the pack in force on a day has it,
// false when it has none: a changed pack counts from the next period, because a period goes by the pack of its
// first day.
func since(from, today clock.Day, fresh bool, rule func(clock.Day) (pack.Beat, bool)) []Period {
	var out []Period
	for day := from; day <= today; {
		b, owed := rule(day)
		p, ok := PeriodAt(b, day)
		switch {
		case !owed || !ok: // look again at the next month
			day = first(day.Year(), month(day)+1)
			continue
		case p.From > today:
			return out
		}
		if began, ok := rule(p.From); ok && began.Every == b.Every && (p.From >= from || fresh) {
			out = append(out, p)
		}
		day = p.Until.Add(1)
	}
	return out
}
