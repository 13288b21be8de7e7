package orglife

import (
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
)

// State of an activity.
type State string

// The states. Their names are stored: never change a value.
const (
	Planned State = "planned" // 计划
	Told    State = "told"    // 已通知
	Held    State = "held"    // 已召开
	Dropped State = "dropped" // 取消
)

// Activity is one activity of organisation life.
type Activity struct {
	ID         ActivityID
	Party      string
	PartyOrd   int64
	PartyName  string // filled when shown
	Kind       string
	Also       []string // further duties that it does at once
	Topic      string
	Day        clock.Day // planned for
	At         string
	Place      string
	Chair      string
	Recorder   string
	FirstTopic string
	Agenda     string
	State      State
	PlannedAt  time.Time
	ToldAt     time.Time
	HeldOn     clock.Day
	WrittenAt  time.Time
	WrittenBy  string
	LateDays   int // working days from meeting to writing, when more than allowed
	Expected   int
	Present    int
	MakesUp    DutyID
	DroppedAt  time.Time
	DroppedWhy string
	Version    int64
}

// Where is the place of acts on the activity.
func (a Activity) Where() access.Place {
	return place(a.PartyOrd, access.KindActivity, string(a.ID))
}

// Plan is what is written before a meeting; what is left empty is taken from the last one of its kind.
type Plan struct {
	Party  string
	Kind   string
	Topic  string
	Day    clock.Day
	At     string // 14:30
	Place  string
	Chair  string
	Agenda string
}

func (p *Plan) tidy() {
	for _, s := range []*string{&p.Topic, &p.At, &p.Place, &p.Chair, &p.Agenda} {
		*s = strings.TrimSpace(*s)
	}
}

func (p Plan) check(c *fault.Check, today clock.Day) {
	c.That(p.Topic != "", "topic", "orglife.topic_empty")
	c.That(len([]rune(p.Topic)) <= 200, "topic", "orglife.too_long", "max", 200)
	c.That(p.At == "" || hour(p.At), "at", "orglife.time_form")
	c.That(len([]rune(p.Place)) <= 100, "place", "orglife.too_long", "max", 100)
	c.That(len([]rune(p.Chair)) <= 40, "chair", "orglife.too_long", "max", 40)
	c.That(len([]rune(p.Agenda)) <= 2000, "agenda", "orglife.too_long", "max", 2000)
	c.That(dayOK(p.Day), "day", "orglife.day_form")
	c.That(p.Day == "" || p.Day <= today.Add(366), "day", "orglife.day_far")
}

func dayOK(d clock.Day) bool {
	_, err := clock.ParseDay(string(d))
	return err == nil
}

func hour(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil
}

// Absent is why somebody of the roster was not there.
type Absent struct {
	Person string
	Reason string // of the pack's list
	Note   string
}

// Item is one item of the minutes.
type Item struct {
	Title   string
	Spoken  string // who said what, a line each
	Decided string
	For     int
	Against int
	Abstain int
}

// Voted tells whether a vote was taken on the item.
func (i Item) Voted() bool { return i.For+i.Against+i.Abstain > 0 }

// NewTask is what a decision asks of a unit or Party organisation.
type NewTask struct {
	What string
	Node string // of either tree
	Due  clock.Day
}

// Holding is the record of a meeting: what it was, who was not there, the minutes, what is to be done.
type Holding struct {
	Activity   ActivityID // planned before, empty for one that was not
	Plan                  // Day is when it was held
	Also       []string
	Recorder   string
	FirstTopic string
	Absent     []Absent
	Items      []Item
	Tasks      []NewTask
	MakesUp    DutyID
	Version    int64
}

// Person is one of a roster.
type Person struct {
	ID   string
	Name string
	Kind string // full, probationary; empty for those who are called by their post
}

// Votes tells whether the person has a vote.
func (p Person) Votes() bool { return p.Kind != "probationary" }

