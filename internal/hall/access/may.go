package access

import (
	"slices"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Place is where an act would happen: the unit's tree number, the persons of the team when the
// matter belongs to one, and the persons whom the matter is about.
type Place struct {
	Ord   int64
	Team  []string // person ids; nil when the matter belongs to no team
	About []string // person ids who may have nothing to do with it (DOMAIN.md 1.6 no. 1)
}

// May answers nil, fault.NotFound (the place may not even be seen) or fault.Denied. A night job may
// do what its verb does; it has no hands for anything else.
func May(a who.Actor, r Right, p Place) error {
	if a.IsJob() {
		return nil
	}
	if a.Person != "" && slices.Contains(p.About, a.Person) {
		return invisible()
	}
	if r == Public || r == SignedIn && a.Login != "" || holds(a, r, p) {
		return nil
	}
	if s, ok := sees[r]; ok && holds(a, s, p) {
		return fault.Denied("role")
	}
	return invisible()
}

// invisible is NotFound that still names the rule, so that the look is recorded; the page is the
// same as for what does not exist.
func invisible() error { return &fault.Fault{Kind: fault.KindNotFound, Rule: "invisible"} }

func holds(a who.Actor, r Right, p Place) bool {
	for _, g := range a.Grants {
		if given[g.Role][r] && reaches(a, g, r, p) {
			return true
		}
	}
	return false
}

func reaches(a who.Actor, g who.Grant, r Right, p Place) bool {
	if teamRoles[g.Role] && teamRights[r] {
		return slices.Contains(p.Team, a.Person)
	}
	return g.First <= p.Ord && p.Ord <= g.Last
}

// Anywhere tells whether the actor holds the right at any place: for menus and for routes whose
// object is not yet known. It never replaces May.
func Anywhere(a who.Actor, r Right) bool {
	if r == Public || r == SignedIn && a.Login != "" {
		return true
	}
	for _, g := range a.Grants {
		if given[g.Role][r] {
			return true
		}
	}
	return false
}

// ScopeOf is the part of the tree in which the actor holds the right; a job sees all. Rights that
// come through a team are not in it: see InTeam.
func ScopeOf(a who.Actor, r Right) db.Scope {
	if a.IsJob() {
		return db.Scope{All: true}
	}
	var s db.Scope
	for _, g := range a.Grants {
		if given[g.Role][r] && !(teamRoles[g.Role] && teamRights[r]) {
			s.Ranges = append(s.Ranges, db.Range{First: g.First, Last: g.Last})
		}
	}
	return merged(s)
}

// InTeam tells whether the actor holds the right through a team role, so that a list adds the
// matters whose team names the actor's person.
func InTeam(a who.Actor, r Right) bool {
	for _, g := range a.Grants {
		if teamRoles[g.Role] && teamRights[r] && given[g.Role][r] {
			return true
		}
	}
	return false
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

// Excludes names the rule by which a person who holds the roles in held may not get role, "" when
// nothing stands against it.
func Excludes(held []Role, role Role) string {
	for _, h := range held {
		if h == role {
			continue
		}
		if administrators[role] || administrators[h] {
			return "admins_apart"
		}
	}
	return ""
}
