package chronic

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"

	"plumbline/internal/hall/access"
)

var update = flag.Bool("update", false, "draw docs/chronic-states.md anew")

const diagramFile = "../../../docs/chronic-states.md"

// TestDiagramIsCurrent keeps docs/chronic-states.md the picture of the table.
func TestDiagramIsCurrent(t *testing.T) {
	if *update {
		if err := os.WriteFile(diagramFile, []byte(Diagram()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(diagramFile)
	if err != nil || string(have) != Diagram() {
		t.Fatalf("docs/chronic-states.md is not what the table says; run: go test ./internal/rooms/chronic -run Diagram -update (%v)", err)
	}
}

// flaws looks for what a table of moves must not have: a state without a way in, a running state without a
// way out, a side that judges itself.
func flaws(moves []Move) (out []string) {
	for _, s := range States {
		in := slices.ContainsFunc(moves, func(m Move) bool { return m.To == s })
		exit := slices.ContainsFunc(moves, func(m Move) bool { return slices.Contains(m.From, s) && m.To != "" && m.To != s })
		if !in {
			out = append(out, "no way into "+string(s))
		}
		if end := s == Handed || s == Clue || s == Dismissed; !exit && !end {
			out = append(out, "no way out of "+string(s))
		}
	}
	for _, m := range moves {
		r := access.RuleOf(m.Right)
		if r == nil {
			out = append(out, fmt.Sprintf("%s has no right", m.Act))
			continue
		}
		if (m.To == Accepted || m.To == Closed || m.To == Returned) && r.Keeps&access.BySide == 0 {
			out = append(out, fmt.Sprintf("%s is open to the unit's own side", m.Act))
		}
		if m.To == Closed && m.Side != NotTaker || m.To == Clue && m.Side != SecondHand {
			out = append(out, fmt.Sprintf("%s takes one person", m.Act))
		}
		if m.To == Working && slices.Contains(m.From, Planning) && len(m.Needs) < 3 {
			out = append(out, "work begins without the three fields")
		}
	}
	return out
}

func TestMovesHaveNoFlaw(t *testing.T) {
	for _, f := range flaws(Moves) {
		t.Error(f)
	}
	bad := slices.Clone(Moves)
	for i := range bad {
		switch bad[i].Act {
		case ActClose:
			bad[i].Side, bad[i].Right = Anyone, access.DoChronic
		case ActStart:
			bad[i].Needs = nil
		case ActReturn:
			bad[i].To = ""
		}
	}
	if got := flaws(bad); len(got) != 4 {
		t.Errorf("planted flaws found: %v", got)
	}
}

// TestEveryStateHasItsName keeps the names of the diagram complete.
func TestEveryStateHasItsName(t *testing.T) {
	for _, s := range States {
		if stateNames[s] == "" {
			t.Errorf("%s has no name", s)
		}
	}
}
