package access

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

func person(role Role, first, last int64) who.Actor {
	return who.Actor{Login: "l", Person: "p", Grants: []who.Grant{{Role: role, First: first, Last: last}}}
}

func TestPlaceDecides(t *testing.T) {
	office, head := person(Office, 1, 100), person(UnitHead, 10, 19)
	for _, c := range []struct {
		what string
		err  error
		kind fault.Kind
	}{
		{"office reads anywhere", May(office, ReadItem, Place{Ord: 55}), fault.KindInternal},
		{"office does not verify", May(office, VerifyItem, Place{Ord: 55}), fault.KindDenied},
		{"head signs at home", May(head, SignItem, Place{Ord: 12}), fault.KindInternal},
		{"next door does not exist", May(head, ReadItem, Place{Ord: 20}), fault.KindNotFound},
		{"and cannot be signed", May(head, SignItem, Place{Ord: 20}), fault.KindNotFound},
		{"a matter about oneself does not exist", May(office, ReadItem, Place{Ord: 5, About: []string{"p"}}), fault.KindNotFound},
		{"a member outside the team", May(person(Member, 1, 100), ReadInspection, Place{Ord: 5, Team: []string{"q"}}), fault.KindNotFound},
		{"a member of the team", May(person(Member, 1, 100), WritePaper, Place{Ord: 5, Team: []string{"p"}}), fault.KindInternal},
		{"nobody", May(who.Actor{}, ReadItem, Place{Ord: 5}), fault.KindNotFound},
	} {
		f, ok := fault.As(c.err)
		if c.kind == fault.KindInternal && c.err != nil || c.kind != fault.KindInternal && (!ok || f.Kind != c.kind) {
			t.Errorf("%s: %v", c.what, c.err)
		}
	}
}

// tree draws a random unit tree as stretches of numbers, the root first.
func tree(t *rapid.T) []who.Span {
	spans := []who.Span{{First: 1, Last: 60}}
	for range rapid.IntRange(2, 12).Draw(t, "units") {
		up := rapid.SampledFrom(spans).Draw(t, "above")
		if up.Last-up.First < 2 {
			continue
		}
		first := rapid.Int64Range(up.First+1, up.Last).Draw(t, "first")
		u := who.Span{First: first, Last: rapid.Int64Range(first, up.Last).Draw(t, "last")}
		if !slices.ContainsFunc(spans, func(x who.Span) bool { // units are beside each other or one holds the other
			return x.First < u.First && u.First <= x.Last && x.Last < u.Last || u.First < x.First && x.First <= u.Last && u.Last < x.Last || x.First == u.First
		}) {
			spans = append(spans, u)
		}
	}
	return spans
}

// row is one matter of a random world.
type row struct {
	id   string
	ord  int64
	team []string
}

// listed finds the rows of a list as a room's SQL does: by the scope, by the team, without what is
// kept away.
func listed(a who.Actor, r Right, rows []row) (ids []string) {
	scope := ScopeOf(a, r)
	for _, x := range rows {
		clear := !slices.Contains(scope.ExceptIDs, x.id) && !slices.ContainsFunc(scope.Except, func(e db.Range) bool { return e.First <= x.ord && x.ord <= e.Last })
		if scope.Has(x.ord) && clear || InTeam(a, r) && slices.Contains(x.team, a.Person) && clear {
			ids = append(ids, x.id)
		}
	}
	return ids
}

// A list and a single object must never differ: for random trees, roles, teams and recusals the list
// of every right to see holds exactly the rows that Decide opens one by one.
func TestListsAndObjectsAgree(t *testing.T) {
	forgot := 0 // how often a list that forgot the recusals would have shown too much
	rapid.Check(t, func(t *rapid.T) {
		units := tree(t)
		a := who.Actor{Login: "l", Person: "p"}
		for range rapid.IntRange(0, 4).Draw(t, "grants") {
			u := rapid.SampledFrom(units).Draw(t, "at")
			a.Grants = append(a.Grants, who.Grant{Role: rapid.SampledFrom(Roles).Draw(t, "role"), First: u.First, Last: u.Last})
		}
		for range rapid.IntRange(0, 3).Draw(t, "recusals") {
			a.Recused = append(a.Recused, rapid.SampledFrom(units).Draw(t, "recused"))
		}
		rows := make([]row, 30)
		for i := range rows {
			rows[i] = row{id: string(rune('a' + i)), ord: rapid.SampledFrom(units).Draw(t, "unit").First, team: rapid.SampledFrom([][]string{nil, {"q"}, {"q", "p"}}).Draw(t, "team")}
		}
		for _, line := range table {
			if line.Right != line.Sees {
				continue
			}
			b := a
			if rapid.Bool().Draw(t, "single") {
				b.Kept = []who.Matter{{Kind: string(line.Kind), ID: "c"}, {Kind: "other", ID: "d"}}
			}
			var want []string
			for _, x := range rows {
				p := Place{Ord: x.ord, Team: x.team, Kind: line.Kind, ID: x.id}
				if Decide(b, line.Right, p).Allow {
					want = append(want, x.id)
				}
				if (May(b, line.Right, p) == nil) != Decide(b, line.Right, p).Allow {
					t.Fatal("May and Decide differ")
				}
			}
			if got := listed(b, line.Right, rows); !slices.Equal(got, want) {
				t.Fatalf("%s: list %v, one by one %v", line.Right, got, want)
			}
			free := b
			free.Recused, free.Kept = nil, nil
			if len(listed(free, line.Right, rows)) > len(want) {
				forgot++
			}
		}
	})
	if forgot == 0 {
		t.Error("no world in which a forgotten recusal would have been seen")
	}
}

