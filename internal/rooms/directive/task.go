package directive

import (
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
)

// Task is one thing to be done, bound to the sentence that demands it.
type Task struct {
	ID        TaskID
	Directive ID
	Number    string // RW-004-03
	Seq       int
	Node      NodeID
	Draft     int
	Clause    string // 二、（二）句 1
	Quote     string
	First     int
	Last      int
	Title     string
	Lead      string
	Assist    []string
	Due       clock.Day
	Standard  string
	Rhythm    string
	MadeAt    time.Time
	Withdrawn time.Time
	Why       string
	Version   int64
}

// NewTask is what a person fills in. Lead, Assist and Each are names of units as the register knows
// them; lists are divided by ； or 、. Each may also name a group such as 各分局.
type NewTask struct {
	Title    string
	Lead     string
	Assist   string
	Each     string
	Due      string
	Standard string
	Rhythm   string
}

// Rhythms in which a unit reports; the empty one is once, at the due date.
var Rhythms = []string{"", "day", "week", "month", "quarter"}

// check names every wrong field at once.
func (in *NewTask) check(today clock.Day) (clock.Day, error) {
	var c fault.Check
	limit := func(name, value string, most int) {
		c.That(len([]rune(value)) <= most, name, "directive.too_long", "max", most)
	}
	c.That(in.Title != "", "title", "directive.task.title_empty")
	limit("title", in.Title, 200)
	c.That(in.Lead != "", "lead", "directive.task.lead_empty")
	c.That(in.Standard != "", "standard", "directive.task.standard_empty")
	limit("standard", in.Standard, 500)
	due, err := readDay(in.Due, today)
	switch {
	case in.Due == "":
		c.That(false, "due", "directive.task.due_empty")
	case err != nil:
		c.That(false, "due", "directive.task.due_unreadable")
	default:
		c.That(due >= today, "due", "directive.task.due_past", "today", string(today))
	}
	known := false
	for _, r := range Rhythms {
		known = known || r == in.Rhythm
	}
	c.That(known, "rhythm", "directive.task.rhythm_unknown")
	return due, c.Err()
}

// readDay takes 2026-07-10, 7-10 or +30, as people type a day.
func readDay(s string, today clock.Day) (clock.Day, error) {
	s = strings.TrimSpace(s)
	if days, ok := strings.CutPrefix(s, "+"); ok {
		n := 0
		for _, r := range days {
			if r < '0' || r > '9' || n > 3650 {
				return "", fault.Invalid()
			}
			n = n*10 + int(r-'0')
		}
		return today.Add(n), nil
	}
	if parts := strings.Split(s, "-"); len(parts) == 2 {
		s = string(today[:4]) + "-" + pad(parts[0]) + "-" + pad(parts[1])
	}
	return clock.ParseDay(s)
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// names divides a list of units as people type it.
func names(list string) []string {
	var out []string
	for _, n := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune("；;、，,\n", r) }) {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// Withdraw takes a task back; its number is not used again.
func (t *Task) Withdraw(why string, now time.Time) error {
	if !t.Withdrawn.IsZero() {
		return fault.Conflict("directive.withdrawn_already")
	}
	if why == "" {
		return fault.Invalid(fault.On("why", "directive.why_empty"))
	}
	t.Withdrawn, t.Why = now, why
	return nil
}
