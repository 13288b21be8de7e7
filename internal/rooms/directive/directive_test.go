package directive

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

const plan = `2026年下半年执法监督工作方案
一、目标
第一轮34个单位年内全部完成。做到有形覆盖与有效覆盖相统一。
二、主要任务
（一）首批进驻。由督察办牵头，政治部配合，9月30日前完成对江南分局的进驻，每周五报送周报。
（二）问题再核。各单位要对已销号问题逐项回头看。各单位要切实提高认识。`

// bureau is a small city bureau with its people.
type bureau struct {
	t                      *testing.T
	room                   *Room
	db                     *db.DB
	root, office, pol, jn  org.Unit
	station                org.Unit
	boss, head, chief, spy who.Actor
}

func newBureau(t *testing.T, d *db.DB) *bureau {
	t.Helper()
	b := &bureau{t: t, room: New(d), db: d}
	err := d.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		add := func(name, kind string, parent org.Unit) org.Unit {
			id, err := org.AddUnit(tx, org.UnitInput{Name: name, Short: name, Kind: kind, Parent: parent.ID, Inspected: kind != "city"}, "")
			if err != nil {
				t.Fatal(err)
			}
			return org.Unit{ID: id}
		}
		b.root = add("临江市公安局", "city", org.Unit{})
		b.office = add("督察办", "department", b.root)
		b.pol = add("政治部", "department", b.root)
		b.jn = add("江南分局", "branch", b.root)
		b.station = add("滨江派出所", "station", b.jn)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b.refresh()
	b.boss = b.actor("office", "许文博", access.Office, b.root)
	b.head = b.actor("head", "江南分局长", access.UnitHead, b.jn)
	b.chief = b.actor("chief", "滨江所长", access.UnitHead, b.station)
	b.spy = b.actor("spy", "政治部主任", access.UnitHead, b.pol)
	return b
}