// A scope's condition in SQL means what Has means: tried in both databases by the rooms; here its
// shape.
func TestScopeOfRecused(t *testing.T) {
	a := person(Office, 1, 100)
	a.Recused = []who.Span{{First: 20, Last: 29}, {First: 22, Last: 24}}
	s := ScopeOf(a, ReadItem)
	var args db.Args
	if got := s.Where("x", &args); got != "((x between $1 and $2) and not (x between $3 and $4))" {
		t.Error(got)
	}
	if n := s.Within(db.Range{First: 21, Last: 25}); len(n.Ranges) != 0 || n.Has(23) {
		t.Errorf("a unit inside the recusal is left: %+v", n)
	}
	if n := s.Within(db.Range{First: 10, Last: 40}); !n.Has(10) || n.Has(25) || !n.Has(30) {
		t.Errorf("a unit around the recusal: %+v", n)
	}
	if s := ScopeOf(a, ReadOrg); !s.Has(22) {
		t.Error("the register of units is no matter")
	}
}

// No administrator holds a right over a matter, and none shows more than internal data (P1), but for
// the list of recusals, whose reasons are the persons' own.
func TestAdministratorsHoldNoBusiness(t *testing.T) {
	check := func(table []Rule) (bad []string) {
		for _, r := range table {
			for role := range administrators {
				if r.gives(role) && (r.Kind.IsMatter() || r.Most > P1 && r.Right != EditRecusal) {
					bad = append(bad, role+" "+string(r.Right))
				}
			}
		}
		return bad
	}
	if bad := check(table); bad != nil {
		t.Error(bad)
	}
	if bad := check([]Rule{rule(1, ReadItem, ReadItem, KindItem, P1, SysAdmin)}); len(bad) != 1 {
		t.Error("a planted business right of an administrator was not found")
	}
}

// The table is whole: numbers and rights stand once, every role is known, whoever may act may see,
// and nothing reveals more than what it sees.
func TestTableIsWhole(t *testing.T) {
	check := func(table []Rule) (bad []string) {
		no, right := map[int]bool{}, byRight(table)
		for i, r := range table {
			say := func(what string) { bad = append(bad, r.Number()+" "+what) }
			if no[r.No] {
				say("stands twice")
			}
			no[r.No] = true
			if right[r.Right] != &table[i] {
				say("gives a right that another line gives")
			}
			see := right[r.Sees]
			if see == nil || see.Sees != r.Sees {
				say("sees by what is no right to see")
				continue
			}
			for _, role := range append(slices.Clone(r.Roles), r.Team...) {
				if !slices.Contains(Roles, role) {
					say("knows no role " + role)
				}
				if !see.gives(role) {
					say("lets " + role + " act unseen")
				}
			}
			if len(r.Roles) == 0 != (r.Most == 0) || len(r.Team) == 0 != (r.Named == 0) {
				say("has a class without roles or roles without a class")
			}
		}
		return bad
	}
	if bad := check(table); bad != nil {
		t.Error(bad)
	}
	planted := append(slices.Clone(table), rule(401, "x.do", ReadItem, KindItem, P2, "king"), rule(998, ReadItem, ReadItem, KindItem, P2, Office), rule(999, "x.look", SignItem, KindItem, 0, Office))
	got := strings.Join(check(planted), "\n")
	for _, want := range []string{"Q-401 stands twice", "knows no role king", "lets king act unseen", "Q-401 gives a right that another", "Q-999 sees by what"} {
		if !strings.Contains(got, want) {
			t.Errorf("not found: %s in\n%s", want, got)
		}
	}
}

func TestAdministratorsApart(t *testing.T) {
	for _, c := range []struct {
		held []Role
		role Role
		want bool
	}{
		{nil, SysAdmin, false}, {[]Role{SysAdmin}, SecAdmin, true}, {[]Role{Office}, Auditor, true}, {[]Role{Auditor}, Office, true}, {[]Role{Office}, Verifier, false}, {[]Role{SysAdmin}, SysAdmin, false},
	} {
		if got := Excludes(c.held, c.role) != ""; got != c.want {
			t.Errorf("%v + %s: %v", c.held, c.role, got)
		}
	}
}
