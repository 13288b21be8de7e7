package inspect

import (
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
)

// States of a round.
const (
	RoundDraft    = "draft"
	RoundApproved = "approved"
	RoundClosed   = "closed"
)

// Kinds of inspection (DOMAIN.md 2.2).
var Kinds = []string{"regular", "special", "mobile", "lookback", "upgraded", "cross", "joint"}

// Round is one round of inspections (轮次).
type Round struct {
	ID        RoundID
	Number    string // 2026-1
	Name      string
	Year      int
	Kind      string
	Focus     string
	State     string
	Starts    clock.Day
	Ends      clock.Day
	Decision  string // number of the collective decision that approved it
	DecidedOn clock.Day
	DecidedBy string
	Version   int64
}

// NewRound is what is entered to draft a round.
type NewRound struct {
	Number, Name, Kind, Focus string
	Year                      int
	Starts, Ends              clock.Day
}

func (in NewRound) check() error {
	var c fault.Check
	c.That(strings.TrimSpace(in.Number) != "", "number", "inspect.round.number_missing")
	c.That(strings.TrimSpace(in.Name) != "", "name", "inspect.round.name_missing")
	c.That(oneOf(in.Kind, Kinds), "kind", "inspect.round.kind_unknown")
	c.That(in.Year >= 2000 && in.Year < 2100, "year", "inspect.round.year_odd")
	c.That(in.Starts != "", "starts", "inspect.round.starts_missing")
	c.That(in.Ends > in.Starts, "ends", "inspect.round.ends_before_start")
	return c.Err()
}

// Approve puts the round in force by a collective decision; whoever drafts does not decide, which
// the two rights keep apart.
func (r *Round) Approve(decision string, by string, on clock.Day) error {
	if r.State != RoundDraft {
		return fault.Conflict("inspect.round.not_draft")
	}
	if strings.TrimSpace(decision) == "" {
		return fault.Invalid(fault.On("decision", "inspect.round.decision_missing"))
	}
	r.State, r.Decision, r.DecidedBy, r.DecidedOn = RoundApproved, decision, by, on
	return nil
}

// Duties in a team.
const (
	DutyLeader = "leader"
	DutyDeputy = "deputy"
	DutyMember = "member"
)

// Team is one inspection team (督察组), authorised for one round only (一次一授权).
type Team struct {
	ID         TeamID
	Round      RoundID
	Position   int
	Name       string
	Authority  string // number of the authorising decision
	Authorised clock.Day
	Until      clock.Day
	Members    []TeamMember
	Version    int64
}

// TeamMember is one person of a team.
type TeamMember struct {
	Person string
	Name   string
	Duty   string
}

// NewTeam is what is entered to authorise a team.
type NewTeam struct {
	Round     RoundID
	Position  int
	Name      string
	Authority string
	Until     clock.Day
	Members   []TeamMember
}

// check holds the rules of a team's make-up: one leader, at least one deputy, nobody twice, five to
// seven people by usage (DOMAIN.md 2.11) of which only the lower bound of four is enforced, because
// a paper needs two handlers, a reviewer and an approver who are all different people.
func (in NewTeam) check() error {
	var c fault.Check
	count, seen := map[string]int{}, map[string]bool{}
	for _, m := range in.Members {
		count[m.Duty]++
		c.That(!seen[m.Person], "members", "inspect.team.person_twice", "name", m.Name)
		seen[m.Person] = true
	}
	c.That(strings.TrimSpace(in.Name) != "", "name", "inspect.team.name_missing")
	c.That(strings.TrimSpace(in.Authority) != "", "authority", "inspect.team.authority_missing")
	c.That(in.Until != "", "until", "inspect.team.until_missing")
	c.That(count[DutyLeader] == 1, "members", "inspect.team.one_leader")
	c.That(count[DutyDeputy] >= 1, "members", "inspect.team.deputy_missing")
	c.That(len(in.Members) >= 4, "members", "inspect.team.too_small")
	return c.Err()
}

func oneOf(s string, list []string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
