package campaign

import (
	"context"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/directive"
	"plumbline/internal/rooms/framework"
	"plumbline/packs"
)

// bureau is a small city bureau with its people.
type bureau struct {
	t                                        *testing.T
	room                                     *Room
	db                                       *db.DB
	units                                    map[string]org.Unit
	people                                   map[string]string
	office, second, leader, head, chief, spy who.Actor
}

var ctx = context.Background()

func newBureau(t *testing.T, d *db.DB) *bureau {
	t.Helper()
	f := framework.New(d)
	if err := f.Seed(ctx, packs.FS); err != nil {
		t.Fatal(err)
	}
	b := &bureau{t: t, room: New(d, f.ListIn), db: d, units: map[string]org.Unit{}, people: map[string]string{}}
	ids := map[string]string{}
	err := d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		for _, u := range []struct{ name, kind, parent string }{{"临江市公安局", "city", ""}, {"督察办", "department", "临江市公安局"}, {"政治部", "department", "临江市公安局"}, {"江南分局", "branch", "临江市公安局"}, {"滨江派出所", "station", "江南分局"}} {
			id, err := org.AddUnit(tx, org.UnitInput{Name: u.name, Short: u.name, Kind: u.kind, Parent: ids[u.parent], Inspected: u.kind != "city" && u.kind != "station"}, "")
			if err != nil {
				return err
			}
			ids[u.name] = id
		}
		return nil
	})
	b.ok(err)
	b.ok(d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
		for name, id := range ids {
			if b.units[name], err = org.UnitByID(tx, id); err != nil {
				return err
			}
		}
		return nil
	}))
	b.office = b.actor("office", "许文博", access.Office, "临江市公安局")
	b.second = b.actor("second", "何敏", access.Office, "临江市公安局")
	b.leader = b.actor("leader", "周启明", access.Leader, "临江市公安局")
	b.head = b.actor("head", "梁建川", access.UnitHead, "江南分局")
	b.chief = b.actor("chief", "贺长林", access.UnitHead, "滨江派出所")
	b.spy = b.actor("spy", "薛定", access.UnitHead, "政治部")
	return b
}

func (b *bureau) actor(login, name, role, unit string) who.Actor {
	b.t.Helper()
	u := b.units[unit]
	b.ok(b.db.Write(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		b.people[login], err = org.AddPerson(tx, org.PersonInput{Name: name, Badge: login, Unit: u.ID})
		return err
	}))
	return who.Actor{Login: login, Person: b.people[login], Name: name, UnitOrd: u.Ord, Grants: []who.Grant{{ID: "g-" + login, Role: role, Unit: u.ID, First: u.Ord, Last: u.Last}}}
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// is wants a kind of fault.
func (b *bureau) is(err error, kind fault.Kind) {
	b.t.Helper()
	if !fault.Is(err, kind) {
		b.t.Errorf("%v, want kind %v", err, kind)
	}
}

// invalid wants exactly these fields to be wrong.
func (b *bureau) invalid(err error, fields ...string) {
	b.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindInvalid {
		b.t.Errorf("%v, want Invalid %v", err, fields)
		return
	}
	got := map[string]bool{}
	for _, x := range f.Fields {
		got[x.Name] = true
	}
	for _, name := range fields {
		if !got[name] {
			b.t.Errorf("%v lacks %s", err, name)
		}
	}
}

func (b *bureau) today() clock.Day { return clock.DayOf(b.db.Clock().Now()) }

func (b *bureau) at(t time.Time) { b.db.Clock().(*clock.Settable).Set(t) }

// begun is an approved campaign with a window that is open, and the office's second person who receives.
func (b *bureau) begun() ID {
	b.t.Helper()
	id, err := b.room.Add(ctx, b.office, NewCampaign{Title: "执法突出问题专项整治", Lead: "督察办；政治部", Aim: "办案不拖、收费不乱", First: string(b.today()), Lang: "zh"})
	b.ok(err)
	b.plan(id)
	b.ok(b.room.Name(ctx, b.office, id, "周启明", "组长", false))
	b.ok(b.room.Name(ctx, b.office, id, "何敏", "接收自查说明", true))
	b.ok(b.room.Move(ctx, b.office, id, Moving{Act: ActSubmit}))
	b.ok(b.room.Move(ctx, b.leader, id, Moving{Act: ActApprove, Organ: "市局党委会", Resolved: b.today()}))
	return id
}

// plan sets the window of a draft: from now for forty days.
func (b *bureau) plan(id ID) {
	b.t.Helper()
	v := b.view(b.office, id)
	b.ok(b.room.Change(ctx, b.office, id, Plan{Title: v.Title, Aim: v.Aim, Stages: v.Stages, Opens: string(b.today()) + " 08:00", Closes: string(b.today().Add(40)) + " 24:00"}))
}

func (b *bureau) view(a who.Actor, id ID) View {
	b.t.Helper()
	v, err := b.room.Get(ctx, a, id)
	b.ok(err)
	return v
}

// relayOf is the relay of a unit.
func (b *bureau) relayOf(id ID, unit string) Relay {
	b.t.Helper()
	var out Relay
	b.ok(b.db.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
		list, err := allRelays(tx, id)
		for _, r := range list {
			if r.Unit == b.units[unit].ID {
				out = r
			}
		}
		return err
	}))
	if out.ID == "" {
		b.t.Fatalf("nothing was relayed to %s", unit)
	}
	return out
}

// fromDirective is a directive with one task for 江南分局.
func (b *bureau) fromDirective() directive.ID {
	b.t.Helper()
	room := directive.New(b.db)
	id, err := room.Add(ctx, b.office, directive.NewDirective{Text: "执法突出问题专项整治方案\n一、任务\n（一）核查。由江南分局牵头，9月30日前完成对受案未立案件的逐案核查。"})
	b.ok(err)
	v, err := room.Get(ctx, b.office, id, 0)
	b.ok(err)
	for _, n := range v.Nodes {
		if n.Kind == directive.Sentence && n.Demands {
			_, err := room.MakeTask(ctx, b.office, n.ID, directive.NewTask{Title: "逐案核查", Lead: "江南分局", Due: string(b.today().Add(30)), Standard: "逐案有结论"})
			b.ok(err)
			return id
		}
	}
	b.t.Fatal("no sentence demands anything")
	return ""
}
