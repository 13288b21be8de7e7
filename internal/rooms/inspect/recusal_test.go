package inspect_test

import (
	"context"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/org"
)

// TestRecusedLeaveTheTeam: being named in the team does not help against a recusal, from the unit or
// from this inspection.
func TestRecusedLeaveTheTeam(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		w.onSite()
		var u org.Unit
		w.must(d.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
			u, err = org.UnitByID(tx, w.unit)
			return err
		}))
		for _, a := range []who.Actor{w.leader, w.one, w.office} {
			o, err := w.room.Overview(ctx, a)
			if w.must(err); len(o.Inspections) != 1 { // the control
				t.Fatalf("%s sees %d inspections", a.Name, len(o.Inspections))
			}
			for _, b := range []who.Actor{recusedFrom(a, []who.Span{{First: u.Ord, Last: u.Last}}, nil), recusedFrom(a, nil, []who.Matter{{Kind: "inspection", ID: string(w.inspection)}})} {
				_, err := w.room.Site(ctx, b, w.inspection)
				w.kind(err, fault.KindNotFound, b.Name+" opens it")
				o, err := w.room.Overview(ctx, b)
				if w.must(err); len(o.Inspections) != 0 {
					t.Errorf("%s still sees %d", b.Name, len(o.Inspections))
				}
				_, err = w.room.Draft(ctx, b, w.inspection, facts, w.two.Person)
				w.kind(err, fault.KindNotFound, b.Name+" writes a paper")
			}
		}
	})
}

func recusedFrom(a who.Actor, spans []who.Span, kept []who.Matter) who.Actor {
	a.Recused, a.Kept = spans, kept
	return a
}
