package joint

import (
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// Meeting is a joint meeting (联席会商).
type Meeting struct {
	ID      string
	Number  string // LX-26-02
	Day     clock.Day
	Where   string
	Chair   string
	Subject string
	Called  time.Time
	Held    clock.Day // empty until it was held
	Minutes string
	Written time.Time
	By      string
	Version int64
}

// Presence is one department at a meeting.
type Presence struct {
	Department string
	Name       string
	Present    bool
	Reason     string // why it was absent
}

// lateAfter is how many days after a meeting its minutes count as written late, shown and not hidden:
// three working days at the most fit between Friday and the Wednesday after (DOMAIN.md 6.8b, E1).
const lateAfter = 5

// Late is by how many days the minutes were written after the meeting, 0 when in time.
func (m Meeting) Late() int {
	if m.Held == "" {
		return 0
	}
	if days := clock.DayOf(m.Written).Sub(m.Held); days > lateAfter {
		return days
	}
	return 0
}

// NewMeeting is what is filled in to call a meeting.
type NewMeeting struct {
	Day     clock.Day
	Place   string
	Chair   string
	Subject string
}

func (in *NewMeeting) check(today clock.Day) error {
	in.Place, in.Chair, in.Subject = strings.TrimSpace(in.Place), strings.TrimSpace(in.Chair), strings.TrimSpace(in.Subject)
	var c fault.Check
	c.That(in.Subject != "", "subject", "joint.subject_empty")
	c.That(in.Day >= today, "day", "joint.day_past", "today", string(today))
	return c.Err()
}

// Record is the minutes of a meeting: who was there, what was said, and what each department is to do.
type Record struct {
	Held    clock.Day
	Minutes string
	Absent  map[string]string // department → reason; all others were there
	Tasks   []NewTask
}

func (in *Record) check(today clock.Day) error {
	in.Minutes = strings.TrimSpace(in.Minutes)
	var c fault.Check
	c.That(in.Held != "" && in.Held <= today, "held", "joint.held_day", "today", string(today))
	c.That(in.Minutes != "", "minutes", "joint.minutes_empty")
	for _, t := range in.Tasks {
		c.That(t.Title != "" && t.Department != "" && t.Due >= in.Held, "tasks", "joint.task_incomplete")
	}
	return c.Err()
}

// Task is what a meeting gave a department to do.
type Task struct {
	ID         string
	Meeting    string
	Department string
	DepName    string
	Unit       string // the department's unit
	UnitOrd    int64
	Title      string
	Due        clock.Day
	State      string
	Report     string
	By         string
	reporter   string
	Reported   time.Time
	Answer     string
	Settled    time.Time
	Version    int64
}

// States of a task.
const (
	Given    = "given"
	Reported = "reported"
	Returned = "returned"
	Done     = "done"
)

// NewTask is one line of the minutes.
type NewTask struct {
	Title      string
	Department string
	Due        clock.Day
}

// Place is where the task lies; whoever reported it does not settle it.
func (t Task) Place() access.Place {
	p := access.Place{Ord: t.UnitOrd, Kind: access.KindJoint, ID: t.ID}
	if t.reporter != "" {
		p.Hands = []string{t.reporter}
	}
	return p
}

func (t *Task) reports(words string, now time.Time) error {
	if t.State != Given && t.State != Returned {
		return fault.Conflict("joint.task_not_open")
	}
	if words = strings.TrimSpace(words); words == "" {
		return fault.Invalid(fault.On("report", "joint.report_empty"))
	}
	t.State, t.Report, t.Reported = Reported, words, now
	return nil
}

func (t *Task) settles(done bool, words string, now time.Time) error {
	if t.State != Reported {
		return fault.Conflict("joint.task_not_reported")
	}
	words = strings.TrimSpace(words)
	if !done && words == "" {
		return fault.Invalid(fault.On("answer", "joint.return_why"))
	}
	t.Answer, t.State = words, Returned
	if done {
		t.State, t.Settled = Done, now
	}
	return nil
}
