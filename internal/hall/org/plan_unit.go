package org

import (
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/hall/batch"
)

// takeUnits finds for every row the unit of the register that it means, or makes a new one.
func (p *plan) takeUnits(sheet, tree string) {
	known := len(p.units)
	seen := map[*plannedUnit]int{}
	for _, r := range p.in.Rows(sheet) {
		in := UnitInput{Tree: tree, Code: r.Get("code"), Name: r.Get("name"), Short: r.Get("short"), Kind: r.Get("kind"),
			Aliases: split(r.Get("aliases")), Since: clock.Day(r.Get("since"))}
		u, err := p.match(p.units[:known], in, r.Get("parent"))
		if err != "" {
			r.Fail("name", err, "org.import.repair_code")
			continue
		}
		if u == nil {
			u = &plannedUnit{}
			p.units = append(p.units, u)
		}
		if row := seen[u]; row != 0 || p.twice(p.units[known:], u, in) {
			r.Fail("name", "org.import.twice", "import.repair_row_twice", "row", row)
			continue
		}
		seen[u] = r.Row
		u.rec, u.in, u.done = r, p.kept(u.was, in, r), false
		if err := u.in.check(); err != nil && !r.Wrong() {
			refused(r, err)
		}
	}
}

// twice tells whether another new row of this file has the same code, or the same name below the same parent.
func (p *plan) twice(fresh []*plannedUnit, self *plannedUnit, in UnitInput) bool {
	return slices.ContainsFunc(fresh, func(u *plannedUnit) bool {
		return u != self && u.rec != nil && u.in.Tree == in.Tree && in.Code != "" && u.in.Code == in.Code
	})
}

// match finds the unit of the register that a row means: by code, else by name below the same parent. A
// registered unit with another code is another unit, and one of the same name elsewhere is, too: only a code
// makes a row move a unit.
func (p *plan) match(known []*plannedUnit, in UnitInput, parent string) (*plannedUnit, string) {
	var named []*plannedUnit
	for _, u := range known {
		if u.was.Tree != in.Tree {
			continue
		}
		if in.Code != "" && u.was.Code == in.Code {
			return u, ""
		}
		if u.was.Name == in.Name && (in.Code == "" || u.was.Code == "") && p.standsBelow(u, parent) {
			named = append(named, u)
		}
	}
	switch len(named) {
	case 0:
		return nil, ""
	case 1:
		return named[0], ""
	}
	return nil, "org.import.ambiguous"
}

// standsBelow compares a registered unit's ancestors with what a row says about them; an empty cell fits any.
func (p *plan) standsBelow(u *plannedUnit, ref string) bool { return p.below(u, pathOf(ref)) }

// pathOf takes "分局/派出所" apart.
func pathOf(ref string) []string {
	path := strings.FieldsFunc(ref, func(r rune) bool { return r == '/' || r == '／' || r == '>' })
	for i := range path {
		path[i] = strings.TrimSpace(path[i])
	}
	return path
}

// kept fills what the row leaves empty with what the register has: an empty cell changes nothing.
func (p *plan) kept(was Unit, in UnitInput, r *batch.Row) UnitInput {
	in.Inspected = r.Get("inspected") == "yes"
	if was.ID == "" {
		return in
	}
	if in.Code == "" {
		in.Code = was.Code
	}
	if in.Short == "" {
		in.Short = was.Short
		if was.Short == was.Name {
			in.Short = in.Name
		}
	}
	if in.Since == "" {
		in.Since = was.Since
	}
	if r.Get("inspected") == "" {
		in.Inspected = was.Inspected
	}
	for _, a := range was.Spoken() {
		if !slices.Contains(in.Aliases, a) {
			in.Aliases = append(in.Aliases, a)
		}
	}
	return in
}

// resolveUnits finds the parents, parents first, and says what happens to each unit.
func (p *plan) resolveUnits() {
	for _, u := range p.units {
		if u.rec != nil {
			p.resolve(u)
		}
	}
	for _, u := range p.units {
		if u.rec != nil && !u.rec.Wrong() {
			p.sibling(u)
		}
	}
}

