package access

import (
	"slices"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// May answers nil, fault.NotFound (the place may not even be seen) or fault.Denied with the number
// of the rule that refused.
func May(a who.Actor, r Right, p Place) error {
	d := rules.decide(&a, r, &p)
	switch {
	case d.Allow:
		return nil
	case !d.Visible: // the page is the same as for what does not exist; the record names the rule
		return &fault.Fault{Kind: fault.KindNotFound, Rule: d.Rule}
	}
	return Refusal(d.Rule)
}

// Refusal is fault.Denied by a numbered rule. A prohibition has a sentence of its own (SentenceOf);
// for a line of the table the sentence says that no role held gives it, and names the line.
func Refusal(rule string) error {
	if slices.Contains(Prohibitions, rule) {
		return &fault.Fault{Kind: fault.KindDenied, Rule: rule, Key: SentenceOf(rule)}
	}
	return &fault.Fault{Kind: fault.KindDenied, Rule: rule, Key: "denied.by_rule", Args: []any{"rule", rule}}
}

// SentenceOf is the key of a prohibition's sentence: denied.n_32 for N-32.
func SentenceOf(rule string) string {
	return "denied." + strings.ToLower(strings.ReplaceAll(rule, "-", "_"))
}

// Anywhere tells whether the actor holds the right at any place: for menus and for routes whose
// object is not yet known. It never replaces May.
func Anywhere(a who.Actor, r Right) bool {
	if needsNoRole(&a, r) {
		return true
	}
	line := rules[r]
	if line == nil || a.Login == "" {
		return false
	}
	return slices.ContainsFunc(a.Grants, func(g who.Grant) bool { return line.gives(g.Role) })
}

// ScopeOf is the part of the tree in which the actor holds the right, without what a recusal keeps
// the actor from; a job sees all. Rights that come through a team are not in it: see InTeam.
func ScopeOf(a who.Actor, r Right) db.Scope {
	if a.IsJob() {
		return db.Scope{All: true}
	}
	line := rules[r]
	if line == nil || a.Login == "" {
		return db.Scope{}
	}
	var s db.Scope
	for i := range a.Grants {
		if g := &a.Grants[i]; slices.Contains(line.Roles, g.Role) {
			s.Ranges = append(s.Ranges, db.Range{First: g.First, Last: g.Last})
		}
	}
	s = merged(s)
	if !line.Kind.IsMatter() {
		return s
	}
	return s.Without(barred(a), kept(a, line.Kind))
}

// Barred is everything but what the actor's recusals keep away, whatever the actor's roles: for the
// part of a list that does not go by the tree (a team's matters, the own inbox). Without kinds it is about all of them.
func Barred(a who.Actor, kinds ...Kind) db.Scope {
	if a.IsJob() {
		return db.Scope{All: true}
	}
	if len(kinds) == 0 {
		kinds = matters
	}
	return db.Scope{All: true}.Without(barred(a), kept(a, kinds...))
}

func barred(a who.Actor) []db.Range {
	out := make([]db.Range, len(a.Recused))
	for i, s := range a.Recused {
		out[i] = db.Range{First: s.First, Last: s.Last}
	}
	return merged(db.Scope{Ranges: out}).Ranges
}

// kept are the ids of single matters of the kinds from which the actor is recused.
func kept(a who.Actor, kinds ...Kind) (ids []string) {
	for _, m := range a.Kept {
		if slices.Contains(kinds, Kind(m.Kind)) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// InTeam tells whether the actor holds the right through a team role, so that a list adds the
// matters whose team names the actor's person.
func InTeam(a who.Actor, r Right) bool {
	line := rules[r]
	return line != nil && a.Login != "" && slices.ContainsFunc(a.Grants, func(g who.Grant) bool { return slices.Contains(line.Team, g.Role) })
}

// merged drops ranges that lie in another: two roles at one unit are one condition.
func merged(s db.Scope) db.Scope {
	slices.SortFunc(s.Ranges, func(x, y db.Range) int {
		if x.First != y.First {
			return int(min(1, max(-1, x.First-y.First)))
		}
		return int(min(1, max(-1, y.Last-x.Last)))
	})
	var out []db.Range
	for _, r := range s.Ranges {
		if n := len(out); n > 0 && r.First <= out[n-1].Last {
			out[n-1].Last = max(out[n-1].Last, r.Last)
			continue
		}
		out = append(out, r)
	}
	return db.Scope{Ranges: out}
}

// Excludes names the prohibition by which a person who holds the roles in held may not get role, ""
// when nothing stands against it.
func Excludes(held []Role, role Role) string {
	for _, h := range held {
		if h == role {
			continue
		}
		if administrators[role] || administrators[h] {
			return AdminsApart
		}
	}
	return ""
}
