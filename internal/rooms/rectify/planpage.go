package rectify

import (
	"context"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// PlanPage is a plan with everything that its editor shows.
type PlanPage struct {
	*Tree
	Versions []Snapshot
	Comments []Comment
	Signs    []PlanSign
	Checks   []Check
}

// PlanPage loads a plan. fault.NotFound when the actor may not see it.
func (r *Room) PlanPage(ctx context.Context, actor who.Actor, id PlanID) (*PlanPage, error) {
	page := &PlanPage{}
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, err := loadPlan(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(actor, access.ReadItem, p.Place()); err != nil {
			return err
		}
		if page.Tree, err = loadTree(tx, p); err != nil {
			return err
		}
		// an item from which the reader is recused by itself is not on the reader's page
		page.Tree.Branches = slices.DeleteFunc(page.Tree.Branches, func(b *Branch) bool { return access.May(actor, access.ReadItem, b.Item.Place()) != nil })
		if page.Versions, err = listSnapshots(tx, id); err != nil {
			return err
		}
		if page.Comments, err = listComments(tx, id); err != nil {
			return err
		}
		page.Checks = page.Tree.Checks(tx.Today())
		page.Signs, err = listPlanSigns(tx, id)
		return err
	})
	return page, err
}

// Before is the last submitted version that is not the one being written, nil for none.
func (p *PlanPage) Before() *Snapshot {
	for i := len(p.Versions) - 1; i >= 0; i-- {
		if p.Versions[i].Number < p.Plan.Number {
			return &p.Versions[i]
		}
	}
	return nil
}

// Diffs lays the plan of now beside the version before.
func (p *PlanPage) Diffs() []Diff {
	if b := p.Before(); b != nil {
		return Against(p.Rows(), b.Rows)
	}
	return Against(p.Rows(), p.Rows())
}

// Inherited lists the plans in the actor's reach whose present head has not signed them.
func (r *Room) Inherited(ctx context.Context, actor who.Actor) ([]Inherited, error) {
	var out []Inherited
	err := r.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		out, err = inherited(tx, access.ScopeOf(actor, access.ReadItem), 50)
		return err
	})
	return out, err
}

// Plans lists plans in the actor's reach that are in one of the states.
func (r *Room) Plans(ctx context.Context, actor who.Actor, states ...string) ([]*Plan, error) {
	var out []*Plan
	err := r.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		out, err = listPlans(tx, access.ScopeOf(actor, access.ReadItem), states, 50)
		return err
	})
	return out, err
}

// Left is the number of days until the plan is to be handed in; negative when late.
func (p *Plan) Left(today clock.Day) int { return p.Due.Sub(today) }
