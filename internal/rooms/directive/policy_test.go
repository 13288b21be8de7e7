package directive

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// sayings compares the moves of a duty with the table of policy.
func sayings(moves []Move) (faults []string) {
	used := map[access.Right][]string{}
	for _, m := range moves {
		used[m.Right] = append(used[m.Right], string(m.From))
		if m.Right == access.AcceptTask && access.RuleOf(m.Right).Keeps&access.ByHand == 0 {
			faults = append(faults, "who reports may accept")
		}
	}
	for right, states := range used {
		for _, s := range States {
			if r := access.RuleOf(right); slices.Contains(states, string(s)) != slices.Contains(r.When, string(s)) {
				faults = append(faults, fmt.Sprintf("%s in %s", r.Number(), s))
			}
		}
	}
	for _, s := range States { // handing down is no move; its rule is asked itself
		_, _, err := Duty{State: s}.handDown(&db.Tx{}, Task{}, Handing{Due: "no day"})
		if conflict := strings.HasPrefix(fmt.Sprint(err), "conflict"); conflict == slices.Contains(access.RuleOf(access.AssignTask).When, string(s)) {
			faults = append(faults, fmt.Sprintf("handing down in %s: %v", s, err))
		}
	}
	return faults
}

// TestMovesAndPolicySayTheSame: the room's table and the policy have the same states.
func TestMovesAndPolicySayTheSame(t *testing.T) {
	for _, f := range sayings(Moves) {
		t.Error(f)
	}
	if got := sayings(append(slices.Clone(Moves), Move{Accepted, ActReport, Reported, access.DoTask, true})); len(got) != 1 || got[0] != "Q-213 in accepted" {
		t.Errorf("a move too many was not found: %v", got)
	}
}
