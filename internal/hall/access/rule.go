package access

import (
	"slices"
	"strconv"
)

// Class is the class of data of TRUST.md 1.6; the zero value asks for no class.
type Class uint8

// The classes that a right may reveal. P0 is public, P5 (secrets) is revealed by no right.
const (
	P0 Class = iota + 1
	P1       // internal
	P2       // the units below
	P3       // the team
	P4       // the persons named
)

func (c Class) String() string {
	if c == 0 {
		return ""
	}
	return "P" + strconv.Itoa(int(c)-1)
}

// Classes in their order.
var Classes = []Class{P0, P1, P2, P3, P4}

// Kind is a kind of thing that rights act upon.
type Kind string

// The kinds. Those of matters obey recusals and the rules about persons concerned.
const (
	KindUnit       Kind = "unit"
	KindLogin      Kind = "login"
	KindPolicy     Kind = "policy"
	KindRecord     Kind = "record"
	KindSystem     Kind = "system"
	KindPack       Kind = "pack"
	KindDirective  Kind = "directive"
	KindDuty       Kind = "duty"
	KindRound      Kind = "round"
	KindInspection Kind = "inspection"
	KindPaper      Kind = "paper"
	KindFeedback   Kind = "feedback"
	KindItem       Kind = "item"
	KindPlan       Kind = "plan"
	KindYear       Kind = "dutyyear"
	KindReport     Kind = "dutyreport"
	KindBallot     Kind = "ballot"
	KindJoint      Kind = "joint"
	KindParty      Kind = "party"
	KindMember     Kind = "member"
	KindActivity   Kind = "activity"
	KindDecision   Kind = "decision"
	KindTraining   Kind = "training"
	KindWork       Kind = "partywork"
	KindBudget     Kind = "budget"
	KindCampaign   Kind = "campaign"
	KindSelfReport Kind = "selfreport"
	KindOpinion    Kind = "opinion"
	KindChronic    Kind = "chronic"
	KindVisit      Kind = "visit"
	KindAsking     Kind = "asking"
)

var matters = []Kind{KindDirective, KindDuty, KindRound, KindInspection, KindPaper, KindFeedback, KindItem, KindPlan,
	KindYear, KindReport, KindBallot, KindJoint, KindParty, KindMember, KindActivity, KindDecision, KindTraining, KindWork, KindBudget,
	KindCampaign, KindSelfReport, KindOpinion, KindChronic, KindVisit, KindAsking}

// IsMatter tells whether things of the kind are matters: a register, a pack or an account is not.
func (k Kind) IsMatter() bool { return slices.Contains(matters, k) }

// Apart names sides that a right keeps away.
type Apart uint8

// The sides.
const (
	BySide Apart = 1 << iota // who is bound: people of the responsible unit, its lead, its owner
	ByHand                   // who had the thing in hand before: reporter, handler, verifier, first signature
)

// Rule is one line of the table.
type Rule struct {
	No    int
	Right Right
	Sees  Right // the right to see what this one acts upon; itself for a right to see
	Kind  Kind
	Most  Class  // highest class shown to the roles that reach by the tree
	Roles []Role // by the tree: at the node of the grant and below
	Named Class  // highest class shown to the roles that reach by being named in the team
	Team  []Role // by the team
	When  []string
	Keeps Apart
}

// Number is how the rule is called on pages, in refusals and in the record.
func (r *Rule) Number() string { return "Q-" + strconv.Itoa(r.No) }

func rule(no int, right, sees Right, kind Kind, most Class, roles ...Role) Rule {
	return Rule{No: no, Right: right, Sees: sees, Kind: kind, Most: most, Roles: roles}
}

func (r Rule) in(states ...string) Rule { r.When = states; return r }

func (r Rule) team(most Class, roles ...Role) Rule { r.Named, r.Team = most, roles; return r }

func (r Rule) apart(sides ...Apart) Rule {
	for _, s := range sides {
		r.Keeps |= s
	}
	return r
}

// gives tells whether the role has the right, by the tree or by the team.
func (r *Rule) gives(role Role) bool {
	return slices.Contains(r.Roles, role) || slices.Contains(r.Team, role)
}

var rules = byRight(table)

func byRight(t []Rule) ruleSet {
	out := make(ruleSet, len(t))
	for i := range t {
		out[t[i].Right] = &t[i]
	}
	return out
}

// RuleOf is the line of the right, nil for a right that no line gives.
func RuleOf(r Right) *Rule { return rules[r] }

// Table is the whole table, for the matrix page and for tests; it is not to be changed.
func Table() []Rule { return table }

// Policy is the table by role: which rights each has, in the order of the table.
func Policy() map[Role][]Right {
	out := map[Role][]Right{}
	for i := range table {
		for _, role := range Roles {
			if table[i].gives(role) {
				out[role] = append(out[role], table[i].Right)
			}
		}
	}
	return out
}