func (b *bureau) refresh() {
	err := b.db.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for _, u := range []*org.Unit{&b.root, &b.office, &b.pol, &b.jn, &b.station} {
			x, err := org.UnitByID(tx, u.ID)
			if err != nil {
				return err
			}
			*u = x
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) actor(login, name, role string, u org.Unit) who.Actor {
	return who.Actor{Login: login, Person: "p-" + login, Name: name, Grants: []who.Grant{{ID: "g-" + login, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
}

func (b *bureau) add(text string) ID {
	b.t.Helper()
	id, err := b.room.Add(context.Background(), b.boss, NewDirective{Text: text})
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

func (b *bureau) view(id ID) View {
	b.t.Helper()
	v, err := b.room.Get(context.Background(), b.boss, id, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// node finds a node by the beginning of its words.
func (b *bureau) node(v View, start string) Node {
	b.t.Helper()
	for _, n := range v.Nodes {
		if n.Mark != Merged && strings.HasPrefix(n.Title, start) {
			return n
		}
	}
	b.t.Fatalf("no node %q", start)
	return Node{}
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) is(err error, kind fault.Kind, what string) {
	b.t.Helper()
	if !fault.Is(err, kind) {
		b.t.Errorf("%s: got %v", what, err)
	}
}

func task() NewTask {
	return NewTask{Title: "完成首批进驻", Lead: "督察办", Assist: "政治部", Each: "各分局", Due: "2026-09-30", Standard: "逐项有底稿、有结论", Rhythm: "week"}
}

func TestOutlineBecomesNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBureau(t, d)
		v := b.view(b.add(plan))
		if v.Number != "BS-26-001" || v.Title != "2026年下半年执法监督工作方案" || v.Draft != 1 {
			t.Errorf("%+v", v.Directive)
		}
		var got []string
		for _, n := range v.Nodes {
			path, k := ClauseOf(v.Clauses[n.ID])
			got = append(got, fmt.Sprint(path, k))
		}
		want := "一、0 一、1 一、2 二、0 二、（一）0 二、（一）1 二、（二）0 二、（二）1 二、（二）2"
		if strings.Join(got, " ") != want {
			t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
		}
		if c := v.Counts; c.Parts != 4 || c.Demands != 4 || c.Open != 4 {
			t.Errorf("counts %+v", c)
		}
	})
}

func TestNodesAreCorrected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := newBureau(t, d)
		id := b.add(plan)
		v := b.view(id)
		slogan := b.node(v, "各单位要切实提高认识")
		b.is(b.room.Decline(ctx, b.boss, slogan.ID, ""), fault.KindInvalid, "no reason")
		b.ok(b.room.Decline(ctx, b.boss, slogan.ID, "原则性要求"))
		b.ok(b.room.Restore(ctx, b.boss, slogan.ID))
		b.is(b.room.Restore(ctx, b.boss, slogan.ID), fault.KindConflict, "nothing to restore")
		again := b.node(v, "各单位要对已销号")
		b.ok(b.room.Merge(ctx, b.boss, again.ID))
		v = b.view(id)
		if n := b.node(v, "各单位要对已销号"); v.Text.Body == "" || !strings.HasSuffix(string([]rune(v.Text.Body)[n.First:n.Last]), "切实提高认识。") {
			t.Error("merged sentence does not hold both")
		}
		b.is(b.room.Merge(ctx, b.boss, again.ID), fault.KindConflict, "no neighbour")
		long := b.node(v, "由督察办牵头")
		b.is(b.room.Split(ctx, b.boss, long.ID, long.Last+3), fault.KindInvalid, "outside")
		b.ok(b.room.Split(ctx, b.boss, long.ID, long.Last-9))
		v = b.view(id)
		if n := b.node(v, "每周五报送周报"); n.Parent != long.Parent || n.Level != long.Level {
			t.Errorf("second half %+v", n)
		}
		b.ok(b.room.Prune(ctx, b.boss, b.node(v, "主要任务").ID))
		if c := b.view(id).Counts; c.Parts != 1 {
			t.Errorf("what is below a pruned part still counts: %+v", c)
		}
		b.is(b.room.Prune(ctx, b.head, long.ID), fault.KindNotFound, "a unit may not even see the breakdown")
	})
}

func TestTaskFromSentenceToAcceptance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := newBureau(t, d)
		id := b.add(plan)
		n := b.node(b.view(id), "由督察办牵头")
		if _, err := b.room.MakeTask(ctx, b.boss, n.ID, NewTask{Title: "x", Lead: "不存在的处", Due: "2026-06-01", Rhythm: "hour"}); !fault.Is(err, fault.KindInvalid) {
			t.Fatal(err)
		} else if f, _ := fault.As(err); len(f.Fields) != 4 { // lead, due, standard, rhythm
			t.Errorf("fields %v", f.Fields)
		}
		_, err := b.room.MakeTask(ctx, b.boss, n.ID, task())
		b.ok(err)
		v := b.view(id)
		made := v.Tasks[n.ID]
		if len(made) != 1 || made[0].Number != "RW-26-001-01" || made[0].Clause != "二、（一）|1" || !strings.HasPrefix(made[0].Quote, "由督察办牵头") {
			t.Fatalf("%+v", made)
		}
		b.is(b.room.Prune(ctx, b.boss, n.ID), fault.KindConflict, "a task stands on it")
		duties, err := b.room.Duties(ctx, b.head, Filter{})
		b.ok(err)
		if len(duties) != 1 || duties[0].UnitName != "江南分局" || duties[0].Role != "each" {
			t.Fatalf("the head sees %+v", duties)
		}
		if all, _ := b.room.Duties(ctx, b.boss, Filter{Directive: id}); len(all) != 3 {
			t.Errorf("the office sees %d duties", len(all))
		}
		own := duties[0].Duty.ID
		b.is(b.room.Sign(ctx, b.spy, own), fault.KindNotFound, "another unit")
		b.is(b.room.Report(ctx, b.head, own, "做完了"), fault.KindConflict, "not signed yet")
		b.ok(b.room.Sign(ctx, b.head, own))
		b.is(b.room.Report(ctx, b.head, own, ""), fault.KindInvalid, "no words")

		b.is(b.room.Assign(ctx, b.head, own, Handing{Units: []string{b.pol.ID}}), fault.KindInvalid, "not below")
		b.is(b.room.Assign(ctx, b.head, own, Handing{Units: []string{b.station.ID}, Due: "2026-10-30"}), fault.KindInvalid, "later than the duty")
		b.ok(b.room.Assign(ctx, b.head, own, Handing{Units: []string{b.station.ID}, Due: "2026-09-20"}))
		below, err := b.room.Duties(ctx, b.chief, Filter{})
		b.ok(err)
		if len(below) != 1 || below[0].Role != "handed" || below[0].Due != "2026-09-20" {
			t.Fatalf("the station sees %+v", below)
		}
		b.ok(b.room.Sign(ctx, b.chief, below[0].Duty.ID))
		b.ok(b.room.Report(ctx, b.chief, below[0].Duty.ID, "派出所已完成"))
		b.is(b.room.Accept(ctx, b.chief, below[0].Duty.ID, ""), fault.KindDenied, "the own report")
		b.ok(b.room.Accept(ctx, b.head, below[0].Duty.ID, "同意"))

		b.ok(b.room.Report(ctx, b.head, own, "分局已完成"))
		b.is(b.room.Accept(ctx, b.head, own, ""), fault.KindDenied, "own report")
		b.ok(b.room.Return(ctx, b.boss, own, "附表缺签字"))
		b.ok(b.room.Report(ctx, b.head, own, "已补签"))
		b.ok(b.room.Accept(ctx, b.boss, own, ""))
		dv, err := b.room.Duty(ctx, b.head, own)
		b.ok(err)
		if dv.State != Accepted || len(dv.Steps) != 5 || len(dv.Handed) != 1 || dv.May[ActReport] {
			t.Errorf("%+v", dv)
		}
		open := func(id DutyID) error {
			return d.Read(ctx, b.boss, func(tx *db.Tx) error { _, err := calendar.Find(tx, promised, string(id)); return err })
		}
		if err := open(own); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the promise is still open: %v", err)
		}
		tally := Count(mustDuties(b, Filter{}), clock.Day("2026-10-01"))
		if tally.All != 4 || tally.ByState[Accepted] != 2 || tally.Late != 2 {
			t.Errorf("tally %+v", tally)
		}
		b.ok(b.room.WithdrawTask(ctx, b.boss, made[0].ID, "并入专项"))
		if left := mustDuties(b, Filter{}); len(left) != 0 {
			t.Errorf("a withdrawn task still binds %d units", len(left))
		}
		b.ok(b.room.Prune(ctx, b.boss, n.ID))
	})
}

