package approve

import (
	"context"
	"strconv"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

var ctx = context.Background()

// whole is the table in which the transitions of rooms to come have stand-in rights, so that all 17 of
// them go through every cheat already now.
func whole(t testing.TB) {
	t.Helper()
	was := Table
	Table = append([]Transition(nil), was...)
	for i := range Table {
		if x := &Table[i]; !x.Built {
			x.Ask, x.Approve, x.Built = access.Extend, access.ApproveExtension, true
		}
	}
	t.Cleanup(func() { Table = was })
}

// town is a bureau with two branches, and people in them.
type town struct {
	t     *testing.T
	d     *db.DB
	unit  map[string]org.Unit
	where map[string]string // person key → unit
	ids   map[string]string // person key → person id
	n     int
	dirty bool // something was changed that mend has to put back
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	w := &town{t: t, d: d, unit: map[string]org.Unit{}, ids: map[string]string{}, where: map[string]string{}}
	w.write(func(tx *db.Tx) error {
		for _, u := range [][3]string{{"root", "", "city"}, {"office", "root", "department"}, {"east", "root", "branch"}, {"east-1", "east", "station"}, {"north", "root", "branch"}} {
			id, err := org.AddUnit(tx, org.UnitInput{Name: u[0], Parent: w.unit[u[1]].ID, Kind: u[2]}, "")
			if err != nil {
				return err
			}
			w.unit[u[0]] = org.Unit{ID: id}
		}
		for name := range w.unit {
			u, err := org.UnitByID(tx, w.unit[name].ID)
			if err != nil {
				return err
			}
			w.unit[name] = u
		}
		for _, p := range [][2]string{{"asker", "office"}, {"second", "north"}, {"mate", "office"}, {"chief", "root"}, {"reports", "north"}, {"other", "east"}, {"nowhere", ""}} {
			at := p[1]
			if at == "" {
				at = "root" // mend takes the unit away
			}
			id, err := org.AddPerson(tx, org.PersonInput{Name: p[0], Unit: w.unit[at].ID})
			if err != nil {
				return err
			}
			w.ids[p[0]], w.where[p[0]] = id, p[1]
		}
		return nil
	})
	w.dirty = true
	w.mend()
	return w
}

func (w *town) write(f func(*db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(ctx, who.Job("test"), f); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) now() time.Time { return w.d.Clock().Now() }

// actor is the person signed in with an account that holds a role which gives the right, everywhere.
func (w *town) actor(key string, right access.Right) who.Actor {
	u, home := w.unit["root"], w.unit[w.where[key]]
	a := who.Actor{Login: "login-" + key, Person: w.ids[key], Name: key, Unit: home.ID, UnitOrd: home.Ord, Stepped: w.now()}
	if line := access.RuleOf(right); line != nil {
		a.Grants = []who.Grant{{ID: "g-" + key, Role: line.Roles[0], Unit: u.ID, First: u.Ord, Last: u.Last}}
	}
	return a
}

// content is something new to agree to.
func (w *town) content(c Code) Content {
	w.n++
	return Content{Code: c, Kind: "thing", Object: "o" + strconv.Itoa(w.n), Fields: []Field{
		{Name: "rectify.column.due", Before: "2026-06-24", After: "2026-07-24"}, {Name: "rectify.column.number", Before: "WT-1", After: "WT-1"}}}
}

func (w *town) ask(t Transition, c Content) *Request {
	w.t.Helper()
	r, err := w.askAs(w.actor("asker", t.Ask), c)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *town) askAs(a who.Actor, c Content) (r *Request, err error) {
	err = w.d.Write(ctx, a, func(tx *db.Tx) error {
		r, err = Ask(tx, NewRequest{Content: c, Label: "WT-1", Title: "title", Reason: "why", About: []string{w.ids["nowhere"]}})
		return err
	})
	return r, err
}

// try decides as the actor with the rules given, and answers what a room would get.
func (w *town) try(a who.Actor, id string, d Decision, now Content, rules []Rule) error {
	return Settle(ctx, w.d, a, w.d.Write(ctx, a, func(tx *db.Tx) error {
		ok, err := decide(tx, id, d, now, rules)
		if err != nil || !d.Yes {
			return err
		}
		return ok.For(tx, now.Code, now.Kind, now.Object)
	}))
}

func (w *town) state(id string) (s State) {
	w.t.Helper()
	err := w.d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
		r, err := Load(tx, id)
		if err == nil {
			s = r.State
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *town) portfolio(person, unit string) {
	w.dirty = true
	w.write(func(tx *db.Tx) error {
		_, err := org.SetPortfolio(tx, org.PortfolioInput{Person: w.ids[person], Unit: w.unit[unit].ID, Since: "2020-01-01"})
		return err
	})
}

// something is recorded now, so that the record knows this hour.
func (w *town) something() {
	w.write(func(tx *db.Tx) error {
		return audit.Record(tx, audit.Entry{Action: "test.note", Kind: "test", ID: "x"})
	})
}

// raw changes a row behind the rules' back.
func (w *town) raw(q string, args ...any) {
	w.t.Helper()
	w.dirty = true
	if err := w.d.Upkeep(ctx, who.Job("test"), func(tx *db.Tx) error { _, err := tx.Exec(q, args...); return err }); err != nil {
		w.t.Fatal(err)
	}
}

// without is the list of rules less one: the seam of the negative controls.
func without(name string) (out []Rule) {
	for _, r := range rules {
		if r.Name != name {
			out = append(out, r)
		}
	}
	if len(out) == len(rules) {
		panic("no rule " + name)
	}
	return out
}

func each(t *testing.T, f func(t *testing.T, w *town)) {
	whole(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, newTown(t, d)) })
}

func isFault(err error, kinds ...fault.Kind) bool {
	for _, k := range kinds {
		if fault.Is(err, k) {
			return true
		}
	}
	return false
}
