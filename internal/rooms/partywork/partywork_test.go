package partywork

import (
	"context"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/packs"
)

var ctx = context.Background()

// town is a committee with a general branch and two branches.
type town struct {
	t                                   *testing.T
	room                                *Room
	db                                  *db.DB
	root, gen, b1, b2                   org.Unit
	aff, aff2, leader, sec, mate, other who.Actor
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	raw, err := packs.FS.ReadFile("party_assessment.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Read("party_assessment.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, db: d, room: New(d, func(*db.Tx, string, string) (*pack.Pack, error) { return p, nil })}
	err = d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		city, err := org.AddUnit(tx, org.UnitInput{Name: "临江市公安局", Kind: "city"}, "")
		if err != nil {
			return err
		}
		unit, err := org.AddUnit(tx, org.UnitInput{Name: "刑侦支队", Kind: "detachment", Parent: city}, "")
		if err != nil {
			return err
		}
		for _, x := range []struct {
			into               *org.Unit
			name, kind, parent string
		}{{&w.root, "机关党委", "party_committee", ""}, {&w.gen, "直属总支", "party_general", "机关党委"}, {&w.b1, "刑侦支部", "party_cell", "机关党委"}, {&w.b2, "治安支部", "party_cell", "机关党委"}} {
			parent := ""
			if x.parent != "" {
				parent = w.root.ID
			}
			id, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: x.name, Short: x.name, Kind: x.kind, Parent: parent}, "")
			if err != nil {
				return err
			}
			x.into.ID = id
		}
		return org.LinkParty(tx, w.b1.ID, []string{unit}, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	w.refresh()
	w.aff, w.aff2, w.leader = w.actor("aff", access.PartyAff, w.root), w.actor("aff2", access.PartyAff, w.root), w.actor("leader", access.Leader, w.root)
	w.sec, w.mate, w.other = w.actor("sec", access.Secretary, w.b1), w.actor("mate", access.Secretary, w.b1), w.actor("other", access.Secretary, w.b2)
	return w
}

func (w *town) refresh() {
	err := w.db.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
		for _, u := range []*org.Unit{&w.root, &w.gen, &w.b1, &w.b2} {
			x, err := org.UnitByID(tx, u.ID)
			if err != nil {
				return err
			}
			*u = x
		}
		return nil
	})
	w.ok(err)
}

func (w *town) actor(login, role string, u org.Unit) who.Actor {
	return who.Actor{Login: login, Person: "p-" + login, Name: login, Grants: []who.Grant{{ID: "g-" + login, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
}

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) says(err error, kind fault.Kind, words string) {
	w.t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), words) {
		w.t.Errorf("got %v, want kind %d with %q", err, kind, words)
	}
}

// issued is the list of 2026, handed to the general branch and two branches.
func (w *town) issued() ListID {
	w.t.Helper()
	id, err := w.room.MakeList(ctx, w.aff, w.root.ID, 2026)
	w.ok(err)
	w.ok(w.room.Issue(ctx, w.aff, id, []string{w.gen.ID, w.b1.ID, w.b2.ID}))
	return id
}

func (w *town) duty(a who.Actor, n int) Duty {
	w.t.Helper()
	h, err := w.room.Home(ctx, a, 2026)
	w.ok(err)
	if n >= len(h.Duties) {
		w.t.Fatalf("%d duties", len(h.Duties))
	}
	return h.Duties[n]
}

func TestListIsHandedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		_, err := w.room.MakeList(ctx, w.sec, w.b1.ID, 2026)
		w.says(err, fault.KindDenied, "")
		id, err := w.room.MakeList(ctx, w.aff, w.root.ID, 2026)
		w.ok(err)
		_, err = w.room.MakeList(ctx, w.aff, w.root.ID, 2026)
		w.says(err, fault.KindConflict, "partywork.list.exists")
		_, err = w.room.AddTask(ctx, w.aff, id, NewTask{Title: "甲", Due: "2026-09-01", Road: []NewMile{{"2026-10-01", "乙"}}}, nil)
		w.says(err, fault.KindInvalid, "standard: partywork.task.standard_empty; road: partywork.task.road_order")
		task, err := w.room.AddTask(ctx, w.aff, id, NewTask{Title: "甲", Standard: "乙", Due: "2026-09-01"}, nil)
		w.ok(err)
		w.ok(w.room.DropTask(ctx, w.aff, task))
		w.says(w.room.Issue(ctx, w.aff, id, nil), fault.KindInvalid, "partywork.list.nobody")
		w.ok(w.room.Issue(ctx, w.aff, id, []string{w.gen.ID, w.b1.ID}))
		w.says(w.room.Issue(ctx, w.aff, id, []string{w.b2.ID}), fault.KindConflict, "partywork.list.issued")
		h, err := w.room.Home(ctx, w.aff, 2026)
		if err != nil || len(h.Duties) != 8 || len(h.Hearings) != 4 || len(h.Miles[h.Duties[0].ID]) == 0 {
			t.Errorf("%d duties, %d hearings: %v", len(h.Duties), len(h.Hearings), err)
		}
		mine, err := w.room.Home(ctx, w.sec, 2026)
		if err != nil || len(mine.Duties) != 4 || mine.Duties[0].Unit == "" || len(mine.Lists) != 0 {
			t.Errorf("the branch sees its own: %d %v", len(mine.Duties), err)
		}
		if x, err := w.room.Home(ctx, w.other, 2026); err != nil || len(x.Duties) != 0 {
			t.Errorf("another branch: %d %v", len(x.Duties), err)
		}
		n := 0
		w.ok(d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
			list, err := db.All(tx, func(s db.Scanner) (x string, err error) { err = s.Scan(&x); return x, err }, `select href from v_partywork_asked where unit_id <> '' and done_at = ''`)
			n = len(list)
			return err
		}))
		if n != 4 {
			t.Errorf("asked of the unit: %d", n)
		}
	})
}

func TestDutyIsReportedAndJudgedByTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.issued()
		duty := w.duty(w.sec, 0)
		w.says(w.room.Reach(ctx, w.sec, duty.ID, 1, "2026-06-19", "清单"), fault.KindInvalid, "partywork.mile.ahead")
		w.says(w.room.Reach(ctx, w.sec, duty.ID, 1, "2026-06-10", ""), fault.KindInvalid, "evidence_empty")
		w.says(w.room.Reach(ctx, w.other, duty.ID, 1, "2026-06-10", "清单"), fault.KindNotFound, "")
		w.ok(w.room.Reach(ctx, w.sec, duty.ID, 1, "2026-06-10", "清单"))
		w.says(w.room.Reach(ctx, w.sec, duty.ID, 1, "2026-01-10", "改早"), fault.KindConflict, "partywork.mile.reached")
		v, err := w.room.Duty(ctx, w.sec, duty.ID)
		w.ok(err)
		if m := v.Miles[0]; !m.Late(v.Today) || m.DoneAt.IsZero() || len(v.Quarters) != 4 {
			t.Errorf("what was reached after its day shows: %+v", m)
		}
		w.says(w.room.JudgeDuty(ctx, w.aff, duty.ID, true, ""), fault.KindConflict, "not_now.open")
		w.says(w.room.ReportDuty(ctx, w.sec, duty.ID, ""), fault.KindInvalid, "words_empty")
		w.ok(w.room.ReportDuty(ctx, w.aff, duty.ID, "代报"))
		w.says(w.room.JudgeDuty(ctx, w.aff, duty.ID, true, ""), fault.KindDenied, access.SameHand)
		w.says(w.room.JudgeDuty(ctx, w.sec, duty.ID, true, ""), fault.KindDenied, "")
		w.says(w.room.JudgeDuty(ctx, w.aff2, duty.ID, false, ""), fault.KindInvalid, "words_empty")
		w.ok(w.room.JudgeDuty(ctx, w.aff2, duty.ID, false, "补证明"))
		w.ok(w.room.ReportDuty(ctx, w.sec, duty.ID, "已补"))
		w.ok(w.room.JudgeDuty(ctx, w.aff, duty.ID, true, ""))
		w.says(w.room.ReportDuty(ctx, w.sec, duty.ID, "再报"), fault.KindConflict, "not_now.accepted")
	})
}

