package inspectweb

import (
	"context"
	"net/http"

	inspectpage "plumbline/internal/doors/pages/inspect"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/inspect"
)

// siteAct runs a verb on the inspection in the path and goes back to it.
func (s door) siteAct(c *front.Ctx, verb func(context.Context, who.Actor, inspect.InspectionID) error) error {
	if err := verb(c.Context(), c.Who, inspect.InspectionID(c.Path("id"))); err != nil {
		return err
	}
	return c.See("/inspect/" + c.Path("id"))
}

// paperAct runs a verb on the paper in the path and goes back to it.
func (s door) paperAct(c *front.Ctx, verb func(context.Context, who.Actor, inspect.PaperID) error) error {
	id := inspect.PaperID(c.Path("paper"))
	site, err := s.Inspect.Site(c.Context(), c.Who, inspect.InspectionID(c.Path("id")))
	if err != nil {
		return err
	}
	p, ok := site.Paper(id)
	if !ok {
		return fault.NotFound()
	}
	return s.backToPoint(c, verb(c.Context(), c.Who, id), p.Point, string(id))
}

func (s door) signPaper(c *front.Ctx) error    { return s.paperAct(c, s.Inspect.SignPaper) }
func (s door) reviewPaper(c *front.Ctx) error  { return s.paperAct(c, s.Inspect.ReviewPaper) }
func (s door) approvePaper(c *front.Ctx) error { return s.paperAct(c, s.Inspect.ApprovePaper) }

func (s door) returnPaper(c *front.Ctx) error {
	return s.paperAct(c, func(ctx context.Context, a who.Actor, id inspect.PaperID) error {
		return s.Inspect.ReturnPaper(ctx, a, id, c.Value("reason"))
	})
}

func (s door) disposePaper(c *front.Ctx) error {
	return s.paperAct(c, func(ctx context.Context, a who.Actor, id inspect.PaperID) error {
		return s.Inspect.DisposePaper(ctx, a, id, c.Value("disposal"), c.Value("reason"), inspect.FindingText{Title: c.Value("title"), Body: c.Value("body"), Details: c.Value("details"),
			Category: c.Value("category"), Severity: severityOf(c, id)})
	})
}

// severityOf is the paper's own judgement of severity, which its finding inherits.
func severityOf(c *front.Ctx, id inspect.PaperID) string {
	site, err := c.S.Inspect.Site(c.Context(), c.Who, inspect.InspectionID(c.Path("id")))
	if err != nil {
		return ""
	}
	p, _ := site.Paper(id)
	if p.Severity == "" {
		return "minor"
	}
	return p.Severity
}

