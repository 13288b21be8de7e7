package dutyreportweb

import (
	"net/http"
	"strings"

	dutyreportpage "plumbline/internal/doors/pages/dutyreport"
	"plumbline/internal/doors/web/front"
	rectifyweb "plumbline/internal/doors/web/rectify"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/dutyreport"
)

// dutyAssessRoutes are the ways of the assessment: the panel, comments, problems, the ballot of a year.
func (s door) dutyAssessRoutes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/dutyreport/years/{id}/vote", Right: access.ReadYear, Handle: s.dutyVote},
		{Method: post, Pattern: "/dutyreport/years/{id}/vote", Right: access.RunBallot, Handle: s.dutyPlanVote},
		{Method: post, Pattern: "/dutyreport/years/{id}/comment", Right: access.CommentDuty, Handle: s.dutyCommentYear},
		{Method: post, Pattern: "/dutyreport/reports/{id}/grade", Right: access.ReviewDuty, Handle: s.dutyGrade},
		{Method: post, Pattern: "/dutyreport/reports/{id}/comment", Right: access.CommentDuty, Handle: s.dutyComment},
		{Method: post, Pattern: "/dutyreport/reports/{id}/problems", Right: access.FeedBackDuty, Handle: s.dutyNameProblem},
		{Method: post, Pattern: "/dutyreport/reports/{id}/problems/drop", Right: access.FeedBackDuty, Handle: s.dutyDropProblem},
		{Method: post, Pattern: "/dutyreport/reports/{id}/problems/hand", Right: access.FeedBackDuty, Handle: s.dutyHandProblems},
		{Method: post, Pattern: "/dutyreport/reports/{id}/close", Right: access.FeedBackDuty, Handle: s.dutyClose},
		{Method: get, Pattern: "/dutyreport/reports/{id}/feedback", Right: access.ReadDuty, Handle: s.dutyFeedback},
		{Method: post, Pattern: "/dutyreport/reports/{id}/feedback", Right: access.FeedBackDuty, Handle: s.dutySendFeedback},
		{Method: get, Pattern: "/dutyreport/reports/{id}/feedback.docx", Right: access.ReadDuty, Handle: s.dutyFeedbackPaper},
		{Method: post, Pattern: "/dutyreport/reports/{id}/feedback/sign", Right: access.WriteDuty, Handle: s.dutySignFeedback, StepUp: true},
		{Method: post, Pattern: "/dutyreport/reports/{id}/feedback/explain", Right: access.WriteDuty, Handle: s.dutyExplainResult},
		{Method: get, Pattern: "/dutyreport/reports/{id}/transfer", Right: access.TransferGrade, Handle: s.dutyTransfer},
		{Method: post, Pattern: "/dutyreport/reports/{id}/transfer", Right: access.TransferGrade, Handle: s.dutyAskTransfer},
		{Method: get, Pattern: "/dutyreport/transfers/{id}/paper.docx", Right: access.TransferGrade, Handle: s.dutyTransferPaper},
	}
}

// dutyAssessModel fills what the panels of the assessment show beside and below a report.
func (s door) dutyAssessModel(c *front.Ctx, m *dutyreportpage.ReportModel) error {
	v, err := s.DutyReport.Assessment(c.Context(), c.Who, m.View.ID)
	if err != nil {
		return err
	}
	list, err := rectifyweb.ItemCategories(s.Server, c)
	if err != nil {
		return err
	}
	m.Assessed(v, list)
	return nil
}

func (s door) dutyGrade(c *front.Ctx) error {
	marks, names := map[string]string{}, []string{"words"}
	form, err := c.Form()
	if err != nil {
		return err
	}
	for name := range form {
		if code, ok := strings.CutPrefix(name, "g."); ok {
			marks[code] = c.Value(name)
			names = append(names, name)
		}
	}
	err = s.DutyReport.GradeReport(c.Context(), c.Who, dutyReport(c), marks, c.Value("words"), c.Value("hand") == "1")
	return s.dutyReportAct(c, c.Path("id"), err, "grade", names...)
}

