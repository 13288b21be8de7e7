package chronic

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/rectify"
)

// ResultChronic and ResultItem are where an observation can go.
const (
	ResultChronic = "chronic"
	ResultItem    = "item"
)

// Result says to which ledger an observation goes, and what it is called there.
type Result struct {
	To       string
	Title    string
	Category string    // of a chronic problem
	Due      clock.Day // of a rectification item
}

// HandObservation takes an observation of a finished visit into a ledger: as a chronic problem to be
// classified, or as an item of the rectification ledger. It is the visitor's or planner's who may register
// problems at the unit.
func (r *Room) HandObservation(ctx context.Context, actor who.Actor, id VisitID, oid ObserveID, in Result) error {
	return r.visit(ctx, actor, id, access.ReadVisit, "chronic.hand_observation", func(tx *db.Tx, v *Visit) (any, error) {
		o, err := loadObservation(tx, id, oid)
		switch {
		case err != nil:
			return nil, err
		case v.State != VisitDone || o.HandedTo != "" || !o.Wrong:
			return nil, fault.Conflict("chronic.observe.not_to_hand")
		}
		switch in.To {
		case ResultChronic:
			day := clock.Day(o.SeenAt[:10])
			var pid ID
			pid, err = r.register(tx, Registration{Campaign: v.Campaign, Unit: o.Unit, Title: in.Title, Facts: o.Body, Category: in.Category, Way: "visit",
				Source: v.Number, SourceRef: string(o.ID), From: day, To: day})
			o.Ref = string(pid)
		case ResultItem:
			o.Ref, err = itemFrom(tx, v, o, in)
		default:
			return nil, fault.Invalid(fault.On("to", "chronic.observe.to_unknown"))
		}
		if err != nil {
			return nil, err
		}
		o.HandedTo = in.To
		return map[string]string{"to": in.To, "ref": o.Ref}, saveObservation(tx, &o)
	})
}

func itemFrom(tx *db.Tx, v *Visit, o Observation, in Result) (string, error) {
	var p Problem
	if err := placeAt(tx, &p, o.Unit); err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.RegisterChronic, p.Place()); err != nil {
		return "", err
	}
	if !filled(in.Title) {
		return "", fault.Invalid(fault.On("title", "chronic.register.title_missing"))
	}
	ids, err := rectify.HandOver(tx, rectify.Feedback{ID: string(o.ID), Number: v.Number, Source: rectify.FromCampaign, Unit: o.Unit, Due: in.Due,
		Findings: []rectify.FeedbackFinding{{Title: in.Title, Text: o.Body, Due: in.Due}}})
	if err != nil {
		return "", err
	}
	return string(ids[0]), nil
}

// VisitView is the page of a visit.
type VisitView struct {
	Visit        *Visit
	Observations []Observation
	Files        map[ObserveID][]file.File
	MayWrite     bool
	MayPlan      bool
	Goes         bool
	Me           string
	Same         bool // drawn again from its own record, the same places come out
}

// VisitPage reads a visit. NotFound to whoever is not named, whatever the role; each look is recorded by
// the caller (audit.Looked).
func (r *Room) VisitPage(ctx context.Context, actor who.Actor, id VisitID) (w VisitView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if w.Visit, err = loadVisit(tx, id); err != nil {
			return err
		}
		v := w.Visit
		if err := access.May(tx.Who, access.ReadVisit, v.Place()); err != nil {
			return err
		}
		w.MayWrite = access.May(tx.Who, access.WriteVisit, v.Place()) == nil
		w.MayPlan = access.May(tx.Who, access.PlanVisit, v.Place()) == nil
		w.Me, w.Goes = tx.Who.Person, v.goes(tx.Who.Person)
		if w.Observations, err = listObservations(tx, id); err != nil {
			return err
		}
		w.Files = map[ObserveID][]file.File{}
		for _, o := range w.Observations {
			if w.Files[o.ID], err = file.Of(tx, observeKind, string(o.ID)); err != nil {
				return err
			}
		}
		again := Draw(v.Seed, v.Pool, v.Size)
		w.Same = SeedHash(v.Seed) == v.SeedHash && len(again) == len(v.Lots)
		for i := range v.Lots {
			w.Same = w.Same && again[i] == v.Lots[i].Ref
		}
		return nil
	})
	return w, err
}

// Visits lists the visits for which the actor is named.
func (r *Room) Visits(ctx context.Context, actor who.Actor) (out []Visit, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if !access.InTeam(tx.Who, access.ReadVisit) {
			return nil
		}
		out, err = listOwnVisits(tx)
		return err
	})
	return out, err
}

// Summary is what the office may know of a finished visit.
type Summary struct {
	ID             VisitID
	Number         string
	DoneOn         clock.Day
	Units          int
	Noted, Wrong   int
	Text           string
	Seed, SeedHash string
	Drawn          int
}

// Summaries lists finished visits for the office of the campaign's house.
func (r *Room) Summaries(ctx context.Context, actor who.Actor) (out []Summary, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = listSummaries(tx, access.ScopeOf(tx.Who, access.CloseChronic))
		return err
	})
	return out, err
}

// Nameable lists who can be named for a visit: persons with a post in the departments and teams that
// inspect, by register order.
func (r *Room) Nameable(ctx context.Context, actor who.Actor) (out []Named, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if !access.Anywhere(tx.Who, access.PlanVisit) {
			return fault.NotFound()
		}
		out, err = nameable(tx)
		return err
	})
	return out, err
}
