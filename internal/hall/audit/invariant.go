package audit

import (
	"encoding/json"
	"slices"
	"strings"
)

// Invariant is a rule that the record itself can prove, by somebody who trusts no room. Its sentence is
// the words key audit.invariant.<name>.
type Invariant struct {
	Name    string
	Fault   Fault
	Details bool // it needs the details of the entries
}

// Invariants are all of them, in the order of pages.
var Invariants = []Invariant{
	{"two_people", OneHand, false},
	{"admin_apart", AdminActed, true},
	{"admin_grant", GrantAlone, true},
	{"close_agreed", ClosedAlone, true},
	{"witness_agreed", WitnessAlone, true},
	{"no_ghost", Ghost, false},
	{"no_disabled", Disabled, false},
	{"adopt_once", AdoptedAgain, true},
	{"chained", PrevBroken, false},
	{"form", BadSchema, false},
}

// business are the rooms in which no administrator acts.
var business = []string{"rectify.", "inspect.", "directive.", "framework."}

// exempt may be recorded of anybody: a refusal is no act, and a job is nobody.
func exempt(l Line) bool {
	return strings.HasPrefix(l.Actor, "job:") || strings.HasPrefix(l.Action, "access.refused")
}

// rules remembers what the invariants need while the record passes in its order.
type rules struct {
	apart    apart
	made     map[string]bool // accounts
	disabled map[string]bool
	admin    map[string]bool // accounts that hold or held an administrator's role
	agreed   map[string]int  // code and object → approvals not used yet
	waiting  []need          // acts that want an approval
	coded    map[string]bool // codes for which anything was ever asked
	covered  map[string]string
	setUp    bool
	policy   json.RawMessage // what the house last declared
}

// need is an act that wants the approval under key.
type need struct {
	key   string
	index int64
	fault Fault
}

func newRules() *rules {
	return &rules{made: map[string]bool{}, disabled: map[string]bool{}, admin: map[string]bool{}, agreed: map[string]int{}, coded: map[string]bool{}, covered: map[string]string{}}
}

// details are the fields of entries' details that the invariants read.
type ruleDetails struct {
	Role   string
	Code   string            `json:"code"`
	Object string            `json:"object"`
	Tables map[string]string `json:"tables"`
}

var adminRoles = []string{"sysadmin", "secadmin", "auditor"}

// see takes one entry and answers the invariants that it breaks.
func (r *rules) see(l Line) []Fault {
	var bad []Fault
	check := func(ok bool, f Fault) {
		if !ok {
			bad = append(bad, f)
		}
	}
	var d ruleDetails
	if l.Detail != nil {
		_ = json.Unmarshal([]byte(l.Detail.Body), &d) // details of other forms hold none of these fields
	}
	check(!r.apart.broken(l), OneHand)
	if !exempt(l) {
		check(r.made[l.Actor] || !r.setUp, Ghost)
		check(!r.disabled[l.Actor], Disabled)
		room := slices.ContainsFunc(business, func(p string) bool { return strings.HasPrefix(l.Action, p) })
		check(!room || !r.admin[l.Actor], AdminActed)
	}
	switch l.Action {
	case "access.make_login":
		r.made[l.ID] = true
	case "access.disable":
		r.disabled[l.ID] = true
	case "access.enable":
		delete(r.disabled, l.ID)
	case "org.setup":
		r.setUp = true
	case "access.grant":
		r.granted(l, d)
	case "approve.ask":
		r.coded[d.Code] = true
	case "approve.yes":
		r.agreed[d.Code+"\x00"+d.Object]++
	case "rectify.close":
		if r.coded[l.Action] {
			r.waiting = append(r.waiting, need{l.Action + "\x00" + l.ID, l.Index, ClosedAlone})
		}
	case "audit.end_witness":
		r.waiting = append(r.waiting, need{"witness.end\x00" + l.ID, l.Index, WitnessAlone})
	case "audit.cover":
		for table, columns := range d.Tables {
			check(r.covered[table] != columns, AdoptedAgain)
			r.covered[table] = columns
		}
	case "audit.policy":
		if l.Detail != nil {
			r.policy = json.RawMessage(l.Detail.Body)
		}
	}
	return bad
}

func (r *rules) granted(l Line, d ruleDetails) {
	if !slices.Contains(adminRoles, d.Role) {
		return
	}
	r.admin[l.ID] = true
	if l.Actor != "job:setup" || r.setUp { // the ceremony makes the first three, once
		r.waiting = append(r.waiting, need{"access.grant\x00" + l.ID, l.Index, GrantAlone})
	}
}

// rest answers the acts for which no approval was found by the end: an approval and what it allows are
// written in one transaction, in either order.
func (r *rules) rest() (alone []need) {
	for _, n := range r.waiting {
		if r.agreed[n.key] == 0 {
			alone = append(alone, n)
			continue
		}
		r.agreed[n.key]--
	}
	return alone
}
