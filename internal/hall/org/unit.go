package org

import (
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

// The two trees.
const (
	UnitTree  = "unit"
	PartyTree = "party"
)

// UnitKinds are the kinds of units in the order of forms; each has a words key org.kind.<code>.
var UnitKinds = []string{"city", "branch", "county", "detachment", "department", "direct", "station", "brigade", "squad", "other"}

// PartyKinds are the kinds of Party organisations (DOMAIN.md 16.1), with keys org.kind.<code>.
var PartyKinds = []string{"party_committee", "party_branch_committee", "party_department", "party_general", "party_cell", "party_joint", "party_temporary"}

// KindsOf lists the kinds that a tree knows.
func KindsOf(tree string) []string {
	if tree == PartyTree {
		return PartyKinds
	}
	return UnitKinds
}

// jointUnits is how many units a joint branch may cover at most (DOMAIN.md 6.1).
const jointUnits = 5

// Unit is a node of one of the two trees. Until is the last day of a unit that no longer exists.
type Unit struct {
	ID        string
	Tree      string
	Parent    string
	Code      string
	Name      string
	Short     string
	Kind      string
	Ord       int64
	Last      int64
	Depth     int
	Initials  string
	Inspected bool
	Since     clock.Day
	Until     clock.Day
	Version   int64
	Aliases   []Alias
}

// Why an alias is one.
const (
	AliasUsed   = "alias"  // people say it
	AliasFormer = "former" // the unit was called so
	AliasMerged = "merged" // a unit that was merged into this one was called so
)

// Alias is another name under which a unit is found.
type Alias struct {
	Name     string
	Why      string
	Initials string
	Until    clock.Day // last day on which it was the name, for former names
}

// Open tells whether the unit exists on the day.
func (u Unit) Open(day clock.Day) bool { return u.Until == "" || u.Until >= day }

// Range is the unit and everything below it.
func (u Unit) Range() db.Range { return db.Range{First: u.Ord, Last: u.Last} }

// Covers tells whether a tree number lies in the unit or below it.
func (u Unit) Covers(ord int64) bool { return u.Ord <= ord && ord <= u.Last }

// Formerly lists the names that the unit and those merged into it had.
func (u Unit) Formerly() []string {
	var out []string
	for _, a := range u.Aliases {
		if a.Why != AliasUsed && !slices.Contains(out, a.Name) {
			out = append(out, a.Name)
		}
	}
	return out
}

// Spoken lists the aliases that are in use.
func (u Unit) Spoken() []string {
	var out []string
	for _, a := range u.Aliases {
		if a.Why == AliasUsed {
			out = append(out, a.Name)
		}
	}
	return out
}

// UnitInput is what a form or a row says about a unit.
type UnitInput struct {
	Tree      string
	Parent    string // id; empty only for the root
	Code      string
	Name      string
	Short     string // empty: as Name
	Kind      string
	Aliases   []string
	Inspected bool
	Since     clock.Day
}

// check cleans the input and says everything that is wrong with it.
func (in *UnitInput) check() error {
	in.Name, in.Short, in.Code = strings.TrimSpace(in.Name), strings.TrimSpace(in.Short), strings.TrimSpace(in.Code)
	if in.Tree == "" {
		in.Tree = UnitTree
	}
	if in.Short == "" {
		in.Short = in.Name
	}
	var c fault.Check
	c.That(in.Tree == UnitTree || in.Tree == PartyTree, "tree", "org.unit.tree_unknown")
	c.That(in.Name != "", "name", "org.unit.name_missing")
	c.That(chars(in.Name) <= maxName, "name", "org.unit.name_long", "max", maxName)
	c.That(chars(in.Short) <= maxShort, "short", "org.unit.short_long", "max", maxShort)
	c.That(codeForm(in.Code), "code", "org.unit.code_form")
	c.That(slices.Contains(KindsOf(in.Tree), in.Kind), "kind", "org.unit.kind_unknown")
	c.That(dayForm(in.Since), "since", "org.day_form")
	aliases := in.Aliases
	in.Aliases = nil
	for _, a := range aliases {
		if a = strings.TrimSpace(a); a != "" && a != in.Name && a != in.Short && !slices.Contains(in.Aliases, a) {
			c.That(chars(a) <= maxName, "aliases", "org.unit.name_long", "max", maxName)
			in.Aliases = append(in.Aliases, a)
		}
	}
	return c.Err()
}

const (
	maxName  = 60
	maxShort = 20
	maxCode  = 32
)

func chars(s string) int { return len([]rune(s)) }

// codeForm allows what registers use: letters, digits, dash, dot, underscore.
func codeForm(s string) bool {
	if len(s) > maxCode {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("-_.", r))
	}) < 0
}

// dayForm is true for a day and for none.
func dayForm(d clock.Day) bool {
	if d == "" {
		return true
	}
	_, err := clock.ParseDay(string(d))
	return err == nil
}