func (p *plan) resolve(u *plannedUnit) {
	if u.done {
		return
	}
	u.done, u.busy = true, true
	defer func() { u.busy = false }()
	ref := u.rec.Get("parent")
	switch {
	case ref != "":
		parent, key := p.find(u.in.Tree, ref)
		if parent == nil {
			u.rec.Fail("parent", key, "org.import.repair_parent")
			return
		}
		if parent.rec != nil {
			p.resolve(parent)
		}
		if parent.busy || parent == u {
			u.rec.Fail("parent", "org.import.circle", "org.import.repair_parent")
			return
		}
		if parent.rec != nil && parent.rec.Wrong() && parent.was.ID == "" {
			u.rec.Fail("parent", "org.import.parent_bad", "org.import.repair_above", "row", parent.rec.Row)
			return
		}
		u.parent = parent
	case u.was.ID != "":
		u.parent = p.unitByID(u.was.Parent)
	default:
		u.parent = p.rootOf(u)
		if u.parent == nil && p.hasRoot(u) {
			u.rec.Fail("parent", "org.unit.parent_missing", "org.import.repair_parent")
			return
		}
	}
	u.what = u.outcome()
}

// rootOf is the tree's root when the row leaves the parent empty and is not the root itself.
func (p *plan) rootOf(u *plannedUnit) *plannedUnit {
	if root, ok := p.forest.Root(u.in.Tree); ok {
		return p.unitByID(root.ID)
	}
	return nil
}

// hasRoot tells whether another row of the file is already the root of a tree that has none yet.
func (p *plan) hasRoot(self *plannedUnit) bool {
	return slices.ContainsFunc(p.units, func(u *plannedUnit) bool {
		return u != self && u.rec != nil && u.in.Tree == self.in.Tree && u.done && u.parent == nil && u.was.ID == "" && !u.rec.Wrong()
	})
}

func (u *plannedUnit) outcome() outcome {
	switch {
	case u.was.ID == "":
		return isNew
	case u.moves() || u.changes():
		return isChanged
	}
	return isSame
}

func (u *plannedUnit) moves() bool {
	return u.was.ID != "" && u.parent != nil && u.was.Parent != "" && u.parent.was.ID != u.was.Parent
}

func (u *plannedUnit) changes() bool {
	in, was := u.in, u.was
	_ = in.check() // fills the short name; complaints are made elsewhere
	return in.Name != was.Name || in.Short != was.Short || in.Code != was.Code || in.Kind != was.Kind || in.Inspected != was.Inspected ||
		in.Since != was.Since || slices.ContainsFunc(in.Aliases, func(a string) bool {
		return !slices.ContainsFunc(was.Aliases, func(x Alias) bool { return x.Name == a })
	})
}

// sibling refuses a name that another unit below the same parent has.
func (p *plan) sibling(u *plannedUnit) {
	for _, o := range p.units {
		if o == u || o.tree() != u.in.Tree || o.name() != u.in.Name || o.rec != nil && o.rec.Wrong() {
			continue
		}
		parent := o.parent
		if o.rec == nil {
			parent = p.unitByID(o.was.Parent)
		}
		if parent == u.parent {
			u.rec.Fail("name", "org.unit.name_taken", "import.repair_row_twice", "name", u.in.Name)
			return
		}
	}
}

func (u *plannedUnit) tree() string {
	if u.rec != nil {
		return u.in.Tree
	}
	return u.was.Tree
}

// find looks a unit up by what people write into a cell: code, name, short name, or a path "分局/派出所"
// when the last name alone is not enough. The key says why there is none.
func (p *plan) find(tree, ref string) (*plannedUnit, string) {
	path := pathOf(ref)
	if len(path) == 0 {
		return nil, "org.import.unit_unknown"
	}
	last := path[len(path)-1]
	var exact, loose []*plannedUnit
	for _, u := range p.units {
		if u.tree() != tree || !p.below(u, path[:len(path)-1]) {
			continue
		}
		switch {
		case u.called(last):
			exact = append(exact, u)
		case u.alsoCalled(last):
			loose = append(loose, u)
		}
	}
	if len(exact) == 0 {
		exact = loose
	}
	switch len(exact) {
	case 0:
		return nil, "org.import.unit_unknown"
	case 1:
		return exact[0], ""
	}
	return nil, "org.import.ambiguous"
}

