package az

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

// world is a small bureau with people whose roles are drawn at random.
type world struct {
	t      testing.TB
	house  *doors.House
	site   *front.Server
	srv    *httptest.Server
	units  []unit
	items  []item
	people []*person
	deaf   bool // the oracle overlooks recusals: a planted fault
}

type unit struct {
	id, name string
	parent   int // -1 for the root
}

type item struct {
	id   string
	word string // stands in no other title
	unit int
}

// person is an account: what was granted, and from where it is kept away.
type person struct {
	name, id, login string
	unit            int
	grants          []grant
	recused         []int
	*client
}

type grant struct {
	role access.Role
	unit int
}

var steward = who.Job("az")

var today = clock.DayOf(dbtest.Start)

// sizes: how many worlds, people in each, items in each.
func sizes() (worlds, people, items int) {
	if os.Getenv("PLUMBLINE_NIGHTLY") != "" {
		return 200, 30, 60
	}
	return 10, 12, 30
}

// newWorld makes one by its seed: a tree of 7 to 16 units, items in most of them.
func newWorld(t testing.TB, seed uint64, people, items int) *world {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	cfg := doors.Config{Data: t.TempDir(), Lang: "zh", Clock: clock.NewSettable(dbtest.Start), Bulk: true}
	h, err := doors.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	site := web.New(h, "test", false)
	w := &world{t: t, house: h, site: site, srv: httptest.NewServer(site)}
	t.Cleanup(func() { w.srv.Close(); h.Close() })
	w.tree(r)
	for i := range items {
		w.item(r, i)
	}
	for i := range people {
		w.person(r, i)
	}
	_, err = h.Notify.Send(context.Background())
	w.must(err)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) tree(r *rand.Rand) {
	w.units = []unit{{id: setUp(w.t, w.house), name: "市局", parent: -1}}
	n := 6 + r.IntN(10)
	for i := 1; i <= n; i++ {
		u := unit{name: fmt.Sprintf("第%d大队", i), parent: r.IntN(len(w.units))}
		w.must(w.house.DB.Write(context.Background(), steward, func(tx *db.Tx) (err error) {
			u.id, err = org.AddUnit(tx, org.UnitInput{Tree: org.UnitTree, Parent: w.units[u.parent].id, Name: u.name, Kind: "other", Inspected: true}, "")
			return err
		}))
		w.units = append(w.units, u)
	}
}

// letters make words of two characters that no other title has.
const letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"

func (w *world) item(r *rand.Rand, n int) {
	l := []rune(letters)
	word := string([]rune{l[n/len(l)%len(l)], l[n%len(l)]}) + strconv.Itoa(n)
	at := r.IntN(len(w.units))
	id, err := w.house.Rectify.Register(context.Background(), steward, rectify.Registration{Unit: w.units[at].id, Source: rectify.FromInspection,
		SourceRef: "az", SourceName: "临公督反〔2026〕1号", Title: "巡查登记不全" + word, Finding: "抽查登记簿，共同线索词巡查，" + word, Due: today.Add(30)})
	w.must(err)
	w.items = append(w.items, item{id: string(id), word: word, unit: at})
}

// business are the roles that may be drawn; an administrator's stands alone.
var business = []access.Role{access.Office, access.TeamLeader, access.TeamDeputy, access.Member, access.Liaison, access.UnitHead, access.Lead,
	access.Owner, access.Verifier, access.Leader, access.PartyAff, access.Secretary, access.Finance, access.Overseer}

var administrators = []struct {
	login string
	role  access.Role
}{{"first-sys", access.SysAdmin}, {"first-sec", access.SecAdmin}, {"first-aud", access.Auditor}}

func (w *world) person(r *rand.Rand, n int) {
	p := &person{name: "人" + strconv.Itoa(n), login: "p" + strconv.Itoa(n), unit: r.IntN(len(w.units))}
	switch {
	case n == 0: // without any role
	case n <= len(administrators): // the three of the set-up
		p.login, p.grants = administrators[n-1].login, []grant{{administrators[n-1].role, 0}}
		w.signIn(p)
		w.people = append(w.people, p)
		return
	default:
		for range 1 + r.IntN(3) {
			p.grants = append(p.grants, grant{business[r.IntN(len(business))], r.IntN(len(w.units))})
		}
		for range r.IntN(3) {
			p.recused = append(p.recused, r.IntN(len(w.units)))
		}
	}
	w.enrol(p, strconv.Itoa(n))
	w.people = append(w.people, p)
}

// enrol puts the person into the register and signs in a new account with the drawn roles and recusals.
func (w *world) enrol(p *person, badge string) {
	w.must(w.house.DB.Write(context.Background(), steward, func(tx *db.Tx) (err error) {
		p.id, err = org.AddPerson(tx, org.PersonInput{Name: p.name, Badge: "9" + badge, Unit: w.units[p.unit].id})
		return err
	}))
	w.account(p)
}

// inside tells whether unit u is at or below the unit at.
func (w *world) inside(u, at int) bool {
	for ; u >= 0; u = w.units[u].parent {
		if u == at {
			return true
		}
	}
	return false
}

// readers say who reads an item: the roles of business, each in its part of the tree. Party affairs and administrators do
// not (DOMAIN.md 1.2; TRUST.md 2.4).
var readers = []access.Role{access.Office, access.TeamLeader, access.TeamDeputy, access.Member, access.Liaison, access.UnitHead, access.Lead,
	access.Owner, access.Verifier, access.Leader}

// takers say who may take items away in a file.
var takers = []access.Role{access.Office, access.Liaison, access.UnitHead, access.Leader}

// may is the oracle: some role of the list is held over the unit, and no recusal covers it.
func (w *world) may(p *person, roles []access.Role, u int) bool {
	for _, r := range p.recused {
		if w.inside(u, r) && !w.deaf {
			return false
		}
	}
	return slices.ContainsFunc(p.grants, func(g grant) bool { return slices.Contains(roles, g.role) && w.inside(u, g.unit) })
}

// visible lists the ids of the items that the person may see, in order.
func (w *world) visible(p *person, roles []access.Role) []string {
	var out []string
	for _, it := range w.items {
		if w.may(p, roles, it.unit) {
			out = append(out, it.id)
		}
	}
	slices.Sort(out)
	return out
}