func mustDuties(b *bureau, f Filter) []TaskDuty {
	b.t.Helper()
	list, err := b.room.Duties(context.Background(), b.boss, f)
	b.ok(err)
	return list
}

func TestDraftsAreCompared(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := newBureau(t, d)
		id := b.add(plan)
		v := b.view(id)
		n := b.node(v, "各单位要对已销号")
		_, err := b.room.MakeTask(ctx, b.boss, n.ID, task())
		b.ok(err)
		b.is(b.room.Redraft(ctx, b.boss, id, NewDirective{Text: plan}), fault.KindInvalid, "the same text")
		next := strings.NewReplacer("9月30日前", "10月底前", "做到有形覆盖与有效覆盖相统一。", "", "各单位要切实提高认识。", "同一事项不得重复报送。").Replace(plan)
		b.ok(b.room.Redraft(ctx, b.boss, id, NewDirective{Text: next}))
		c, err := b.room.Compare(ctx, b.boss, id, 1, 2)
		b.ok(err)
		kinds := map[string]int{}
		for _, ch := range c.Changes {
			kinds[ch.Kind]++
		}
		if c.Unchanged != 2 || kinds[DueMoved] != 1 || kinds[Added] != 1 || kinds[Removed] != 2 {
			t.Errorf("unchanged %d, %v", c.Unchanged, kinds)
		}
		v = b.view(id)
		if moved := b.node(v, "各单位要对已销号"); len(v.Tasks[moved.ID]) != 1 {
			t.Error("the task did not move along with its sentence")
		}
		b.is(b.room.Decline(ctx, b.boss, n.ID, "旧稿"), fault.KindConflict, "an old draft is history")
		b.ok(b.room.Withdraw(ctx, b.boss, id, "重新起草"))
		b.is(b.room.Withdraw(ctx, b.boss, id, "再来"), fault.KindConflict, "twice")
		list, err := b.room.List(ctx, b.boss)
		b.ok(err)
		if len(list) != 1 || list[0].Live != 0 || list[0].Why != "重新起草" {
			t.Errorf("%+v", list)
		}
		if hidden, _ := b.room.List(ctx, b.head); len(hidden) != 0 {
			t.Error("a unit sees the directive")
		}
	})
}

func TestAddRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := newBureau(t, d)
		for what, in := range map[string]NewDirective{"empty": {Text: " \n"}, "no title": {Text: "一、做好工作。"}, "too big": {Text: strings.Repeat("一", cut.MaxText)}, "long title": {Title: strings.Repeat("题", 201), Text: plan}} {
			_, err := b.room.Add(ctx, b.boss, in)
			b.is(err, fault.KindInvalid, what)
		}
		_, err := b.room.Add(ctx, b.head, NewDirective{Text: plan})
		b.is(err, fault.KindNotFound, "a unit takes in nothing")
	})
}

func TestMovesAreWhatDoAllows(t *testing.T) {
	for _, from := range States {
		for _, act := range []Act{ActSign, ActReport, ActAccept, ActReturn} {
			d := Duty{State: from, ReportedBy: "a"}
			m, listed := d.Find(act)
			err := d.Do(act, "说明", "b", dbtest.Start)
			if (err == nil) != listed || listed && d.State != m.To {
				t.Errorf("%s %s: %v, now %s", from, act, err, d.State)
			}
		}
	}
	own := Duty{State: Reported, ReportedBy: "a"}
	if err := own.Do(ActAccept, "", "a", dbtest.Start); !fault.Is(err, fault.KindDenied) {
		t.Errorf("own report: %v", err)
	}
}

func TestReadDay(t *testing.T) {
	for in, want := range map[string]clock.Day{"2026-07-10": "2026-07-10", "7-10": "2026-07-10", "+30": "2026-07-18"} {
		if got, err := readDay(in, "2026-06-18"); err != nil || got != want {
			t.Errorf("%s: %s, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "+", "soon", "13-40", "+99999999"} {
		if got, err := readDay(in, "2026-06-18"); err == nil && in != "+" {
			t.Errorf("%s became %s", in, got)
		}
	}
}
