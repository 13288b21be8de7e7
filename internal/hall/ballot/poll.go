package ballot

import (
	"strings"
	"time"

	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
)

// PollID names a poll.
type PollID string

// State of a poll. Stored: never change a value.
type State string

// The states. A poll is counting while paper ballots that were given out wait for their two counters.
const (
	Draft    State = "draft"
	Open     State = "open"
	Counting State = "counting"
	Counted  State = "counted"
)

// Subject is one of those that are voted on.
type Subject struct {
	Seq   int
	Ref   string // the caller's id of it
	Label string
	Note  string
}

// Poll is one anonymous poll. The form is kept as it was when the poll was made.
type Poll struct {
	ID          PollID
	Number      string
	Mark        string // the first letters of its codes
	Title       string
	Kind        string // of what it belongs to: dutyyear, review …
	Ref         string
	Unit        string
	UnitName    string
	Ord         int64
	Form        pack.Form
	Pack        string
	PackVersion string
	Entitled    int // persons who may vote
	Issued      int // tokens
	Papers      int // paper ballots given out
	Returned    int // tokens used; known only when the poll is closed
	Opens       time.Time
	Closes      time.Time
	State       State
	OpenedAt    time.Time
	ClosedAt    time.Time
	ClosedWhy   string
	Irregular   string // why what was found at the close cannot be right; "" when it is
	MadeBy      string
	MadeName    string
	MadeAt      time.Time
	Version     int64
	Subjects    []Subject
}

// Distributed is how many ballots were given out.
func (p *Poll) Distributed() int { return p.Issued + p.Papers }

// Takes tells whether votes are taken at the instant.
func (p *Poll) Takes(now time.Time) bool {
	return p.State == Open && !now.Before(p.Opens) && now.Before(p.Closes)
}

func (p *Poll) place() access.Place {
	return access.Place{Ord: p.Ord, Kind: access.KindBallot, ID: string(p.ID)}
}

// NewPoll is what a poll is made of. Unit is the id of a unit or of a Party organisation.
type NewPoll struct {
	Title       string
	Kind        string
	Ref         string
	Unit        string
	Form        pack.Form
	Pack        string
	PackVersion string
	Entitled    int
	Opens       time.Time
	Closes      time.Time
	Subjects    []Subject
}

// Bounds of a poll.
const (
	MostEntitled = 3000
	MostSubjects = 200
	mostTitle    = 120
)

func (in *NewPoll) check(now time.Time) error {
	in.Title = strings.TrimSpace(in.Title)
	var c fault.Check
	c.That(in.Title != "", "title", "ballot.title_missing")
	c.That(len([]rune(in.Title)) <= mostTitle, "title", "ballot.title_long", "most", mostTitle)
	c.That(in.Entitled >= 1 && in.Entitled <= MostEntitled, "entitled", "ballot.entitled_wrong", "most", MostEntitled)
	c.That(len(in.Form.Aspects) > 0 && len(in.Form.Grades) > 1, "form", "ballot.form_missing")
	c.That(len(in.Subjects) >= 1 && len(in.Subjects) <= MostSubjects, "subjects", "ballot.subjects_wrong", "most", MostSubjects)
	c.That(in.Closes.After(in.Opens), "closes", "ballot.closes_before")
	c.That(in.Closes.After(now), "closes", "ballot.closes_past")
	seen := map[string]bool{}
	for _, s := range in.Subjects {
		name := strings.TrimSpace(s.Label) + "\n" + s.Note + "\n" + s.Ref
		c.That(strings.TrimSpace(s.Label) != "", "subjects", "ballot.subject_empty")
		c.That(!seen[name], "subjects", "ballot.subject_twice", "name", s.Label)
		seen[name] = true
	}
	return c.Err()
}
