package org

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/hall/batch"
)

// place finds the unit that a cell names, in any of the trees, or complains.
func (p *plan) place(r *batch.Row, column string, trees ...string) *plannedUnit {
	key := ""
	for _, tree := range trees {
		u, why := p.find(tree, r.Get(column))
		if u != nil && u.rec != nil && u.rec.Wrong() && u.was.ID == "" {
			r.Fail(column, "org.import.parent_bad", "org.import.repair_above", "row", u.rec.Row)
			return nil
		}
		if u != nil {
			return u
		}
		if key != "org.import.ambiguous" {
			key = why
		}
	}
	r.Fail(column, key, "org.import.repair_unit")
	return nil
}

func (p *plan) takePersons() {
	known := p.persons
	seen := map[*plannedPerson]bool{}
	for _, r := range p.in.Rows(sheetPerson) {
		if r.Wrong() {
			continue
		}
		unit := p.place(r, "unit", UnitTree)
		if unit == nil {
			continue
		}
		in := PersonInput{Name: r.Get("name"), Badge: r.Get("badge"), Phone: r.Get("phone"), Unit: "-"}
		x, key := p.matchPerson(known, in, unit)
		if key != "" {
			r.Fail("name", key, "org.import.repair_badge")
			continue
		}
		if x == nil {
			x = &plannedPerson{}
			p.persons = append(p.persons, x)
		}
		if seen[x] || x.was.ID == "" && p.sameBadge(in.Badge) {
			r.Fail("badge", "org.person.badge_taken", "import.repair_row_twice")
			continue
		}
		seen[x] = true
		x.rec, x.in, x.unit = r, in, unit
		if refused(r, x.in.check()) {
			continue
		}
		x.outcome()
	}
}

// sameBadge looks among the new people of the file.
func (p *plan) sameBadge(badge string) bool {
	for _, x := range p.persons {
		if badge != "" && x.rec != nil && x.in.Badge == badge {
			return true
		}
	}
	return false
}

// matchPerson finds the person of the register whom a row means: by badge number, else by name within the
// unit. Two of the same name in a unit need badge numbers.
func (p *plan) matchPerson(known []*plannedPerson, in PersonInput, unit *plannedUnit) (*plannedPerson, string) {
	var named []*plannedPerson
	for _, x := range known {
		if in.Badge != "" && x.was.Badge == in.Badge {
			return x, ""
		}
		if x.was.Name == in.Name && x.was.Unit == unit.was.ID && unit.was.ID != "" && (in.Badge == "" || x.was.Badge == "") {
			named = append(named, x)
		}
	}
	if len(named) > 1 {
		return nil, "org.import.person_ambiguous"
	}
	if len(named) == 1 {
		return named[0], ""
	}
	return nil, ""
}

func (x *plannedPerson) outcome() {
	if x.was.ID == "" {
		x.what = isNew
		return
	}
	if x.in.Badge == "" {
		x.in.Badge = x.was.Badge
	}
	if x.in.Phone == "" {
		x.in.Phone = x.was.Phone
	}
	x.what = isSame
	if x.in.Name != x.was.Name || x.in.Badge != x.was.Badge || x.in.Phone != x.was.Phone || x.unit.was.ID != x.was.Unit {
		x.what = isChanged
	}
}

// who finds the person a row of posts or portfolios names: by badge number; else by name, preferring the
// unit of the row; the key says why there is none.
func (p *plan) who(name, badge string, unit *plannedUnit) (*plannedPerson, string) {
	var named, here []*plannedPerson
	for _, x := range p.persons {
		if x.rec != nil && x.rec.Wrong() && x.was.ID == "" {
			continue
		}
		n, b := x.was.Name, x.was.Badge
		if x.rec != nil {
			n, b = x.in.Name, x.in.Badge
		}
		if badge != "" && b == badge {
			if n != name {
				return nil, "org.import.person_badge_other"
			}
			return x, ""
		}
		if badge == "" && n == name {
			named = append(named, x)
			if x.unit == unit && unit != nil {
				here = append(here, x)
			}
		}
	}
	if len(here) == 1 || len(named) > 1 && len(here) > 0 {
		named = here
	}
	switch len(named) {
	case 0:
		return nil, "org.import.person_unknown"
	case 1:
		return named[0], ""
	}
	return nil, "org.import.person_ambiguous"
}

