package orglife

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
)

// The registers.
const (
	Major = "major" // 三重一大
	First = "first" // 第一议题
)

// The states of a decision.
const (
	Debated = "open"
	Decided = "decided"
)

// Decision is one entry of a register.
type Decision struct {
	ID        DecisionID
	Number    string // ZD-26-003, DY-26-011
	Register  string
	Party     string
	PartyOrd  int64
	PartyName string // filled when shown
	Year      int
	Minutes
	State     string
	MadeAt    time.Time
	MadeBy    string
	DecidedAt time.Time
	LateDays  int
	Version   int64

	Vote
	Differing string
	Decided   string
}

// Minutes are the head of an entry: what, where, who, and how it was prepared.
type Minutes struct {
	Matter     string // of the pack's list, for 三重一大
	Title      string
	Day        clock.Day
	At         string
	Place      string
	Chair      string
	Recorder   string
	Attending  string // names
	Missing    string // names with reasons
	Observing  string
	Researched string // 调研
	Reviewed   string // 法制审核
	Risks      string // 风险评估
	Urgent     string // why it could not wait for the preparation
}

// Vote is how a decision was voted.
type Vote struct {
	For     int
	Against int
	Abstain int
}

// Where is the place of acts on the entry.
func (d Decision) Where() access.Place { return place(d.PartyOrd, access.KindDecision, string(d.ID)) }

