package burden_test

import (
	"context"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/burden"
	"plumbline/internal/hall/org"
)

var ctx = context.Background()

type town struct {
	t *testing.T
	d *db.DB
	h *burden.Hall
	u map[string]org.Unit
}

func newTown(t *testing.T, d *db.DB) *town {
	w := &town{t: t, d: d, h: burden.New(d), u: map[string]org.Unit{}}
	err := d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		for _, x := range [][2]string{{"局", ""}, {"督察办", "局"}, {"政治部", "局"}, {"江南分局", "局"}, {"江北分局", "局"}} {
			id, err := org.AddUnit(tx, org.UnitInput{Name: x[0], Parent: w.u[x[1]].ID, Kind: "branch"}, "")
			if err != nil {
				return err
			}
			w.u[x[0]] = org.Unit{ID: id}
		}
		for name := range w.u {
			u, err := org.UnitByID(tx, w.u[name].ID)
			if err != nil {
				return err
			}
			w.u[name] = u
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *town) as(role access.Role, unit, home string) who.Actor {
	u := w.u[unit]
	return who.Actor{Login: role + unit, Name: role, Person: "p-" + role + unit, UnitOrd: w.u[home].Ord,
		Grants: []who.Grant{{ID: "g", Role: role, Unit: u.ID, UnitName: unit, First: u.Ord, Last: u.Last}}}
}

func (w *town) asking(title string, units ...string) burden.NewAsking {
	in := burden.NewAsking{Asker: w.u["督察办"].ID, Title: title, Wants: "一张表", Due: "2099-01-01", Cells: 7}
	for _, n := range units {
		in.Units = append(in.Units, w.u[n].ID)
	}
	return in
}

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// A thing handed in is found when the like is asked again, spares the typing, and another thing is not.
func TestNothingIsAskedTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		office, south := w.as(access.Office, "局", "督察办"), w.as(access.Liaison, "江南分局", "江南分局")
		first, err := w.h.Ask(ctx, office, w.asking("上半年民警培训学时统计", "江南分局", "江北分局"))
		w.ok(err)
		unit := w.u["江南分局"].ID
		w.ok(w.h.Answer(ctx, south, first, unit, burden.Reply{Text: "已汇总 38 学时"}))

		had, err := w.h.Preview(ctx, office, w.asking("民警上半年培训学时", "江南分局", "江北分局"))
		w.ok(err)
		if s := had[unit]; len(had) != 1 || s.Ref != first {
			t.Errorf("found %+v", had)
		}
		if had, _ = w.h.Preview(ctx, office, w.asking("涉案车辆停放场地清点", "江南分局")); len(had) != 0 {
			t.Errorf("another matter was taken for the same: %+v", had)
		}
		again, err := w.h.Ask(ctx, office, w.asking("民警上半年培训学时", "江南分局", "江北分局"))
		w.ok(err)
		w.ok(w.h.Answer(ctx, south, again, unit, burden.Reply{Original: true}))
		m, err := w.h.Unit(ctx, south, unit)
		w.ok(err)
		if len(m.Open) != 0 || len(m.Month) != 1 || m.Month[0].Asked != 2 || m.Month[0].Spared != 1 || m.Month[0].Auto != 7 || m.Month[0].Hand != 7 {
			t.Errorf("meter %+v", m)
		}
		rows, err := w.h.Units(ctx, office, w.u["督察办"].ID, "2099-01-01")
		w.ok(err)
		if len(rows) != 0 {
			t.Errorf("a month in which nothing was asked: %+v", rows)
		}
	})
}

