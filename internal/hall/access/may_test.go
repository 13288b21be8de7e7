package access

import (
	"testing"

	"pgregory.net/rapid"

	"plumbline/internal/ground/clock"
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

// business are the rights that touch business data; no administrator may hold one.
func TestAdministratorsHoldNoBusiness(t *testing.T) {
	allowed := map[Right]bool{ReadOrg: true, EditOrg: true, ImportOrg: true, MakeLogin: true, ReadLogin: true, GrantRole: true, ReadAudit: true, ReadSystem: true}
	check := func(p map[Role][]Right) (bad []string) {
		for role := range administrators {
			for _, r := range p[role] {
				if !allowed[r] {
					bad = append(bad, role+" "+string(r))
				}
			}
		}
		return bad
	}
	if bad := check(policy); bad != nil {
		t.Error(bad)
	}
	// the control: a planted right is found
	if bad := check(map[Role][]Right{SysAdmin: {ReadItem}}); len(bad) != 1 {
		t.Error("a planted business right of an administrator was not found")
	}
}

func TestEveryRightIsGivenAndKnown(t *testing.T) {
	for acting, seeing := range sees {
		for role, rights := range given {
			if rights[acting] && !rights[seeing] && !(acting == EditOrg || acting == ApproveFeedback) {
				t.Errorf("%s may %s but not %s", role, acting, seeing)
			}
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

func TestPasswords(t *testing.T) {
	h := HashPassword("correct horse battery")
	if !matches("correct horse battery", h) || matches("correct horse batterz", h) || matches("", "") {
		t.Error("password check is wrong")
	}
	for _, bad := range []string{"short", "liuyang-liuyang-1"} {
		if CheckPassword("liuyang", bad) == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	if err := CheckPassword("liuyang", "十五个汉字也可以当作很长的口令"); err != nil {
		t.Error(err)
	}
}

func TestGuessingWaitsOthersDoNot(t *testing.T) {
	c := clock.NewSettable(clock.Day("2026-06-18").Time())
	l := newLimiter(c)
	for range freeTries {
		l.failed("a\x00here")
	}
	if l.wait("a\x00here") <= 0 {
		t.Error("five failures do not wait")
	}
	if l.wait("a\x00there") > 0 {
		t.Error("a source that did not guess is held up")
	}
	c.Advance(mostWait)
	if l.wait("a\x00here") > 0 {
		t.Error("the wait does not end")
	}
}
