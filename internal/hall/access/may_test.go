package access

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

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

// A list and a single object must never differ: for every right, role set and place, the scope of a
// list holds exactly the places where May does not hide.
func TestListsAndObjectsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := who.Actor{Login: "l", Person: "p"}
		for range rapid.IntRange(0, 4).Draw(t, "grants") {
			first := rapid.Int64Range(1, 40).Draw(t, "first")
			a.Grants = append(a.Grants, who.Grant{Role: rapid.SampledFrom(Roles).Draw(t, "role"), First: first, Last: first + rapid.Int64Range(0, 20).Draw(t, "width")})
		}
		for _, r := range []Right{ReadItem, ReadOrg, ReadAudit, ReadDirective, ReadTask} {
			s := ScopeOf(a, r)
			for ord := int64(1); ord <= 60; ord++ {
				if s.Has(ord) != (May(a, r, Place{Ord: ord}) == nil) {
					t.Fatalf("%s at %d: list %v, object %v", r, ord, s.Has(ord), May(a, r, Place{Ord: ord}))
				}
			}
		}
	})
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