func (u *plannedUnit) called(s string) bool {
	if u.rec != nil && (u.in.Name == s || u.in.Code == s) {
		return true
	}
	return u.was.Name == s || u.was.Code == s && s != ""
}

func (u *plannedUnit) alsoCalled(s string) bool {
	if u.rec != nil && (u.in.Short == s || slices.Contains(u.in.Aliases, s)) {
		return true
	}
	return u.was.Short == s || slices.ContainsFunc(u.was.Aliases, func(a Alias) bool { return a.Name == s })
}

// below tells whether the unit's ancestors, from the nearest, bear the names of the path.
func (p *plan) below(u *plannedUnit, path []string) bool {
	for i := len(path) - 1; i >= 0; i-- {
		if u = p.above(u); u == nil || !u.called(path[i]) && !u.alsoCalled(path[i]) {
			return false
		}
	}
	return true
}

func (p *plan) above(u *plannedUnit) *plannedUnit {
	if u.parent != nil {
		return u.parent
	}
	if u.rec != nil && u.rec.Get("parent") != "" {
		if parent, _ := p.find(u.in.Tree, u.rec.Get("parent")); parent != u {
			return parent
		}
		return nil
	}
	return p.unitByID(u.was.Parent)
}

// takeParty reads which units each Party organisation covers, and its term.
func (p *plan) takeParty() {
	for _, u := range p.units {
		if u.rec == nil || u.in.Tree != PartyTree || u.rec.Wrong() {
			continue
		}
		p.covers(u)
		p.term(u)
	}
}

func (p *plan) covers(u *plannedUnit) {
	var ids []string
	for _, ref := range split(u.rec.Get("units")) {
		unit, key := p.find(UnitTree, strings.TrimSpace(ref))
		if unit == nil {
			u.rec.Fail("units", key, "org.import.repair_unit")
			return
		}
		if unit.rec != nil && unit.rec.Wrong() && unit.was.ID == "" {
			u.rec.Fail("units", "org.import.parent_bad", "org.import.repair_above", "row", unit.rec.Row)
			return
		}
		if !slices.Contains(u.covers, unit) {
			u.covers = append(u.covers, unit)
			ids = append(ids, unit.was.ID)
		}
	}
	most := 1
	if u.in.Kind == "party_joint" {
		most = jointUnits
	}
	if len(u.covers) > most {
		u.rec.Fail("units", "org.party.too_many_units", "org.import.repair_joint", "max", most)
		return
	}
	if len(u.covers) > 0 && u.what == isSame && !p.linked(u.was.ID, ids) {
		u.what = isChanged
	}
	if len(u.covers) > 0 && u.was.ID != "" && p.linked(u.was.ID, ids) {
		u.covers = nil
	}
}

// linked tells whether the running links of a Party organisation are exactly these units.
func (p *plan) linked(party string, units []string) bool {
	n := 0
	for _, l := range p.links {
		if l.Party == party {
			n++
			if !slices.Contains(units, l.Unit) {
				return false
			}
		}
	}
	return n == len(units)
}

func (p *plan) term(u *plannedUnit) {
	t := Term{Party: u.was.ID, Since: clock.Day(u.rec.Get("term_since")), Until: clock.Day(u.rec.Get("term_until"))}
	for _, d := range u.rec.Get("term") {
		t.Number = t.Number*10 + int(d-'0')
	}
	if t.Number == 0 && t.Since == "" && t.Until == "" {
		return
	}
	var c fault.Check
	c.That(t.Number > 0 && t.Number < 100, "term", "org.party.term_number")
	c.That(t.Since != "", "term_since", "import.cell_required", "title", office.Word("org.column.term_since"))
	c.That(t.Until > t.Since || t.Until == "", "term_until", "org.until_before_since")
	c.That(t.Until != "", "term_until", "import.cell_required", "title", office.Word("org.column.term_until"))
	if refused(u.rec, c.Err()) {
		return
	}
	for _, x := range p.terms {
		if x.Party == t.Party && x.Number == t.Number && x.Since == t.Since && x.Until == t.Until {
			return
		}
	}
	u.term = t
	if u.what == isSame {
		u.what = isChanged
	}
}
