package policypage

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
)

// soonDays is from how many days before its end on a grant is shown as ending.
const soonDays = 30

// Sides of the matrix: the roles that fit on one page beside the units.
var Sides = []struct {
	Key   string
	Roles []access.Role
}{
	{"office", []access.Role{access.Office, access.TeamLeader, access.TeamDeputy, access.Member, access.Verifier, access.Leader}},
	{"unit", []access.Role{access.UnitHead, access.Lead, access.Owner, access.Liaison}},
	{"party", []access.Role{access.PartyAff, access.Secretary, access.Finance, access.Overseer}},
	{"admin", []access.Role{access.SysAdmin, access.SecAdmin, access.Auditor}},
}

// RolesModel is the page of roles: who there is, and of one account what it holds, what is to be
// changed, and what the person could then do.
type RolesModel struct {
	People  []access.Login
	Find    string
	Of      *access.RolesOf
	Side    string
	Unit    string // what units were searched for
	Spots   []access.Spot
	Pending []access.Checked
	Ending  []access.Term // grants to be revoked
	Reason  string
	Day     clock.Day // of the preview
	Today   clock.Day
	Effects []access.Effect
	Limits  []access.Limit
	Soon    []access.Term
	Names   map[string]access.Login // of accounts in Soon
	MayEdit bool
	Second  bool // an approval of a second person can be asked for here

	Problems part.Problems
}

// Columns are the roles of the chosen side.
func (m RolesModel) Columns() []access.Role {
	for _, s := range Sides {
		if s.Key == m.Side {
			return s.Roles
		}
	}
	return Sides[0].Roles
}

// Refused counts the wished-for grants that a rule stands against.
func (m RolesModel) Refused() (n int) {
	for _, c := range m.Pending {
		if c.Rule != "" {
			n++
		}
	}
	return n
}

func (m RolesModel) changes() int { return len(m.Pending) + len(m.Ending) }

func (m RolesModel) ending(id string) bool {
	return slices.ContainsFunc(m.Ending, func(t access.Term) bool { return t.ID == id })
}

// square is one cell of the matrix: a role at a unit.
type square struct {
	kind  string // held, end, inh, new, ref or ""
	term  access.Term
	index int // of the pending change
	rule  string
}

func (m RolesModel) square(u access.Spot, role access.Role) square {
	for i, c := range m.Pending {
		if c.Unit == u.ID && c.Role == role {
			if c.Rule != "" {
				return square{kind: "ref", index: i, rule: c.Rule}
			}
			return square{kind: "new", index: i, term: access.Term{Since: c.Since, Until: c.Until}}
		}
	}
	from := square{}
	for _, t := range m.Of.Terms {
		if t.Role != role || t.Revoked || t.Until != "" && t.Until < m.Today {
			continue
		}
		switch {
		case t.Unit == u.ID && t.Until != "" && t.Until.Sub(m.Today) <= soonDays:
			return square{kind: "end", term: t}
		case t.Unit == u.ID:
			return square{kind: "held", term: t}
		case t.First <= u.First && u.Last <= t.Last:
			from = square{kind: "inh", term: t}
		}
	}
	return from
}

var squareIcons = map[string]string{"held": "check", "end": "clock", "inh": "corner-down-right", "new": "plus", "ref": "ban"}

func squareText(ctx context.Context, s square) string {
	switch {
	case s.kind == "inh":
		return i18n.T(ctx, "roles.cell.inherited")
	case s.kind == "ref":
		return s.rule
	case s.kind == "new" && s.term.Until == "", s.kind == "held" && s.term.Until == "" && s.term.Since > "":
		return i18n.T(ctx, "roles.cell.since", "day", short(s.term.Since))
	}
	return i18n.T(ctx, "roles.cell.until", "day", short(s.term.Until))
}

// short is a day in the width of a cell: month and day, the year before it when it is not this one's.
func short(d clock.Day) string {
	if len(d) < 10 {
		return string(d)
	}
	return string(d[2:10])
}

func span(ctx context.Context, since, until clock.Day) string {
	s := i18n.T(ctx, "roles.since", "day", i18n.Day(ctx, since))
	if until != "" {
		s += i18n.T(ctx, "roles.until", "day", i18n.Day(ctx, until))
	}
	return s
}

// phrases are rights in a few words, one after the other.
func phrases(ctx context.Context, rights []access.Right) string {
	out := make([]string, len(rights))
	for i, r := range rights {
		out[i] = i18n.T(ctx, "right."+string(r))
	}
	return strings.Join(out, i18n.T(ctx, "roles.comma"))
}

func depth(u access.Spot) string { return "l" + itoa(min(u.Depth, 2)) }

// past are the grants that no longer hold, the latest first.
func (m RolesModel) past() (out []access.Term) {
	for _, t := range slices.Backward(m.Of.Terms) {
		if t.Revoked || t.Until != "" && t.Until < m.Today {
			out = append(out, t)
		}
	}
	return out
}

func soon(l access.Login, today clock.Day) bool {
	return slices.ContainsFunc(l.Grants, func(g access.Held) bool { return g.Until != "" && g.Until.Sub(today) <= soonDays })
}

func (m RolesModel) fresh(t access.Term) bool { return strings.HasPrefix(t.ID, "new-") }

func rolesTitle(ctx context.Context, m RolesModel) string {
	if m.Of == nil {
		return i18n.T(ctx, "roles.title")
	}
	return i18n.T(ctx, "roles.title_of", "name", m.Of.PersonName)
}

func query(find string) string {
	if find == "" {
		return ""
	}
	return "?" + url.Values{"q": {find}}.Encode()
}

func here(on bool) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}

func pressed(on bool) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{"aria-pressed": "true"}
}

// Preview fills in what the person could and could not do on the day, with the changes made: the
// actor is put together as at a request, and Decide is asked. root is the tree number of the top.
func (m *RolesModel) Preview(root int64) {
	var terms []access.Term
	for _, t := range m.Of.Terms {
		if t.Login == m.Of.ID && !m.ending(t.ID) {
			terms = append(terms, t)
		}
	}
	for i, c := range m.Pending {
		if c.Rule == "" || c.Rule == access.NeedsSecond {
			terms = append(terms, access.Term{ID: "new-" + itoa(i), Login: m.Of.ID, Role: c.Role, Unit: c.Unit, UnitName: c.UnitName, First: c.First, Last: c.Last, Since: c.Since, Until: c.Until})
		}
	}
	actor := m.Of.Preview(m.Day, terms)
	m.Effects = access.Effects(actor, terms)
	m.Limits = access.Limits(actor, m.Of.Home, root, m.Of.Recusals, m.Day)
}
