package joint_test

import (
	"context"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/joint"
)

var ctx = context.Background()

type town struct {
	t   *testing.T
	d   *db.DB
	r   *joint.Room
	u   map[string]org.Unit
	dep map[string]string
}

func newTown(t *testing.T, d *db.DB) *town {
	w := &town{t: t, d: d, r: joint.New(d), u: map[string]org.Unit{}, dep: map[string]string{}}
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
		for _, name := range []string{"政治部", "督察办", "信访"} {
			id, err := joint.Join(tx, joint.Department{Name: name, Unit: w.u[name].ID, Since: "2019-01-01"})
			if err != nil {
				return err
			}
			w.dep[name] = id
		}
		return nil
	})
	w.ok(err)
	return w
}

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) as(person string, role access.Role, unit string) who.Actor {
	u := w.u[unit]
	return who.Actor{Login: person, Name: person, Person: person, UnitOrd: u.Ord, Grants: []who.Grant{{ID: "g", Role: role, Unit: u.ID, UnitName: unit, First: u.Ord, Last: u.Last}}}
}

func (w *town) finding(unit string) joint.NewFinding {
	return joint.NewFinding{Department: w.dep["政治部"], Unit: w.u[unit].ID, Found: "2020-01-02", Title: "值班备勤制度不落实", Body: "夜间抽查两次均无备勤记录。"}
}

func TestFindingGoesToTheLedgerOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		over, office := w.as("a", access.Overseer, "局"), w.as("b", access.Office, "局")
		id, err := w.r.Find(ctx, over, w.finding("江南分局"))
		w.ok(err)
		in := joint.Handing{Target: "连续三个月抽查均有记录", Category: "c1", Due: "2099-01-01"}
		w.ok(w.r.HandOver(ctx, office, id, in))
		if err := w.r.HandOver(ctx, office, id, in); !fault.Is(err, fault.KindConflict) {
			t.Errorf("handed twice: %v", err)
		}
		if err := w.r.Withdraw(ctx, office, id, "重复"); !fault.Is(err, fault.KindConflict) {
			t.Errorf("withdrawn after the hand-over: %v", err)
		}
		b, err := w.r.Board(ctx, office, joint.Filter{Unit: w.u["江南分局"].ID})
		w.ok(err)
		if len(b.Lines) != 1 || b.Lines[0].State != "handed" || b.Lines[0].Item == "" || b.Lines[0].Number == "" {
			t.Errorf("the list: %+v", b.Lines)
		}
		if n := w.count(`select count(*) from v_item where source = 'joint'`); n != 1 {
			t.Errorf("%d items", n)
		}
	})
}

func (w *town) count(q string) (n int) {
	w.ok(w.d.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		n, err = db.Value[int](tx, q)
		return err
	}))
	return n
}

func TestMeetingAndTasks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		a, b := w.as("a", access.Overseer, "局"), w.as("b", access.Overseer, "局")
		today := dbtest.Clock(d).Now().Format("2006-01-02")
		id, err := w.r.Call(ctx, a, joint.NewMeeting{Day: "2099-01-01", Subject: "二季度会商"})
		w.ok(err)
		rec := joint.Record{Held: "2020-01-02", Minutes: "各部门通报", Absent: map[string]string{w.dep["信访"]: ""},
			Tasks: []joint.NewTask{{Title: "核对备勤记录", Department: w.dep["政治部"], Due: "2099-02-01"}}}
		if err := w.r.Minute(ctx, a, id, rec); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("absent without a reason: %v", err)
		}
		rec.Absent[w.dep["信访"]] = "接访"
		w.ok(w.r.Minute(ctx, a, id, rec))
		if err := w.r.Minute(ctx, a, id, rec); !fault.Is(err, fault.KindConflict) {
			t.Errorf("minuted twice: %v", err)
		}
		h, err := w.r.Meeting(ctx, b, id)
		w.ok(err)
		if len(h.Presence) != 3 || len(h.Tasks) != 1 || h.Late() == 0 && today > "2020-01-10" {
			t.Errorf("%+v", h)
		}
		task := h.Tasks[0].ID
		if err := w.r.Settle(ctx, b, task, true, ""); !fault.Is(err, fault.KindConflict) {
			t.Errorf("settled before it was reported: %v", err)
		}
		w.ok(w.r.Report(ctx, a, task, "已核对 14 份"))
		if err := w.r.Settle(ctx, a, task, true, ""); !fault.Is(err, fault.KindDenied) {
			t.Errorf("the reporter settles: %v", err)
		}
		if err := w.r.Settle(ctx, b, task, false, ""); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("returned without a reason: %v", err)
		}
		w.ok(w.r.Settle(ctx, b, task, false, "缺六月"))
		w.ok(w.r.Report(ctx, a, task, "补六月"))
		w.ok(w.r.Settle(ctx, b, task, true, ""))
		if n := w.count(`select count(*) from v_promise where kind = 'joint_task' and kept_at <> ''`); n != 1 {
			t.Errorf("%d promises kept", n)
		}
	})
}

func TestWhoSeesTheRoom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		id, err := w.r.Find(ctx, w.as("a", access.Overseer, "局"), w.finding("江南分局"))
		w.ok(err)
		liaison, leader := w.as("c", access.Liaison, "江南分局"), w.as("d", access.Leader, "局")
		if _, err := w.r.Board(ctx, liaison, joint.Filter{}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the unit sees the list: %v", err)
		}
		if _, err := w.r.Finding(ctx, liaison, id); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the unit sees the finding: %v", err)
		}
		if _, err := w.r.Finding(ctx, leader, id); err != nil {
			t.Errorf("the leader: %v", err)
		}
		if err := w.r.Withdraw(ctx, leader, id, "x"); !fault.Is(err, fault.KindDenied) {
			t.Errorf("the leader changes it: %v", err)
		}
		m, err := w.r.Call(ctx, w.as("a", access.Overseer, "局"), joint.NewMeeting{Day: "2099-01-01", Subject: "会商"})
		w.ok(err)
		w.ok(w.r.Minute(ctx, w.as("a", access.Overseer, "局"), m, joint.Record{Held: "2020-01-02", Minutes: "通报", Tasks: []joint.NewTask{{Title: "核对", Department: w.dep["政治部"], Due: "2099-02-01"}}}))
		all, err := w.r.Board(ctx, leader, joint.Filter{})
		w.ok(err)
		if len(all.Tasks) != 1 {
			t.Errorf("the leader sees %d tasks", len(all.Tasks))
		}
		recused := w.as("e", access.Overseer, "局")
		for _, u := range []string{"江南分局", "政治部"} {
			recused.Recused = append(recused.Recused, who.Span{First: w.u[u].Ord, Last: w.u[u].Last})
		}
		b, err := w.r.Board(ctx, recused, joint.Filter{})
		w.ok(err)
		if len(b.Lines) != 0 || len(b.Found) != 0 || len(b.Tasks) != 0 {
			t.Errorf("the recused sees %+v", b.Lines)
		}
	})
}