// check is the rule of Hold. roster are those who were called.
func (h *Holding) check(beat pack.Beat, known pack.Rhythm, roster []Person, today clock.Day) error {
	var c fault.Check
	h.Plan.check(&c, today)
	c.That(h.Day == "" || h.Day <= today, "day", "orglife.hold.not_yet")
	c.That(h.Day == "" || h.Day >= today.Add(-366), "day", "orglife.hold.too_long_ago")
	c.That(h.Chair != "", "chair", "orglife.hold.chair_empty")
	for _, k := range h.Also {
		c.That(allows(beat, k), "also", "orglife.hold.not_together")
	}
	c.That(len(roster) > 0, "", "orglife.hold.no_roster")
	there := h.absent(&c, known, roster)
	h.items(&c, beat, roster, there)
	for i, t := range h.Tasks {
		h.Tasks[i].What = strings.TrimSpace(t.What)
		c.That(h.Tasks[i].What != "" && len([]rune(h.Tasks[i].What)) <= 300, "task", "orglife.task.what")
		c.That(dayOK(t.Due) && t.Due >= h.Day, "task_due", "orglife.task.due")
	}
	return c.Err()
}

func allows(b pack.Beat, kind string) bool {
	for _, k := range b.Together {
		if k == kind {
			return true
		}
	}
	return false
}

// absent checks the absences and answers who was there.
func (h *Holding) absent(c *fault.Check, known pack.Rhythm, roster []Person) (there []Person) {
	away := map[string]bool{}
	called := map[string]bool{}
	for _, p := range roster {
		called[p.ID] = true
	}
	for _, a := range h.Absent {
		c.That(called[a.Person] && !away[a.Person], "absent", "orglife.hold.not_called")
		c.That(pack.Knows(known.Absences, a.Reason), "absent", "orglife.hold.reason")
		c.That(len([]rune(a.Note)) <= 200, "absent", "orglife.too_long", "max", 200)
		away[a.Person] = true
	}
	for _, p := range roster {
		if !away[p.ID] {
			there = append(there, p)
		}
	}
	c.That(len(there) > 0 || len(roster) == 0, "absent", "orglife.hold.nobody")
	return there
}

// items checks the minutes. A vote needs more than half of those with a vote (DOMAIN.md 6.1), and has no more
// votes than there were voters.
func (h *Holding) items(c *fault.Check, beat pack.Beat, roster, there []Person) {
	words := 0
	voters, called := votes(there), votes(roster)
	for i := range h.Items {
		it := &h.Items[i]
		it.Title, it.Spoken, it.Decided = strings.TrimSpace(it.Title), strings.TrimSpace(it.Spoken), strings.TrimSpace(it.Decided)
		if it.Title == "" {
			it.Title = h.Topic
		}
		words += len(it.Spoken) + len(it.Decided)
		c.That(len([]rune(it.Title)) <= 200, "item", "orglife.too_long", "max", 200)
		c.That(len([]rune(it.Spoken)) <= 20000, "spoken", "orglife.too_long", "max", 20000)
		c.That(len([]rune(it.Decided)) <= 4000, "decided", "orglife.too_long", "max", 4000)
		c.That(it.For >= 0 && it.Against >= 0 && it.Abstain >= 0, "votes", "orglife.hold.votes_form")
		if !it.Voted() {
			continue
		}
		c.That(beat.Vote, "votes", "orglife.hold.no_vote_here")
		c.That(2*voters > called, "votes", "orglife.hold.no_quorum", "there", voters, "called", called)
		c.That(it.For+it.Against+it.Abstain <= voters, "votes", "orglife.hold.too_many_votes", "there", voters)
	}
	c.That(words > 0, "spoken", "orglife.hold.no_minutes")
}

func votes(list []Person) int {
	n := 0
	for _, p := range list {
		if p.Votes() {
			n++
		}
	}
	return n
}

// held makes the activity what it was.
func (a *Activity) held(h Holding, roster, absent int, by string, now time.Time) error {
	if a.State == Held || a.State == Dropped {
		return fault.Conflict("orglife.hold.already")
	}
	a.Kind, a.Also, a.Topic, a.At, a.Place, a.Chair, a.Agenda = h.Kind, h.Also, h.Topic, h.At, h.Place, h.Chair, h.Agenda
	a.Recorder, a.FirstTopic, a.MakesUp = strings.TrimSpace(h.Recorder), strings.TrimSpace(h.FirstTopic), h.MakesUp
	if a.Day == "" {
		a.Day = h.Day
	}
	a.State, a.HeldOn, a.WrittenAt, a.WrittenBy = Held, h.Day, now, by
	a.Expected, a.Present = roster, roster-absent
	return nil
}
