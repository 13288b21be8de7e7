package partyorg

import (
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// Stages of an admission, in their order (DOMAIN.md 6.8b E4); each has a words key partyorg.stage.<code>.
const (
	Applied     = "applied"     // 申请
	Talked      = "talked"      // 派人谈话
	Activist    = "activist"    // 入党积极分子
	Candidate   = "candidate"   // 发展对象
	Prereviewed = "prereviewed" // 预审
	Voted       = "voted"       // 支部大会通过
	Probation   = "probation"   // 预备党员
	Converted   = "converted"   // 转正讨论
	Admitted    = "full"        // 正式党员
)

// Stages in their order.
var Stages = []string{Applied, Talked, Activist, Candidate, Prereviewed, Voted, Probation, Converted, Admitted}

// Steps that do not change the stage.
const (
	Observed = "observed" // 半年考察
	Reviewed = "reviewed" // 政治审查
	Trained  = "trained"  // 集中培训
)

// Rules of packs/rules for admission.
const (
	ruleTalk    = "R-FZ-01"
	ruleObserve = "R-FZ-02"
	ruleYear    = "R-FZ-03"
	ruleVote    = "R-FZ-04"
	ruleApprove = "R-FZ-05"
	ruleProbate = "R-FZ-06"
	ruleConfirm = "R-FZ-07"
)

// Codes of gates; each has a words key partyorg.gate.<code>.
const (
	GateYear     = "year"     // 培养考察满一年
	GateObserve  = "observe"  // 每半年考察
	GateReview   = "review"   // 政治审查
	GateTraining = "training" // 集中培训
	GateWindow   = "window"   // 预审后一个月内开支部大会
	GateExpired  = "expired"  // 审批期限
	GateProbate  = "probate"  // 预备期满
)

// Admission is one person's way.
type Admission struct {
	ID        string
	Person    string
	Name      string
	Party     string
	PartyName string
	Ord       int64
	Stage     string
	Ended     clock.Day
	Why       string
	Steps     []Step
	Waivers   []Waiver
	MadeAt    time.Time
	Version   int64
}

// Step is one dated step: when it happened, and when it was written down.
type Step struct {
	ID       string
	Seq      int
	Step     string
	Day      clock.Day
	Paper    string
	Words    string
	Hours    int // of a training
	Attended int
	Voters   int
	Agreed   int
	Waiver   string
	Person   string // who wrote it
	By       string
	At       time.Time
}

// Waiver is a written exception from one gate of one step.
type Waiver struct {
	ID      string
	Step    string
	Gate    string
	Why     string
	Paper   string
	Asked   string // person
	AskedBy string
	AskedAt time.Time
	Decided time.Time
	By      string
	Granted bool
	Words   string
	Used    time.Time
	Version int64
}

// Open tells whether the waiver lifts its gate: granted and not used.
func (w Waiver) Open() bool { return w.Granted && w.Used.IsZero() }

// Gate is one condition of a step. From is the day from which it is open, Until the last one.
type Gate struct {
	Code        string
	Rule        string
	Met         bool
	From, Until clock.Day
	Have, Need  int
	Waiver      string // the exception that lifts it
}

// Reckon reckons what a rule gives from a day: calendar.DueOf.
type Reckon func(rule string, start clock.Day) (calendar.Reckoned, error)

// Open refuses changes to what has ended.
func (a Admission) Open() error {
	if a.Ended != "" || a.Stage == Admitted {
		return fault.Conflict("partyorg.admission.over")
	}
	return nil
}

// Next lists the steps that may come now.
func (a Admission) Next() []string {
	if a.Open() != nil {
		return nil
	}
	switch a.Stage {
	case Activist:
		return []string{Observed, Candidate}
	case Candidate:
		return []string{Reviewed, Trained, Observed, Prereviewed}
	case Prereviewed:
		return []string{Voted, Prereviewed}
	case Probation:
		return []string{Observed, Converted}
	}
	return []string{Stages[slices.Index(Stages, a.Stage)+1]}
}

// Upper tells whether a step is the upper organisation's.
func Upper(step string) bool {
	return step == Prereviewed || step == Probation || step == Admitted
}

// Right is the right that a step needs.
func Right(step string) access.Right {
	if Upper(step) {
		return access.ApproveAdmission
	}
	return access.AdmitMember
}

// Last is the last step of the kind.
func (a Admission) Last(step string) (Step, bool) {
	for i := len(a.Steps) - 1; i >= 0; i-- {
		if a.Steps[i].Step == step {
			return a.Steps[i], true
		}
	}
	return Step{}, false
}

// since is the day of the last step of the kind, empty when there is none.
func (a Admission) since(step string) clock.Day {
	s, _ := a.Last(step)
	return s.Day
}

// Hands are the persons who kept the branch's part of the file and therefore do not approve it.
func (a Admission) Hands() []string {
	var out []string
	for _, s := range a.Steps {
		if !Upper(s.Step) && s.Person != "" && !slices.Contains(out, s.Person) {
			out = append(out, s.Person)
		}
	}
	return out
}

// Place is where acts on the admission happen. Those of the branch are not kept apart from themselves.
func (a Admission) Place() access.Place {
	return access.Place{Ord: a.Ord, Kind: access.KindMember, ID: a.ID, Hands: a.Hands()}
}

// observed counts the observations since a day.
func (a Admission) observed(since clock.Day) int {
	n := 0
	for _, s := range a.Steps {
		if s.Step == Observed && s.Day >= since {
			n++
		}
	}
	return n
}

func (a Admission) hours() int {
	n := 0
	for _, s := range a.Steps {
		if s.Step == Trained {
			n += s.Hours
		}
	}
	return n
}

// Gates are the conditions of a step on a day. hours is the training that a candidate needs, months the
// time between observations.
func (a Admission) Gates(step string, on clock.Day, hours, months int, reckon Reckon) ([]Gate, error) {
	var out []Gate
	var fail error
	rule := func(code, rule string, start clock.Day, g func(calendar.Reckoned) Gate) {
		if fail != nil || start == "" {
			return
		}
		got, err := reckon(rule, start)
		if err != nil {
			fail = err
			return
		}
		x := g(got)
		x.Code, x.Rule = code, rule
		out = append(out, x)
	}
	from := func(got calendar.Reckoned) Gate { return Gate{From: got.Earliest, Met: on >= got.Earliest} }
	observations := func(since clock.Day) {
		need := 12 / max(months, 1)
		have := a.observed(since)
		out = append(out, Gate{Code: GateObserve, Rule: ruleObserve, Have: have, Need: need, Met: have >= need})
	}
	switch step {
	case Candidate:
		rule(GateYear, ruleYear, a.since(Activist), from)
		observations(a.since(Activist))
	case Prereviewed:
		_, reviewed := a.Last(Reviewed)
		out = append(out, Gate{Code: GateReview, Met: reviewed}, Gate{Code: GateTraining, Have: a.hours(), Need: hours, Met: a.hours() >= hours})
	case Voted:
		rule(GateWindow, ruleVote, a.since(Prereviewed), func(got calendar.Reckoned) Gate { return Gate{Until: got.Due, Met: on <= got.Due} })
	case Probation:
		rule(GateExpired, ruleApprove, a.since(Voted), func(got calendar.Reckoned) Gate {
			last := got.Due
			if x := got.Rule.Extend; x.Times > 0 {
				last, _ = calendar.Reckon(got.Due, x.Length, calendar.Days{}) // counted in months
			}
			return Gate{Until: last, Met: on <= last}
		})
	case Converted:
		rule(GateProbate, ruleProbate, a.since(Voted), from)
		observations(a.since(Voted))
	}
	for i := range out {
		if j := slices.IndexFunc(a.Waivers, func(w Waiver) bool { return w.Step == step && w.Gate == out[i].Code && w.Open() }); j >= 0 && !out[i].Met {
			out[i].Waiver = a.Waivers[j].ID
		}
	}
	return out, fail
}

// Take records a step. A gate that is neither met nor lifted is Invalid and names what is missing.
func (a *Admission) Take(in Step, gates []Gate, today clock.Day) error {
	if err := a.Open(); err != nil {
		return err
	}
	if !slices.Contains(a.Next(), in.Step) {
		return fault.Conflict("partyorg.admission.not_next")
	}
	in.Paper, in.Words = strings.TrimSpace(in.Paper), strings.TrimSpace(in.Words)
	var c fault.Check
	dayWithin(&c, "day", in.Day, today)
	if n := len(a.Steps); n > 0 && in.Day != "" {
		c.That(in.Day >= a.Steps[n-1].Day, "day", "partyorg.before_step", "day", string(a.Steps[n-1].Day))
	}
	c.That(len([]rune(in.Paper)) <= 120, "paper", "partyorg.too_long", "max", 120)
	c.That(len([]rune(in.Words)) <= 2000, "words", "partyorg.too_long", "max", 2000)
	c.That(in.Step == Trained || in.Words != "" || in.Paper != "", "words", "partyorg.admission.words_empty")
	c.That(in.Step != Trained || in.Hours > 0 && in.Hours <= 400, "hours", "partyorg.admission.hours_empty")
	if in.Step == Voted || in.Step == Converted {
		c.That(in.Voters > 0, "voters", "partyorg.voters_empty")
		c.That(in.Attended <= in.Voters, "attended", "partyorg.more_than_voters")
		c.That(in.Voters <= 0 || 2*in.Attended > in.Voters, "attended", "partyorg.half_missing", "need", in.Voters/2+1)
		c.That(in.Agreed <= in.Attended, "agreed", "partyorg.more_than_attended")
		c.That(in.Voters <= 0 || 2*in.Agreed > in.Voters, "agreed", "partyorg.half_missing", "need", in.Voters/2+1)
	}
	for _, g := range gates {
		if g.Met {
			continue
		}
		c.That(g.Waiver != "", "", "partyorg.closed."+g.Code, "from", string(g.From), "until", string(g.Until), "have", g.Have, "need", g.Need)
		in.Waiver = g.Waiver
	}
	if err := c.Err(); err != nil {
		return err
	}
	in.Seq = len(a.Steps) + 1
	a.Steps = append(a.Steps, in)
	if slices.Contains(Stages, in.Step) {
		a.Stage = in.Step
	}
	return nil
}

// End stops an admission with its reason; the file stays.
func (a *Admission) End(day clock.Day, why string, today clock.Day) error {
	if err := a.Open(); err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	var c fault.Check
	dayWithin(&c, "day", day, today)
	c.That(why != "", "why", "partyorg.admission.why_empty")
	c.That(len([]rune(why)) <= 500, "why", "partyorg.too_long", "max", 500)
	if err := c.Err(); err != nil {
		return err
	}
	a.Ended, a.Why = day, why
	return nil
}
