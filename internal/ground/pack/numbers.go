package pack

import (
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Party is a pack of the numbers by which Party organisations, admission and training are judged.
const Party Kind = "party"

// The numbers that a pack of kind party has to give, all of them: code that reads one always finds it.
const (
	BranchLeast       = "branch_least"         // full members that form a branch
	BranchMost        = "branch_most"          // members of a branch
	JointMost         = "joint_most"           // units of a joint branch
	CommitteeFrom     = "committee_from"       // full members from which a branch elects a committee
	CommitteeLeast    = "committee_least"      // its smallest size
	CommitteeMost     = "committee_most"       // its largest
	OfficersMost      = "officers_most"        // a branch without a committee: secretary and deputy
	TermNear          = "term_near_days"       // from when a term is said to run out
	DayHours          = "day_hours"            // class hours of a day
	HalfDayHours      = "half_day_hours"       // of half a day
	MemberHours       = "member_hours"         // a member's yearly minimum
	OfficerHours      = "officer_hours"        // that of secretary and committee
	OfficerCourses    = "officer_courses"      // concentrated courses of secretary and committee in a year
	NewSecretary      = "new_secretary_months" // within which a new secretary is trained
	CandidateHours    = "candidate_hours"      // training of a candidate for membership
	ObservationMonths = "observation_months"   // between two observations
)

var partyNumbers = []string{BranchLeast, BranchMost, JointMost, CommitteeFrom, CommitteeLeast, CommitteeMost, OfficersMost, TermNear, DayHours, HalfDayHours,
	MemberHours, OfficerHours, OfficerCourses, NewSecretary, CandidateHours, ObservationMonths}

// Number is one number of a pack with where it comes from.
type Number struct {
	Code  string
	Title Text
	Value int
	Cites []Cite
}

// Number is the value of a number; 0 when the pack has none of that code.
func (p *Pack) Number(code string) int {
	for _, n := range p.Numbers {
		if n.Code == code {
			return n.Value
		}
	}
	return 0
}

// numbers are the fields of a party pack. The numbers stand as categories too, so that the pages of packs list and
// compare them.
func (r *reader) numbers(p *Pack) []field {
	return []field{must("sources", r.vocabulary("sources")), must("numbers", func(v *yaml.Node) {
		r.list(v, func(x *yaml.Node) { p.Numbers = append(p.Numbers, r.number(x, p)) })
		var missing []string
		for _, code := range partyNumbers {
			if !slices.ContainsFunc(p.Numbers, func(n Number) bool { return n.Code == code }) {
				missing = append(missing, code)
			}
		}
		if len(missing) > 0 {
			r.fail(v, "missing_number", "codes", strings.Join(missing, ", "))
		}
	})}
}

func (r *reader) number(n *yaml.Node, p *Pack) Number {
	var x Number
	line := n.Line
	r.mapping(n,
		must("code", func(v *yaml.Node) { x.Code = r.oneOf(v, partyNumbers); r.once(v, "codes") }),
		must("title", func(v *yaml.Node) { x.Title = r.text(v) }),
		must("value", func(v *yaml.Node) { x.Value = r.count(v, 0, 1000) }),
		must("cite", func(v *yaml.Node) { x.Cites = r.cites(v) }))
	value := strconv.Itoa(x.Value)
	p.Categories = append(p.Categories, Category{Code: x.Code, Title: Text{Zh: x.Title.Zh + "：" + value, En: x.Title.En + ": " + value}, Cites: x.Cites, Line: line})
	return x
}
