package partyorg

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

// Way is an admission in a list, with what comes next.
type Way struct {
	Admission
	Due  clock.Day // of the next dated duty
	Rule string
}

// Admissions are the admissions within the actor's scope, in register order of their branches.
type Admissions struct {
	List     []Way
	Branches []org.Unit
	MayAdmit bool
	Today    clock.Day
}

// Admissions lists admissions: those that run, or with past those that have ended too.
func (r *Room) Admissions(ctx context.Context, actor who.Actor, past bool) (v Admissions, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		v.Today = tx.Today()
		list, err := listAdmissions(tx, access.ScopeOf(tx.Who, access.ReadMember), past)
		if err != nil {
			return err
		}
		for _, a := range list {
			w := Way{Admission: a}
			if w.Due, w.Rule, err = promised(tx, a.ID); err != nil {
				return err
			}
			v.List = append(v.List, w)
		}
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		scope := access.ScopeOf(tx.Who, access.AdmitMember)
		for _, u := range f.Of(org.PartyTree, v.Today) {
			if scope.Has(u.Ord) && IsBranch(u.Kind) {
				v.Branches = append(v.Branches, u)
			}
		}
		v.MayAdmit = len(v.Branches) > 0
		return nil
	})
	return v, err
}

func promised(tx *db.Tx, id string) (clock.Day, string, error) {
	p, err := calendar.Find(tx, admissionPromise, id)
	if fault.Is(err, fault.KindNotFound) {
		return "", "", nil
	}
	return p.Due, p.Rule, err
}

// Choice is a step that may come now, with its gates as of today and whether the actor may record it.
type Choice struct {
	Step  string
	Gates []Gate
	May   bool
}

// File is one admission's page.
type File struct {
	Admission
	Choices   []Choice
	Due       clock.Day
	Rule      string
	MayAdmit  bool
	MayDecide bool
	Today     clock.Day
}

// Admission reads one admission's file.
func (r *Room) Admission(ctx context.Context, actor who.Actor, id string) (v File, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		a, err := loadAdmission(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadMember, a.Place()); err != nil {
			return err
		}
		v.Admission, v.Today = a, tx.Today()
		v.MayAdmit = a.Open() == nil && access.May(tx.Who, access.AdmitMember, a.Place()) == nil
		v.MayDecide = a.Open() == nil && access.May(tx.Who, access.ApproveAdmission, a.Place()) == nil
		if v.Due, v.Rule, err = promised(tx, a.ID); err != nil {
			return err
		}
		for _, s := range a.Next() {
			g, err := r.gates(tx, a, s, v.Today)
			if err != nil {
				return err
			}
			v.Choices = append(v.Choices, Choice{Step: s, Gates: g, May: access.May(tx.Who, Right(s), a.Place()) == nil})
		}
		return nil
	})
	return v, err
}
