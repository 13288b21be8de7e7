package access

import (
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/who"
)

// Preview is the actor that the person would be on the day with these grants: the one whom Decide
// judges at the door, not a guess about it.
func (r RolesOf) Preview(day clock.Day, terms []Term) who.Actor {
	a := who.Actor{Login: r.ID, Person: r.Person, Name: r.PersonName, UnitOrd: r.Home.First}
	for _, t := range terms {
		if t.In(day) {
			a.Grants = append(a.Grants, who.Grant{ID: t.ID, Role: t.Role, Unit: t.Unit, UnitName: t.UnitName, First: t.First, Last: t.Last})
		}
	}
	for _, x := range r.Recusals {
		switch {
		case !x.In(day):
		case x.Unit == "":
			a.Kept = append(a.Kept, who.Matter{Kind: x.Kind, ID: x.Ref})
		default:
			a.Recused = append(a.Recused, x.Span)
		}
	}
	return a
}

// Effect is what one grant makes possible on the day.
type Effect struct {
	Term   Term
	Rights []Right
	Named  []Right // only where the matter's team names the person
}

// Effects asks Decide for every right at the unit of every grant. A right is listed once, with the
// first grant that gives it there.
func Effects(a who.Actor, terms []Term) (out []Effect) {
	for _, t := range terms {
		if !slices.ContainsFunc(a.Grants, func(g who.Grant) bool { return g.ID == t.ID }) {
			continue
		}
		e := Effect{Term: t}
		for i := range table {
			r := table[i].Right
			if d := Decide(a, r, Place{Ord: t.First}); d.Allow && d.Grant == t.ID {
				e.Rights = append(e.Rights, r)
			} else if d := Decide(a, r, Place{Ord: t.First, Team: []string{a.Person}}); d.Allow && d.Grant == t.ID {
				e.Named = append(e.Named, r)
			}
		}
		out = append(out, e)
	}
	return out
}

// Limit is something that the person cannot do, although one might think so: the case (words
// roles.limit.<case>), the unit it is about, and the rule that refuses.
type Limit struct {
	Case string
	Unit string
	Rule string
}

// Limits asks Decide about the cases in which a role does not help: recusals, the own side, the own
// hand, the own matter, what is open to named persons, other units, and granting. What Decide
// allows is no limit and is left out.
func Limits(a who.Actor, home who.Span, root int64, recusals []Recusal, day clock.Day) (out []Limit) {
	ask := func(name, unit string, r Right, p Place) {
		if d := Decide(a, r, p); !d.Allow {
			out = append(out, Limit{Case: name, Unit: unit, Rule: d.Rule})
		}
	}
	for _, x := range recusals {
		if x.In(day) && x.Unit != "" {
			out = append(out, Limit{Case: "recused", Unit: x.UnitName, Rule: RecusedUnit})
		}
		if x.In(day) && x.Unit == "" {
			out = append(out, Limit{Case: "recused_one", Unit: x.Label, Rule: RecusedOne})
		}
	}
	for _, g := range a.Grants {
		here := Place{Ord: g.First}
		if d := Decide(a, VerifyItem, here); d.Allow && d.Grant == g.ID && home.First != root {
			ask("own_side", "", VerifyItem, Place{Ord: g.First, Side: home})
		}
		if d := Decide(a, CloseItem, here); d.Allow && d.Grant == g.ID {
			ask("own_hand", "", CloseItem, Place{Ord: g.First, Hands: []string{a.Person}})
		}
		if d := Decide(a, ReadItem, here); d.Allow && d.Grant == g.ID {
			ask("about", "", ReadItem, Place{Ord: g.First, About: []string{a.Person}})
		}
		if d := Decide(a, ReadInspection, Place{Ord: g.First, Team: []string{a.Person}}); d.Allow && d.Grant == g.ID {
			ask("named", "", ReadInspection, Place{Ord: g.First, Team: []string{a.Person}, Class: P4})
			ask("team", "", WritePaper, here)
		}
	}
	if Anywhere(a, ReadItem) {
		ask("elsewhere", "", ReadItem, Place{Ord: root})
	} else {
		ask("no_item", "", ReadItem, Place{Ord: root})
	}
	ask("grant", "", GrantRole, Place{Ord: root})
	return slices.CompactFunc(out, func(x, y Limit) bool { return x == y })
}
