package part

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
)

// DueKind is where a deadline stands; each has its own shape, so that it reads without colour.
type DueKind string

const (
	Late DueKind = "late" // square: past its day
	Soon DueKind = "soon" // triangle: within the warning time
	OK   DueKind = "ok"   // disc: in time
	Done DueKind = "done" // tick: finished
	Long DueKind = "long" // ring: long-term
	Hold DueKind = "hold" // bars: the clock is stopped
)

// WarnDays is the warning time used where a rule names none.
const WarnDays = 10

// Due is a deadline as it is shown.
type Due struct {
	Kind  DueKind
	Days  int    // days left, or days over
	Text  string // instead of the counted words
	Title string // names the rule and the start of the time
	Box   bool   // framed, for page heads
}

// DueOf places a deadline: before today is late, within warn days (WarnDays when 0) is soon. A
// matter without a deadline is long-term.
func DueOf(today, due clock.Day, warn int) Due {
	if due == "" {
		return Due{Kind: Long}
	}
	if warn == 0 {
		warn = WarnDays
	}
	left := due.Sub(today)
	switch {
	case left < 0:
		return Due{Kind: Late, Days: -left}
	case left <= warn:
		return Due{Kind: Soon, Days: left}
	}
	return Due{Kind: OK, Days: left}
}

// DoneOf is the badge of a finished matter: in time, or how many days after its deadline.
func DoneOf(done, due clock.Day) Due {
	if due == "" || done.Sub(due) <= 0 {
		return Due{Kind: Done}
	}
	return Due{Kind: Done, Days: done.Sub(due)}
}

// Boxed is the same badge, framed.
func (d Due) Boxed() Due { d.Box = true; return d }

// Words says the badge in words.
func (d Due) Words(ctx context.Context) string {
	switch {
	case d.Text != "":
		return d.Text
	case d.Kind == Late:
		return i18n.T(ctx, "part.due.late", "n", d.Days)
	case d.Kind == Soon && d.Days == 0:
		return i18n.T(ctx, "part.due.today")
	case d.Kind == Soon || d.Kind == OK:
		return i18n.T(ctx, "part.due.left", "n", d.Days)
	case d.Kind == Done && d.Days > 0:
		return i18n.T(ctx, "part.due.done_late", "n", d.Days)
	}
	return i18n.T(ctx, "part.due."+string(d.Kind))
}
