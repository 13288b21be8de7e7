package org

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/batch"
)

// Cells finds the units, Party organisations and persons that the cells of a workbook name. What it cannot find,
// or the actor may not act on, it complains about in the row.
type Cells struct {
	tx      *db.Tx
	forest  *Forest
	named   map[string]namedNode
	persons map[string]hit
}

type namedNode struct {
	unit Unit
	key  string
}

type hit struct {
	person Person
	key    string
}

// NewCells reads the trees as they stand.
func NewCells(tx *db.Tx) (*Cells, error) {
	f, err := Tree(tx)
	return &Cells{tx: tx, forest: f, named: map[string]namedNode{}, persons: map[string]hit{}}, err
}

// Unit is the unit that a column names; zero when the cell is empty or was complained about. may asks for the right
// to act there, nil when none is needed: a unit that is not the actor's is as unknown as one that does not exist.
func (c *Cells) Unit(row *batch.Row, column string, may func(Unit) error) Unit {
	return c.Among(row, column, row.Get(column), may)
}

// Among is Unit for one of several names that stand in a cell.
func (c *Cells) Among(row *batch.Row, column, name string, may func(Unit) error) Unit {
	return c.node(row, column, UnitTree, name, may, "org.import.unit_not_there", "org.import.repair_unit")
}

// Party is Unit for the tree of Party organisations.
func (c *Cells) Party(row *batch.Row, column string, may func(Unit) error) Unit {
	return c.node(row, column, PartyTree, row.Get(column), may, "org.import.party_not_there", "org.import.repair_party")
}

func (c *Cells) node(row *batch.Row, column, tree, name string, may func(Unit) error, unknown, repair string) Unit {
	if name == "" {
		return Unit{}
	}
	at, ok := c.named[tree+name]
	if !ok {
		at.unit, at.key = c.forest.Named(tree, name, c.tx.Today())
		c.named[tree+name] = at
	}
	u, key := at.unit, at.key
	if key == "org.import.ambiguous" {
		row.Fail(column, key, repair)
		return Unit{}
	}
	if key != "" || may != nil && may(u) != nil {
		row.Fail(column, unknown, repair)
		return Unit{}
	}
	return u
}

// Person is who a column names, by badge number or by a name that only one person bears; zero when the cell is empty
// or was complained about: a duty is somebody's.
func (c *Cells) Person(row *batch.Row, column string) (Person, error) {
	return c.Called(row, column, row.Get(column))
}

// Called is Person for a name or badge number that stands elsewhere in the row.
func (c *Cells) Called(row *batch.Row, column, name string) (Person, error) {
	if name == "" {
		return Person{}, nil
	}
	known, ok := c.persons[name]
	if !ok {
		list, err := FindPersons(c.tx, name, db.Scope{All: true}, 50)
		if err != nil {
			return Person{}, err
		}
		known = only(list, name)
		c.persons[name] = known
	}
	if known.key != "" {
		row.Fail(column, known.key, "org.import.repair_name")
	}
	return known.person, nil
}

func only(list []Person, name string) hit {
	var all []Person
	for _, p := range list {
		if p.Name == name || p.Badge == name {
			all = append(all, p)
		}
	}
	switch len(all) {
	case 0:
		return hit{key: "org.import.person_not_there"}
	case 1:
		return hit{person: all[0]}
	}
	return hit{key: "org.import.person_ambiguous"}
}
