package orglife

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
)

// Mark is where a duty of one period stands.
type Mark string

// The marks. Their names are stored: never change a value.
const (
	Open   Mark = "open"    // 待开
	Done   Mark = "done"    // 已开
	Late   Mark = "late"    // 已开，补记
	Missed Mark = "missed"  // 缺
	MadeUp Mark = "made_up" // 缺，已补开
)

// Marks in the order of pages.
var Marks = []Mark{Open, Done, Late, Missed, MadeUp}

// Duty is what one organisation owes in one period.
type Duty struct {
	ID        DutyID
	Party     string
	PartyOrd  int64
	Kind      string
	Title     string
	Period    Period
	Closes    clock.Day // the last day on which a record in time may be written
	LateUntil clock.Day // the last day on which a record written later still counts
	Pack      string    // version
	Mark      Mark
	DoneOn    clock.Day
	DoneBy    ActivityID
	LateDays  int // working days between meeting and writing, beyond the allowed ones 0
	MissedAt  time.Time
	MadeUpOn  clock.Day
	MadeUpBy  ActivityID
	MadeAt    time.Time
	Version   int64
}

// Stands is the mark as it is on a day: what closed unwritten is missed before the night work has said so.
func (d Duty) Stands(today clock.Day) Mark {
	if d.Mark == Open && d.Closes < today {
		return Missed
	}
	return d.Mark
}

// Fulfil marks the duty as done by a meeting held in its period and written today. What was written late
// counts as late; a duty already shown as missed keeps the time at which it was. It answers false when the
// record came too late to count: the duty stays missed.
func (d *Duty) Fulfil(by ActivityID, held clock.Day, lateDays int, late bool, today clock.Day) bool {
	if held < d.Period.From || held > d.Period.Until {
		return false
	}
	switch {
	case d.Mark == Done || d.Mark == Late:
		return true // held twice: the first one stays
	case today > d.LateUntil:
		return false
	case late:
		d.Mark = Late
	default:
		d.Mark = Done
	}
	d.DoneOn, d.DoneBy, d.LateDays = held, by, lateDays
	return true
}

// Miss marks the duty as missed for good.
func (d *Duty) Miss(now time.Time) {
	d.Mark, d.MissedAt = Missed, now
}

// MakeUp links a later meeting to a missed duty; the mark that it was missed remains.
func (d *Duty) MakeUp(by ActivityID, held, today clock.Day, now time.Time) error {
	if d.Stands(today) != Missed {
		return fault.Conflict("orglife.hold.not_missed")
	}
	if held <= d.Period.Until {
		return fault.Invalid(fault.On("day", "orglife.hold.makes_up_later", "day", d.Period.Until))
	}
	if d.MissedAt.IsZero() {
		d.MissedAt = now
	}
	d.Mark, d.MadeUpOn, d.MadeUpBy = MadeUp, held, by
	return nil
}
