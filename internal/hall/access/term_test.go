package access_test

import (
	"context"
	"slices"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
)

func TestGrantsThatClash(t *testing.T) {
	at := func(role access.Role, first, last int64, since, until clock.Day) access.Term {
		return access.Term{Role: role, First: first, Last: last, Since: since, Until: until}
	}
	whole, branch, other := [2]int64{1, 99}, [2]int64{10, 19}, [2]int64{20, 29}
	for _, c := range []struct {
		what string
		x, y access.Term
		want string
	}{
		{"verifier over the unit where one is liaison", at(access.Liaison, branch[0], branch[1], "2026-01-01", ""), at(access.Verifier, whole[0], whole[1], "2026-02-01", ""), access.OwnerVerifies},
		{"the other way round", at(access.Verifier, whole[0], whole[1], "2026-02-01", ""), at(access.UnitHead, branch[0], branch[1], "2026-01-01", ""), access.OwnerVerifies},
		{"at another unit", at(access.Liaison, branch[0], branch[1], "2026-01-01", ""), at(access.Verifier, other[0], other[1], "2026-01-01", ""), ""},
		{"one after the other", at(access.Lead, branch[0], branch[1], "2026-01-01", "2026-03-31"), at(access.Verifier, branch[0], branch[1], "2026-04-01", ""), ""},
		{"on one common day", at(access.Lead, branch[0], branch[1], "2026-01-01", "2026-04-01"), at(access.Verifier, branch[0], branch[1], "2026-04-01", ""), access.OwnerVerifies},
		{"team leader", at(access.TeamLeader, whole[0], whole[1], "2026-01-01", ""), at(access.Verifier, branch[0], branch[1], "2026-04-01", ""), access.TeamVerifies},
		{"office and verifier", at(access.Office, whole[0], whole[1], "2026-01-01", ""), at(access.Verifier, whole[0], whole[1], "2026-01-01", ""), ""},
		{"administrator, wherever and whenever", at(access.Office, branch[0], branch[1], "2026-01-01", "2026-01-02"), at(access.Auditor, other[0], other[1], "2027-01-01", ""), access.AdminsApart},
		{"the same role twice", at(access.SysAdmin, 1, 9, "2026-01-01", ""), at(access.SysAdmin, 1, 99, "2026-01-01", ""), ""},
	} {
		if got := access.Clash(c.x, c.y); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
		if got := access.Clash(c.y, c.x); got != c.want {
			t.Errorf("%s, asked backward: %q, want %q", c.what, got, c.want)
		}
	}
}

func (w *town) roles(login string) (out []string) {
	w.t.Helper()
	of, err := w.h.RolesOf(context.Background(), who.Job("test"), login)
	w.ok(err)
	for _, x := range of.Terms {
		if x.In(w.today()) {
			out = append(out, x.Role+"@"+x.UnitName)
		}
	}
	return out
}

func TestChangesAreMadeTogetherOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		ctx := context.Background()
		sec, _, _ := accesstest.Actor(t, w.h, "sec")
		head, _, _ := accesstest.Actor(t, w.h, "head")
		before := w.roles("head")
		grant := func(role access.Role) access.NewGrant {
			return access.NewGrant{Role: role, Unit: w.branch.ID, Basis: "1号"}
		}
		refused := func(what string, actor who.Actor, in access.Changes, kind fault.Kind, rule string) {
			t.Helper()
			err := w.h.Change(ctx, actor, in)
			if f, ok := fault.As(err); !ok || f.Kind != kind || f.Rule != rule {
				t.Errorf("%s: %v", what, err)
			}
			if got := w.roles("head"); !slices.Equal(got, before) {
				t.Errorf("%s: half of it was made: %v", what, got)
			}
		}
		id := w.login["head"]
		of, err := w.h.RolesOf(ctx, sec, "head")
		w.ok(err)
		refused("a clash behind a good one", sec, access.Changes{Login: id, Grants: []access.NewGrant{grant(access.Owner), grant(access.Verifier)}}, fault.KindInvalid, access.OwnerVerifies)
		refused("an administrator's role", sec, access.Changes{Login: id, Grants: []access.NewGrant{grant(access.Owner), grant(access.Auditor)}}, fault.KindDenied, access.NeedsSecond)
		refused("no basis", sec, access.Changes{Login: id, Grants: []access.NewGrant{{Role: access.Owner, Unit: w.branch.ID}}}, fault.KindInvalid, "")
		refused("no reason", sec, access.Changes{Login: id, Revoke: []string{of.Terms[0].ID}}, fault.KindInvalid, "")
		refused("somebody else's grant", sec, access.Changes{Login: id, Revoke: []string{"x"}, Reason: "y"}, fault.KindNotFound, "")
		refused("by the head", head, access.Changes{Login: id, Grants: []access.NewGrant{grant(access.Owner)}}, fault.KindNotFound, "Q-113")
		if err := w.h.Change(ctx, sec, access.Changes{Login: sec.Login, Grants: []access.NewGrant{grant(access.Owner)}}); !fault.Is(err, fault.KindDenied) {
			t.Errorf("to oneself: %v", err)
		}

		checked, err := w.h.CheckGrants(ctx, sec, access.Changes{Login: id, Revoke: []string{of.Terms[0].ID}, Grants: []access.NewGrant{grant(access.Verifier), grant(access.Owner)}})
		w.ok(err)
		if checked[0].Rule != "" || checked[1].Rule != access.OwnerVerifies {
			t.Errorf("checked without what is revoked, with what comes before: %+v", checked)
		}
		w.ok(w.h.Change(ctx, sec, access.Changes{Login: id, Revoke: []string{of.Terms[0].ID}, Reason: "轮岗", Grants: []access.NewGrant{grant(access.Verifier)}}))
		if got := w.roles("head"); !slices.Equal(got, []string{"verifier@城东分局"}) {
			t.Errorf("after the change: %v", got)
		}
	})
}

// What the preview says is what the door decides: every right of every effect is allowed to the
// resolved actor, every limit is refused by the rule that it names.
func TestPreviewIsWhatTheDoorDecides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		ctx := context.Background()
		_, err := w.h.Recuse(ctx, who.Job("test"), access.NewRecusal{Person: w.person["officer"], Unit: w.branch.ID, Reason: "served", Basis: "1"})
		w.ok(err)
		actor, _, _ := accesstest.Actor(t, w.h, "officer")
		of, err := w.h.RolesOf(ctx, who.Job("test"), "officer")
		w.ok(err)
		preview := of.Preview(w.today(), of.Terms)
		if !slices.Equal(preview.Recused, actor.Recused) || len(preview.Grants) != len(actor.Grants) || preview.UnitOrd != actor.UnitOrd {
			t.Fatalf("preview %+v, actor %+v", preview, actor)
		}
		n := 0
		for _, e := range access.Effects(preview, of.Terms) {
			for _, r := range e.Rights {
				if n++; access.May(actor, r, access.Place{Ord: e.Term.First}) != nil {
					t.Errorf("%s is promised and refused", r)
				}
			}
		}
		limits := access.Limits(preview, of.Home, w.root.Ord, of.Recusals, w.today())
		if n < 20 || !slices.ContainsFunc(limits, func(l access.Limit) bool {
			return l.Case == "recused" && l.Unit == "城东分局" && l.Rule == access.RecusedUnit
		}) ||
			!slices.ContainsFunc(limits, func(l access.Limit) bool { return l.Case == "own_hand" && l.Rule == access.SameHand }) {
			t.Errorf("%d rights, limits %+v", n, limits)
		}
		// the control: on a day before the grant nothing is promised
		if early := of.Preview("2001-01-01", of.Terms); len(access.Effects(early, of.Terms)) != 0 {
			t.Error("a grant has effects before its first day")
		}
	})
}
