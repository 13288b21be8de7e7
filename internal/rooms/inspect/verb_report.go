package inspect

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// SaveReport keeps the report's text while it is a draft.
func (r *Room) SaveReport(ctx context.Context, actor who.Actor, id InspectionID, t ReportText) error {
	return r.inspection(ctx, actor, id, access.WriteReport, func(tx *db.Tx, in *Inspection) error {
		rep, err := loadReport(tx, id)
		if err != nil {
			return err
		}
		if rep.State == ReportSigned {
			return fault.Conflict("inspect.report.signed")
		}
		rep.ReportText = t
		if err := saveReport(tx, rep); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "inspect.save_report", Kind: "inspection", ID: string(id), Version: in.Version, Unit: in.Unit, Details: t})
	})
}

// SignReport finishes the report: the inspection is reported and the findings wait for the leading
// group.
func (r *Room) SignReport(ctx context.Context, actor who.Actor, id InspectionID) error {
	return r.inspection(ctx, actor, id, access.WriteReport, func(tx *db.Tx, in *Inspection) error {
		if in.State != Left {
			return fault.Conflict("inspect.report.not_left")
		}
		rep, err := loadReport(tx, id)
		if err != nil {
			return err
		}
		open, err := openPapers(tx, id)
		if err != nil {
			return err
		}
		if err := rep.Sign(tx.Who.Person, open, tx.Now); err != nil {
			return err
		}
		if err := saveReport(tx, rep); err != nil {
			return err
		}
		in.State = Reported
		if err := keep(tx, in, promisedReport, promisedFeedback, ruleFeedback, ""); err != nil {
			return err
		}
		return saved(tx, in, "inspect.sign_report", rep.ReportText)
	})
}

// finding runs one verb on one finding and answers the inspection that it belongs to.
func (r *Room) finding(ctx context.Context, actor who.Actor, id FindingID, right access.Right, action string, rule func(*db.Tx, *Inspection, *Finding) (any, error)) (of InspectionID, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		f, err := loadFinding(tx, id)
		if err != nil {
			return err
		}
		of = f.Inspection
		in, err := loadInspection(tx, f.Inspection)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, right, in.Place()); err != nil {
			return err
		}
		details, err := rule(tx, in, &f)
		if err != nil {
			return err
		}
		if err := saveFinding(tx, &f); err != nil {
			return err
		}
		if err := indexFinding(tx, in, &f); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "finding", ID: string(id), Version: f.Version, Unit: in.Unit, Details: details})
	})
	return of, err
}

// RewordFinding changes the text of a finding that is not yet approved.
func (r *Room) RewordFinding(ctx context.Context, actor who.Actor, id FindingID, t FindingText) (InspectionID, error) {
	return r.finding(ctx, actor, id, access.WriteReport, "inspect.reword_finding", func(_ *db.Tx, in *Inspection, f *Finding) (any, error) {
		if in.State == Reported || in.State == FedBack {
			return nil, fault.Conflict("inspect.report.signed")
		}
		return t, f.Reword(t)
	})
}

// DecideFinding is the leading group's word on a finding of a signed report.
func (r *Room) DecideFinding(ctx context.Context, actor who.Actor, id FindingID, approve bool, reason string) (InspectionID, error) {
	return r.finding(ctx, actor, id, access.ApproveFeedback, "inspect.decide_finding", func(tx *db.Tx, in *Inspection, f *Finding) (any, error) {
		if in.State != Reported {
			return nil, fault.Conflict("inspect.finding.report_unsigned")
		}
		return map[string]any{"approve": approve, "reason": reason}, f.Decide(approve, reason, tx.Who.Person, tx.Now)
	})
}
