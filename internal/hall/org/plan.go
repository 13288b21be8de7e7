package org

import (
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
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
	rec  *office.Record
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
	checked    Checked
	bad        map[*office.Record]bool
	forest     *Forest
	root       Unit
	day        clock.Day
	tables     map[string]*SheetCount
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
	p := &plan{forest: f, day: tx.Today(), bad: map[*office.Record]bool{}, tables: map[string]*SheetCount{}}
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

// take registers a sheet as it was read, with the complaints that its cells already have.
func (p *plan) take(s office.Sheet, t *office.Table) {
	p.tables[s.ID] = &SheetCount{ID: s.ID, Key: s.Key, Table: t, Columns: s.Columns}
	p.checked.Sheets = append(p.checked.Sheets, p.tables[s.ID])
	p.checked.Bad = append(p.checked.Bad, t.Bad...)
	p.checked.Notes = append(p.checked.Notes, t.Notes...)
	rows := map[int]bool{}
	for _, b := range t.Bad {
		rows[b.Row] = true
	}
	for _, r := range t.Records {
		if rows[r.Row] {
			p.bad[r] = true
		}
	}
}

// records are the rows of a sheet; none when the file has no such sheet.
func (p *plan) records(sheet string) []*office.Record {
	if t := p.tables[sheet]; t != nil {
		return t.Table.Records
	}
	return nil
}

// fail adds a complaint about a row.
func (p *plan) fail(r *office.Record, column, key, repair string, args ...any) {
	p.bad[r] = true
	p.checked.Bad = append(p.checked.Bad, r.Bad(column, key, repair, args...))
}

// failAll adds the complaints of a verb's own check; columns carry the names of its fields.
func (p *plan) failAll(r *office.Record, err error) bool {
	f, ok := fault.As(err)
	if !ok {
		return false
	}
	for _, x := range f.Fields {
		p.fail(r, x.Name, x.Key, "import.repair_cell", x.Args...)
	}
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
	p.count()
	var order []string
	for _, t := range p.checked.Sheets {
		order = append(order, t.Table.Sheet)
	}
	office.InOrder(p.checked.Bad, order...)
}

// count fills the figures of each sheet; a row with any complaint is bad, whatever it would have done.
func (p *plan) count() {
	add := func(sheet string, x planned) {
		if x.rec == nil {
			return
		}
		s := p.tables[sheet]
		switch {
		case p.bad[x.rec] || x.what == isBad:
			s.Bad++
		case x.what == isNew:
			s.New++
		case x.what == isChanged:
			s.Changed++
		default:
			s.Same++
		}
	}
	for _, u := range p.units {
		add(map[string]string{UnitTree: sheetUnit, PartyTree: sheetParty}[u.in.Tree], u.planned)
	}
	for _, x := range p.persons {
		add(sheetPerson, x.planned)
	}
	for _, x := range p.posts {
		add(sheetPost, x.planned)
	}
	for _, x := range p.portfolios {
		add(sheetPortfolio, x.planned)
	}
	for _, s := range p.checked.Sheets { // rows that came to nothing because something above them was wrong
		s.Bad += len(s.Table.Records) - s.New - s.Changed - s.Same - s.Bad
	}
}

// split takes a cell with several names apart.
func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,，;；|\n", r) })
}
