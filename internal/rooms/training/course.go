package training

import (
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// Kinds of courses, in the order of forms; each has a words key training.kind.<code>.
const (
	Focus  = "focus"  // 集中培训
	Online = "online" // 网络学习
	Micro  = "micro"  // 微党课
	Cloud  = "cloud"  // 云课堂
)

// Kinds in the order of forms.
var Kinds = []string{Focus, Online, Micro, Cloud}

// States of a course.
const (
	Planned   = "planned"
	Held      = "held"
	Cancelled = "cancelled"
)

// States in the order of pages.
var States = []string{Planned, Held, Cancelled}

// Remote tells whether nobody saw the participants: hours of such a course need a proof.
func Remote(kind string) bool { return kind == Online || kind == Cloud }

// Course is one line of a year's plan.
type Course struct {
	ID        string
	Number    string // PX-26-001
	Year      int
	Party     string
	PartyName string
	Ord       int64
	Title     string
	Kind      string
	Central   bool // 集中轮训 of secretaries and committees
	Host      string
	Location  string
	Month     int
	First     clock.Day
	Last      clock.Day
	Halves    int // half-days, for courses that are counted by days
	Hours     int
	State     string
	Why       string
	MakesUp   string
	MadeAt    time.Time
	HeldAt    time.Time
	Version   int64
	People    int // on the roster
	Present   int
	Counted   int // with recognised hours
}

// Place is where acts on the course happen.
func (c Course) Place() access.Place { return placeOf(c.Ord, c.ID) }

// promised is the kind under which the calendar keeps the last day of a planned course.
const promised = "training.course"

// lastDay is the day by which the course is to have taken place: its last one, else that of its month.
func (c Course) lastDay() clock.Day {
	if c.Last != "" {
		return c.Last
	}
	return clock.DayOf(time.Date(c.Year, time.Month(c.Month)+1, 0, 12, 0, 0, 0, clock.Zone))
}

func placeOf(ord int64, id string) access.Place {
	return access.Place{Ord: ord, Kind: access.KindTraining, ID: id}
}

// Planning is a course to be put into the plan. Hours are reckoned from Halves where there are any.
type Planning struct {
	Party    string
	Title    string
	Kind     string
	Central  bool
	Host     string
	Location string
	Month    int
	First    clock.Day
	Last     clock.Day
	Halves   int
	Hours    int
	Branches []string // whose members take part; none: those of the organisation itself and below
	Officers bool     // secretaries and committees only
	MakesUp  string
}

// Convention is how many hours a day and half a day count.
type Convention struct{ Day, Half int }

// Hours by the convention: two half-days are a day.
func (c Convention) Hours(halves int) int { return halves/2*c.Day + halves%2*c.Half }

func (in *Planning) check(year int, conv Convention) error {
	in.Title, in.Host, in.Location = strings.TrimSpace(in.Title), strings.TrimSpace(in.Host), strings.TrimSpace(in.Location)
	var c fault.Check
	c.That(in.Party != "", "party", "training.party_missing")
	c.That(in.Title != "", "title", "training.title_empty")
	c.That(len([]rune(in.Title)) <= 120, "title", "training.too_long", "max", 120)
	c.That(len([]rune(in.Host)) <= 80, "host", "training.too_long", "max", 80)
	c.That(len([]rune(in.Location)) <= 80, "location", "training.too_long", "max", 80)
	c.That(slices.Contains(Kinds, in.Kind), "kind", "training.kind_unknown")
	c.That(in.Month >= 1 && in.Month <= 12, "month", "training.month_range")
	in.days(&c, year)
	if in.Halves > 0 {
		in.Hours = conv.Hours(in.Halves)
	}
	c.That(in.Halves >= 0 && in.Halves <= 60, "halves", "training.halves_range")
	c.That(in.Kind != Focus || in.Halves > 0, "halves", "training.halves_missing")
	c.That(in.Hours > 0 && in.Hours <= 240, "hours", "training.hours_range")
	return c.Err()
}

// days checks the days when they are known; the plan of a year may name the month only.
func (in *Planning) days(c *fault.Check, year int) {
	if in.First == "" && in.Last == "" {
		return
	}
	if in.Last == "" {
		in.Last = in.First
	}
	_, a := clock.ParseDay(string(in.First))
	_, b := clock.ParseDay(string(in.Last))
	c.That(a == nil, "first", "org.day_form")
	c.That(b == nil, "last", "org.day_form")
	if a != nil || b != nil {
		return
	}
	c.That(in.Last >= in.First, "last", "org.until_before_since")
	c.That(in.First.Year() == year, "first", "training.other_year", "year", year)
	c.That(in.Halves <= 2*(in.Last.Sub(in.First)+1), "halves", "training.halves_days", "days", in.Last.Sub(in.First)+1)
	in.Month = int(in.First.Time().In(clock.Zone).Month())
}

// Seat is one participant of a course.
type Seat struct {
	Course, Person, Name string
	Party, PartyName     string
	Ord                  int64
	State                string
	Reason               string
	Hours                int
	Proof                string
	By                   string
	At                   time.Time
	Version              int64
}

// States of a seat.
const (
	Listed   = "listed"
	Attended = "attended"
	Absent   = "absent"
)

// Hold says that the course took place, on which days, and who was there. Everybody else was absent; an absence may bear
// its reason.
func (c *Course) Hold(in Holding, today clock.Day, conv Convention, now time.Time) error {
	if c.State != Planned {
		return fault.Conflict("training.not_planned")
	}
	p := Planning{Party: c.Party, Title: c.Title, Kind: c.Kind, Month: c.Month, First: in.First, Last: in.Last, Halves: in.Halves, Hours: in.Hours}
	if p.Halves == 0 && p.Hours == 0 {
		p.Halves, p.Hours = c.Halves, c.Hours
	}
	if err := p.check(c.Year, conv); err != nil {
		return err
	}
	var k fault.Check
	k.That(p.First != "", "first", "training.first_empty")
	k.That(p.First == "" || p.Last <= today, "last", "training.not_yet", "today", string(today))
	if err := k.Err(); err != nil {
		return err
	}
	c.First, c.Last, c.Month, c.Halves, c.Hours, c.State, c.HeldAt = p.First, p.Last, p.Month, p.Halves, p.Hours, Held, now
	return nil
}

// Holding is how a course went.
type Holding struct {
	First, Last clock.Day
	Halves      int
	Hours       int
	Present     []string          // persons
	Reason      string            // of everybody who was absent and has none of their own
	Reasons     map[string]string // by person
}

// Cancel calls a planned course off.
func (c *Course) Cancel(why string) error {
	if c.State != Planned {
		return fault.Conflict("training.not_planned")
	}
	if why = strings.TrimSpace(why); why == "" {
		return fault.Invalid(fault.On("why", "training.why_empty"))
	}
	if len([]rune(why)) > 300 {
		return fault.Invalid(fault.On("why", "training.too_long", "max", 300))
	}
	c.State, c.Why = Cancelled, why
	return nil
}

// Recognise counts a seat's hours. Nobody recognises their own, nor more than the course has; hours of an online lesson
// need a proof.
func (s *Seat) Recognise(c Course, hours int, proof, person, name string, now time.Time) error {
	proof = strings.TrimSpace(proof)
	var k fault.Check
	k.That(s.Person != person, "person", "training.own_hours", "name", s.Name)
	k.That(s.State == Attended, "person", "training.not_attended", "name", s.Name)
	k.That(s.At.IsZero(), "person", "training.recognised_already", "name", s.Name)
	k.That(hours > 0 && hours <= c.Hours, "hours", "training.hours_most", "most", c.Hours)
	k.That(!Remote(c.Kind) || proof != "", "proof", "training.proof_empty")
	k.That(len([]rune(proof)) <= 200, "proof", "training.too_long", "max", 200)
	if err := k.Err(); err != nil {
		return err
	}
	s.Hours, s.Proof, s.By, s.At = hours, proof, name, now
	return nil
}
