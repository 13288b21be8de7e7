package orglife

import (
	"context"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar/calendartest"
	"plumbline/internal/hall/org"
	"plumbline/packs"
)

var ctx = context.Background()

// world is a bureau's Party tree: a committee with a branch of nine members and one of three, and the units they cover.
type world struct {
	t          *testing.T
	db         *db.DB
	room       *Room
	pack       *pack.Pack
	later      *pack.Pack // in force from laterFrom
	laterFrom  clock.Day
	node       map[string]org.Unit
	person     map[string]string
	officer    who.Actor
	secretary  who.Actor
	other      who.Actor
	unit, root org.Unit
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	calendartest.Seed(t, d)
	raw, err := packs.FS.ReadFile("duty_calendar.yaml")
	w := &world{t: t, db: d, node: map[string]org.Unit{}, person: map[string]string{}}
	w.ok(err)
	w.pack, err = pack.Read("duty_calendar.yaml", raw)
	w.ok(err)
	w.room = New(d, func(_ *db.Tx, day clock.Day) (*pack.Pack, error) {
		if w.later != nil && day >= w.laterFrom {
			return w.later, nil
		}
		return w.pack, nil
	})
	w.do(who.Job("test"), func(tx *db.Tx) error {
		add := func(name, kind, parent string) string {
			id, err := org.AddUnit(tx, org.UnitInput{Name: name, Short: name, Kind: kind, Parent: w.node[parent].ID, Tree: treeOf(kind)}, "")
			w.ok(err)
			w.node[name] = org.Unit{ID: id}
			return id
		}
		add("市局", "city", "")
		unit := add("刑侦支队", "detachment", "市局")
		add("市局党委", "party_committee", "")
		one := add("一支部", "party_cell", "市局党委")
		add("二支部", "party_cell", "市局党委")
		return org.LinkParty(tx, one, []string{unit}, "2026-01-01")
	})
	w.do(who.Job("test"), func(tx *db.Tx) error {
		for name, u := range w.node {
			x, err := org.UnitByID(tx, u.ID)
			w.ok(err)
			w.node[name] = x
		}
		return audit.Record(tx, audit.Entry{Action: "test", Kind: "test", ID: "t"})
	})
	for i, n := range []string{"何晴", "丁一", "马二", "张三", "李四", "王五", "赵六", "钱七", "孙八"} {
		w.member("一支部", n, map[bool]string{true: "probationary", false: "full"}[i == 8])
	}
	for _, n := range []string{"周甲", "周乙", "周丙"} {
		w.member("二支部", n, "full")
	}
	w.root, w.unit = w.node["市局党委"], w.node["刑侦支队"]
	w.officer = w.actor("officer", access.PartyAff, "市局党委")
	w.secretary = w.actor("secretary", access.Secretary, "一支部")
	w.other = w.actor("other", access.Secretary, "二支部")
	return w
}

func treeOf(kind string) string {
	for _, k := range org.PartyKinds {
		if k == kind {
			return org.PartyTree
		}
	}
	return org.UnitTree
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) do(a who.Actor, f func(*db.Tx) error) {
	w.t.Helper()
	w.ok(w.db.Write(ctx, a, f))
}

func (w *world) member(branch, name, kind string) {
	w.t.Helper()
	w.do(who.Job("test"), func(tx *db.Tx) error {
		id, err := org.AddPerson(tx, org.PersonInput{Name: name, Badge: "b" + itoa(len(w.person)), Unit: w.node["刑侦支队"].ID})
		w.ok(err)
		w.person[name] = id
		_, err = tx.Exec(`insert into partyorg_member (id, person_id, party_id, party_ord, kind, since, made_by, made_at) values ($1, $2, $3, $4, $5, '2020-01-01', 't', 't')`,
			db.NewID(), id, w.node[branch].ID, w.node[branch].Ord, kind)
		return err
	})
}

func (w *world) actor(login, role, at string) who.Actor {
	u := w.node[at]
	return who.Actor{Login: login, Person: "p-" + login, Name: login, Grants: []who.Grant{{ID: "g-" + login, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
}

// at moves the clock to nine o'clock of a day.
func (w *world) at(day clock.Day) {
	dbtest.Clock(w.db).Set(day.Time().Add(9 * time.Hour))
}

func (w *world) night(day clock.Day) int {
	w.t.Helper()
	w.at(day)
	n, err := w.room.Night(ctx)
	w.ok(err)
	return n
}

// duty is a duty of a branch by its period.
func (w *world) duty(branch, kind, period string) Duty {
	w.t.Helper()
	var d Duty
	w.ok(w.db.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		d, err = db.One(tx, scanDuty, `select `+dutyCols+` from orglife_duty where party_id = $1 and kind = $2 and period = $3`, w.node[branch].ID, kind, period)
		return err
	}))
	return d
}

// meeting is a plain record of a meeting.
func (w *world) meeting(kind string, day clock.Day) Holding {
	return Holding{Plan: Plan{Party: w.node["一支部"].ID, Kind: kind, Topic: "学习讨论", Day: day, Chair: "何晴", Place: "三楼会议室"},
		Items: []Item{{Spoken: "何晴：领学文件。\n丁一：结合实际谈体会。"}}}
}
