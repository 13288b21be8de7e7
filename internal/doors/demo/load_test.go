package demo

import (
	"bytes"
	"os"
	"reflect"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/directive"
	"plumbline/internal/rooms/rectify"
)

// TestMake lives the whole demo on each database and compares the house's own figures with the plan, its rows with the
// record and its record with the rules.
func TestMake(t *testing.T) {
	if testing.Short() {
		t.Skip("three years take some seconds")
	}
	t.Run("sqlite", func(t *testing.T) { made(t, "") })
	t.Run("postgres", func(t *testing.T) { made(t, dbtest.PostgresPlace(t)) })
}

func made(t *testing.T, place string) {
	now := reference.Time().Add(9*time.Hour + 20*time.Minute)
	cfg := doors.Config{Data: t.TempDir(), DB: place, Clock: clock.Fixed(now)}
	accounts := Build(reference).Printed()
	live := func(dir string) error {
		made, err := Make(t.Context(), doors.Config{Data: dir, DB: place, Lang: "zh", Clock: clock.Fixed(dbtest.Start)})
		if !reflect.DeepEqual(made, accounts) {
			t.Errorf("the accounts are %v, want %v", made, accounts)
		}
		return err
	}
	var err error
	if place == "" {
		err = dbtest.Fill(cfg.Data, "demo", live) // the same as test/demotest walks in
	} else {
		err = live(cfg.Data)
	}
	if err != nil {
		t.Fatal(err)
	}
	h, err := doors.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	office := signIn(t, h, accounts[0])
	ledger(t, h, office)
	rounds(t, h, office)
	tasks(t, h, office)
	record(t, h)
	if _, err := h.Access.SignIn(t.Context(), access.Attempt{Login: "a-cx.head", Password: noPassword, Place: "test"}); err == nil {
		t.Error("an account of the history can sign in")
	}
	quiet(t, h)
}

// The demo is lived up to whatever day it is: each day of the week, the turn of a year, the end of a month, a
// leap day, holidays, and years whose working calendar nobody has entered. On Fridays an answer was once
// approved before it was given. Each day takes half a minute: at night.
func TestMakeOnAnyDay(t *testing.T) {
	if os.Getenv("PLUMBLINE_NIGHTLY") == "" {
		t.Skip("PLUMBLINE_NIGHTLY is not set")
	}
	for _, at := range []string{"2027-01-01T00:00:30", "2026-12-31T23:59:50", "2028-02-29T12:00:00", "2026-10-01T09:00:00", "2027-06-14T09:00:00", "2027-05-01T08:00:00", "2026-02-18T03:00:00", "2027-02-28T23:59:00"} {
		t.Run(at, func(t *testing.T) {
			now, err := time.ParseInLocation("2006-01-02T15:04:05", at, clock.Zone)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Make(t.Context(), doors.Config{Data: t.TempDir(), Clock: clock.Fixed(now)}); err != nil {
				t.Error(err)
			}
		})
	}
}

func signIn(t *testing.T, h *doors.House, a Account) who.Actor {
	t.Helper()
	ctx := t.Context()
	bearer := access.Bearer{Place: "test"}
	cookie, err := h.Access.SignIn(ctx, access.Attempt{Login: a.Login, Password: a.Password, Place: "test"})
	if err != nil {
		t.Fatal(err)
	}
	weak, _, err := h.Access.Resolve(ctx, cookie)
	if err != nil || len(weak.Grants) > 0 {
		t.Fatalf("the password alone makes %s %+v, %v", a.Login, weak, err)
	}
	code, err := access.CodeAt(Secret(a.Login), h.DB.Clock().Now())
	if err != nil {
		t.Fatal(err)
	}
	bearer.Cookie = cookie
	keys, err := h.Access.ConfirmTOTP(ctx, weak, bearer, code)
	if err != nil {
		t.Fatal(err)
	}
	actor, _, err := h.Access.Resolve(ctx, keys.Cookie)
	if err != nil || !actor.Has(a.Role) {
		t.Fatalf("%s is %+v, %v", a.Login, actor, err)
	}
	return actor
}

