package partyorg

import (
	"slices"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

// rules is what the shipped rules give, in months.
func rules(rule string, start clock.Day) (calendar.Reckoned, error) {
	months := map[string][2]int{ruleTalk: {1, 0}, ruleObserve: {6, 0}, ruleYear: {36, 12}, ruleVote: {1, 0}, ruleApprove: {3, 0}, ruleProbate: {13, 12}, ruleConfirm: {3, 0}}[rule]
	due, _ := calendar.Reckon(start, pack.Length{Count: months[0], Unit: pack.Month}, calendar.Days{})
	out := calendar.Reckoned{Due: due}
	if months[1] > 0 {
		out.Earliest, _ = calendar.Reckon(start, pack.Length{Count: months[1], Unit: pack.Month}, calendar.Days{})
	}
	if rule == ruleApprove {
		out.Rule.Extend = pack.Extend{Times: 1, Length: pack.Length{Count: 3, Unit: pack.Month}}
	}
	return out, nil
}

func stepped(stage string, steps ...Step) Admission {
	for i := range steps {
		steps[i].Seq = i + 1
	}
	return Admission{Stage: stage, Steps: steps}
}

func TestGates(t *testing.T) {
	year := stepped(Activist, Step{Step: Applied, Day: "2024-01-10"}, Step{Step: Talked, Day: "2024-01-20"}, Step{Step: Activist, Day: "2024-03-01"},
		Step{Step: Observed, Day: "2024-09-02"}, Step{Step: Observed, Day: "2025-02-27"})
	once := stepped(Activist, year.Steps[:4]...)
	candidate := stepped(Candidate, Step{Step: Activist, Day: "2024-03-01"}, Step{Step: Candidate, Day: "2025-03-10"}, Step{Step: Trained, Day: "2025-04-01", Hours: 16})
	trained := stepped(Candidate, append(slices.Clone(candidate.Steps), Step{Step: Reviewed, Day: "2025-04-02"}, Step{Step: Trained, Day: "2025-04-09", Hours: 8})...)
	pre := stepped(Prereviewed, Step{Step: Prereviewed, Day: "2025-05-06"})
	voted := stepped(Voted, Step{Step: Voted, Day: "2025-05-28"})
	for _, x := range []struct {
		name, step string
		a          Admission
		on         clock.Day
		closed     []string
		from       clock.Day
	}{
		{"a year and two observations", Candidate, year, "2025-03-01", nil, "2025-03-01"},
		{"a day early", Candidate, year, "2025-02-28", []string{GateYear}, "2025-03-01"},
		{"one observation", Candidate, once, "2025-03-05", []string{GateObserve}, "2025-03-01"},
		{"16 hours, no review", Prereviewed, candidate, "2025-05-01", []string{GateReview, GateTraining}, ""},
		{"24 hours and a review", Prereviewed, trained, "2025-05-01", nil, ""},
		{"the last day of the month", Voted, pre, "2025-06-06", nil, ""},
		{"a day after it", Voted, pre, "2025-06-07", []string{GateWindow}, ""},
		{"six months", Probation, voted, "2025-11-28", nil, ""},
		{"longer than six months", Probation, voted, "2025-11-29", []string{GateExpired}, ""},
		{"probation not over", Converted, stepped(Probation, voted.Steps...), "2026-05-27", []string{GateProbate, GateObserve}, "2026-05-28"},
	} {
		gates, err := x.a.Gates(x.step, x.on, 24, 6, rules)
		if err != nil {
			t.Fatal(err)
		}
		var closed []string
		for _, g := range gates {
			if !g.Met {
				closed = append(closed, g.Code)
			}
			if x.from != "" && g.From != x.from && g.From != "" {
				t.Errorf("%s: opens on %s, want %s", x.name, g.From, x.from)
			}
		}
		if !slices.Equal(closed, x.closed) {
			t.Errorf("%s: closed %v, want %v", x.name, closed, x.closed)
		}
		before := len(x.a.Steps)
		in := Step{Step: x.step, Day: x.on, Words: "w", Voters: 20, Attended: 15, Agreed: 14}
		if err := x.a.Take(in, gates, x.on); (err == nil) != (len(x.closed) == 0) {
			t.Errorf("%s: %v", x.name, err)
		}
		if len(x.closed) > 0 && len(x.a.Steps) != before {
			t.Errorf("%s: a refused step was kept", x.name)
		}
	}
}

func TestOneWay(t *testing.T) {
	a := stepped(Activist, Step{Step: Activist, Day: "2024-03-01"})
	for _, step := range append(slices.Clone(Stages), Observed, Reviewed, Trained) {
		err := a.Take(Step{Step: step, Day: "2024-01-01"}, nil, "2025-01-01")
		if step != Observed && step != Candidate && !fault.Is(err, fault.KindConflict) {
			t.Errorf("%s from activist: %v", step, err)
		}
	}
	if err := a.Take(Step{Step: Observed, Day: "2024-02-01", Words: "w"}, nil, "2025-01-01"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a step before the last one: %v", err)
	}
	for _, bad := range []Step{{Voters: 20, Attended: 10, Agreed: 10}, {Voters: 20, Attended: 15, Agreed: 10}, {Voters: 20, Attended: 21, Agreed: 11}, {}} {
		v := stepped(Prereviewed, Step{Step: Prereviewed, Day: "2025-05-06"})
		bad.Step, bad.Day, bad.Words = Voted, "2025-05-20", "w"
		if err := v.Take(bad, nil, "2025-06-01"); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	over := Admission{Stage: Admitted}
	if over.Next() != nil || over.Open() == nil || over.End("2025-01-01", "w", "2025-01-01") == nil {
		t.Error("what is over goes on")
	}
}

func TestWaiverLiftsItsGateOnly(t *testing.T) {
	a := stepped(Activist, Step{Step: Activist, Day: "2024-03-01"}, Step{Step: Observed, Day: "2024-09-01"})
	a.Waivers = []Waiver{{ID: "w", Step: Candidate, Gate: GateYear, Granted: true}}
	gates, _ := a.Gates(Candidate, "2024-12-01", 24, 6, rules)
	if gates[0].Waiver != "w" || gates[1].Waiver != "" {
		t.Errorf("%+v", gates)
	}
	a.Waivers[0].Granted = false
	gates, _ = a.Gates(Candidate, "2024-12-01", 24, 6, rules)
	if gates[0].Waiver != "" {
		t.Error("a refused exception lifts a gate")
	}
}

func TestGaps(t *testing.T) {
	l := Limits{Least: 3, Most: 50, Joint: 5, From: 7, CommitteeLeast: 3, CommitteeMost: 7, Officers: 2, TermNear: 180}
	seats := func(n int) (out []Seat) {
		for i := range n {
			out = append(out, Seat{Kind: []string{org.Head, org.Deputy}[min(i, 1)]})
		}
		return out
	}
	well := func(change func(*Org)) Org {
		o := Org{Unit: org.Unit{ID: "o", Kind: "party_cell"}, Committee: seats(3), TermUntil: "2028-01-01", Members: 12, Full: 11, Covers: make([]org.Unit, 1)}
		change(&o)
		return o
	}
	for want, o := range map[string]Org{
		"":            well(func(*Org) {}),
		TooFew:        well(func(o *Org) { o.Members, o.Full, o.Committee = 3, 2, seats(1) }),
		TooMany:       well(func(o *Org) { o.Members, o.Full = 51, 50 }),
		JointMany:     well(func(o *Org) { o.Kind, o.Covers = "party_joint", make([]org.Unit, 6) }),
		CommitteeSize: well(func(o *Org) { o.Committee = seats(2) }),
		NoSecretary:   well(func(o *Org) { o.Committee = nil }),
		NoTerm:        well(func(o *Org) { o.TermUntil = "" }),
		TermOver:      well(func(o *Org) { o.TermUntil = "2026-06-17" }),
		TermNear:      well(func(o *Org) { o.TermUntil = "2026-12-15" }),
	} {
		got := o.Gaps(l, "2026-06-18")
		if want == "" && len(got) != 0 || want != "" && (len(got) != 1 || got[0].Kind != want) {
			t.Errorf("%s: %+v", want, got)
		}
	}
	if o := well(func(o *Org) { o.TermUntil = "2026-12-16" }); len(o.Gaps(l, "2026-06-18")) != 0 {
		t.Error("181 days before its end a term is said to run out")
	}
	if o := well(func(o *Org) { o.Full, o.Members, o.Committee = 6, 6, seats(3) }); len(o.Gaps(l, "2026-06-18")) != 1 {
		t.Error("a branch of six with a committee of three is not named")
	}
}

func TestElectionTakesItsStepsInOrder(t *testing.T) {
	var e Election
	day := clock.Day("2026-06-01")
	if e.Take(ElectionStep{Step: Held, Day: day}, "2026-06-18") == nil {
		t.Error("a meeting before the request")
	}
	for i, step := range ElectionSteps {
		in := ElectionStep{Step: step, Day: day.Add(i), Paper: "文", Voters: 21, Attended: 11}
		if step == Held {
			low := in
			low.Attended = 10
			if !fault.Is(e.Take(low, "2026-06-18"), fault.KindInvalid) {
				t.Error("half of the voters elect")
			}
		}
		if err := e.Take(in, "2026-06-18"); err != nil {
			t.Fatal(step, err)
		}
	}
	if e.Next() != "" || e.Take(ElectionStep{Step: Appointed, Day: day}, "2026-06-18") == nil {
		t.Error("it goes on")
	}
}
