package calendar

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/pack"
)

// Lamp is where a deadline stands. The values are the shapes' class names, so that a light is read
// by shape and words beside its colour.
type Lamp string

// The six lamps.
const (
	Late Lamp = "late" // past its day
	Soon Lamp = "soon" // within the warning time
	OK   Lamp = "ok"   // in time
	Kept Lamp = "done" // finished, Days late when above nought
	Long Lamp = "long" // long-term, without a due date
	Held Lamp = "hold" // the clock stands still
)

// Shape is the figure drawn for the lamp.
func (l Lamp) Shape() string {
	return map[Lamp]string{Late: "square", Soon: "triangle", OK: "disc", Kept: "tick", Long: "ring", Held: "bars"}[l]
}

// WarnDays is the warning time of a matter whose rule names none.
const WarnDays = 10

// Light is a lamp with its count: days left, or days over.
type Light struct {
	Lamp Lamp
	Days int
}

// Dates are what a light is computed from; nothing else is.
type Dates struct {
	Due       clock.Day
	Kept      clock.Day
	HeldSince clock.Day
	Warn      int // days before the due date at which the lamp turns; WarnDays when 0
}

// LightOf computes the light on a day.
func LightOf(d Dates, today clock.Day) Light {
	if d.Warn == 0 {
		d.Warn = WarnDays
	}
	switch {
	case d.Kept != "" && (d.Due == "" || d.Kept <= d.Due):
		return Light{Lamp: Kept}
	case d.Kept != "":
		return Light{Lamp: Kept, Days: d.Kept.Sub(d.Due)}
	case d.HeldSince != "":
		return Light{Lamp: Held, Days: today.Sub(d.HeldSince)}
	case d.Due == "":
		return Light{Lamp: Long}
	case today > d.Due:
		return Light{Lamp: Late, Days: today.Sub(d.Due)}
	case d.Due.Sub(today) <= d.Warn:
		return Light{Lamp: Soon, Days: d.Due.Sub(today)}
	}
	return Light{Lamp: OK, Days: d.Due.Sub(today)}
}

// WarnOf is the warning time of a rule: its yellow point, or the widest below red.
func WarnOf(r pack.Rule) int {
	for _, w := range r.Warn {
		if w.Light == pack.Yellow {
			return w.Before
		}
	}
	return WarnDays
}

// crossed finds the warning point that today has passed most recently, -1 for none. The point 0 is
// passed on the day after the due date: on the day itself the matter is still in time.
func crossed(warn []pack.Warning, due, today clock.Day) int {
	at := -1
	for i, w := range warn {
		if today >= pointDay(w, due) {
			at = i
		}
	}
	return at
}

func pointDay(w pack.Warning, due clock.Day) clock.Day {
	if w.Before == 0 {
		return due.Add(1)
	}
	return due.Add(-w.Before)
}
