package orglife

import (
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// Steps of an organisation life meeting with democratic review, in their order (DOMAIN.md 6.8b, E2).
var Steps = []string{"plan", "study", "opinions", "talks", "texts", "meeting", "self", "mutual", "ballot", "judged", "approved"}

// The grades that the rule knows. None is for probationary members, who get no grade.
const (
	Excellent = "excellent" // 优秀
	Good      = "good"      // 合格
	Fair      = "fair"      // 基本合格
	Poor      = "poor"      // 不合格
	None      = "none"      // 不定等次
)

// Grades in the order of forms.
var Grades = []string{Excellent, Good, Fair, Poor}

// Review is the democratic review of one branch in one year.
type Review struct {
	ID          ReviewID
	Party       string
	PartyOrd    int64
	PartyName   string // filled when shown
	Year        int
	Step        string // the last one done, empty at the beginning
	Ballot      string // the anonymous ballot, when one was held
	Judged      int    // members who got a grade
	Excellent   int
	Good        int
	Fair        int
	Poor        int
	EnteredBy   string // person who entered the grades
	ApprovedAt  time.Time
	ApprovedBy  string
	ReturnedWhy string
	MadeAt      time.Time
	Version     int64
}

// Where is the place of acts on the review; whoever entered the grades does not approve them.
func (r Review) Where() access.Place {
	p := place(r.PartyOrd, access.KindActivity, string(r.ID))
	if r.EnteredBy != "" {
		p.Hands = []string{r.EnteredBy}
	}
	return p
}

// Next is the step that comes now, empty when all are done.
func (r Review) Next() string {
	if i := slices.Index(Steps, r.Step) + 1; i < len(Steps) {
		return Steps[i]
	}
	return ""
}

// StepDone is one step with its day and words.
type StepDone struct {
	Seq       int
	Step      string
	Day       clock.Day
	Words     string
	WrittenAt time.Time
	WrittenBy string
}

// Take does the next step. Only the next one can be taken, not before the day of the one before it; the last two
// have acts of their own.
func (r *Review) Take(step string, day clock.Day, words string, before clock.Day, today clock.Day) error {
	if !r.ApprovedAt.IsZero() || r.Next() != step || step == "judged" || step == "approved" {
		return fault.Conflict("orglife.review.not_now", "step", r.Next())
	}
	var c fault.Check
	c.That(dayOK(day) && day <= today, "day", "orglife.review.day")
	c.That(before == "" || day >= before, "day", "orglife.review.day_before", "day", before)
	c.That(strings.TrimSpace(words) != "" && len([]rune(words)) <= 2000, "words", "orglife.review.words")
	if err := c.Err(); err != nil {
		return err
	}
	r.Step = step
	return nil
}

// Grade is the grade of one member in one review.
type Grade struct {
	Person string
	Name   string // filled when shown
	Kind   string // full, probationary
	Grade  string
	Help   string // what follows a grade that is not enough
}

// Judge is the organisation's judgement: every full member has a grade, at most a third of those judged is
// excellent, probationary members have none, and whoever is not good enough is told what follows.
func (r *Review) Judge(grades []Grade, roster []Person, by string) error {
	if !r.ApprovedAt.IsZero() || r.Next() != "judged" && r.Step != "judged" {
		return fault.Conflict("orglife.review.not_now", "step", r.Next())
	}
	given := map[string]Grade{}
	for _, g := range grades {
		given[g.Person] = g
	}
	var c fault.Check
	n := map[string]int{}
	for _, p := range roster {
		g, ok := given[p.ID]
		switch {
		case !p.Votes():
			c.That(!ok || g.Grade == None || g.Grade == "", "grade", "orglife.review.probationary", "name", p.Name)
			continue
		case !ok || !slices.Contains(Grades, g.Grade):
			c.That(false, "grade", "orglife.review.no_grade", "name", p.Name)
			continue
		}
		n[g.Grade]++
		n["all"]++
		c.That(g.Grade != Poor && g.Grade != Fair || strings.TrimSpace(g.Help) != "", "help", "orglife.review.help", "name", p.Name)
		c.That(len([]rune(g.Help)) <= 400, "help", "orglife.too_long", "max", 400)
	}
	c.That(len(given) <= len(roster), "grade", "orglife.review.not_member")
	c.That(3*n[Excellent] <= n["all"], "grade", "orglife.review.third", "n", n[Excellent], "most", n["all"]/3)
	if err := c.Err(); err != nil {
		return err
	}
	r.Judged, r.Excellent, r.Good, r.Fair, r.Poor = n["all"], n[Excellent], n[Good], n[Fair], n[Poor]
	r.Step, r.EnteredBy, r.ReturnedWhy = "judged", by, ""
	return nil
}

// Approve is the superior's yes. rule: INV-07 (who entered the grades does not approve them)
func (r *Review) Approve(by, name string, now time.Time) error {
	if r.Step != "judged" || !r.ApprovedAt.IsZero() {
		return fault.Conflict("orglife.review.not_now", "step", r.Next())
	}
	if by == r.EnteredBy {
		return fault.Denied("own_report")
	}
	r.Step, r.ApprovedAt, r.ApprovedBy = "approved", now, name
	return nil
}

// Return sends the grades back with the reason.
func (r *Review) Return(why string) error {
	if r.Step != "judged" || !r.ApprovedAt.IsZero() {
		return fault.Conflict("orglife.review.not_now", "step", r.Next())
	}
	if why = strings.TrimSpace(why); why == "" || len([]rune(why)) > 400 {
		return fault.Invalid(fault.On("why", "orglife.why_empty"))
	}
	r.Step, r.ReturnedWhy = "ballot", why
	return nil
}

// Criticism is one thing that the organisation was criticised for, with what it does about it.
type Criticism struct {
	ID         CriticismID
	Review     ReviewID
	Party      string
	PartyOrd   int64
	Title      string
	Measure    string
	Due        clock.Day
	Item       string // of the ledger, when it was handed over
	ItemNumber string // filled when shown
	ItemState  string
	ClosedOn   clock.Day
	ClosedNote string
	ClosedAt   time.Time
	MadeAt     time.Time
	Version    int64
}

// Overdue is computed from the due date; what is in the ledger is late there.
func (k Criticism) Overdue(today clock.Day) bool {
	return k.Item == "" && k.ClosedAt.IsZero() && k.Due < today
}
