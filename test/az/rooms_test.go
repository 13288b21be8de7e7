package az

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/burden"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/chronic"
	"plumbline/internal/rooms/joint"
	"plumbline/internal/rooms/partyorg"
	"plumbline/internal/rooms/training"
)

// thing is a row of one of the rooms: where it lies, and who reads such things.
type thing struct {
	kind string
	id   string
	unit int
}

// shelf is a list of a room: its page, the links of its rows, who reads it, and whether the page opens only to somebody
// who reads at the root.
type shelf struct {
	kind, path string
	href       *regexp.Regexp
	readers    []access.Role
	whole      bool
}

var shelves = []shelf{
	{"joint", "/joint?own=1", regexp.MustCompile(`href="/joint/findings/([0-9a-z]{26})`), []access.Role{access.Office, access.Leader, access.Overseer}, true},
	{"chronic", "/chronic?state=found", regexp.MustCompile(`href="/chronic/items/([0-9a-z]{26})`), readers, false},
	{"asking", "/burden", regexp.MustCompile(`href="/burden/([0-9a-z]{26})"`), []access.Role{access.Office, access.PartyAff, access.Overseer}, false},
	{"member", "/partyorg/members", regexp.MustCompile(`href="/partyorg/members/([0-9a-z]{26})`), []access.Role{access.PartyAff, access.Secretary}, false},
	{"course", "/training", regexp.MustCompile(`href="/training/courses/([0-9a-z]{26})`), []access.Role{access.PartyAff, access.Secretary, access.Leader}, false},
}

