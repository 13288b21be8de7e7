package pack

import (
	"strconv"

	"plumbline/internal/ground/clock"
)

// Unit is what a deadline counts.
type Unit string

// The four units. A month is not thirty days, and a working day is not a day.
const (
	Day     Unit = "day"
	Workday Unit = "workday"
	Month   Unit = "month"
	Hour    Unit = "hour"
)

var unitNames = map[string]Unit{
	"日": Day, "工作日": Workday, "月": Month, "小时": Hour,
	"day": Day, "workday": Workday, "month": Month, "hour": Hour,
}

// Length is a span of time as a rule gives it: 10 工作日, 3 月.
type Length struct {
	Count int  `json:"count"`
	Unit  Unit `json:"unit"`
}

// Zero tells a span that was not given.
func (l Length) Zero() bool { return l.Count == 0 }

// String is "10 workday", for records.
func (l Length) String() string { return strconv.Itoa(l.Count) + " " + string(l.Unit) }

// Light is the colour class of a warning: green reminder, yellow warning, red overdue.
type Light string

// The three lights of a warning point.
const (
	Green  Light = "green"
	Yellow Light = "yellow"
	Red    Light = "red"
)

// Warning is one warning point: so many days before the due date, who is told and how strongly.
type Warning struct {
	Before int      `json:"before"` // calendar days before the due date; 0 is the day it is overdue
	Light  Light    `json:"light"`
	To     []string `json:"to"` // codes of the pack's recipients
}

// Extend is how often and how far a due date may be moved, and who decides.
type Extend struct {
	Times  int      `json:"times"`
	Length Length   `json:"length,omitzero"`
	By     string   `json:"by,omitempty"`
	Notify []string `json:"notify,omitempty"`
}

// Rule is one deadline rule in one of its versions: a code may occur several times with effective
// dates that do not overlap.
type Rule struct {
	Code     string    `json:"code"`
	Title    Text      `json:"title"`
	Start    string    `json:"start"` // code of the pack's start events
	Length   Length    `json:"length"`
	Earliest Length    `json:"earliest,omitzero"` // not before (look-back: 3 to 6 months)
	Roll     bool      `json:"roll"`              // 顺延: a due date on a day off moves to the next working day
	Warn     []Warning `json:"warn"`
	Extend   Extend    `json:"extend"`
	Suspend  []Text    `json:"suspend,omitempty"` // reasons for which the clock may stop; none = it may not
	Cites    []Cite    `json:"cites"`
	From     clock.Day `json:"from"`
	To       clock.Day `json:"to,omitempty"`
	Line     int       `json:"-"`
}

// On tells whether a matter that starts on d begins under this version.
func (r Rule) On(d clock.Day) bool { return d >= r.From && (r.To == "" || d <= r.To) }

// Version names the version of the rule that a matter began under.
func (r Rule) Version() string { return r.Code + "@" + string(r.From) }

// Pending tells whether the unit still has to confirm one of the rule's sources.
func (r Rule) Pending() bool {
	for _, c := range r.Cites {
		if c.Pending {
			return true
		}
	}
	return false
}

// WarnDays lists the warning points as days, the earliest first: 20, 10, 0.
func (r Rule) WarnDays() []int {
	out := make([]int, 0, len(r.Warn))
	for _, w := range r.Warn {
		out = append(out, w.Before)
	}
	return out
}