// Held, late and missed come from dates alone; a missed one that is held afterwards stays late.
func TestHearings(t *testing.T) {
	for _, c := range []struct{ held, today, want string }{{"", "2026-04-30", HearingAhead}, {"", "2026-05-01", HearingDue}, {"", "2026-07-31", HearingDue}, {"", "2026-08-01", HearingMissed},
		{"2026-07-31", "2026-09-01", HearingHeld}, {"2026-08-01", "2026-09-01", HearingLate}} {
		h := Hearing{Opens: "2026-05-01", Due: "2026-07-31"}
		h.HeldOn = clock.Day(c.held)
		if got := h.Stand(clock.Day(c.today)); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		list := w.issued()
		home, err := w.room.Home(ctx, w.aff, 2026)
		w.ok(err)
		id := home.Hearings[0].ID
		in := Held{On: "2026-06-10", Chair: "周", Attended: "委员", Reported: "刑侦支部", Minutes: "记录", Decisions: []string{"整改记录", " ", "补学"}}
		early := in
		early.On = "2026-04-01"
		w.says(w.room.Hold(ctx, w.aff, id, early), fault.KindInvalid, "hearing.too_early")
		w.says(w.room.Hold(ctx, w.aff, id, Held{On: "2026-06-10"}), fault.KindInvalid, "chair_empty")
		w.ok(w.room.Hold(ctx, w.aff, id, in))
		w.says(w.room.Hold(ctx, w.aff, id, in), fault.KindConflict, "hearing.written")
		v, err := w.room.Hearing(ctx, w.aff, id)
		if err != nil || len(v.Decisions) != 2 || v.LateDays() != 8 {
			t.Fatalf("%+v %v", v, err)
		}
		_, err = w.room.MakeTask(ctx, w.aff, id, 1, NewTask{Standard: "做到", Due: "2026-09-30"}, nil)
		w.says(err, fault.KindInvalid, "partywork.list.nobody")
		task, err := w.room.MakeTask(ctx, w.aff, id, 1, NewTask{Standard: "做到", Due: "2026-09-30"}, []string{w.b2.ID})
		w.ok(err)
		_, err = w.room.MakeTask(ctx, w.aff, id, 1, NewTask{Standard: "做到", Due: "2026-09-30"}, []string{w.b2.ID})
		w.says(err, fault.KindConflict, "task_made")
		l, err := w.room.List(ctx, w.aff, list)
		if err != nil || len(l.Duties[task]) != 1 || l.Tasks[4].Title != "整改记录" {
			t.Errorf("the decision is a task of the list: %+v %v", l.Tasks, err)
		}
		dbtest.Clock(d).Advance(60 * 24 * time.Hour)
		home, err = w.room.Home(ctx, w.aff, 2026)
		w.ok(err)
		if got := home.Hearings[2].Stand(home.Today); got != HearingMissed {
			t.Errorf("not held: %s", got)
		}
	})
}

func TestAssessment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.issued()
		in := NewScheme{Party: w.root.ID, Year: 2026, First: "2026-01-01", Last: "2026-12-31", SelfDue: "2026-06-30", CheckDue: "2026-07-31", Of: []string{w.b1.ID, w.b2.ID}}
		_, err := w.room.MakeScheme(ctx, w.sec, in)
		w.says(err, fault.KindNotFound, "")
		sid, err := w.room.MakeScheme(ctx, w.aff, in)
		w.ok(err)
		h, err := w.room.Home(ctx, w.sec, 2026)
		w.ok(err)
		if len(h.Assessed[sid]) != 1 {
			t.Fatalf("the branch sees its own: %+v", h.Assessed)
		}
		id := h.Assessed[sid][0].ID
		typed := map[string]Scored{"2.2": {"4.5", "记录完整"}, "6.1": {"9", "两个实例"}}
		w.says(w.room.Score(ctx, w.sec, id, map[string]Scored{"2.2": {"5.1", "x"}, "6.1": {"1", ""}}), fault.KindInvalid, "m_2.2: partywork.assess.marks; w_6.1: partywork.assess.words_empty")
		computed := map[string]Scored{"2.2": {"4.5", "x"}, "6.1": {"9", "x"}, "1.1": {"15", "自报满分"}}
		w.says(w.room.Score(ctx, w.sec, id, computed), fault.KindInvalid, "m_1.1: partywork.assess.computed")
		w.ok(w.room.Score(ctx, w.sec, id, typed))
		w.says(w.room.Check(ctx, w.sec, id, typed), fault.KindDenied, "")
		dbtest.Clock(d).Advance(140 * 24 * time.Hour) // to November: one duty fell due, and is not done
		checked := map[string]Scored{"2.2": {"4", "缺一次"}, "6.1": {"8", "一个实例"}}
		w.ok(w.room.Check(ctx, w.aff, id, checked))
		v, err := w.room.Assessment(ctx, w.sec, id)
		w.ok(err)
		if m := v.Marks["1.1"]; m.Done != 0 || m.All != 1 || m.Final != 0 || len(v.Figures["1.1"].List) != 1 {
			t.Errorf("the computed item: %+v %+v", m, v.Figures["1.1"])
		}
		if m := v.Marks["3.1"]; m.Applies() {
			t.Errorf("what was not due is left out: %+v", m)
		}
		if v.Total != 4000 { // (4 + 8 + 0) of (5 + 10 + 15)
			t.Errorf("total %d", v.Total)
		}
		w.says(w.room.Confirm(ctx, w.aff, id, v.Now), fault.KindDenied, access.SameHand)
		w.ok(w.room.Object(ctx, w.sec, id, "2.2", "已补记"))
		w.says(w.room.Object(ctx, w.sec, id, "2.2", "再提"), fault.KindConflict, "objected")
		w.says(w.room.Object(ctx, w.sec, id, "9.9", "x"), fault.KindInvalid, "item_unknown")
	})
}

