package rectify

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

var update = flag.Bool("update", false, "write docs/states.md anew")

func TestTableIsWhole(t *testing.T) {
	for _, fault := range tableFaults(Moves) {
		t.Error(fault)
	}
	// the planted faults: a state nobody reaches, a second right for one action, a way out of the end
	broken := append(slices.Clone(Moves),
		Move{Action: ActClose, From: []State{Voided}, To: Closed, Right: access.ReadItem, Records: "rectify.close"},
		Move{Action: "drift", From: []State{"nowhere"}, Right: access.ReadItem})
	got := strings.Join(tableFaults(broken), "\n")
	for _, want := range []string{"close has two rights", "drift is not recorded", "drift starts at unknown nowhere", "voided is an end"} {
		if !strings.Contains(got, want) {
			t.Errorf("not caught: %s in\n%s", want, got)
		}
	}
}

func tableFaults(moves []Move) (faults []string) {
	add := func(f string, args ...any) { faults = append(faults, fmt.Sprintf(f, args...)) }
	first, seen, reached := map[Action]Move{}, map[string]bool{}, map[State]bool{}
	for _, m := range moves {
		if f, ok := first[m.Action]; ok && (f.Right != m.Right || f.Or != m.Or || f.Apart != m.Apart || f.Records != m.Records) {
			add("%s has two rights, rules or records", m.Action)
		} else if !ok {
			first[m.Action] = m
		}
		if !strings.HasPrefix(m.Records, "rectify.") {
			add("%s is not recorded", m.Action)
		}
		reached[m.To] = true
		for _, s := range m.From {
			if !slices.Contains(States, s) {
				add("%s starts at unknown %s", m.Action, s)
			}
			if s == Voided && m.To != "" {
				add("voided is an end, %s leaves it", m.Action)
			}
			if key := string(m.Action) + "/" + string(s); seen[key] {
				add("%s leads two ways", key)
			} else {
				seen[key] = true
			}
		}
	}
	for _, s := range States {
		if !reached[s] {
			add("%s is never reached", s)
		}
	}
	return faults
}

// TestEveryStateEveryActionEveryRole walks all of it against rules written down a second time, in
// the words of DOMAIN.md 3.3: who may do it, and from where.
func TestEveryStateEveryActionEveryRole(t *testing.T) {
	ours, theirs := "office verifier leader", "unit unithead lead owner"
	hands := map[Action]string{
		ActRegister: "office", ActSign: "unithead", ActReport: "unit lead owner", ActMostly: "unit lead owner", ActAsk: "unit unithead lead owner",
		ActExtend: "office", ActClaim: "unithead", ActBegin: "verifier", ActVerify: "verifier", ActPropose: "verifier", ActClose: "office",
		ActReturn: "office verifier", ActStand: "office leader", ActMilestone: "unit lead owner", ActVoid: "leader", ActKeep: "office verifier",
		ActRelapse: "office verifier", ActFile: "unit lead owner verifier", ActAmend: "office", ActNote: ours + " " + theirs + " teamleader teamdeputy member",
	}
	ways := map[Action]map[State]State{
		ActSign:    {Listed: Signed, Relapsed: Signed},
		ActReport:  {Signed: Working, Working: Working, Returned: Working, MostlyDone: MostlyDone},
		ActMostly:  {Working: MostlyDone},
		ActAsk:     {Signed: Signed, Working: Working, MostlyDone: MostlyDone, Returned: Returned},
		ActExtend:  {Signed: Signed, Working: Working, MostlyDone: MostlyDone, Returned: Returned},
		ActClaim:   {Working: Claimed, MostlyDone: Claimed, Standing: Claimed},
		ActBegin:   {Claimed: Verifying},
		ActVerify:  {Claimed: Verifying, Verifying: Verifying},
		ActPropose: {Verifying: Verifying},
		ActClose:   {Verifying: Closed},
		ActReturn:  {Claimed: Returned, Verifying: Returned},
		ActStand:   {Working: Standing, MostlyDone: Standing, Claimed: Standing, Verifying: Standing},
		ActKeep:    {Closed: Closed, Standing: Standing},
		ActRelapse: {Closed: Relapsed, Standing: Relapsed}, ActMilestone: {Standing: Standing},
	}
	for _, s := range States {
		if s != Voided {
			put(ways, ActVoid, s, Voided, s != Closed)
			put(ways, ActFile, s, s, s != Closed)
			put(ways, ActAmend, s, s, s != Closed)
		}
		put(ways, ActNote, s, s, true)
	}
	tried := 0
	for _, m := range Moves {
		for _, from := range States {
			it := &Item{State: from, UnitOrd: 100, UnitLast: 200, UnitDepth: 1, Unit: "u"}
			err := it.move(m.Action)
			if to, ok := ways[m.Action][from]; ok && (err != nil || it.State != to) || !ok && !fault.Is(err, fault.KindConflict) {
				t.Errorf("%s from %s: %v, %s", m.Action, from, err, it.State)
			}
			for _, role := range access.Roles {
				tried++
				outside := who.Actor{Login: "l", Person: "p", UnitOrd: 5, Grants: []who.Grant{{Role: role, First: 1, Last: 1000}}}
				if got, want := it.may(outside, m.Action) == nil, slices.Contains(strings.Fields(hands[m.Action]), role); got != want {
					t.Errorf("%s by %s: %v, want %v", m.Action, role, got, want)
				}
				inside := outside
				inside.UnitOrd = 150
				if m.Apart != Anyone && it.may(inside, m.Action) == nil {
					t.Errorf("%s by %s of the unit itself was allowed", m.Action, role)
				}
				far := outside
				far.Grants = []who.Grant{{Role: role, First: 300, Last: 400}}
				if !fault.Is(it.may(far, m.Action), fault.KindNotFound) {
					t.Errorf("%s by %s of another branch is not 'not found'", m.Action, role)
				}
			}
		}
	}
	if tried < 20*11*14 {
		t.Fatalf("only %d tries", tried)
	}
}

func put(ways map[Action]map[State]State, a Action, from, to State, if_ bool) {
	if !if_ {
		return
	}
	if ways[a] == nil {
		ways[a] = map[State]State{}
	}
	ways[a][from] = to
}

// TestDiagramIsCurrent keeps docs/states.md the picture of the table; -update draws it anew.
func TestDiagramIsCurrent(t *testing.T) {
	const file = "../../../docs/states.md"
	want := Diagram()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Fatalf("docs/states.md is not what the table says; run: go test ./internal/rooms/rectify -run Diagram -update (%v)", err)
	}
}