func ledger(t *testing.T, h *doors.House, office who.Actor) {
	t.Helper()
	c, err := h.Rectify.Counts(t.Context(), office, "", 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	handed, late := handedOver(t, h)
	for state, want := range states {
		if got := c.States[rectify.State(state)].All - handed[state]; got != int64(want) {
			t.Errorf("%s: %d items, want %d", state, got, want)
		}
	}
	if all, over := c.States[""].All-handed[""], c.States[""].Late-late; all != 420 || over != 7 {
		t.Errorf("%d items, %d overdue; want 420, 7", all, over)
	}
	soon, err := h.Rectify.Ledger(t.Context(), office, rectify.Filter{Time: rectify.DueSoon, Limit: 200})
	if err != nil || len(soon.Lines) != 19 {
		t.Errorf("%d due within ten days, want 19 (%v)", len(soon.Lines), err)
	}
	inherited, err := h.Rectify.Inherited(t.Context(), office)
	if err != nil || len(inherited) == 0 {
		t.Errorf("no list waits for a new head's signature (%v)", err)
	}
}

// handedOver counts, by state, the items that other rooms handed to the ledger, which the World does not
// plan, and how many of them are overdue.
func handedOver(t *testing.T, h *doors.House) (states map[string]int64, late int64) {
	t.Helper()
	states = map[string]int64{}
	err := h.DB.Read(t.Context(), who.Job("test"), func(tx *db.Tx) error {
		list, err := db.All(tx, func(s db.Scanner) (x [2]string, err error) {
			err = s.Scan(&x[0], &x[1])
			return x, err
		}, `select state, due from v_item where source in ('duty', 'campaign', 'party', 'joint') and length(source_ref) = 26`) // an id: the World's own name a paper
		for _, x := range list {
			states[x[0]]++
			states[""]++
			if rectify.State(x[0]).Running() && x[1] < string(tx.Today()) {
				late++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return states, late
}

func rounds(t *testing.T, h *doors.House, office who.Actor) {
	t.Helper()
	o, err := h.Inspect.Overview(t.Context(), office)
	if err != nil {
		t.Fatal(err)
	}
	on := map[string]int{}
	for _, in := range o.Inspections {
		on[in.State]++
	}
	if len(o.Rounds) != 2 || on["on_site"] != 3 || on["fed_back"] != 27 || len(o.Inspections) != 34 {
		t.Errorf("%d rounds, inspections %v", len(o.Rounds), on)
	}
}

func tasks(t *testing.T, h *doors.House, office who.Actor) {
	t.Helper()
	duties, err := h.Directive.Duties(t.Context(), office, directive.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	tally := directive.Count(duties, reference)
	for _, s := range directive.States {
		if tally.ByState[s] == 0 {
			t.Errorf("no task is %s", s)
		}
	}
}

// record checks that the history is the record's: by many people, over years, sealed and sound.
func record(t *testing.T, h *doors.House) {
	t.Helper()
	if res := h.Audit.Check(t.Context(), nil); !res.Sound() {
		t.Errorf("the record is not sound: %v %v", res.Findings, res.Err)
	}
	err := h.DB.Read(t.Context(), who.Job("test"), func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		root, _ := f.Root(org.UnitTree)
		if n := len(f.Under(root.ID)); n < 150 {
			t.Errorf("%d units", n)
		}
		for _, code := range []string{"JB", "YL", "JJ"} {
			for _, u := range f.Units {
				if u.Code != code {
					continue
				}
				if _, changed, err := org.HeadChangedAfter(tx, u.ID, reference.Add(-100)); err != nil || !changed {
					t.Errorf("%s has no new head (%v)", code, err)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestEvidenceIsItsOwn(t *testing.T) {
	seen := map[string]string{}
	for _, it := range Build(reference).Items() {
		for _, r := range append(append([]Report{}, it.Reports...), it.Tail...) {
			for _, f := range r.Files {
				if other := seen[f.Seed]; other != "" {
					t.Errorf("%s and %s share evidence", it.Key, other)
				}
				seen[f.Seed] = it.Key
			}
		}
	}
	for _, name := range []string{"a.png", "a.pdf", "a.xlsx", "a.csv", "a.txt"} {
		one, two := File{name, "核对", "1"}, File{name, "核对", "2"}
		if !bytes.Equal(one.Bytes(), one.Bytes()) {
			t.Errorf("%s differs from itself", name)
		}
		if bytes.Equal(one.Bytes(), two.Bytes()) {
			t.Errorf("%s is the same for two items", name)
		}
	}
}
