package approve

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// A random situation is judged twice: by the rules, and by the sentence of TRUST.md 2.11 written down
// again without looking at them. They must agree on every one (100,000 at every change).
func TestRulesAgainstAnotherStatement(t *testing.T) {
	whole(t)
	rnd := rand.New(rand.NewPCG(11, 2026))
	let, caught := 0, map[string]int{}
	for range 100_000 {
		f := situation(rnd)
		want := allowed(f)
		failing := failing(f)
		if (len(failing) == 0) != want {
			t.Fatalf("the rules say %q, the other statement %v: %+v", failing, want, f)
		}
		if want {
			let++
		}
		if len(failing) == 1 { // the control: less this one rule it would be let through
			caught[failing[0]]++
		}
	}
	if let < 1000 {
		t.Errorf("only %d situations are honest: the draw is too poor", let)
	}
	for _, r := range rules {
		if caught[r.Name] == 0 {
			t.Errorf("without %s nothing more gets through: the draw never needs it", r.Name)
		}
	}
}

func failing(f facts) (names []string) {
	for _, r := range rules {
		if r.Hold(f) != nil {
			names = append(names, r.Name)
		}
	}
	return names
}

// situation draws two persons in a tree of three lines, and everything else; mostly honest, so that
// single faults stand alone.
func situation(rnd *rand.Rand) facts {
	rare := func() bool { return rnd.IntN(14) == 0 }
	now := time.Date(2026, 6, 18, 9, 0, 0, 0, time.UTC)
	c := Content{Code: Table[rnd.IntN(len(Table))].Code, Kind: "thing", Object: "o", Fields: []Field{{Name: "n", Before: "a", After: "b"}}}
	tr, _ := Of(c.Code)
	r := &Request{NewRequest: NewRequest{Content: c}, Signed: c.Hash(), State: Waiting, Asked: Hand{Person: "p1", Login: "l1", At: now.Add(-time.Hour)}}
	r.Ends = r.Asked.At.Add(Life)
	f := facts{transition: tr, request: r, now: c, at: now, latest: now, ord: 1 + rnd.Int64N(30), decision: Decision{Seen: r.Signed, Reason: "r", Yes: rnd.IntN(4) > 0}}
	f.actor = who.Actor{Login: "l2", Person: "p2", Stepped: now.Add(-time.Duration(rnd.IntN(290)) * time.Second), Grants: []who.Grant{{Role: access.RuleOf(tr.Approve).Roles[0], First: 1, Last: 30}}}
	f.asker, f.approver = seatIn(rnd, 1+rnd.Int64N(10)), seatIn(rnd, 11+rnd.Int64N(20))
	for _, spoil := range []func(){
		func() { f.actor = who.Job("j") }, func() { f.actor.Person = "" }, func() { f.actor.Grants = nil },
		func() { f.actor.Grants[0].First, f.actor.Grants[0].Last = f.ord+1, 31 }, func() { r.About = []string{"p2"} },
		func() { f.actor.Person = "p1" }, func() { f.actor.Login = "l1" }, func() { f.approver = seatIn(rnd, 1+rnd.Int64N(10)) },
		func() { f.approver = seat{} }, func() { f.asker.leads = append(f.asker.leads, lead{who.Span{First: 11, Last: 30}, portfolio}) },
		func() { f.favour = true }, func() { r.State = []State{Agreed, Refused, Stale, Expired, Withdrawn}[rnd.IntN(5)] },
		func() { f.latest = now.Add(time.Duration(rnd.IntN(7200)) * time.Second) }, func() { r.Asked.At = now.Add(time.Minute) },
		func() {
			f.at = r.Ends.Add(time.Duration(rnd.IntN(3)-1) * time.Second)
			f.latest = f.at
			f.actor.Stepped = f.at
		},
		func() { f.actor.Stepped = now.Add(-access.StepUpAge - time.Second) }, func() { f.actor.Stepped = now.Add(2 * time.Minute) }, func() { f.actor.Stepped = time.Time{} },
		func() { f.decision.Reason = " " }, func() { f.decision.Seen = "x" },
		func() { r.Fields = changed(r.Fields) }, func() { f.now.Fields = changed(f.now.Fields) }, func() { f.now.Object = "other" },
	} {
		if rare() && len(f.actor.Grants) > 0 {
			spoil()
		}
	}
	return f
}

// seatIn sits a person at a tree number: 1 is the root, each line has ten numbers.
func seatIn(rnd *rand.Rand, ord int64) seat {
	s := seat{ord: ord}
	if ord > 1 {
		s.line = 2 + (ord-1)/10*10
	}
	for rnd.IntN(6) == 0 {
		first := 1 + rnd.Int64N(30)
		s.leads = append(s.leads, lead{who.Span{First: first, Last: first + rnd.Int64N(31-first)}, 1 + rnd.IntN(3)})
	}
	return s
}

