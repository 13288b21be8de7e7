package campaign

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"

	"plumbline/internal/hall/access"
)

var update = flag.Bool("update", false, "write docs/campaign-states.md")

// faultsOf are what is wrong with a table of moves: a state that nothing leads to or out of, a way around the
// approval, an act that two moves make from one state, a judgement without another hand.
func faultsOf(moves []Move) (faults []string) {
	reached := map[State]bool{Draft: true}
	leads := map[State]bool{}
	seen := map[string]bool{}
	for _, m := range moves {
		reached[m.To], leads[m.From] = true, true
		key := string(m.From) + " " + string(m.Act)
		if seen[key] {
			faults = append(faults, "twice: "+key)
		}
		seen[key] = true
		if m.Right == access.ApproveCampaign && !slices.Contains(m.Needs, NeedOther) {
			faults = append(faults, fmt.Sprintf("%s from %s may be judged by its drafter", m.Act, m.From))
		}
		before := m.From == Draft || m.From == Submitted
		after := m.To != Draft && m.To != Submitted && m.To != Withdrawn
		if before && after && m.Act != ActApprove {
			faults = append(faults, fmt.Sprintf("%s passes by the approval", m.Act))
		}
	}
	for _, s := range States {
		end := s == Finished || s == Withdrawn
		if !reached[s] {
			faults = append(faults, "nothing leads to "+string(s))
		}
		if leads[s] == end {
			faults = append(faults, "ends or does not end: "+string(s))
		}
	}
	return faults
}

func TestMoves(t *testing.T) {
	for _, f := range faultsOf(Moves) {
		t.Error(f)
	}
	planted := append(slices.Clone(Moves), Move{Draft, ActStudy, Study, access.EditCampaign, nil, ""}, Move{Finished, ActFinish, Draft, access.ApproveCampaign, nil, ""})
	if got := faultsOf(planted); len(got) != 3 {
		t.Errorf("planted faults: %v", got)
	}
}

// The six states of DOMAIN.md 7.2 are all there, each with its name.
func TestStatesAreNamed(t *testing.T) {
	for _, s := range States {
		if stateNames[s] == "" {
			t.Errorf("%s has no name", s)
		}
	}
	for _, want := range []string{"动员部署", "学习教育", "自查自纠", "查纠整改", "总结提升", "验收·回头看"} {
		found := false
		for _, name := range stateNames {
			found = found || name == want
		}
		if !found {
			t.Errorf("no state %s", want)
		}
	}
}

func TestDiagramIsCurrent(t *testing.T) {
	const file = "../../../docs/campaign-states.md"
	if *update {
		if err := os.WriteFile(file, []byte(Diagram()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(file)
	if err != nil || string(raw) != Diagram() {
		t.Errorf("docs/campaign-states.md is not what the table says (go test ./internal/rooms/campaign -run Diagram -update): %v", err)
	}
}

// The table of opinions and the policy say the same: who answered does not approve.
func TestOpinionMovesKeepHandsApart(t *testing.T) {
	if access.RuleOf(access.ApproveAnswer).Keeps&access.ByHand == 0 {
		t.Error("who answered may approve")
	}
	for _, m := range OpinionMoves {
		if (m.Act == OpApprove || m.Act == OpReturn) && m.Right != access.ApproveAnswer {
			t.Errorf("%s by %s", m.Act, m.Right)
		}
	}
	if r := access.RuleOf(access.ReadOpinion); r.Most < access.P3 || slices.Contains(r.Roles, access.Member) {
		t.Error("what people outside said is P3, for those who work on it")
	}
	if r := access.RuleOf(access.ReceiveSelfReport); r.Most != 0 || len(r.Roles) != 0 || r.Named != access.P4 {
		t.Error("self-reports are for the persons named alone")
	}
}