func (p *plan) takePosts() {
	known := len(p.posts)
	for _, r := range p.in.Rows(sheetPost) {
		if r.Wrong() {
			continue
		}
		unit := p.place(r, "unit", UnitTree, PartyTree)
		if unit == nil {
			continue
		}
		person, key := p.who(r.Get("person"), r.Get("badge"), unit)
		if person == nil {
			r.Fail("person", key, "org.import.repair_person")
			continue
		}
		x := &plannedPost{planned: planned{rec: r, what: isNew}, person: person, unit: unit, in: Appointment{Person: "-", Unit: "-",
			Title: r.Get("title"), Kind: r.Get("kind"), Since: clock.Day(r.Get("since")), Until: clock.Day(r.Get("until"))}}
		if refused(r, x.in.check()) {
			continue
		}
		p.post(x, known)
	}
}

// post compares a row with the posts of the register and with the rows above it.
func (p *plan) post(x *plannedPost, known int) {
	for i, o := range p.posts {
		if o.person != x.person || o.unit != x.unit || o.title() != x.in.Title || o.since() != x.in.Since {
			continue
		}
		if i >= known || o.rec != nil {
			x.rec.Fail("", "org.import.twice", "import.repair_row_twice", "row", o.rec.Row)
			return
		}
		x.was, x.what = o.was, isSame
		if x.in.Until != "" && x.in.Until != o.was.Until || x.in.Kind != o.was.Kind {
			x.what = isChanged
		}
		p.posts[i] = x
		return
	}
	if x.in.Kind == Head && !p.headFree(x) {
		return
	}
	p.posts = append(p.posts, x)
}

func (x *plannedPost) title() string {
	if x.rec != nil {
		return x.in.Title
	}
	return x.was.Title
}

func (x *plannedPost) since() clock.Day {
	if x.rec != nil {
		return x.in.Since
	}
	return x.was.Since
}

func (x *plannedPost) until() clock.Day {
	if x.rec != nil && (x.in.Until != "" || x.was.ID == "") {
		return x.in.Until
	}
	return x.was.Until
}

func (x *plannedPost) kind() string {
	if x.rec != nil {
		return x.in.Kind
	}
	return x.was.Kind
}

// headFree refuses a second head for the same days. A new head takes over from a present one who came
// earlier and whose end nobody has entered.
func (p *plan) headFree(x *plannedPost) bool {
	for _, o := range p.posts {
		if o.unit != x.unit || o.kind() != Head || o.until() != "" && o.until() < x.in.Since || x.in.Until != "" && x.in.Until < o.since() {
			continue
		}
		if o.rec == nil && o.until() == "" && o.since() < x.in.Since {
			x.in.Replace = true
			continue
		}
		name := o.was.Name
		if o.rec != nil {
			name = o.rec.Get("person")
		}
		x.rec.Fail("since", "org.post.head_held", "org.import.repair_head", "name", name, "since", o.since())
		return false
	}
	return true
}

func (p *plan) takePortfolios() {
	for _, r := range p.in.Rows(sheetPortfolio) {
		if r.Wrong() {
			continue
		}
		var unit *plannedUnit
		if r.Get("unit") != "" {
			if unit = p.place(r, "unit", UnitTree); unit == nil {
				continue
			}
		}
		person, key := p.who(r.Get("person"), r.Get("badge"), nil)
		if person == nil {
			r.Fail("person", key, "org.import.repair_person")
			continue
		}
		x := &plannedPortfolio{planned: planned{rec: r, what: isNew}, person: person, unit: unit, in: PortfolioInput{Person: "-",
			Field: r.Get("field"), Since: clock.Day(r.Get("since")), Until: clock.Day(r.Get("until"))}}
		if unit != nil {
			x.in.Unit = "-"
		}
		if !refused(r, x.in.check()) {
			p.portfolio(x)
		}
	}
}

func (p *plan) portfolio(x *plannedPortfolio) {
	for i, o := range p.portfolios {
		field, since := o.was.Field, o.was.Since
		if o.rec != nil {
			field, since = o.in.Field, o.in.Since
		}
		if o.person != x.person || o.unit != x.unit || field != x.in.Field {
			continue
		}
		if o.rec != nil && since == x.in.Since {
			x.rec.Fail("", "org.import.twice", "import.repair_row_twice", "row", o.rec.Row)
			return
		}
		if since != x.in.Since {
			if o.rec == nil && o.was.Until == "" {
				x.rec.Fail("since", "org.portfolio.held", "org.import.repair_head", "since", since)
				return
			}
			continue
		}
		x.was, x.what = o.was, isSame
		if x.in.Until != "" && x.in.Until != o.was.Until {
			x.what = isChanged
		}
		p.portfolios[i] = x
		return
	}
	p.portfolios = append(p.portfolios, x)
}
