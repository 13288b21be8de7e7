package rectify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/hall/access"
)

// sayings compares the table of moves with the table of policy: the states in which a right may be
// used, and the sides that are kept away from it.
func sayings(moves []Move, table func(access.Right) *access.Rule) (faults []string) {
	used := map[access.Right]map[string]bool{}
	for _, m := range moves {
		for _, right := range []access.Right{m.Right, m.Or} {
			r := table(right)
			if right == "" || r == nil || r.Right == r.Sees {
				continue
			}
			if used[right] == nil {
				used[right] = map[string]bool{}
			}
			for _, s := range m.From {
				used[right][string(s)] = true
			}
			if m.Apart != Anyone && r.Keeps&access.BySide == 0 {
				faults = append(faults, fmt.Sprintf("%s: %s does not keep the unit's side away", m.Action, r.Number()))
			}
			if m.Apart == NotFirst && r.Keeps&access.ByHand == 0 {
				faults = append(faults, fmt.Sprintf("%s: %s does not keep the first hand away", m.Action, r.Number()))
			}
			if m.Apart == Anyone && m.From != nil && right == m.Right && r.Keeps != 0 {
				faults = append(faults, fmt.Sprintf("%s: %s keeps somebody away, the move does not", m.Action, r.Number()))
			}
		}
	}
	for right, states := range used {
		r := table(right)
		for _, s := range States {
			if states[string(s)] != slices.Contains(r.When, string(s)) {
				faults = append(faults, fmt.Sprintf("%s (%s) in %s: moves say %v, policy %v", r.Number(), right, s, states[string(s)], !states[string(s)]))
			}
		}
	}
	return faults
}

// TestMovesAndPolicySayTheSame: two tables, one truth.
func TestMovesAndPolicySayTheSame(t *testing.T) {
	for _, f := range sayings(Moves, access.RuleOf) {
		t.Error(f)
	}
	// the controls: a state too many in the moves, a state too few in the policy, a side forgotten
	more := slices.Clone(Moves)
	more[1].From = append(slices.Clone(more[1].From), Claimed)
	if got := strings.Join(sayings(more, access.RuleOf), "\n"); !strings.Contains(got, "Q-403 (item.sign) in claimed") {
		t.Errorf("a move from one more state was not found: %s", got)
	}
	changed := func(right access.Right, change func(*access.Rule)) string {
		return strings.Join(sayings(Moves, func(r access.Right) *access.Rule {
			line := access.RuleOf(r)
			if r != right {
				return line
			}
			c := *line
			change(&c)
			return &c
		}), "\n")
	}
	if got := changed(access.ClaimItem, func(r *access.Rule) { r.When = r.When[1:] }); !strings.Contains(got, "Q-424 (item.claim) in working") {
		t.Errorf("a state that policy forgot was not found: %s", got)
	}
	if got := changed(access.CloseItem, func(r *access.Rule) { r.Keeps = 0 }); !strings.Contains(got, "close: Q-432 does not keep") {
		t.Errorf("a side that policy forgot was not found: %s", got)
	}
}
