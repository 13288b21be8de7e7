package inspect

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/rooms/rectify"
)

// DraftFeedback begins the feedback of a reported inspection, once no finding waits for its decision.
func (r *Room) DraftFeedback(ctx context.Context, actor who.Actor, id InspectionID, nf NewFeedback) (FeedbackID, error) {
	fid := FeedbackID(db.NewID())
	err := r.inspection(ctx, actor, id, access.SendFeedback, func(tx *db.Tx, in *Inspection) error {
		if in.State != Reported {
			return fault.Conflict("inspect.feedback.not_reported")
		}
		if err := nf.check(tx.Today()); err != nil {
			return err
		}
		waiting, err := undecided(tx, id)
		if err != nil {
			return err
		}
		if waiting > 0 {
			return fault.Invalid(fault.On("", "inspect.feedback.undecided", "n", waiting))
		}
		f := &Feedback{ID: fid, Inspection: id, Unit: in.Unit, UnitOrd: in.UnitOrd, Number: nf.Number, Opening: nf.Opening, Demand: nf.Demand, Due: nf.Due, State: FeedbackDraft}
		if err := insertFeedback(tx, f); err != nil {
			if db.IsUnique(err) {
				return fault.Invalid(fault.On("number", "inspect.feedback.number_taken"))
			}
			return err
		}
		return recordFeedback(tx, f, "inspect.draft_feedback", nf)
	})
	return fid, err
}

// feedback runs one verb on one feedback and answers the inspection that it belongs to.
func (r *Room) feedback(ctx context.Context, actor who.Actor, id FeedbackID, right access.Right, action string, rule func(*db.Tx, *Feedback) (any, error)) (in InspectionID, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		f, err := loadFeedback(tx, id)
		if err != nil {
			return err
		}
		in = f.Inspection
		if err := access.May(tx.Who, right, access.Place{Ord: f.UnitOrd}); err != nil {
			return err
		}
		details, err := rule(tx, f)
		if err != nil {
			return err
		}
		if err := saveFeedback(tx, f); err != nil {
			return err
		}
		return recordFeedback(tx, f, action, details)
	})
	return in, err
}

func recordFeedback(tx *db.Tx, f *Feedback, action string, details any) error {
	return audit.Record(tx, audit.Entry{Action: action, Kind: "feedback", ID: string(f.ID), Version: f.Version, Unit: f.Unit, Details: details})
}

// ApproveFeedback is the leading group's approval of exactly this text.
func (r *Room) ApproveFeedback(ctx context.Context, actor who.Actor, id FeedbackID) (InspectionID, error) {
	return r.feedback(ctx, actor, id, access.ApproveFeedback, "inspect.approve_feedback", func(tx *db.Tx, f *Feedback) (any, error) {
		err := f.Approve(tx.Who.Person, tx.Now)
		return signed{f.Hash}, err
	})
}

// SendFeedback hands the approved text to the unit and, in the same act, makes one rectification
// item of each finding: between "fed back" and "on the ledger" nothing can be lost.
func (r *Room) SendFeedback(ctx context.Context, actor who.Actor, id FeedbackID) (InspectionID, error) {
	return r.feedback(ctx, actor, id, access.SendFeedback, "inspect.send_feedback", func(tx *db.Tx, f *Feedback) (any, error) {
		if err := f.Send(tx.Who.Person, tx.Now); err != nil {
			return nil, err
		}
		in, err := loadInspection(tx, f.Inspection)
		if err != nil {
			return nil, err
		}
		in.State = FedBack
		if err := saveInspection(tx, in); err != nil {
			return nil, err
		}
		if err := keep(tx, in, promisedFeedback, "", "", ""); err != nil {
			return nil, err
		}
		items, err := handOver(tx, f)
		return map[string]any{"hash": f.Hash, "items": items}, err
	})
}

// handOver makes one rectification item of each approved finding, with the words of the paper behind
// it that the unit may know; the paper's number stays on the office's side.
func handOver(tx *db.Tx, f *Feedback) ([]rectify.ItemID, error) {
	fb := rectify.Feedback{ID: string(f.ID), Number: f.Number, Source: rectify.FromInspection, Unit: f.Unit, Due: f.Due}
	for _, x := range f.Findings {
		p, err := loadPaper(tx, x.Paper)
		if err != nil {
			return nil, err
		}
		fb.Findings = append(fb.Findings, rectify.FeedbackFinding{Paper: p.Number, Title: x.Title, Text: x.Body, Manifestations: x.Lines(), Effect: p.Effect, Cite: p.Cite, CiteText: p.CiteText,
			Category: x.Category, Categories: p.Categories, Severity: x.Severity, Repeated: p.Repeated})
	}
	return rectify.CreateFromFeedback(tx, fb)
}
