package rectify

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// Signing is how a unit takes an item over: who leads it and who does it.
type Signing struct {
	Lead  string // person id
	Owner string // person id
}

// Sign takes the item over for the unit. It opens the unit's plan for this source when there is none.
func (r *Room) Sign(ctx context.Context, actor who.Actor, id ItemID, in Signing) error {
	return r.act(ctx, actor, id, ActSign, in, func(tx *db.Tx, it *Item) error { return signItem(tx, it, in, "") })
}

func signItem(tx *db.Tx, it *Item, in Signing, field string) error {
	lead, err := named(tx, in.Lead, "lead"+field)
	if err != nil {
		return err
	}
	owner, err := named(tx, in.Owner, "owner"+field)
	if err != nil {
		return err
	}
	it.Lead, it.Owner, it.SignedOn = lead, owner, tx.Today()
	if err := calendar.Done(tx, dueSign, string(it.ID)); err != nil {
		return err
	}
	if err := keepDue(tx, it); err != nil { // again, with the people who are reminded
		return err
	}
	return openPlan(tx, it)
}

// named finds the person for a field that must name one.
func named(tx *db.Tx, id, field string) (Person, error) {
	if id == "" {
		return Person{}, fault.Invalid(fault.On(field, "rectify.person_missing"))
	}
	p, err := loadPerson(tx, id)
	if fault.Is(err, fault.KindNotFound) {
		err = fault.Invalid(fault.On(field, "rectify.person_unknown"))
	}
	return p, err
}

// FeedbackSigning is the head's signature for all items of one feedback (主要负责人签收).
type FeedbackSigning struct {
	Unit    string
	Ref     string // the items' SourceRef
	Opinion string
	Items   map[ItemID]Signing
}

// SignFeedback signs every item of the feedback that still waits, in one act: all or none.
// fault.Invalid names the items without a lead or an owner; fault.NotFound when nothing waits.
func (r *Room) SignFeedback(ctx context.Context, actor who.Actor, in FeedbackSigning) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		u, err := loadUnit(tx, in.Unit)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.SignFeedback, access.Place{Ord: u.Ord}); err != nil {
			return err
		}
		ids, err := waiting(tx, in.Unit, in.Ref)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return fault.NotFound()
		}
		if !filled(in.Opinion) {
			return fault.Invalid(fault.On("opinion", "rectify.sign.opinion_missing"))
		}
		for _, id := range ids {
			err := actIn(tx, id, ActSign, in.Items[id], func(tx *db.Tx, it *Item) error { return signItem(tx, it, in.Items[id], "."+string(id)) })
			if err != nil {
				return err
			}
		}
		return signedFeedback(tx, u, in)
	})
}

func signedFeedback(tx *db.Tx, u unit, in FeedbackSigning) error {
	p, err := planOf(tx, in.Unit, in.Ref)
	if err != nil {
		return err
	}
	if err := insertPlanSign(tx, p.ID, PlanSign{Number: p.Number, Kind: signReceived, By: by(tx), Opinion: in.Opinion}); err != nil {
		return err
	}
	p.SignedBy, p.SignedName, p.SignedAt = tx.Who.Person, tx.Who.Name, tx.Now
	if err := savePlan(tx, p); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "rectify.sign_feedback", Kind: "feedback", ID: in.Ref, Version: p.Version, Unit: u.ID, Details: in})
}
