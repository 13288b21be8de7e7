package org

import (
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/audit"
)

// apply stores what the plan found good. The plan was made in this same transaction, so nothing can have
// changed in between; a fault here undoes the whole import.
func (p *plan) apply(tx *db.Tx) error {
	for _, step := range []func(*db.Tx) error{p.addUnits, p.changeUnits, p.applyParty, p.applyPersons, p.applyPosts, p.applyPortfolios} {
		if err := step(tx); err != nil {
			return err
		}
	}
	return nil
}

// good tells whether a row is to be stored as what.
func (p *plan) good(x planned, what outcome) bool {
	return x.rec != nil && x.what == what && !x.rec.Wrong()
}

// addUnits adds all new units as one change, parents first, so that the trees are numbered once.
func (p *plan) addUnits(tx *db.Tx) error {
	c, err := begin(tx, "")
	if err != nil {
		return err
	}
	var add func(u *plannedUnit) error
	add = func(u *plannedUnit) error {
		if u.id != "" || !p.good(u.planned, isNew) {
			return nil
		}
		if u.parent != nil {
			if err := add(u.parent); err != nil {
				return err
			}
			u.in.Parent = u.parent.id
		}
		x, err := c.add(u.in, "")
		if err != nil {
			return fmt.Errorf("sheet %s row %d: %w", u.rec.Sheet, u.rec.Row, err)
		}
		u.id = x.ID
		return audit.Record(tx, audit.Entry{Action: "org.add", Kind: "unit", ID: x.ID, Version: 1, Unit: x.ID, Details: u.in})
	}
	for _, u := range p.units {
		if err := add(u); err != nil {
			return err
		}
	}
	return c.finish()
}

// changeUnits moves and corrects units of the register, each as a change of its own.
func (p *plan) changeUnits(tx *db.Tx) error {
	for _, u := range p.units {
		if !p.good(u.planned, isChanged) {
			continue
		}
		if u.moves() {
			if err := moveUnit(tx, u.was.ID, u.parent.id, "", "", ""); err != nil {
				return err
			}
		}
		if !u.changes() {
			continue
		}
		now, err := UnitByID(tx, u.was.ID)
		if err != nil {
			return err
		}
		if err := changeUnit(tx, now.ID, now.Version, u.in, "", ""); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) applyParty(tx *db.Tx) error {
	for _, u := range p.units {
		if u.rec == nil || u.rec.Wrong() || u.in.Tree != PartyTree {
			continue
		}
		if len(u.covers) > 0 {
			ids := make([]string, len(u.covers))
			for i, c := range u.covers {
				ids[i] = c.id
			}
			if err := LinkParty(tx, u.id, ids, ""); err != nil {
				return err
			}
		}
		if u.term.Number > 0 {
			u.term.Party = u.id
			if err := SetTerm(tx, u.term); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *plan) applyPersons(tx *db.Tx) (err error) {
	for _, x := range p.persons {
		if x.rec == nil || x.rec.Wrong() {
			continue
		}
		x.in.Unit = x.unit.id
		switch x.what {
		case isNew:
			x.id, err = AddPerson(tx, x.in)
		case isChanged:
			err = changePerson(tx, x.was, x.in)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) applyPosts(tx *db.Tx) error {
	for _, x := range p.posts {
		switch {
		case p.good(x.planned, isNew):
			x.in.Person, x.in.Unit = x.person.id, x.unit.id
			if _, err := Appoint(tx, x.in); err != nil {
				return fmt.Errorf("sheet %s row %d: %w", x.rec.Sheet, x.rec.Row, err)
			}
		case p.good(x.planned, isChanged):
			post := x.was
			post.Until, post.Kind = x.until(), x.in.Kind
			if err := savePost(tx, post); err != nil {
				return err
			}
			if err := audit.Record(tx, audit.Entry{Action: "org.change_post", Kind: "post", ID: post.ID, Version: post.Version + 1, Unit: post.Unit, Details: post}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *plan) applyPortfolios(tx *db.Tx) error {
	for _, x := range p.portfolios {
		switch {
		case p.good(x.planned, isNew):
			x.in.Person, x.in.Unit = x.person.id, ""
			if x.unit != nil {
				x.in.Unit = x.unit.id
			}
			if _, err := SetPortfolio(tx, x.in); err != nil {
				return fmt.Errorf("sheet %s row %d: %w", x.rec.Sheet, x.rec.Row, err)
			}
		case p.good(x.planned, isChanged):
			held := x.was
			held.Until = x.in.Until
			if err := savePortfolio(tx, held); err != nil {
				return err
			}
			if err := audit.Record(tx, audit.Entry{Action: "org.end_portfolio", Kind: "portfolio", ID: held.ID, Version: held.Version + 1, Unit: held.Unit, Details: held}); err != nil {
				return err
			}
		}
	}
	return nil
}
