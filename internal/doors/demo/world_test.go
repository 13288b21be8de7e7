package demo

import (
	"fmt"
	"reflect"
	"regexp"
	"testing"

	"plumbline/internal/ground/clock"
)

var states = map[string]int{"listed": 9, "working": 141, "claimed": 11, "verifying": 28, "returned": 8, "standing": 9, "closed": 206, "voided": 8}

func TestBuildCounts(t *testing.T) {
	w := Build(reference)
	got := map[string]int{}
	overdue, soon, late := 0, 0, map[string]bool{}
	for _, it := range w.Items() {
		got[it.State]++
		if it.State == "closed" || it.State == "voided" || it.State == "standing" {
			continue
		}
		switch left := it.FinalDue().Sub(w.Today); {
		case left < 0:
			overdue++
			late[it.Unit] = true
		case left <= 10:
			soon++
		}
	}
	if !reflect.DeepEqual(got, states) {
		t.Errorf("states: got %v, want %v", got, states)
	}
	if overdue != 7 || len(late) != 4 || soon != 19 {
		t.Errorf("overdue %d in %d units, %d soon; want 7 in 4, 19", overdue, len(late), soon)
	}
	inspected := 0
	for _, u := range w.Units {
		if u.Inspected {
			inspected++
		}
	}
	if inspected != 34 || len(w.Units) < 150 || len(w.People) < 200 {
		t.Errorf("%d inspected of %d units, %d people", inspected, len(w.Units), len(w.People))
	}
	on := map[string]int{}
	for _, in := range w.Rounds[0].Inspections {
		on[in.State]++
	}
	if on[onSite] != 3 || len(w.Rounds[0].Inspections) != 34 {
		t.Errorf("inspections: %v", on)
	}
}

// twins lists texts that read the same when numbers, months and places are left out more often than
// they may; exact repetitions are always reported.
func twins(items []*Item) []string {
	seen, out := map[string]bool{}, []string(nil)
	for _, it := range items {
		for _, s := range []string{it.Title, it.Text} {
			if seen[s] {
				out = append(out, s)
			}
			seen[s] = true
		}
	}
	return out
}

var slot = regexp.MustCompile(`[{}]`)

func TestTextsAreTheirOwn(t *testing.T) {
	w := Build(reference)
	items := w.Items()
	if same := twins(items); len(same) > 0 {
		t.Errorf("%d texts twice: %v", len(same), same[:1])
	}
	if same := twins(append(items, items[0])); len(same) != 2 { // the planted fault
		t.Errorf("a planted repetition was not found: %v", same)
	}
	for _, it := range items {
		if n := len([]rune(it.Title)); n < 16 || n > 40 {
			t.Errorf("title of %d characters: %s", n, it.Title)
		}
		if n := len([]rune(it.Text)); n < 60 || n > 300 {
			t.Errorf("text of %d characters: %s", n, it.Text)
		}
		all := it.Title + it.Text + it.VoidReason
		for _, m := range it.Measures {
			all += m.Body + m.Standard
		}
		for _, r := range it.Reports {
			all += r.Words
		}
		if slot.MatchString(all) {
			t.Errorf("%s: an unfilled slot in %s", it.Key, all)
		}
	}
}

func TestSameDaySameWorld(t *testing.T) {
	if a, b := fmt.Sprintf("%+v", flat(Build("2026-11-21"))), fmt.Sprintf("%+v", flat(Build("2026-11-21"))); a != b {
		t.Error("two worlds of one day differ")
	}
}

func flat(w *World) []any {
	out := []any{w.Units, w.Parties, w.People, w.Posts, w.Charges, w.Accounts, w.Members}
	for _, it := range w.Items() {
		x := *it
		x.Matter, x.Asked, x.Standing, x.Relapse = nil, nil, nil, nil
		for i := range x.Claims {
			x.Claims[i].Return = nil
		}
		out = append(out, x)
	}
	return out
}

func TestReferencesResolve(t *testing.T) {
	w := Build(reference)
	person := func(key, where string) {
		if _, ok := w.byPerson[key]; !ok && key != "" {
			t.Errorf("%s names the unknown person %q", where, key)
		}
	}
	unit := func(code, where string) {
		_, party := w.byParty[code]
		if _, ok := w.byUnit[code]; !ok && !party {
			t.Errorf("%s names the unknown unit %q", where, code)
		}
	}
	names := map[string]bool{}
	for _, p := range w.People {
		unit(p.Unit, p.Name)
		if names[p.Name] {
			t.Errorf("two people are called %s", p.Name)
		}
		names[p.Name] = true
	}
	for _, p := range w.Posts {
		person(p.Person, p.Title)
		unit(p.Unit, p.Title)
	}
	logins := map[string]bool{}
	for _, a := range w.Accounts {
		person(a.Person, a.Login)
		unit(a.Unit, a.Login)
		if logins[a.Login] {
			t.Errorf("two accounts %s", a.Login)
		}
		logins[a.Login] = true
	}
	for _, it := range w.Items() {
		person(it.Lead, it.Key)
		person(it.Owner, it.Key)
		for _, m := range it.Measures {
			for _, u := range m.Down {
				unit(u, it.Key)
			}
		}
	}
}

// TestStoriesRunForward on days whose shifts fall on every day of the week.
func TestStoriesRunForward(t *testing.T) {
	for n := range 9 {
		w := Build(reference.Add(150 + n))
		for _, it := range w.Items() {
			if fault := backward(it, w.Today); fault != "" {
				t.Fatalf("%s %s in %s: %s", w.Today, it.Key, it.State, fault)
			}
		}
	}
	it := Build(reference).Items()[0]
	it.Reports[0].On = it.Matter.On.Add(-1)
	if backward(it, reference) == "" {
		t.Error("a planted report before the registration was not found")
	}
}

// backward names the first step that comes before the one it follows.
func backward(it *Item, today clock.Day) string {
	at, what := it.Matter.On, "registration"
	step := func(d clock.Day, name string) string {
		if d == "" {
			return ""
		}
		if d < at || d >= today {
			return fmt.Sprintf("%s on %s after %s on %s", name, d, what, at)
		}
		at, what = d, name
		return ""
	}
	m := it.Matter
	list := []string{step(m.SignedOn, "signature"), step(m.StudyOn, "study"), step(m.SubmittedOn, "plan"), step(m.PlanSignedOn, "endorsement"), step(m.AcceptedOn, "acceptance")}
	for _, r := range it.Reports {
		list = append(list, step(r.On, "report"))
	}
	for i, c := range it.Claims {
		list = append(list, step(c.On, "claim"), step(c.BegunOn, "begin"))
		for _, k := range c.Checks {
			list = append(list, step(k.On, "check"))
		}
		list = append(list, step(c.ProposedOn, "proposal"), step(c.ClosedOn, "close"))
		if c.Return != nil {
			list = append(list, step(c.Return.On, "return"))
			if i == 0 && len(it.Claims) > 1 {
				list = append(list, step(it.Tail[0].On, "tail"))
			}
		}
	}
	if it.Relapse != nil {
		list = append(list, step(it.Relapse.On, "relapse"), step(it.Relapse.SignedOn, "second signature"), step(it.Tail[len(it.Tail)-1].On, "tail"))
	}
	for _, m := range it.Measures {
		if m.Due > it.Due {
			list = append(list, "a measure due after the item")
		}
	}
	if it.Due < m.On {
		list = append(list, fmt.Sprintf("due %s before registration %s", it.Due, m.On))
	}
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