// People are the names in a list, however it is written.
func People(text string) []string {
	var out []string
	for _, n := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("、，,；;。", r) }) {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

func (m *Minutes) tidy() {
	for _, s := range []*string{&m.Title, &m.At, &m.Place, &m.Chair, &m.Recorder, &m.Attending, &m.Missing, &m.Observing, &m.Researched, &m.Reviewed, &m.Risks, &m.Urgent} {
		*s = strings.TrimSpace(*s)
	}
}

// check is the rule of Enter. A matter of 三重一大 was prepared, or says why it could not wait (DOMAIN.md 6.6).
func (m Minutes) check(register string, known pack.Rhythm, today clock.Day) error {
	var c fault.Check
	c.That(register == Major || register == First, "register", "orglife.decision.register")
	c.That(m.Title != "" && len([]rune(m.Title)) <= 200, "title", "orglife.decision.title_empty")
	c.That(dayOK(m.Day) && m.Day <= today && m.Day >= today.Add(-366), "day", "orglife.decision.day")
	c.That(m.At == "" || hour(m.At), "at", "orglife.time_form")
	c.That(m.Chair != "" && len([]rune(m.Chair)) <= 40, "chair", "orglife.hold.chair_empty")
	c.That(len(People(m.Attending)) > 0 && len([]rune(m.Attending)) <= 1000, "attending", "orglife.decision.attending_empty")
	c.That(m.Chair == "" || slices.Contains(People(m.Attending), m.Chair), "attending", "orglife.decision.chair_attends", "name", m.Chair)
	for _, x := range [][2]string{{"missing", m.Missing}, {"observing", m.Observing}, {"researched", m.Researched}, {"reviewed", m.Reviewed}, {"risks", m.Risks}, {"urgent", m.Urgent}} {
		c.That(len([]rune(x[1])) <= 2000, x[0], "orglife.too_long", "max", 2000)
	}
	if register == Major {
		c.That(pack.Knows(known.Matters, m.Matter), "matter", "orglife.decision.matter")
		if m.Urgent == "" {
			c.That(m.Researched != "", "researched", "orglife.decision.unprepared")
			c.That(m.Reviewed != "", "reviewed", "orglife.decision.unprepared")
			c.That(m.Risks != "", "risks", "orglife.decision.unprepared")
		}
	}
	return c.Err()
}

// Opinion is one opinion in the order in which it was given.
type Opinion struct {
	Seq       int
	Name      string
	Head      bool
	View      string // agree, differ, abstain, speak
	Words     string
	Why       string // why the head spoke before others, or others after the head
	WrittenAt time.Time
	WrittenBy string
}

// Views are the stands that an opinion can take.
var Views = []string{"agree", "differ", "abstain", "speak"}

// Speak is the rule of an opinion: who attends speaks, once; the head speaks last (主要领导末位表态), and what
// departs from that says why. The order is that of entry.
func (d Decision) Speak(o *Opinion, before []Opinion) error {
	if d.State != Debated {
		return fault.Conflict("orglife.decision.decided_already")
	}
	o.Name, o.Words, o.Why = strings.TrimSpace(o.Name), strings.TrimSpace(o.Words), strings.TrimSpace(o.Why)
	o.Head = o.Head || o.Name == d.Chair
	o.Seq = len(before) + 1
	var c fault.Check
	attending := People(d.Attending)
	c.That(slices.Contains(attending, o.Name), "name", "orglife.decision.not_there", "name", o.Name)
	c.That(slices.Contains(Views, o.View), "view", "orglife.decision.view")
	c.That(o.Words != "" && len([]rune(o.Words)) <= 4000, "words", "orglife.decision.words_empty")
	c.That(len([]rune(o.Why)) <= 400, "why", "orglife.too_long", "max", 400)
	waiting, headSpoke := len(attending)-1, false
	for _, x := range before {
		c.That(x.Name != o.Name, "name", "orglife.decision.spoke", "name", o.Name)
		headSpoke = headSpoke || x.Head
		waiting--
	}
	// the principal head does not give the conclusive opinion first (DOMAIN.md 6.6)
	c.That(!o.Head || waiting <= 0 || o.Why != "", "why", "orglife.decision.head_last", "n", waiting)
	c.That(o.Head || !headSpoke || o.Why != "", "why", "orglife.decision.after_head")
	return c.Err()
}

// Outcome is how an entry ends.
type Outcome struct {
	Vote
	Differing string
	Decided   string
	Tasks     []NewTask
}

// Decide is the rule of the end: everybody who attended has spoken, the votes fit, and it says what was decided.
func (d *Decision) Decide(o Outcome, spoken []Opinion, now time.Time) error {
	if d.State != Debated {
		return fault.Conflict("orglife.decision.decided_already")
	}
	attending := People(d.Attending)
	var c fault.Check
	c.That(strings.TrimSpace(o.Decided) != "" && len([]rune(o.Decided)) <= 4000, "decided", "orglife.decision.decided_empty")
	if d.Register == Major {
		c.That(len(spoken) >= len(attending), "decided", "orglife.decision.silent", "names", silent(attending, spoken))
		n := o.For + o.Against + o.Abstain
		c.That(o.For >= 0 && o.Against >= 0 && o.Abstain >= 0 && n == len(attending), "votes", "orglife.decision.votes", "n", len(attending))
	}
	for i, t := range o.Tasks {
		o.Tasks[i].What = strings.TrimSpace(t.What)
		c.That(o.Tasks[i].What != "" && len([]rune(o.Tasks[i].What)) <= 300, "task", "orglife.task.what")
		c.That(dayOK(t.Due) && t.Due >= d.Day, "task_due", "orglife.task.due")
	}
	if err := c.Err(); err != nil {
		return err
	}
	d.Vote, d.Differing, d.Decided = o.Vote, strings.TrimSpace(o.Differing), strings.TrimSpace(o.Decided)
	d.State, d.DecidedAt = Decided, now
	return nil
}

// Passed tells whether more than half of those attending voted for it.
func (d Decision) Passed() bool { return 2*d.For > len(People(d.Attending)) }

// silent are those who attended and have not spoken.
func silent(attending []string, spoken []Opinion) string {
	var out []string
	for _, n := range attending {
		if !slices.ContainsFunc(spoken, func(o Opinion) bool { return o.Name == n }) {
			out = append(out, n)
		}
	}
	return strings.Join(out, "、")
}
