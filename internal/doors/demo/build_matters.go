package demo

import (
	"fmt"
	"sort"

	"plumbline/internal/ground/clock"
)

// plan is one item before it is written: where it shall stand today.
type plan struct {
	state    string
	days     int  // overdue (negative) or due in so many days
	dated    bool // days counts
	voided   bool
	relapsed bool
}

// matters shares every unit's items out over the documents that brought them.
func (b *builder) matters() {
	for _, u := range b.Units {
		if !u.Outside {
			b.unitMatters(u)
		}
	}
	sort.SliceStable(b.w.Matters, func(i, j int) bool { return b.w.Matters[i].On < b.w.Matters[j].On })
}

// plans lists what the unit shall have, closed ones last.
func (b *builder) plans(u unitData) (open, closed []plan) {
	n := 0
	for _, state := range []string{"listed", "working", "claimed", "verifying", "returned", "standing"} {
		var days []int
		for _, x := range b.Overdue[u.Code] {
			if x.State == state {
				days = append(days, -x.Days)
			}
		}
		for _, x := range b.Soon[u.Code] {
			if x.State == state {
				days = append(days, x.Days)
			}
		}
		for i := range b.States[u.Code][state] {
			p := plan{state: state}
			if i < len(days) {
				p.days, p.dated = days[i], true
			}
			open = append(open, p)
			n++
		}
	}
	for range u.Items - n {
		closed = append(closed, plan{state: "closed"})
	}
	for _, code := range b.Voided {
		if code == u.Code {
			closed = append(closed, plan{state: "voided", voided: true})
		}
	}
	for _, code := range b.Relapsed {
		if code == u.Code {
			b.takeWorking(open).relapsed = true
		}
	}
	return open, closed
}

// takeWorking finds an undated item at work to be one that came back.
func (b *builder) takeWorking(open []plan) *plan {
	for i := range open {
		if open[i].state == "working" && !open[i].dated && !open[i].relapsed {
			return &open[i]
		}
	}
	panic("data: a unit with a relapse needs an undated item at work")
}

// unitMatters makes the unit's documents.
func (b *builder) unitMatters(u unitData) {
	open, closed := b.plans(u)
	in := b.inspection(u.Code)
	d := drawFor("matters " + u.Code)
	fed := in.State == fedBack
	var feedback, recent, past []plan
	for _, p := range open {
		switch {
		case p.relapsed:
			past = append(past, p)
		case p.state == "listed":
			b.fresh(u, p)
		case p.state == "standing" && fed && u.Batch < 4, u.Batch == 4 && (!p.dated || p.state == "returned") && d.IntN(10) < 8:
			feedback = append(feedback, p)
		default:
			recent = append(recent, p)
		}
	}
	for i, p := range closed {
		if fed && !p.voided && i%10 < map[bool]int{true: 4, false: 6}[u.Batch == 4] {
			feedback = append(feedback, p)
		} else {
			past = append(past, p)
		}
	}
	if len(feedback) > 0 {
		m := b.matter(u, "inspection", b.number("临公督反", in.Feedback), in.Feedback)
		m.Inspection, in.Matter, m.Due = in, m, in.Feedback.Add(92)
		if u.Batch == 4 {
			m.Due = b.w.Today.Add(22)
		}
		m.plan(feedback)
	}
	b.documents(u, recent, b.ago(140), b.ago(45))
	b.documents(u, past, b.ago(840), b.ago(180))
}

// fresh is an item that has just been delivered, or one that nobody signed for.
func (b *builder) fresh(u unitData, p plan) {
	on := b.ago(1 + len(u.Code)%2)
	if p.dated {
		on = b.ago(24)
	}
	m := b.matter(u, "daily", b.number("临公督", on), on)
	m.Due = on.Add(30)
	m.plan([]plan{p})
}

// documents shares plans out over the documents of the sources that came between two days.
func (b *builder) documents(u unitData, plans []plan, from, to clock.Day) {
	type doc struct {
		source sourceData
		on     clock.Day
	}
	var docs []doc
	for _, s := range b.Sources {
		for _, day := range s.Days {
			if on := b.day(day); on >= from && on <= to {
				docs = append(docs, doc{s, on})
			}
		}
	}
	sort.SliceStable(docs, func(i, j int) bool { return docs[i].on < docs[j].on })
	start := drawFor("documents " + u.Code).IntN(len(docs))
	const most = 5
	for i := 0; len(plans) > 0; i++ {
		n := min(len(plans), most)
		x := docs[(start+i)%len(docs)]
		m := b.matter(u, x.source.Source, b.number(x.source.Prefix, x.on), x.on)
		m.Due = x.on.Add(90)
		m.plan(plans[:n])
		plans = plans[n:]
	}
}

func (b *builder) matter(u unitData, source, number string, on clock.Day) *Matter {
	m := &Matter{Key: fmt.Sprintf("M%03d", len(b.w.Matters)+1), Unit: u.Code, Source: source, Number: number, On: on}
	b.w.Matters = append(b.w.Matters, m)
	return m
}

func (m *Matter) plan(plans []plan) {
	for _, p := range plans {
		m.Items = append(m.Items, &Item{Key: fmt.Sprintf("%s.%02d", m.Key, len(m.Items)+1), Matter: m, Unit: m.Unit, State: p.state, plan: p})
	}
}
