package org

import (
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/batch"
)

// What an import does with a row.
type outcome int

const (
	isBad outcome = iota
	isSame
	isNew
	isChanged
)

// planned is a row on its way into the register.
type planned struct {
	rec  *batch.Row
	what outcome
}

// plannedUnit is a unit of the register, of the file, or of both.
type plannedUnit struct {
	planned
	was    Unit // zero for a new one
	in     UnitInput
	parent *plannedUnit
	covers []*plannedUnit // of a Party organisation, nil: not said
	term   Term
	id     string // filled when it is stored
	busy   bool   // its parents are being looked at: meeting it again is a circle
	done   bool
}

func (u *plannedUnit) name() string {
	if u.rec != nil {
		return u.in.Name
	}
	return u.was.Name
}

type plannedPerson struct {
	planned
	was  Person
	in   PersonInput
	unit *plannedUnit
	id   string
}

type plannedPost struct {
	planned
	was    Post
	in     Appointment
	person *plannedPerson
	unit   *plannedUnit
}

type plannedPortfolio struct {
	planned
	was    Portfolio
	in     PortfolioInput
	person *plannedPerson
	unit   *plannedUnit // nil for a field
}

// plan is a whole workbook compared with the register.
type plan struct {
	in         *batch.Reading
	forest     *Forest
	root       Unit
	day        clock.Day
	units      []*plannedUnit // of both trees, register first, then file
	persons    []*plannedPerson
	posts      []*plannedPost
	portfolios []*plannedPortfolio
	links      []Link
	terms      []Term
}

func newPlan(tx *db.Tx) (*plan, error) {
	f, err := Tree(tx)
	if err != nil {
		return nil, err
	}
	p := &plan{forest: f, day: tx.Today()}
	p.root, _ = f.Root(UnitTree)
	for _, u := range f.Units {
		if u.Open(p.day) {
			p.units = append(p.units, &plannedUnit{was: u, id: u.ID, done: true})
		}
	}
	return p, p.register(tx)
}

// register reads people, posts, portfolios, links and terms as they stand.
func (p *plan) register(tx *db.Tx) error {
	persons, err := allPersons(tx)
	if err != nil {
		return err
	}
	byID := map[string]*plannedPerson{}
	for _, x := range persons {
		byID[x.ID] = &plannedPerson{was: x, id: x.ID, unit: p.unitByID(x.Unit)}
		if x.Until == "" || x.Until >= p.day {
			p.persons = append(p.persons, byID[x.ID])
		}
	}
	posts, err := allPosts(tx)
	if err != nil {
		return err
	}
	for _, x := range posts {
		p.posts = append(p.posts, &plannedPost{was: x, person: byID[x.Person], unit: p.unitByID(x.Unit)})
	}
	portfolios, err := allPortfolios(tx)
	if err != nil {
		return err
	}
	for _, x := range portfolios {
		p.portfolios = append(p.portfolios, &plannedPortfolio{was: x, person: byID[x.Person], unit: p.unitByID(x.Unit)})
	}
	if p.links, err = allLinks(tx); err != nil {
		return err
	}
	p.terms, err = allTerms(tx)
	return err
}

func (p *plan) unitByID(id string) *plannedUnit {
	for _, u := range p.units {
		if u.was.ID == id && id != "" {
			return u
		}
	}
	return nil
}

// refused puts the complaints of a verb's own check on the row; columns carry the names of its fields.
func refused(r *batch.Row, err error) bool {
	if err == nil {
		return false
	}
	_ = r.Refused(err) // a check has no other faults
	return true
}

// run compares every row; references look forward and back within the file.
func (p *plan) run() {
	p.takeUnits(sheetUnit, UnitTree)
	p.takeUnits(sheetParty, PartyTree)
	p.resolveUnits()
	p.takeParty()
	p.takePersons()
	p.takePosts()
	p.takePortfolios()
	for _, x := range p.all() {
		if x.rec == nil {
			continue
		}
		switch x.what { // apply stores all sheets in its own order
		case isNew:
			x.rec.New(nil)
		case isChanged:
			x.rec.Changed(nil)
		case isSame:
			x.rec.Same()
		}
	}
}

// all are the rows of every sheet, and what the register has beside them.
func (p *plan) all() (out []planned) {
	for _, u := range p.units {
		out = append(out, u.planned)
	}
	for _, x := range p.persons {
		out = append(out, x.planned)
	}
	for _, x := range p.posts {
		out = append(out, x.planned)
	}
	for _, x := range p.portfolios {
		out = append(out, x.planned)
	}
	return out
}

// split takes a cell with several names apart.
func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,，;；|\n", r) })
}
