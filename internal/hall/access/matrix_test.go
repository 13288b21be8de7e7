package access

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"plumbline/internal/ground/who"
)

// nobody stands for an account without any role: the last row of the matrix.
const nobody Role = ""

// compare walks the matrix of the rights: every role × relation × class × state, and names each tuple
// on which the table and the oracle differ.
func compare(t testing.TB, rules ruleSet, o *oracle, rights []Right) (tuples int64, differences []string) {
	var mu sync.Mutex
	var n atomic.Int64
	work := make(chan Right)
	var wg sync.WaitGroup
	for range max(2, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for r := range work {
				k, bad := compareRight(t, rules, o, r)
				n.Add(k)
				mu.Lock()
				differences = append(differences, bad...)
				mu.Unlock()
			}
		})
	}
	for _, r := range rights {
		work <- r
	}
	close(work)
	wg.Wait()
	slices.Sort(differences)
	return n.Load(), differences
}

func compareRight(t testing.TB, rules ruleSet, o *oracle, r Right) (n int64, bad []string) {
	s := subjectOf(t, r)
	for _, role := range append(slices.Clone(Roles), nobody) {
		grants, held := map[Role]string{}, []who.Grant(nil)
		if role != nobody {
			grants[role] = "own"
			held = []who.Grant{{ID: "g", Role: role, First: spots["own"].span.First, Last: spots["own"].span.Last}}
		}
		for _, rel := range relations {
			k, found := compareScene(rules, o, r, s, rel, role, newScene(rel, s, grants), actorOf(rel, s, held))
			if n += k; len(found) > 0 {
				bad = append(bad, found...)
			}
			if len(bad) > 5000 { // enough to mend
				return n, bad
			}
		}
	}
	return n, bad
}

func actorOf(rel relation, s subject, held []who.Grant) who.Actor {
	a := rel.actor(held...)
	if rel.recusedOne {
		a.Kept = []who.Matter{{Kind: s.kind, ID: "m"}}
	}
	if rel.recusedAnother {
		a.Kept = []who.Matter{{Kind: s.kind, ID: "other"}}
	}
	return a
}

func compareScene(rules ruleSet, o *oracle, r Right, s subject, rel relation, role Role, sc *scene, a who.Actor) (n int64, bad []string) {
	p := rel.place(s)
	for _, class := range append([]Class{0}, Classes...) {
		p.Class = class
		sc.set(class, "")
		seen, err := sc.ask(o, r, looking)
		if err == nil && !seen && s.see != "" && Right(s.see) != r {
			seen, err = sc.sees(o, sight{Right(s.see), role, rel.name, s.matter, class})
		}
		want, asked := false, false
		for _, state := range append([]string{""}, s.states...) {
			n++
			p.State = state
			got := rules.decide(&a, r, &p)
			if !asked || o.states[r] {
				sc.set(class, state)
				var err2 error
				if want, err2 = sc.ask(o, r, acting); err == nil {
					err = err2
				}
				asked = true
			}
			if err != nil || got.Allow != want || got.Visible != seen || got.Rule == "" {
				bad = append(bad, fmt.Sprintf("%s by %q, %s, class %s, state %q: table allow=%v visible=%v (%s), oracle allow=%v visible=%v %v",
					r, role, rel.name, class, state, got.Allow, got.Visible, got.Rule, want, seen, err))
			}
		}
	}
	return n, bad
}

func allRights() (out []Right) {
	for _, r := range table {
		out = append(out, r.Right)
	}
	return out
}

// TestMatrix is T-MATRIX: the compiled table and the policy stated a second time in Cedar say the same
// for every role, right, relation, class and state.
func TestMatrix(t *testing.T) {
	rights := allRights()
	o := newOracle(t, readOracle(t), rights)
	n, bad := compare(t, rules, o, rights)
	for _, b := range bad[:min(len(bad), 25)] {
		t.Error(b)
	}
	t.Logf("%d tuples: %d roles × %d rights × %d relations × %d classes × their states, %d differences", n, len(Roles)+1, len(rights), len(relations), len(Classes)+1, len(bad))
	if n < 500_000 {
		t.Errorf("only %d tuples", n)
	}
}

// TestMatrixOfTwoRoles samples persons with two roles at different units: grants add up, exclusions
// still beat them all.
func TestMatrixOfTwoRoles(t *testing.T) {
	rights := allRights()
	o := newOracle(t, readOracle(t), rights)
	rnd := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a fixed sample
	pick := []string{"root", "upper", "own", "below", "sibling", "far"}
	for range 1500 {
		r := rights[rnd.IntN(len(rights))]
		rel, s := relations[rnd.IntN(len(relations))], subjectOf(t, r)
		one, two := Roles[rnd.IntN(len(Roles))], Roles[rnd.IntN(len(Roles))]
		if one == two {
			continue
		}
		grants := map[Role]string{one: pick[rnd.IntN(len(pick))], two: pick[rnd.IntN(len(pick))]}
		var held []who.Grant
		for _, role := range []Role{one, two} {
			span := spots[grants[role]].span
			held = append(held, who.Grant{ID: role, Role: role, First: span.First, Last: span.Last})
		}
		if _, bad := compareScene(rules, o, r, s, rel, one+"+"+two, newScene(rel, s, grants), actorOf(rel, s, held)); len(bad) > 0 {
			t.Fatalf("%v: %s", grants, bad[0])
		}
	}
}