// The objection is judged by somebody who neither scored nor checked; the result is locked by its hash.
func TestObjectionAndLock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		sid, err := w.room.MakeScheme(ctx, w.aff, NewScheme{Party: w.root.ID, Year: 2026, First: "2026-01-01", Last: "2026-12-31", SelfDue: "2026-06-30", CheckDue: "2026-07-31", Of: []string{w.b1.ID}})
		w.ok(err)
		h, err := w.room.Home(ctx, w.aff, 2026)
		w.ok(err)
		id := h.Assessed[sid][0].ID
		typed := map[string]Scored{"2.2": {"4", "记录完整"}, "6.1": {"9", "两个实例"}}
		w.ok(w.room.Score(ctx, w.sec, id, typed))
		w.ok(w.room.Check(ctx, w.aff, id, typed))
		w.ok(w.room.Object(ctx, w.sec, id, "2.2", "已补记"))
		v, err := w.room.Assessment(ctx, w.leader, id)
		w.ok(err)
		o := v.Objections[0].ID
		w.says(w.room.Confirm(ctx, w.leader, id, v.Now), fault.KindConflict, "open_objection")
		w.says(w.room.Answer(ctx, w.aff, id, o, "核过", "5"), fault.KindDenied, access.SameHand)
		w.says(w.room.Answer(ctx, w.aff2, id, o, "核过", "5.5"), fault.KindInvalid, "assess.marks")
		w.ok(w.room.Answer(ctx, w.aff2, id, o, "已见补记", "5"))
		w.says(w.room.Answer(ctx, w.aff2, id, o, "再核", "1"), fault.KindConflict, "answered")
		old := v.Now
		w.says(w.room.Confirm(ctx, w.leader, id, old), fault.KindConflict, "seen_other")
		v, err = w.room.Assessment(ctx, w.leader, id)
		w.ok(err)
		w.ok(w.room.Confirm(ctx, w.leader, id, v.Now))
		v, err = w.room.Assessment(ctx, w.sec, id)
		if err != nil || !v.Sound || v.State != Confirmed || v.Objections[0].After != 500 {
			t.Errorf("locked: %+v %v", v.Assessment, err)
		}
		w.says(w.room.Object(ctx, w.sec, id, "6.1", "晚了"), fault.KindConflict, "not_now.confirmed")
		w.ok(d.Write(ctx, who.Job("test"), func(tx *db.Tx) error { // a planted change is seen
			tx.Recorded()
			_, err := tx.Exec(`update partywork_mark set final_marks = 100 where assessment_id = $1 and item = '6.1'`, id)
			return err
		}))
		if v, err = w.room.Assessment(ctx, w.sec, id); err != nil || v.Sound {
			t.Errorf("a changed result still looks sound: %v", err)
		}
	})
}

func TestMarks(t *testing.T) {
	if Computed(15, 2, 3) != 1000 || Computed(25, 1, 3) != 833 || Computed(10, 0, 0) != 0 || Computed(10, 7, 7) != 1000 {
		t.Error("computed marks")
	}
}