func (s door) inspectReport(c *front.Ctx) error {
	m, err := s.report(c, inspect.InspectionID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.Render(inspectpage.Report(*m))
}

// report reads the page for whoever may: the team and the office see it while it is written, the
// leading group once it is signed.
func (s door) report(c *front.Ctx, id inspect.InspectionID) (*inspectpage.ReportModel, error) {
	m := &inspectpage.ReportModel{}
	site, err := s.Inspect.Site(c.Context(), c.Who, id)
	switch {
	case err == nil:
		in := site.Inspection
		m.Decisions = &inspect.Decisions{ID: id, Unit: in.Unit, UnitName: in.UnitName, RoundName: in.RoundName, State: in.State, Report: site.Report, Findings: site.Findings, Feedback: site.Feedback}
		m.May = s.mayInspect(c, in)
		for _, p := range site.Papers {
			if p.State != inspect.PaperDisposed {
				m.OpenPapers++
			}
		}
	case fault.Is(err, fault.KindNotFound):
		if m.Decisions, err = s.Inspect.Decisions(c.Context(), c.Who, id); err != nil {
			return nil, err
		}
		m.May.Decide = access.Anywhere(c.Who, access.ApproveFeedback)
		m.May.Send = access.Anywhere(c.Who, access.SendFeedback)
	default:
		return nil, err
	}
	m.Text = m.Decisions.Report.ReportText
	m.Draft = inspectpage.Form{Values: map[string]string{}}
	m.Categories, err = s.categories(c)
	return m, err
}

func (s door) saveReport(c *front.Ctx) error {
	id := inspect.InspectionID(c.Path("id"))
	t := inspect.ReportText{Conduct: c.Value("conduct"), Overall: c.Value("overall"), Causes: c.Value("causes"), Advice: c.Value("advice"), Grade: c.Value("grade"), GradeReason: c.Value("grade_reason")}
	err := s.Inspect.SaveReport(c.Context(), c.Who, id, t)
	if err == nil && c.Value("act") == "sign" {
		err = s.Inspect.SignReport(c.Context(), c.Who, id)
	}
	return s.backToReport(c, err, id, func(m *inspectpage.ReportModel) { m.Text = t })
}

func (s door) backToReport(c *front.Ctx, err error, id inspect.InspectionID, keep func(*inspectpage.ReportModel)) error {
	if front.Invalid(err) {
		m, err2 := s.report(c, id)
		if err2 != nil {
			return err2
		}
		m.Problems = part.ProblemsOf(c.Context(), err)
		keep(m)
		return c.RenderStatus(http.StatusUnprocessableEntity, inspectpage.Report(*m))
	}
	if err != nil {
		return err
	}
	return c.See("/inspect/" + string(id) + "/report")
}

func (s door) draftFeedback(c *front.Ctx) error {
	due, _, err := c.Days("due", "due")
	id := inspect.InspectionID(c.Path("id"))
	if err == nil {
		_, err = s.Inspect.DraftFeedback(c.Context(), c.Who, id, inspect.NewFeedback{Number: c.Value("number"), Opening: c.Value("opening"), Demand: c.Value("demand"), Due: due})
	}
	return s.backToReport(c, err, id, func(m *inspectpage.ReportModel) { m.Draft = typed(c, err) })
}

func (s door) decideFinding(c *front.Ctx) error {
	id, err := s.Inspect.DecideFinding(c.Context(), c.Who, inspect.FindingID(c.Path("id")), c.Value("approve") == "1", c.Value("reason"))
	return s.backToReport(c, err, id, func(*inspectpage.ReportModel) {})
}

func (s door) rewordFinding(c *front.Ctx) error {
	id, err := s.Inspect.RewordFinding(c.Context(), c.Who, inspect.FindingID(c.Path("id")), inspect.FindingText{Title: c.Value("title"), Body: c.Value("body"),
		Details: c.Value("details"), Category: c.Value("category"), Severity: c.Value("severity")})
	return s.backToReport(c, err, id, func(*inspectpage.ReportModel) {})
}

func (s door) approveFeedback(c *front.Ctx) error {
	return s.feedbackAct(c, s.Inspect.ApproveFeedback)
}

func (s door) sendFeedback(c *front.Ctx) error { return s.feedbackAct(c, s.Inspect.SendFeedback) }

func (s door) feedbackAct(c *front.Ctx, verb func(context.Context, who.Actor, inspect.FeedbackID) (inspect.InspectionID, error)) error {
	id, err := verb(c.Context(), c.Who, inspect.FeedbackID(c.Path("id")))
	return s.backToReport(c, err, id, func(*inspectpage.ReportModel) {})
}

// paperAt leads from a hit of the search to the page where the paper lies.
func (s door) paperAt(c *front.Ctx) error {
	id := inspect.PaperID(c.Path("id"))
	in, point, err := s.Inspect.PaperAt(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.See("/inspect/" + string(in) + "?point=" + point + "&paper=" + string(id))
}

func (s door) findingAt(c *front.Ctx) error {
	in, err := s.Inspect.FindingAt(c.Context(), c.Who, inspect.FindingID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.See("/inspect/" + string(in) + "/report")
}