func (s door) dutyComment(c *front.Ctx) error {
	in := dutyreport.Comment{Tone: c.Value("tone"), Words: c.Value("words"), Quote: c.Value("quote"), Tags: c.Values("tags")}
	return s.dutyReportAct(c, c.Path("id"), s.DutyReport.CommentOn(c.Context(), c.Who, dutyReport(c), in), "comment", "tone", "words", "quote")
}

func (s door) dutyNameProblem(c *front.Ctx) error {
	origin, ref, _ := strings.Cut(c.Value("origin"), "|")
	due, err := formDay(c, "due")
	if err == nil {
		err = s.DutyReport.NameProblem(c.Context(), c.Who, dutyReport(c), dutyreport.NewProblem{Origin: origin, Ref: ref, Words: c.Value("words"), Category: c.Value("category"), Demand: c.Value("demand"), Due: due})
	}
	return s.dutyReportAct(c, c.Path("id"), err, "problem", "origin", "words", "category", "demand", "due")
}

func (s door) dutyDropProblem(c *front.Ctx) error {
	err := s.DutyReport.DropProblem(c.Context(), c.Who, dutyReport(c), c.Value("problem"), c.Value("why"))
	return s.dutyReportAct(c, c.Path("id"), err, "drop", "why")
}

func (s door) dutyHandProblems(c *front.Ctx) error {
	err := s.DutyReport.HandOverProblems(c.Context(), c.Who, dutyReport(c), c.Values("problem"))
	return s.dutyReportAct(c, c.Path("id"), err, "hand")
}

// dutyVote is the page of the year's ballot.
func (s door) dutyVote(c *front.Ctx) error {
	return s.showDutyVote(c, http.StatusOK, dutyreportpage.Form{})
}

func (s door) showDutyVote(c *front.Ctx, status int, f dutyreportpage.Form) error {
	id := dutyreport.YearID(c.Path("id"))
	y, err := s.DutyReport.Front(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	m := dutyreportpage.VoteModel{Year: *y.Year, Today: c.Today(), Form: f}
	if m.View, err = s.DutyReport.YearVote(c.Context(), c.Who, id); err != nil {
		return err
	}
	for _, r := range y.Reports {
		if r.State == dutyreport.Circulated || r.State == dutyreport.Met {
			m.Ready = append(m.Ready, r)
		}
	}
	return c.RenderStatus(status, dutyreportpage.Vote(m))
}

func (s door) dutyPlanVote(c *front.Ctx) error {
	in := dutyreport.NewVote{Entitled: c.Number("entitled"), Opens: c.MinuteOf("opens"), Closes: c.MinuteOf("closes")}
	var chk fault.Check
	chk.That(!in.Opens.IsZero(), "opens", "ballot.time_wrong")
	chk.That(!in.Closes.IsZero(), "closes", "ballot.time_wrong")
	err := chk.Err()
	if err == nil {
		poll, e := s.DutyReport.PlanVote(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), in)
		if err = e; err == nil {
			return c.See("/ballots/" + string(poll))
		}
	}
	if front.Invalid(err) {
		return s.showDutyVote(c, http.StatusUnprocessableEntity, dutyForm(c, err, "vote", "entitled", "opens", "closes"))
	}
	return err
}

func (s door) dutyCommentYear(c *front.Ctx) error {
	err := s.DutyReport.CommentYear(c.Context(), c.Who, dutyreport.YearID(c.Path("id")), c.Value("words"))
	if front.Invalid(err) {
		return s.showDutyVote(c, http.StatusUnprocessableEntity, dutyForm(c, err, "comment", "words"))
	}
	if err != nil {
		return err
	}
	return c.See("/dutyreport/years/" + c.Path("id") + "/vote")
}

func (s door) dutyFeedback(c *front.Ctx) error {
	return s.showDutyFeedback(c, http.StatusOK, dutyreportpage.Form{})
}

