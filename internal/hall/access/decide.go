package access

import (
	"slices"

	"plumbline/internal/ground/who"
)

// Decision is the answer to one question, with the number of the rule that gave it: the line of the
// table that allows or lacks the actor's role, or the prohibition that refuses.
type Decision struct {
	Allow   bool
	Visible bool   // whether the thing exists for the actor
	Rule    string // Q-… or N-…
	Role    Role   // the role that gives the right, "" when none does
	Grant   string // id of its grant
}

// Decide judges one act. It is pure: the same question has the same answer wherever it is asked, at a
// button, in a verb, in a preview. The order is that of TRUST.md 2.5: who it is, what excludes, what
// a role gives for the place, the class of data, the state, and the sides that are kept apart. A
// night job may do what its verb does; it has no hands for anything else.
func Decide(a who.Actor, r Right, p Place) Decision { return rules.decide(&a, r, &p) }

type ruleSet map[Right]*Rule

func (s ruleSet) decide(a *who.Actor, r Right, p *Place) Decision {
	switch {
	case a.IsJob():
		return Decision{Allow: true, Visible: true, Rule: "job"}
	case needsNoRole(a, r):
		return Decision{Allow: true, Visible: true, Rule: string(r)}
	case a.Login == "" || len(a.Grants) == 0:
		return Decision{Rule: NoSession}
	}
	line := s[r]
	if line == nil {
		return Decision{Rule: NoRule}
	}
	if n := excluded(a, line, p); n != "" {
		return Decision{Rule: n}
	}
	d := line.reach(a, p)
	if !d.Allow {
		see := s[line.Sees]
		d.Visible = see != nil && see != line && see.reach(a, p).Allow
		return d
	}
	d.Visible = true
	if n := line.guard(a, p); n != "" {
		d.Allow, d.Rule = false, n
	}
	return d
}

// needsNoRole tells whether everybody in the actor's standing holds the right: a stranger, one who
// has proven the password only, one who is signed in.
func needsNoRole(a *who.Actor, r Right) bool {
	return r == Public || r == Halfway && a.Login != "" || r == SignedIn && a.Login != "" && !a.Weak
}

// excluded asks what beats every grant (TRUST.md 2.5 no. 2).
func excluded(a *who.Actor, line *Rule, p *Place) string {
	if a.Person != "" && slices.Contains(p.About, a.Person) {
		return Concerned
	}
	if !line.Kind.IsMatter() {
		return ""
	}
	for _, s := range a.Recused {
		if s.First <= p.Ord && p.Ord <= s.Last {
			return RecusedUnit
		}
	}
	for _, m := range a.Kept {
		if m.ID == p.ID && m.Kind == string(p.Kind) && p.ID != "" {
			return RecusedOne
		}
	}
	if len(p.Lines) > 0 && inLine(a, p) && !slices.Contains(p.Cleared, a.Person) {
		return OwnLine
	}
	return ""
}

// inLine tells whether the actor is of the line of a person concerned: of the same unit, or with a
// role of the unit's own line over it.
func inLine(a *who.Actor, p *Place) bool {
	for _, l := range p.Lines {
		if a.UnitOrd != 0 && l.First <= a.UnitOrd && a.UnitOrd <= l.Last {
			return true
		}
		for _, g := range a.Grants {
			if chain[g.Role] && g.First <= l.First && l.First <= g.Last {
				return true
			}
		}
	}
	return false
}

// reach looks for a grant that gives the right at the place and up to the class of the data.
func (r *Rule) reach(a *who.Actor, p *Place) Decision {
	why := r.Number()
	for i := range a.Grants {
		g := &a.Grants[i]
		most := r.most(a, g, p)
		switch {
		case most == 0:
		case p.Class > most:
			why = AboveClass
		case p.Class == P4 && !slices.Contains(p.Named, a.Person):
			why = NotNamed
		default:
			return Decision{Allow: true, Rule: r.Number(), Role: g.Role, Grant: g.ID}
		}
	}
	return Decision{Rule: why}
}

// most is the highest class that the grant opens at the place, 0 when it does not reach it.
func (r *Rule) most(a *who.Actor, g *who.Grant, p *Place) Class {
	if g.First <= p.Ord && p.Ord <= g.Last && slices.Contains(r.Roles, g.Role) {
		return r.Most
	}
	if len(r.Team) > 0 && slices.Contains(r.Team, g.Role) && slices.Contains(p.Team, a.Person) {
		return r.Named
	}
	return 0
}

// guard asks the state and the separation of duties (TRUST.md 2.12).
func (r *Rule) guard(a *who.Actor, p *Place) string {
	switch {
	case p.State != "" && r.When != nil && !slices.Contains(r.When, p.State):
		return NotNow
	case r.Keeps&BySide != 0 && bound(a, p):
		return BoundSide
	case r.Keeps&ByHand != 0 && slices.Contains(p.Hands, a.Person):
		return SameHand
	}
	return ""
}

// bound tells whether the actor belongs to whom the thing binds: the responsible unit and what is
// below it, its lead, its owner.
func bound(a *who.Actor, p *Place) bool {
	if a.Person != "" && slices.Contains(p.Bound, a.Person) {
		return true
	}
	return a.UnitOrd != 0 && p.Side.First != 0 && p.Side.First <= a.UnitOrd && a.UnitOrd <= p.Side.Last
}
