package rectify

import (
	"context"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// People lists the persons of a unit and of what is below it, in the order of the tree, for the choice
// of a lead and an owner. fault.NotFound when the actor may not see the unit's items.
func (r *Room) People(ctx context.Context, actor who.Actor, unit string) ([]Person, error) {
	var out []Person
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		u, err := loadUnit(tx, unit)
		if err != nil {
			return err
		}
		if err := access.May(actor, access.ReadItem, access.Place{Ord: u.Ord}); err != nil {
			return err
		}
		out, err = peopleOf(tx, u, 400)
		return err
	})
	return out, err
}

// PersonByName finds the one person that a name, or a name and a badge number, means. fault.Invalid on
// the field when there is none or more than one.
func (r *Room) PersonByName(ctx context.Context, actor who.Actor, field, text string) (Person, error) {
	var out Person
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		name, badge, _ := strings.Cut(strings.TrimSpace(text), " ")
		list, err := peopleNamed(tx, name, strings.TrimSpace(badge))
		switch {
		case err != nil:
			return err
		case len(list) == 0:
			return fault.Invalid(fault.On(field, "rectify.person_unknown"))
		case len(list) > 1:
			return fault.Invalid(fault.On(field, "rectify.person_twice", "name", name))
		}
		out = list[0]
		return nil
	})
	return out, err
}

// Check tells whether the actor may do the act on the item now, before a form is shown for it.
func (r *Room) Check(ctx context.Context, actor who.Actor, id ItemID, a Action) error {
	return r.db.Read(ctx, actor, func(tx *db.Tx) error {
		it, err := loadItem(tx, id)
		if err != nil {
			return err
		}
		if err := it.may(actor, a); err != nil {
			return err
		}
		return it.move(a)
	})
}

// Below lists the units under a unit, to which a measure may be handed down. fault.NotFound when the
// actor may not see the unit's items.
func (r *Room) Below(ctx context.Context, actor who.Actor, id string) ([]UnitNode, error) {
	var out []UnitNode
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		u, err := loadUnit(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(actor, access.ReadItem, access.Place{Ord: u.Ord}); err != nil {
			return err
		}
		out, err = unitsBelow(tx, u, 200)
		return err
	})
	return out, err
}

// Reach lists the units for which the actor may register items, in the order of the tree, at most to
// the third level.
func (r *Room) Reach(ctx context.Context, actor who.Actor) ([]UnitNode, error) {
	var out []UnitNode
	err := r.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		out, err = unitsWithin(tx, access.ScopeOf(actor, access.RegisterItem), 600)
		return err
	})
	return out, err
}