// An asker is not told of what he or she could not open.
func TestTheOriginalIsShownToWhoMaySeeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		office, south := w.as(access.Office, "局", "督察办"), w.as(access.Liaison, "江南分局", "江南分局")
		unit := w.u["江南分局"].ID
		id, err := w.h.Ask(ctx, office, w.asking("上半年民警培训学时统计", "江南分局"))
		w.ok(err)
		w.ok(w.h.Answer(ctx, south, id, unit, burden.Reply{Text: "38 学时"}))
		// The task of a directive under the same title, which an overseer has no right to read.
		w.ok(d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
			for _, q := range []string{
				`insert into directive_directive (id, number, year, title, dated, unit_id, unit_ord, draft, tasks, made_by, made_at) values ('d', 'BS-1', 2026, '方案', '', '` + unit + `', 1, 1, 1, '', '2026-01-01T00:00:00.000Z')`,
				`insert into directive_task (id, directive_id, number, seq, node_id, draft, clause, quote, first_cp, last_cp, title, lead_id, assist, due, standard, made_at) values ('t', 'd', 'RW-1', 1, '', 1, '', '', 0, 0, '旧案卷宗交接清点', '', '[]', '', '', '2026-01-01T00:00:00.000Z')`,
				`insert into directive_duty (id, task_id, role, unit_id, unit_ord, due, state, reported_at) values ('u', 't', 'lead', '` + unit + `', 1, '', 'reported', '2026-06-01T00:00:00.000Z')`,
			} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			return audit.Record(tx, audit.Entry{Action: "directive.add", Kind: "directive", ID: "d", Version: 1})
		}))
		for _, x := range []struct {
			name string
			as   who.Actor
			want int
		}{{"旧案卷宗交接清点", office, 1}, {"旧案卷宗交接清点", w.as(access.Overseer, "局", "政治部"), 0}, {"上半年民警培训学时统计", w.as(access.Overseer, "局", "政治部"), 1}} {
			had, err := w.h.Preview(ctx, x.as, w.asking(x.name, "江南分局"))
			w.ok(err)
			if len(had) != x.want {
				t.Errorf("%s as %s: %+v", x.name, x.as.Name, had)
			}
		}
	})
}

// Who asks for more than the original says why, and then the original is no answer any more.
func TestAskingAgainTakesAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		office, south := w.as(access.Office, "局", "督察办"), w.as(access.Liaison, "江南分局", "江南分局")
		unit := w.u["江南分局"].ID
		id, err := w.h.Ask(ctx, office, w.asking("辅警名册核对情况", "江南分局"))
		w.ok(err)
		w.ok(w.h.Answer(ctx, south, id, unit, burden.Reply{Text: "见附表"}))
		if err := w.h.WantAgain(ctx, office, id, unit, " "); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("without a reason: %v", err)
		}
		w.ok(w.h.WantAgain(ctx, office, id, unit, "缺六月新增人员"))
		if err := w.h.Answer(ctx, south, id, unit, burden.Reply{Original: true}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("with the original: %v", err)
		}
		w.ok(w.h.Answer(ctx, south, id, unit, burden.Reply{Text: "已补六月"}))
		if err := w.h.Answer(ctx, south, id, unit, burden.Reply{Text: "再报"}); !fault.Is(err, fault.KindConflict) {
			t.Errorf("answered twice: %v", err)
		}
	})
}

func TestWhoMayAskAndAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		office, south, north := w.as(access.Office, "局", "督察办"), w.as(access.Liaison, "江南分局", "江南分局"), w.as(access.Liaison, "江北分局", "江北分局")
		unit := w.u["江南分局"].ID
		id, err := w.h.Ask(ctx, office, w.asking("值班表", "江南分局"))
		w.ok(err)
		if _, _, err := w.h.Asking(ctx, north, id); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("another unit sees it: %v", err)
		}
		if err := w.h.Answer(ctx, north, id, unit, burden.Reply{Text: "x"}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("another unit answers: %v", err)
		}
		if err := w.h.Answer(ctx, office, id, unit, burden.Reply{Text: "x"}); !fault.Is(err, fault.KindDenied) {
			t.Errorf("the asker answers itself: %v", err)
		}
		if _, err := w.h.Ask(ctx, south, w.asking("值班表", "江南分局")); err == nil {
			t.Error("a unit asks itself in the office's name")
		}
		if _, _, err := w.h.Part(ctx, south, id, unit); err != nil {
			t.Errorf("the unit itself: %v", err)
		}
		if err := w.h.Withdraw(ctx, office, id, ""); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("withdrawn without a reason: %v", err)
		}
		w.ok(w.h.Withdraw(ctx, office, id, "已由台账取数"))
		if err := w.h.Answer(ctx, south, id, unit, burden.Reply{Text: "x"}); !fault.Is(err, fault.KindConflict) {
			t.Errorf("answered after it was withdrawn: %v", err)
		}
	})
}

func TestWrongFieldsAreNamed(t *testing.T) {
	w := newTown(t, dbtest.SQLite(t))
	office := w.as(access.Office, "局", "督察办")
	in := w.asking("")
	in.Due, in.Cells, in.Until = "2001-01-01", -1, "2026-01-01"
	_, err := w.h.Ask(ctx, office, in)
	f, ok := fault.As(err)
	if !ok || len(f.Fields) != 5 {
		t.Errorf("%v", err)
	}
}