// roomy is a bureau with both trees and things of the new rooms in each of their nodes.
func roomy(t testing.TB, seed uint64, people int) (*world, []thing) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 11))
	h, err := doors.Open(context.Background(), doors.Config{Data: t.TempDir(), Lang: "zh", Clock: clock.NewSettable(dbtest.Start), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	site := web.New(h, "test", false)
	w := &world{t: t, house: h, site: site, srv: httptest.NewServer(site)}
	t.Cleanup(func() { w.srv.Close(); h.Close() })
	w.tree(r)
	units := len(w.units)
	w.parties(r)
	things := w.things(r, units)
	for i := range people {
		w.person(r, i)
	}
	return w, things
}

// parties adds a Party tree to the units: a committee and branches below it.
func (w *world) parties(r *rand.Rand) {
	first := len(w.units)
	for i := range 4 + r.IntN(4) {
		u := unit{name: fmt.Sprintf("第%d支部", i), parent: -1}
		in := org.UnitInput{Tree: org.PartyTree, Name: u.name, Kind: "party_cell"}
		if i == 0 {
			in.Kind = "party_committee"
		} else {
			u.parent = first
			in.Parent = w.units[first].id
		}
		w.must(w.house.DB.Write(context.Background(), steward, func(tx *db.Tx) (err error) {
			u.id, err = org.AddUnit(tx, in, "")
			return err
		}))
		w.units = append(w.units, u)
	}
}

// things puts one thing of each unit's rooms at most units, and members and courses at the branches.
func (w *world) things(r *rand.Rand, units int) (out []thing) {
	ctx := context.Background()
	put := func(kind string, at int, do func(*db.Tx) (string, error)) {
		w.must(w.house.DB.Write(ctx, steward, func(tx *db.Tx) error {
			id, err := do(tx)
			out = append(out, thing{kind, id, at})
			return err
		}))
	}
	var dep string
	put("department", 0, func(tx *db.Tx) (id string, err error) {
		dep, err = joint.Join(tx, joint.Department{Name: "政治部", Since: today})
		return dep, err
	})
	w.must(w.house.DB.Write(ctx, steward, w.campaign))
	for at := range units {
		if r.IntN(4) == 0 {
			continue
		}
		put("joint", at, func(tx *db.Tx) (string, error) {
			return joint.Find(tx, joint.NewFinding{Department: dep, Unit: w.units[at].id, Found: today, Title: "备勤无记录", Body: "抽查两次"})
		})
		put("asking", at, func(tx *db.Tx) (string, error) {
			return burden.Ask(tx, burden.NewAsking{Asker: w.units[at].id, Title: "名册" + strconv.Itoa(at), Wants: "一张表", Due: today.Add(9), Units: []string{w.units[at].id}})
		})
		id, err := w.house.Chronic.Register(ctx, steward, chronic.Registration{Campaign: "c1", Unit: w.units[at].id, Title: "受案超期" + strconv.Itoa(at), Facts: "抽查", Category: "G6", Way: "self", From: "2026-01-01", To: "2026-05-31"})
		w.must(err)
		out = append(out, thing{"chronic", string(id), at})
	}
	aff := who.Actor{Login: "aff", Person: "aff", Name: "党务", Grants: []who.Grant{{ID: "g", Role: access.PartyAff, Unit: w.units[units].id, First: 1, Last: 1 << 60}}}
	w.must(w.house.Training.OpenYear(ctx, aff, today.Year()))
	for at := units + 1; at < len(w.units); at++ {
		put("member", at, func(tx *db.Tx) (string, error) {
			p, err := org.AddPerson(tx, org.PersonInput{Name: "党员" + strconv.Itoa(at), Badge: "7" + strconv.Itoa(at), Unit: w.units[0].id})
			if err != nil {
				return "", err
			}
			return w.house.PartyOrg.EnrolIn(tx, partyorg.Enrolment{Person: p, Party: w.units[at].id, Kind: partyorg.Full, Since: "2020-07-01"})
		})
		put("course", at, func(tx *db.Tx) (string, error) {
			return w.house.Training.PlanIn(tx, today.Year(), training.Planning{Party: w.units[at].id, Title: "党课" + strconv.Itoa(at), Kind: training.Micro, Host: "支部", Month: 6, Halves: 1})
		})
	}
	return out
}

// campaign is a campaign under way, written as it stands: its own steps have their tests.
func (w *world) campaign(tx *db.Tx) error {
	root := w.units[0].id
	ord, err := db.Value[int64](tx, `select ord from v_unit where id = $1`, root)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into campaign_campaign (id, number, year, title, unit_id, unit_ord, lead, aim, state, pack, pack_version, open_code, drafted_by, drafted_at)
		values ('c1', 'ZX-26-01', 2026, '执法突出问题专项整治', $1, $2, '[]', '', 'rectify', 'x', '1', 'code', 'x', $3)`, root, ord, db.Stamp(tx.Now))
	if err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "campaign.add", Kind: "campaign", ID: "c1", Version: 1, Unit: root})
}

// listed are the ids on a shelf for the person; ok is false where there is no such page.
func (p *person) listed(s shelf) (ids []string, ok bool) {
	status, page := p.get(s.path)
	if status == http.StatusNotFound {
		return nil, false
	}
	for _, m := range s.href.FindAllStringSubmatch(page, -1) {
		ids = append(ids, m[1])
	}
	slices.Sort(ids)
	return slices.Compact(ids), true
}

// roomFaults compares every shelf of one person with the oracle.
func (w *world) roomFaults(p *person, things []thing, checks *int) (faults []string) {
	for _, s := range shelves {
		*checks++
		got, ok := p.listed(s)
		var want []string
		for _, x := range things {
			if x.kind == s.kind && w.may(p, s.readers, x.unit) && (!s.whole || w.may(p, s.readers, 0)) {
				want = append(want, x.id)
			}
		}
		slices.Sort(want)
		if d := differs(got, want); d != "" {
			faults = append(faults, fmt.Sprintf("%s (page: %v): %s", s.kind, ok, d))
		}
	}
	return faults
}

// T-LIST over the rooms of duty, Party life and campaigns: each list holds exactly what the oracle says, in both trees.
func TestRoomLists(t *testing.T) {
	worlds, people, _ := sizes()
	worlds = (worlds + 2) / 3 // a bureau with both trees takes a while
	checks, seen := 0, 0
	for seed := range worlds {
		w, things := roomy(t, uint64(seed), people)
		for _, p := range w.people {
			for _, f := range w.roomFaults(p, things, &checks) {
				t.Errorf("world %d, %s %v recused %v: %s", seed, p.login, p.grants, p.recused, f)
			}
			for _, s := range shelves {
				ids, _ := p.listed(s)
				seen += len(ids)
			}
		}
	}
	if seen == 0 {
		t.Error("nobody sees anything: nothing was compared")
	}
	t.Logf("%d lists compared, %d rows seen", checks, seen)
}

// The comparison would see a recusal that does not count, and a role that reads too much.
func TestRoomListsSeeAFault(t *testing.T) {
	none := 0
	w, things := roomy(t, 5, 16)
	count := func() (n int) {
		for _, p := range w.people {
			n += len(w.roomFaults(p, things, &none))
		}
		return n
	}
	if n := count(); n != 0 {
		t.Fatalf("%d faults before one was planted", n)
	}
	w.deaf = true
	if count() == 0 {
		t.Error("a recusal that does not count is not seen")
	}
	w.deaf = false
	was := shelves[1].readers
	shelves[1].readers = append(slices.Clone(was), access.PartyAff, access.Secretary, access.Finance, access.Overseer)
	defer func() { shelves[1].readers = was }()
	if count() == 0 {
		t.Error("a role that reads too much is not seen")
	}
}