// allowed says again what may be approved, from TRUST.md 2.11 and 2.3 and not from the rules.
func allowed(f facts) bool {
	a, r := f.actor, f.request
	if a.Job != "" || a.Person == "" || a.Login == "" {
		return false
	}
	holds := false
	for _, g := range a.Grants {
		if g.First <= f.ord && f.ord <= g.Last {
			holds = true
		}
	}
	other := a.Person != r.Asked.Person && a.Login != r.Asked.Login
	above := true // nobody above the approver asked
	for _, l := range f.asker.leads {
		under := l.First <= f.approver.ord && f.approver.ord <= l.Last || f.approver.ord == 0
		for _, m := range f.approver.leads {
			larger := m.Last-m.First > l.Last-l.First
			if f.approver.ord != 0 && m.First <= l.First && m.Last >= l.Last && (larger || m.rank >= l.rank) {
				under = false
			}
		}
		above = above && !under
	}
	line := !f.transition.OtherLine || f.approver.ord != 0 && (f.approver.ord == 1 || f.approver.line != f.asker.line)
	concerned := len(r.About) > 0 && r.About[0] == a.Person
	age := f.at.Sub(a.Stepped)
	there := !a.Stepped.IsZero() && age <= 5*time.Minute && age >= -time.Minute
	inTime := f.at.Sub(r.Ends) < 0 && f.at.Sub(r.Asked.At) >= 0 && f.latest.Sub(f.at) <= time.Minute
	same := f.decision.Seen == r.Signed && f.now.Hash() == r.Signed && r.Hash() == r.Signed
	return holds && other && above && line && !concerned && !f.favour && there && inTime && same && r.State == Waiting && f.decision.Reason != " "
}

// Random histories on a real database: whatever people try in whatever order, an approval is only ever
// kept that an observer beside it finds in order. PLUMBLINE_NIGHTLY=1 plays many more.
func TestRandomHistories(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		acts := 250
		if nightly {
			acts = 20_000
		}
		if onPostgres(t) {
			acts /= 3
		}
		seed := uint64(time.Date(2026, 6, 18, 0, 0, 0, 0, time.UTC).Unix())
		rnd := rand.New(rand.NewPCG(seed, 4))
		m := &history{w: w, rnd: rnd, live: map[string]*story{}}
		for range acts {
			m.act()
		}
		if m.agreed == 0 || m.refused == 0 {
			t.Errorf("a poor history: %d agreed, %d refused", m.agreed, m.refused)
		}
		t.Logf("%d acts, %d agreed, %d refused, 0 bypasses", acts, m.agreed, m.refused)
	})
}

// story is what the observer knows of one request.
type story struct {
	tr    Transition
	r     *Request
	real  Content // as the room has it now
	asker string
	over  bool
}

type history struct {
	w               *town
	rnd             *rand.Rand
	live            map[string]*story
	ids             []string
	agreed, refused int
}

var lineOf = map[string]string{"asker": "office", "mate": "office", "second": "north", "reports": "north", "other": "east", "chief": "root"}
var keys = []string{"asker", "mate", "second", "reports", "other", "chief"}

func (m *history) act() {
	w, rnd := m.w, m.rnd
	switch n := rnd.IntN(12); {
	case len(m.ids) == 0 || n < 3:
		tr := Table[rnd.IntN(len(Table))]
		s := &story{tr: tr, real: w.content(tr.Code), asker: keys[rnd.IntN(len(keys))]}
		r, err := w.askAs(w.actor(s.asker, tr.Ask), s.real)
		if err != nil {
			w.t.Fatal(err)
		}
		s.r = r
		m.live[r.ID] = s
		m.ids = append(m.ids, r.ID)
	case n == 3:
		s := m.any()
		s.real.Fields = append([]Field{{Name: "rectify.column.title", After: strconv.Itoa(rnd.Int())}}, s.real.Fields...)
	case n == 4:
		dbtest.Clock(w.d).Advance(time.Duration(rnd.IntN(20)) * time.Hour)
	case n == 5:
		s := m.any()
		if New(w.d).Withdraw(ctx, w.actor(keys[rnd.IntN(len(keys))], s.tr.Ask), s.r.ID, "no") == nil {
			s.over = true
		}
	default:
		m.decide()
	}
}

func (m *history) any() *story {
	return m.live[m.ids[max(0, len(m.ids)-1-m.rnd.IntN(min(len(m.ids), 8)))]]
}

func (m *history) decide() {
	w, rnd, s := m.w, m.rnd, m.any()
	by := keys[rnd.IntN(len(keys))]
	a := w.actor(by, s.tr.Approve)
	in := Decision{Seen: s.r.Signed, Reason: "read", Yes: true}
	honest := true
	switch rnd.IntN(8) {
	case 0:
		a.Stepped, honest = a.Stepped.Add(-time.Hour), false
	case 1:
		in.Seen, honest = s.real.Hash(), s.real.Hash() == s.r.Signed
	case 2:
		in.Reason, honest = "", false
	case 3:
		a.Person, honest = w.ids[s.asker], false
	}
	err := w.try(a, s.r.ID, in, s.real, rules)
	legal := honest && !s.over && by != s.asker && w.now().Before(s.r.Ends) && s.real.Hash() == s.r.Signed &&
		(!s.tr.OtherLine || lineOf[by] == "root" || lineOf[by] != lineOf[s.asker])
	switch {
	case err == nil && !legal:
		w.t.Fatalf("%s was agreed to by %s, asked by %s: a bypass", s.tr.Code, by, s.asker)
	case err != nil && legal:
		w.t.Fatalf("%s refused to an honest %s: %v", s.tr.Code, by, err)
	case err == nil:
		s.over = true
		m.agreed++
	default:
		m.refused++
		s.over = s.over || w.state(s.r.ID) != Waiting
		if _, ok := fault.As(err); !ok {
			w.t.Fatal(err)
		}
	}
}
