package partyorg

import (
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// Kinds of members.
const (
	Full         = "full"         // 正式党员
	Probationary = "probationary" // 预备党员
)

// MemberKinds in the order of forms.
var MemberKinds = []string{Full, Probationary}

// Flows of members (流动党员): away from the branch, or here while another organisation keeps them.
const (
	FlowOut = "out"
	FlowIn  = "in"
)

// Flows in the order of forms; the empty one is none.
var Flows = []string{"", FlowOut, FlowIn}

// Member is one stretch of somebody's membership: a branch and a kind, from a day, perhaps until a day.
type Member struct {
	ID        string
	Person    string
	Name      string
	Badge     string
	Party     string
	PartyName string
	Ord       int64
	Placed    bool // in a branch
	Kind      string
	Since     clock.Day
	Until     clock.Day
	Flow      string
	FlowPlace string
	FlowSince clock.Day
	Basis     string
	MadeBy    string
	MadeAt    time.Time
	Version   int64
}

// Place is where acts on the member happen.
func (m Member) Place() access.Place { return memberPlace(m.Ord, m.ID) }

func memberPlace(ord int64, id string) access.Place {
	return access.Place{Ord: ord, Kind: access.KindMember, ID: id}
}

// Enrolment is a member to be entered. Person and Party are ids.
type Enrolment struct {
	Person, Party string
	Kind          string
	Since         clock.Day
	Basis         string
	Flow          string
	FlowPlace     string
	FlowSince     clock.Day
}

func (in *Enrolment) check(today clock.Day) error {
	in.Basis, in.FlowPlace = strings.TrimSpace(in.Basis), strings.TrimSpace(in.FlowPlace)
	var c fault.Check
	c.That(in.Person != "", "person", "partyorg.member.person_missing")
	c.That(in.Party != "", "party", "partyorg.member.party_missing")
	c.That(slices.Contains(MemberKinds, in.Kind), "kind", "partyorg.member.kind_unknown")
	c.That(len([]rune(in.Basis)) <= 200, "basis", "partyorg.too_long", "max", 200)
	dayWithin(&c, "since", in.Since, today)
	checkFlow(&c, in.Flow, in.FlowPlace, in.FlowSince, today)
	return c.Err()
}

func checkFlow(c *fault.Check, flow, place string, since, today clock.Day) {
	c.That(slices.Contains(Flows, flow), "flow", "partyorg.member.flow_unknown")
	c.That(flow == "" || place != "", "flow_place", "partyorg.member.flow_place_empty")
	c.That(len([]rune(place)) <= 120, "flow_place", "partyorg.too_long", "max", 120)
	if flow != "" {
		dayWithin(c, "flow_since", since, today)
	}
}

func dayWithin(c *fault.Check, field string, d, today clock.Day) {
	_, err := clock.ParseDay(string(d))
	c.That(err == nil, field, "org.day_form")
	c.That(err != nil || d <= today, field, "partyorg.day_future", "today", string(today))
	c.That(err != nil || d >= "1950-01-01", field, "org.day_form")
}

// Move ends the membership in one branch and begins it in another on the day; the kind stays.
func (m Member) Move(party string, ord int64, placed bool, since clock.Day, basis string) (was, now Member, err error) {
	if m.Until != "" {
		return m, m, fault.Conflict("partyorg.member.ended")
	}
	var c fault.Check
	c.That(party != m.Party, "party", "partyorg.member.same_branch")
	c.That(since > m.Since, "since", "partyorg.member.before_since", "since", string(m.Since))
	c.That(strings.TrimSpace(basis) != "", "basis", "partyorg.member.basis_empty")
	if err := c.Err(); err != nil {
		return m, m, err
	}
	now = m
	m.Until = since.Add(-1)
	now.Party, now.Ord, now.Placed, now.Since, now.Basis, now.Flow, now.FlowPlace, now.FlowSince = party, ord, placed, since, strings.TrimSpace(basis), "", "", ""
	return m, now, nil
}
