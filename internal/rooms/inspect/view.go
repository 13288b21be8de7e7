package inspect

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Overview is the list page: rounds with their teams, and the inspections that the actor may see.
type Overview struct {
	Rounds      []Round
	Teams       map[RoundID][]Team
	Inspections []Inspection
}

// Overview lists rounds, teams and inspections, newest first.
func (r *Room) Overview(ctx context.Context, actor who.Actor) (o Overview, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if o.Inspections, err = listInspections(tx, ""); err != nil {
			return err
		}
		if o.Rounds, err = listRounds(tx); err != nil {
			return err
		}
		o.Teams = map[RoundID][]Team{}
		for _, x := range o.Rounds {
			if o.Teams[x.ID], err = listTeams(tx, x.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return o, err
}

// Site is the page of one inspection on site.
type Site struct {
	Inspection *Inspection
	List       *pack.Pack
	Judged     map[string]Judgement
	Papers     []Paper // of the whole inspection, in the order of their pre-numbers
	Report     *Report
	Findings   []Finding
	Feedback   *Feedback // nil before it is drafted
	HeadName   string
	HeadSince  string
}

// Site reads everything of one inspection. NotFound for whoever is not of its team or office.
func (r *Room) Site(ctx context.Context, actor who.Actor, id InspectionID) (*Site, error) {
	s := &Site{Judged: map[string]Judgement{}}
	err := r.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		if s.Inspection, err = loadInspection(tx, id); err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadInspection, s.Inspection.Place()); err != nil {
			return err
		}
		return r.fillSite(tx, s)
	})
	return s, err
}

func (r *Room) fillSite(tx *db.Tx, s *Site) (err error) {
	in := s.Inspection
	if s.List, err = r.lists(tx, in.Checklist, in.ChecklistVersion); err != nil {
		return err
	}
	judged, err := listJudgements(tx, in.ID)
	if err != nil {
		return err
	}
	for _, j := range judged {
		s.Judged[j.Point] = j
	}
	if s.Papers, err = listPapers(tx, in.ID, ""); err != nil {
		return err
	}
	if s.Findings, err = listFindings(tx, in.ID); err != nil {
		return err
	}
	if s.Report, err = loadReport(tx, in.ID); err != nil {
		return err
	}
	s.Feedback, err = feedbackOf(tx, in.ID)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
}

// PapersAt are the papers of one check point.
func (s *Site) PapersAt(point string) []Paper {
	var out []Paper
	for _, p := range s.Papers {
		if p.Point == point {
			out = append(out, p)
		}
	}
	return out
}

// Paper finds a paper of the inspection.
func (s *Site) Paper(id PaperID) (Paper, bool) {
	for _, p := range s.Papers {
		if p.ID == id {
			return p, true
		}
	}
	return Paper{}, false
}

// Verdicts counts the judgements by verdict.
func (s *Site) Verdicts() map[string]int {
	out := map[string]int{}
	for _, j := range s.Judged {
		out[j.Verdict]++
	}
	return out
}

// Decisions is what the leading group sees of a reported inspection: the report's findings with the
// numbers of their papers, and the feedback, but no work paper.
type Decisions struct {
	ID        InspectionID
	Unit      string
	UnitName  string
	RoundName string
	State     string
	Report    *Report
	Findings  []Finding
	Feedback  *Feedback
}

// Decisions reads it; the right is to approve feedback for the unit.
func (r *Room) Decisions(ctx context.Context, actor who.Actor, id InspectionID) (*Decisions, error) {
	var d *Decisions
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		in, err := loadInspection(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadFeedback, access.Place{Ord: in.UnitOrd}); err != nil {
			return err
		}
		if in.State != Reported && in.State != FedBack {
			return fault.NotFound()
		}
		d = &Decisions{ID: id, Unit: in.Unit, UnitName: in.UnitName, RoundName: in.RoundName, State: in.State}
		if err := access.May(tx.Who, access.ApproveFeedback, access.Place{Ord: in.UnitOrd}); err != nil {
			if err := access.May(tx.Who, access.SendFeedback, access.Place{Ord: in.UnitOrd}); err != nil {
				return fault.NotFound() // the inspected unit sees its feedback elsewhere, once sent
			}
		}
		s := &Site{Inspection: in, Judged: map[string]Judgement{}}
		if err := r.fillSite(tx, s); err != nil {
			return err
		}
		d.Report, d.Findings, d.Feedback = s.Report, s.Findings, s.Feedback
		return nil
	})
	return d, err
}

// PaperAt finds where a paper lies: its inspection and check point. NotFound for whoever may not
// read it.
func (r *Room) PaperAt(ctx context.Context, actor who.Actor, id PaperID) (in InspectionID, point string, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, err := loadPaper(tx, id)
		if err != nil {
			return err
		}
		in, point = p.Inspection, p.Point
		return mayRead(tx, p.Inspection)
	})
	return in, point, err
}

// FindingAt finds the inspection of a finding.
func (r *Room) FindingAt(ctx context.Context, actor who.Actor, id FindingID) (in InspectionID, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		f, err := loadFinding(tx, id)
		if err != nil {
			return err
		}
		in = f.Inspection
		return mayRead(tx, f.Inspection)
	})
	return in, err
}

func mayRead(tx *db.Tx, id InspectionID) error {
	in, err := loadInspection(tx, id)
	if err != nil {
		return err
	}
	return access.May(tx.Who, access.ReadInspection, in.Place())
}
