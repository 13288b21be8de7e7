package org

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Person is somebody of the register.
type Person struct {
	ID       string
	Name     string
	Badge    string
	Unit     string
	Phone    string
	Initials string
	Until    clock.Day // last day in the register; empty while there
	Version  int64
}

// PersonInput is what a form or a row says about a person.
type PersonInput struct {
	Name  string
	Badge string
	Unit  string
	Phone string
}

const (
	maxPerson = 30
	maxBadge  = 12
)

func (in *PersonInput) check() error {
	in.Name, in.Badge, in.Phone = strings.TrimSpace(in.Name), strings.TrimSpace(in.Badge), strings.TrimSpace(in.Phone)
	var c fault.Check
	c.That(in.Name != "", "name", "org.person.name_missing")
	c.That(chars(in.Name) <= maxPerson, "name", "org.unit.name_long", "max", maxPerson)
	c.That(badgeForm(in.Badge), "badge", "org.person.badge_form")
	c.That(phoneForm(in.Phone), "phone", "org.person.phone_form")
	return c.Err()
}

func badgeForm(s string) bool {
	return len(s) <= maxBadge && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
	}) < 0
}

func phoneForm(s string) bool { return len(s) <= 24 && strings.Trim(s, "0123456789+-() ") == "" }

// AddPerson enters a person and returns the id. Faults: Invalid naming the field; NotFound, Denied.
func (h *Hall) AddPerson(ctx context.Context, actor who.Actor, in PersonInput) (id string, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		id, err = AddPerson(tx, in)
		return err
	})
	return id, err
}

// AddPerson is the verb inside a running transaction.
func AddPerson(tx *db.Tx, in PersonInput) (string, error) {
	if err := in.check(); err != nil {
		return "", err
	}
	u, err := UnitByID(tx, in.Unit)
	if fault.Is(err, fault.KindNotFound) {
		return "", fault.Invalid(fault.On("unit", "org.person.unit_missing"))
	}
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.EditOrg, access.Place{Ord: u.Ord}); err != nil {
		return "", err
	}
	p := Person{ID: db.NewID(), Name: in.Name, Badge: in.Badge, Unit: in.Unit, Phone: in.Phone, Initials: PersonInitials(in.Name)}
	if err := insertPerson(tx, p); err != nil {
		return "", badgeTaken(err)
	}
	return p.ID, audit.Record(tx, audit.Entry{Action: "org.add_person", Kind: "person", ID: p.ID, Version: 1, Unit: in.Unit, Details: in})
}

func badgeTaken(err error) error {
	if db.IsUnique(err) {
		return fault.Invalid(fault.On("badge", "org.person.badge_taken"))
	}
	return err
}

// ChangePerson corrects a person's entry or moves the person to another unit; posts stay as they are.
func (h *Hall) ChangePerson(ctx context.Context, actor who.Actor, id string, version int64, in PersonInput) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		p, err := editablePerson(tx, id)
		if err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		p.Version = version
		return changePerson(tx, p, in)
	})
}

func changePerson(tx *db.Tx, p Person, in PersonInput) error {
	to, err := UnitByID(tx, in.Unit)
	if err != nil {
		return fault.Invalid(fault.On("unit", "org.person.unit_missing"))
	}
	if err := access.May(tx.Who, access.EditOrg, access.Place{Ord: to.Ord}); err != nil {
		return err
	}
	p.Name, p.Badge, p.Unit, p.Phone, p.Initials = in.Name, in.Badge, in.Unit, in.Phone, PersonInitials(in.Name)
	if err := savePerson(tx, p); err != nil {
		return badgeTaken(err)
	}
	return audit.Record(tx, audit.Entry{Action: "org.change_person", Kind: "person", ID: p.ID, Version: p.Version + 1, Unit: p.Unit, Details: in})
}

// RemovePerson ends a person's entry on a day; running posts and portfolios end with it.
func (h *Hall) RemovePerson(ctx context.Context, actor who.Actor, id string, day clock.Day) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		p, err := editablePerson(tx, id)
		if err != nil {
			return err
		}
		if _, err := clock.ParseDay(string(day)); err != nil || day > tx.Today() {
			return fault.Invalid(fault.On("day", "org.day_form"))
		}
		p.Until = day
		if err := savePerson(tx, p); err != nil {
			return err
		}
		if err := endOfPerson(tx, id, day); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "org.remove_person", Kind: "person", ID: id, Version: p.Version + 1, Unit: p.Unit, Details: map[string]any{"day": day}})
	})
}

func editablePerson(tx *db.Tx, id string) (Person, error) {
	p, err := PersonByID(tx, id)
	if err != nil {
		return p, err
	}
	u, err := UnitByID(tx, p.Unit)
	if err != nil {
		return p, err
	}
	return p, access.May(tx.Who, access.EditOrg, access.Place{Ord: u.Ord})
}

// PersonByID is one person; fault.NotFound when there is none.
func PersonByID(tx *db.Tx, id string) (Person, error) { return loadPerson(tx, id) }

// PersonsOf lists the persons who belong to the unit itself today, heads first, then by name.
func PersonsOf(tx *db.Tx, unit string) ([]Person, error) { return listPersons(tx, unit, tx.Today()) }

// FindPersons looks for persons by name, first letters or badge number within the scope. People of closed
// units are found too: they may still answer for something.
func FindPersons(tx *db.Tx, q string, scope db.Scope, limit int) ([]Person, error) {
	return searchPersons(tx, strings.TrimSpace(q), scope, limit)
}
