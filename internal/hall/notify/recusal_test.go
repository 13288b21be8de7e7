package notify_test

import (
	"context"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/notify"
	"plumbline/internal/hall/org"
)

// TestRecusedAreToldNothing: neither a role nor the own name brings a recused person a notice about
// the unit, and what came before is shown no more.
func TestRecusedAreToldNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, job := context.Background(), who.Job("test")
		h, n := access.New(d), notify.New(d)
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		var root, branch org.Unit
		persons := map[string]string{}
		ok(d.Write(ctx, job, func(tx *db.Tx) error {
			id, err := org.AddUnit(tx, org.UnitInput{Name: "市局", Kind: "city"}, "")
			if err != nil {
				return err
			}
			below, err := org.AddUnit(tx, org.UnitInput{Name: "城东分局", Parent: id, Kind: "branch"}, "")
			if err != nil {
				return err
			}
			for _, k := range []string{"one", "two"} {
				if persons[k], err = org.AddPerson(tx, org.PersonInput{Name: k, Unit: id}); err != nil {
					return err
				}
			}
			if root, err = org.UnitByID(tx, id); err != nil {
				return err
			}
			branch, err = org.UnitByID(tx, below)
			return err
		}))
		for _, k := range []string{"one", "two"} {
			id, err := h.MakeLogin(ctx, job, access.NewLogin{Login: k, Person: persons[k], Hash: "x"})
			ok(err)
			ok(h.Grant(ctx, job, access.NewGrant{Login: id, Role: access.Office, Unit: root.ID, Basis: "1"}))
		}
		tell := func(key string, to notify.To) {
			t.Helper()
			ok(d.Upkeep(ctx, job, func(tx *db.Tx) error {
				_, err := notify.Queue(tx, notify.Message{Key: key, Subject: "item_closed", Kind: "item", Ref: key, Unit: branch.ID, Ord: branch.Ord, Title: key, To: []notify.To{to}})
				return err
			}))
			_, err := n.Send(ctx)
			ok(err)
		}
		inbox := func(login string) (int, int) {
			t.Helper()
			a, _, _ := accesstest.Actor(t, h, login)
			p, err := n.Inbox(ctx, a, false, "")
			ok(err)
			return len(p.Notices), p.Unread
		}
		tell("before", notify.To{Role: access.Office, Ord: branch.Ord})
		if n, unread := inbox("one"); n != 1 || unread != 1 { // the control: without a recusal it comes
			t.Fatalf("before the recusal %d, %d", n, unread)
		}
		_, err := h.Recuse(ctx, job, access.NewRecusal{Person: persons["one"], Unit: branch.ID, Reason: "served", Basis: "1"})
		ok(err)
		if n, unread := inbox("one"); n != 0 || unread != 0 {
			t.Errorf("what came before is still shown: %d, %d", n, unread)
		}
		tell("by role", notify.To{Role: access.Office, Ord: branch.Ord})
		tell("by name", notify.To{Person: persons["one"]})
		if n, _ := inbox("two"); n != 2 {
			t.Errorf("the other one has %d of 2", n)
		}
		var delivered int64
		ok(d.Read(ctx, job, func(tx *db.Tx) (err error) {
			delivered, err = db.Value[int64](tx, `select count(*) from notify_notice`)
			return err
		}))
		if delivered != 3 { // before to both, by role to the other, by name to nobody
			t.Errorf("%d notices were delivered, not 3", delivered)
		}
	})
}
