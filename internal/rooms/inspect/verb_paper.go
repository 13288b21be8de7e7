package inspect

import (
	"context"
	"encoding/json"
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Draft begins a work paper and gives it its pre-number (预编号). The actor is the first handler; two
// must be another member of the team.
func (r *Room) Draft(ctx context.Context, actor who.Actor, id InspectionID, f Facts, two string) (PaperID, error) {
	pid := PaperID(db.NewID())
	err := r.inspection(ctx, actor, id, access.WritePaper, func(tx *db.Tx, in *Inspection) error {
		if in.State != OnSite && in.State != Left {
			return fault.Conflict("inspect.judge.not_open")
		}
		p := &Paper{ID: pid, Inspection: id, State: PaperDraft, HandlerOne: tx.Who.Person, MadeAt: tx.Now, Version: 1}
		if err := r.fill(tx, p, in, f, two); err != nil {
			return err
		}
		in.Papers++
		p.PreNumber = fmt.Sprintf("预-%s-%03d", in.UnitCode, in.Papers)
		if err := insertPaper(tx, p); err != nil {
			return err
		}
		if err := saveInspection(tx, in); err != nil {
			return err
		}
		return recordPaper(tx, in, p, "inspect.draft_paper", f)
	})
	return pid, err
}

func (r *Room) fill(tx *db.Tx, p *Paper, in *Inspection, f Facts, two string) error {
	known, err := r.points(tx, in.Checklist, in.ChecklistVersion)
	if err != nil {
		return err
	}
	if err := f.check(known); err != nil {
		return err
	}
	if two != "" && in.Duty(two) == "" {
		return fault.Invalid(fault.On("handler_two", "inspect.paper.second_outside"))
	}
	return p.Edit(f, two)
}

// paper runs one verb on one paper: load both, may, the rule given, save, record.
func (r *Room) paper(ctx context.Context, actor who.Actor, id PaperID, right access.Right, action string, rule func(*db.Tx, *Inspection, *Paper) (any, error)) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		p, err := loadPaper(tx, id)
		if err != nil {
			return err
		}
		in, err := loadInspection(tx, p.Inspection)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, right, in.Place()); err != nil {
			return err
		}
		details, err := rule(tx, in, p)
		if err != nil {
			return err
		}
		if err := savePaper(tx, p); err != nil {
			return err
		}
		return recordPaper(tx, in, p, action, details)
	})
}

func recordPaper(tx *db.Tx, in *Inspection, p *Paper, action string, details any) error {
	if err := indexPaper(tx, in, p); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: action, Kind: "paper", ID: string(p.ID), Version: p.Version, Unit: in.Unit, Details: details})
}

// SavePaper replaces the content of a draft or returned paper; only its handlers may. version is
// the one the form was made from: another's save in between is a Conflict.
func (r *Room) SavePaper(ctx context.Context, actor who.Actor, id PaperID, version int64, f Facts, two string) error {
	return r.paper(ctx, actor, id, access.WritePaper, "inspect.save_paper", func(tx *db.Tx, in *Inspection, p *Paper) (any, error) {
		if p.Version != version {
			return nil, fault.Conflict("inspect.paper.changed_meanwhile")
		}
		if tx.Who.Person != p.HandlerOne && tx.Who.Person != p.HandlerTwo {
			return nil, fault.Denied("paper_handler")
		}
		return f, r.fill(tx, p, in, f, two)
	})
}

// SignPaper is one handler's signature, bound to the hash of the facts.
func (r *Room) SignPaper(ctx context.Context, actor who.Actor, id PaperID) error {
	return r.paper(ctx, actor, id, access.WritePaper, "inspect.sign_paper", func(tx *db.Tx, _ *Inspection, p *Paper) (any, error) {
		return signed{p.Facts.Hash()}, p.Sign(tx.Who.Person, tx.Now)
	})
}

type signed struct {
	Hash string `json:"hash"`
}

// ReviewPaper is the deputy leader's reading.
func (r *Room) ReviewPaper(ctx context.Context, actor who.Actor, id PaperID) error {
	return r.paper(ctx, actor, id, access.ReviewPaper, "inspect.review_paper", func(tx *db.Tx, _ *Inspection, p *Paper) (any, error) {
		return signed{p.Facts.Hash()}, p.Review(tx.Who.Person, tx.Now)
	})
}

// ApprovePaper is the team leader's approval; it gives the formal number.
func (r *Room) ApprovePaper(ctx context.Context, actor who.Actor, id PaperID) error {
	return r.paper(ctx, actor, id, access.ApprovePaper, "inspect.approve_paper", func(tx *db.Tx, in *Inspection, p *Paper) (any, error) {
		n, err := nextNumber(tx, "paper:"+string(in.Round))
		if err != nil {
			return nil, err
		}
		number := fmt.Sprintf("DG-%s-%03d", tx.Today()[2:4]+tx.Today()[5:7], n)
		return map[string]string{"hash": p.Facts.Hash(), "number": number}, p.Approve(tx.Who.Person, number, tx.Now)
	})
}

// ReturnPaper sends a paper back with a reason, by the deputy or the leader; the returned version is kept.
func (r *Room) ReturnPaper(ctx context.Context, actor who.Actor, id PaperID, reason string) error {
	right := access.ReviewPaper
	if actor.Has(access.TeamLeader) {
		right = access.ApprovePaper
	}
	return r.paper(ctx, actor, id, right, "inspect.return_paper", func(tx *db.Tx, _ *Inspection, p *Paper) (any, error) {
		body, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		if err := p.Return(tx.Who.Person, reason); err != nil {
			return nil, err
		}
		return map[string]string{"reason": reason}, insertPast(tx, p, string(body))
	})
}

// DisposePaper decides what becomes of an approved paper; one that is used for feedback becomes a
// draft finding in the same act.
func (r *Room) DisposePaper(ctx context.Context, actor who.Actor, id PaperID, disposal, reason string, t FindingText) (err error) {
	return r.paper(ctx, actor, id, access.ApprovePaper, "inspect.dispose_paper", func(tx *db.Tx, in *Inspection, p *Paper) (any, error) {
		if err := p.Dispose(disposal, reason); err != nil {
			return nil, err
		}
		if disposal == UseFeedback {
			if err := addFinding(tx, in, p, t); err != nil {
				return nil, err
			}
		}
		return map[string]string{"disposal": disposal, "reason": reason}, nil
	})
}

func addFinding(tx *db.Tx, in *Inspection, p *Paper, t FindingText) error {
	if err := t.check(); err != nil {
		return err
	}
	n, err := countFindings(tx, in.ID)
	if err != nil {
		return err
	}
	f := &Finding{ID: FindingID(db.NewID()), Inspection: in.ID, Paper: p.ID, Position: n + 1, Title: t.Title, Body: t.Body, Details: t.Details,
		PaperNumber: p.Number, Category: t.Category, Severity: t.Severity, State: FindingDraft, Version: 1}
	if err := insertFinding(tx, f); err != nil {
		return err
	}
	return indexFinding(tx, in, f)
}