func (s door) dutySheet(c *front.Ctx, f dutyreportpage.Form) (m dutyreportpage.FeedbackModel, err error) {
	m = dutyreportpage.FeedbackModel{Today: c.Today(), Form: f}
	if m.View, err = s.DutyReport.Assessment(c.Context(), c.Who, dutyReport(c)); err != nil {
		return m, err
	}
	if m.View.Sheet == nil && !m.View.MayBack {
		return m, fault.NotFound() // for whoever was only sent the report, and for the reporter before it is fed back
	}
	m.Agency, err = s.OrgName(c)
	return m, err
}

func (s door) showDutyFeedback(c *front.Ctx, status int, f dutyreportpage.Form) error {
	m, err := s.dutySheet(c, f)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, dutyreportpage.Feedback(m))
}

// dutySheetAct ends an act on the sheet and comes back to it.
func (s door) dutySheetAct(c *front.Ctx, err error, of string, names ...string) error {
	if front.Invalid(err) {
		return s.showDutyFeedback(c, http.StatusUnprocessableEntity, dutyForm(c, err, of, names...))
	}
	if err != nil {
		return err
	}
	return c.See("/dutyreport/reports/" + c.Path("id") + "/feedback")
}

func (s door) dutySendFeedback(c *front.Ctx) error {
	return s.dutySheetAct(c, s.DutyReport.FeedBackReport(c.Context(), c.Who, dutyReport(c), c.Value("words")), "feedback", "words")
}

func (s door) dutySignFeedback(c *front.Ctx) error {
	return s.dutySheetAct(c, s.DutyReport.SignFeedback(c.Context(), c.Who, dutyReport(c)), "sign")
}

func (s door) dutyExplainResult(c *front.Ctx) error {
	return s.dutySheetAct(c, s.DutyReport.ExplainResult(c.Context(), c.Who, dutyReport(c), c.Value("text")), "explain", "text")
}

func (s door) dutyClose(c *front.Ctx) error {
	return s.dutySheetAct(c, s.DutyReport.CloseReport(c.Context(), c.Who, dutyReport(c)), "close")
}

func (s door) dutyTransfer(c *front.Ctx) error {
	return s.showDutyTransfer(c, http.StatusOK, dutyreportpage.Form{})
}

func (s door) showDutyTransfer(c *front.Ctx, status int, f dutyreportpage.Form) error {
	v, err := s.DutyReport.Assessment(c.Context(), c.Who, dutyReport(c))
	if err != nil {
		return err
	}
	if !v.MayAsk || v.Sheet == nil {
		return fault.NotFound()
	}
	return c.RenderStatus(status, dutyreportpage.Transfer(dutyreportpage.TransferModel{View: v, Today: c.Today(), Form: f}))
}

func (s door) dutyAskTransfer(c *front.Ctx) error {
	in := dutyreport.NewTransfer{Use: c.Value("use"), Recipient: c.Value("recipient"), Ground: c.Value("ground")}
	err := s.DutyReport.AskTransfer(c.Context(), c.Who, dutyReport(c), in, c.Value("reason"))
	if front.Invalid(err) {
		return s.showDutyTransfer(c, http.StatusUnprocessableEntity, dutyForm(c, err, "transfer", "use", "recipient", "ground", "reason"))
	}
	if err != nil {
		return err
	}
	return c.See("/dutyreport/reports/" + c.Path("id") + "/transfer")
}

func (s door) dutyFeedbackPaper(c *front.Ctx) error {
	m, err := s.dutySheet(c, dutyreportpage.Form{})
	if err != nil {
		return err
	}
	if m.View.Sheet == nil {
		return fault.NotFound()
	}
	p := m.View.FeedbackPaper(m.Agency, s.Words.Say)
	return c.Docx(m.View.Sheet.Number+" "+m.View.Report.Name+" "+p.Title(), p)
}

func (s door) dutyTransferPaper(c *front.Ctx) error {
	t, x, err := s.DutyReport.TransferPaper(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	p := t.Paper(x, org, clock.DayOf(t.At), s.Words.Say)
	return c.Docx(t.Number+" "+p.Title(), p)
}
