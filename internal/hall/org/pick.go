package org

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// PickUnit finds the one open unit of a tree that somebody means by what was typed into field: name, short
// name, code or first letters. Faults on field: org.pick.missing, org.pick.unknown, org.pick.many.
func (h *Hall) PickUnit(ctx context.Context, actor who.Actor, tree, field, q string) (u Unit, err error) {
	if q == "" {
		return u, fault.Invalid(fault.On(field, "org.pick.missing"))
	}
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		scope := access.ScopeOf(tx.Who, access.ReadOrg)
		if tree == PartyTree {
			scope = db.Scope{All: true}
		}
		hits, err := find(tx, tree, q, scope, 20)
		if err != nil {
			return err
		}
		var exact []Unit
		for _, x := range hits {
			if x.Name == q || x.Short == q || x.Code == q {
				exact = append(exact, x)
			}
		}
		if len(exact) > 0 {
			hits = exact
		}
		u, err = one(hits, field, q)
		return err
	})
	return u, err
}

// PickPerson finds the one person whom somebody means by name, badge number or first letters.
func (h *Hall) PickPerson(ctx context.Context, actor who.Actor, field, q string) (p Person, err error) {
	if q == "" {
		return p, fault.Invalid(fault.On(field, "org.pick.missing"))
	}
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		hits, err := FindPersons(tx, q, access.ScopeOf(tx.Who, access.ReadOrg), 20)
		if err != nil {
			return err
		}
		var exact []Person
		for _, x := range hits {
			if x.Name == q || x.Badge == q {
				exact = append(exact, x)
			}
		}
		if len(exact) > 0 {
			hits = exact
		}
		p, err = one(hits, field, q)
		return err
	})
	return p, err
}

func one[T any](hits []T, field, q string) (T, error) {
	var zero T
	switch len(hits) {
	case 0:
		return zero, fault.Invalid(fault.On(field, "org.pick.unknown", "q", q))
	case 1:
		return hits[0], nil
	}
	return zero, fault.Invalid(fault.On(field, "org.pick.many", "q", q, "n", len(hits)))
}

// Named finds the one unit of a tree, open on the day, that a cell or a document calls by name, short name,
// code or other name; "分局/派出所" tells units of the same name apart. The key says why there is none:
// org.import.unit_unknown or org.import.ambiguous.
func (f *Forest) Named(tree, ref string, day clock.Day) (Unit, string) {
	p := plan{forest: f, day: day}
	for _, u := range f.Units {
		if u.Open(day) {
			p.units = append(p.units, &plannedUnit{was: u, id: u.ID, done: true})
		}
	}
	u, key := p.find(tree, ref)
	if u == nil {
		return Unit{}, key
	}
	return u.was, ""
}
