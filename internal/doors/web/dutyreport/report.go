package dutyreportweb

import (
	"net/http"

	dutyreportpage "plumbline/internal/doors/pages/dutyreport"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/rooms/dutyreport"
)

func (s door) dutyReport(c *front.Ctx) error {
	return s.showDutyReport(c, http.StatusOK, c.Path("id"), dutyreportpage.Form{})
}

// dutyModel reads a report with what was said about it; the passages are numbered in the order of the
// review, then of the writing, then of the assessment.
func (s door) dutyModel(c *front.Ctx, id string, f dutyreportpage.Form) (m dutyreportpage.ReportModel, err error) {
	m.Form, m.Today = f, c.Today()
	if m.View, err = s.DutyReport.Report(c.Context(), c.Who, dutyreport.ReportID(id)); err != nil {
		return m, err
	}
	if m.Agency, err = s.OrgName(c); err != nil {
		return m, err
	}
	for _, v := range m.View.Reviews {
		for _, r := range v.Remarks {
			if v.Draft == m.View.Draft || m.View.Working {
				m.NextMark(r.Section, r.Quote, "")
			}
		}
	}
	if err = s.dutyWriteModel(c, &m); err != nil {
		return m, err
	}
	return m, s.dutyAssessModel(c, &m)
}

func (s door) showDutyReport(c *front.Ctx, status int, id string, f dutyreportpage.Form) error {
	m, err := s.dutyModel(c, id, f)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, dutyreportpage.Report(m))
}

// dutyReportAct ends one act on a report and comes back to its page.
func (s door) dutyReportAct(c *front.Ctx, id string, err error, of string, names ...string) error {
	if front.Invalid(err) {
		return s.showDutyReport(c, http.StatusUnprocessableEntity, id, dutyForm(c, err, of, names...))
	}
	if err != nil {
		return err
	}
	return c.See("/dutyreport/reports/" + id)
}

func (s door) dutySubmit(c *front.Ctx) error {
	id := c.Path("id")
	return s.dutyReportAct(c, id, s.DutyReport.SubmitReport(c.Context(), c.Who, dutyreport.ReportID(id)), "submit")
}

func (s door) dutyReview(c *front.Ctx) error {
	id := c.Path("id")
	in := dutyreport.Verdict{Pass: c.Value("verdict") == "pass", Words: c.Value("words")}
	if !in.Pass {
		in.Words = ""
		in.Remarks = []dutyreport.Remark{{Reason: c.Value("reason"), Section: c.Value("section"), Quote: c.Value("quote"), Words: c.Value("words")}}
	}
	return s.dutyReportAct(c, id, s.DutyReport.Review(c.Context(), c.Who, dutyreport.ReportID(id), in), "review", "reason", "section", "quote", "words")
}

func (s door) dutyRead(c *front.Ctx) error {
	id := c.Path("id")
	return s.dutyReportAct(c, id, s.DutyReport.MarkRead(c.Context(), c.Who, dutyreport.ReportID(id)), "read")
}

func (s door) dutyArrange(c *front.Ctx) error {
	id := c.Path("id")
	v, err := s.DutyReport.Report(c.Context(), c.Who, dutyreport.ReportID(id))
	if err != nil {
		return err
	}
	err = s.DutyReport.Arrange(c.Context(), c.Who, v.ID, dutyreport.Arrangement{Way: dutyreport.Way(c.Value("way")), Checker: personOf(v.People, c.Value("checker")), Leader: personOf(v.People, c.Value("leader"))})
	return s.dutyReportAct(c, id, err, "arrange", "way", "checker", "leader")
}

func (s door) dutyRemove(c *front.Ctx) error {
	id := c.Path("id")
	return s.dutyReportAct(c, id, s.DutyReport.RemoveReporter(c.Context(), c.Who, dutyreport.ReportID(id), c.Value("why")), "remove")
}

func (s door) dutyReportPaper(c *front.Ctx) error {
	m, err := s.dutyModel(c, c.Path("id"), dutyreportpage.Form{})
	if err != nil {
		return err
	}
	if len(m.View.Text) == 0 {
		return fault.NotFound()
	}
	p := m.View.ReportPaper(m.Agency, s.Words.Say)
	return c.Docx(m.View.Number+" "+m.View.Name+" "+p.Title(), p)
}

func (s door) dutyQuestioning(c *front.Ctx) error {
	return s.showDutyQuestioning(c, http.StatusOK, c.Path("id"), dutyreportpage.Form{})
}

func (s door) showDutyQuestioning(c *front.Ctx, status int, id string, f dutyreportpage.Form) error {
	m, err := s.dutyModel(c, id, f)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, dutyreportpage.Questioning(m))
}

// dutyInquiryAct ends an act on a question of the meeting and comes back to the questioning.
func (s door) dutyInquiryAct(c *front.Ctx, id string, err error, of string, names ...string) error {
	if front.Invalid(err) {
		return s.showDutyQuestioning(c, http.StatusUnprocessableEntity, id, dutyForm(c, err, of, names...))
	}
	if err != nil {
		return err
	}
	return c.See("/dutyreport/reports/" + id + "/questioning")
}

func (s door) dutyInquire(c *front.Ctx) error {
	id := c.Path("id")
	_, err := s.DutyReport.Inquire(c.Context(), c.Who, dutyreport.ReportID(id), dutyreport.NewInquiry{Asker: c.Value("asker"), Question: c.Value("question"), Answer: c.Value("answer"), Satisfaction: c.Value("satisfaction")})
	return s.dutyInquiryAct(c, id, err, "inquire", "asker", "question", "answer", "satisfaction")
}

func (s door) dutyJudgeInquiry(c *front.Ctx) error {
	err := s.DutyReport.JudgeInquiry(c.Context(), c.Who, dutyreport.InquiryID(c.Path("id")), c.Value("answer"), c.Value("satisfaction"))
	return s.dutyInquiryAct(c, c.Value("report"), err, "judge")
}

func (s door) dutyIssuePaper(c *front.Ctx) error {
	err := s.DutyReport.IssuePaper(c.Context(), c.Who, dutyreport.InquiryID(c.Path("id")), c.Value("paper"))
	return s.dutyInquiryAct(c, c.Value("report"), err, "paper")
}

func (s door) dutyReply(c *front.Ctx) error {
	err := s.DutyReport.Reply(c.Context(), c.Who, dutyreport.InquiryID(c.Path("id")), c.Value("reply"))
	return s.dutyInquiryAct(c, c.Value("report"), err, "reply")
}

func (s door) dutyJudgeReply(c *front.Ctx) error {
	err := s.DutyReport.JudgeReply(c.Context(), c.Who, dutyreport.InquiryID(c.Path("id")), c.Value("satisfaction"))
	return s.dutyInquiryAct(c, c.Value("report"), err, "judge_reply")
}

func (s door) dutyInquiryPaper(c *front.Ctx) error {
	v, q, err := s.DutyReport.InquiryOf(c.Context(), c.Who, dutyreport.InquiryID(c.Path("id")))
	if err != nil {
		return err
	}
	if q.PaperAt.IsZero() {
		return fault.NotFound()
	}
	agency, err := s.OrgName(c)
	if err != nil {
		return err
	}
	p := v.InquiryPaper(q, agency, s.Words.Say)
	return c.Docx(q.PaperNo+" "+p.Title(), p)
}