// TestMatrixFindsAFlippedLine is the control of T-MATRIX: one line changed in either statement is
// found, and the tuple is named.
func TestMatrixFindsAFlippedLine(t *testing.T) {
	rights := allRights()
	text := readOracle(t)
	o := newOracle(t, text, rights)
	line := func(right Right, change func(*Rule)) ruleSet {
		lines := slices.Clone(table)
		for i := range lines {
			if lines[i].Right == right {
				change(&lines[i])
			}
		}
		return byRight(lines)
	}
	for _, c := range []struct {
		what   string
		right  Right
		change func(*Rule)
		want   string
	}{
		{"a role too many", VerifyItem, func(r *Rule) { r.Roles = []Role{Verifier, Office} }, `item.verify by "office", own unit`},
		{"a role too few", DoMeasure, func(r *Rule) { r.Roles = []Role{Liaison, Lead} }, `measure.do by "owner", own unit`},
		{"an administrator in business", ReadItem, func(r *Rule) { r.Roles = append(slices.Clone(r.Roles), SysAdmin) }, `item.read by "sysadmin"`},
		{"a class too high", ReadFeedback, func(r *Rule) { r.Most = P3 }, `feedback.read by "unithead", own unit, class P3`},
		{"a team right by the tree", WritePaper, func(r *Rule) { r.Roles, r.Most = r.Team, P4 }, `paper.write by "member", another team`},
		{"a state too many", CloseItem, func(r *Rule) { r.When = append(slices.Clone(r.When), "working") }, `item.close by "office", own unit, class , state "working"`},
		{"a side forgotten", CloseItem, func(r *Rule) { r.Keeps = ByHand }, `item.close by "office", lead or owner`},
		{"the own hand forgotten", ApprovePaper, func(r *Rule) { r.Keeps = 0 }, `paper.approve by "teamleader", had it in hand`},
		{"no matter", ReadDirective, func(r *Rule) { r.Kind = KindPack }, `directive.read by "office", recused from the unit`},
		{"seen by another right", SignItem, func(r *Rule) { r.Sees = ReadOrg }, `item.sign by`},
	} {
		_, bad := compare(t, line(c.right, c.change), o, []Right{c.right})
		if !slices.ContainsFunc(bad, func(b string) bool { return strings.HasPrefix(b, c.want) }) {
			t.Errorf("%s was not found; %d differences, the first %q", c.what, len(bad), first(bad))
		}
	}
	for _, c := range []struct {
		what, old, new string
		right          Right
		want           string
	}{
		{"recusal forgotten", `when { resource in principal.recused }`, `when { false }`, ReadItem, `item.read by "office", recused from the unit`},
		{"about oneself", `when { resource.about.contains(principal) }`, `when { false }`, ReadItem, `item.read by "office", person concerned`},
		{"their line", `(principal has unithead && resource.aboutUnit in principal.unithead) ||`, ``, ReadItem, `item.read by "unithead", line of the person concerned`},
		{"named persons", `unless { resource.named.contains(principal) }`, `unless { true }`, ReadInspection, `inspection.read by "member", in the team, class P4`},
		{"a permit too many", `when { principal has verifier && resource in principal.verifier };` + "\n" + `permit (principal, action in [Action::"task.read"`,
			`when { principal has verifier };` + "\n" + `permit (principal, action in [Action::"task.read"`, VerifyItem, `item.verify by "verifier", elsewhere`},
		{"a state", `!["", "listed", "relapsed"]`, `!["", "listed"]`, SignItem, `item.sign by "unithead", own unit, class , state "relapsed"`},
		{"the responsible side", `(resource has side && principal in resource.side)`, `false`, VerifyItem, `item.verify by "verifier", of the responsible unit`},
	} {
		if !bytes.Contains(text, []byte(c.old)) {
			t.Errorf("%s: the oracle does not say %s", c.what, c.old)
			continue
		}
		other := newOracle(t, bytes.Replace(text, []byte(c.old), []byte(c.new), 1), rights)
		_, bad := compare(t, rules, other, []Right{c.right})
		if !slices.ContainsFunc(bad, func(b string) bool { return strings.HasPrefix(b, c.want) }) {
			t.Errorf("%s was not found; %d differences, the first %q", c.what, len(bad), first(bad))
		}
	}
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// BenchmarkDecide is the cost of one decision for a person with four roles.
func BenchmarkDecide(b *testing.B) {
	a := who.Actor{Login: "l", Person: "p", UnitOrd: 700, Recused: []who.Span{{First: 900, Last: 909}}}
	for _, role := range []Role{Member, Liaison, Lead, Office} {
		a.Grants = append(a.Grants, who.Grant{Role: role, First: 1, Last: 899})
	}
	p := Place{Ord: 222, Kind: KindItem, ID: "m", State: "verifying", Class: P2, Bound: []string{"x", "y"}, Side: who.Span{First: 300, Last: 310}}
	for b.Loop() {
		if !Decide(a, CloseItem, p).Allow {
			b.Fatal("refused")
		}
	}
}
