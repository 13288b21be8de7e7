package dutyreportweb

import (
	"net/http"
	"slices"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

// routes are the ways into the room of duty reports: the year's round here, the writing and the
// assessment in their own files.
func (s door) routes() []front.Route {
	return slices.Concat(s.dutyYearRoutes(), s.dutyQuestionRoutes(), s.dutyRoundRoutes(), s.dutyWriteRoutes(), s.dutyAssessRoutes())
}

func (s door) dutyYearRoutes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/dutyreport", Right: access.ReadYear, Handle: s.dutyFront},
		{Method: post, Pattern: "/dutyreport", Right: access.EditYear, Handle: s.dutyPlan},
		{Method: get, Pattern: "/dutyreport/reporters.xlsx", Right: access.ReadYear, Handle: s.dutyReporters},
		{Method: get, Pattern: "/dutyreport/years/{id}", Right: access.ReadYear, Handle: s.dutyYear},
		{Method: get, Pattern: "/dutyreport/years/{id}/calendar.ics", Right: access.ReadYear, Handle: s.dutyCalendar},
		{Method: get, Pattern: "/dutyreport/years/{id}/notice.docx", Right: access.ReadYear, Handle: s.dutyNoticePaper},
		{Method: post, Pattern: "/dutyreport/years/{id}/date", Right: access.EditYear, Handle: s.dutySetDate},
		{Method: post, Pattern: "/dutyreport/years/{id}/notice", Right: access.EditYear, Handle: s.dutyNotice},
		{Method: post, Pattern: "/dutyreport/years/{id}/done", Right: access.EditYear, Handle: s.dutyMark},
		{Method: post, Pattern: "/dutyreport/years/{id}/add", Right: access.EditYear, Handle: s.dutyAdd},
		{Method: post, Pattern: "/dutyreport/years/{id}/circulate", Right: access.EditYear, Handle: s.dutyCirculate},
		{Method: post, Pattern: "/dutyreport/years/{id}/meeting", Right: access.EditYear, Handle: s.dutyHold},
		{Method: post, Pattern: "/dutyreport/years/{id}/end", Right: access.EditYear, Handle: s.dutyEnd},
	}
}

func (s door) dutyQuestionRoutes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/dutyreport/years/{id}/questions", Right: access.ReadYear, Handle: s.dutyQuestions},
		{Method: post, Pattern: "/dutyreport/years/{id}/questions", Right: access.ProposeQuestion, Handle: s.dutyAsk},
		{Method: get, Pattern: "/dutyreport/years/{id}/questions.xlsx", Right: access.ReadYear, Handle: s.dutyQuestionsOut},
		{Method: post, Pattern: "/dutyreport/questions/{id}/assign", Right: access.AssignQuestion, Handle: s.dutyAssign},
		{Method: post, Pattern: "/dutyreport/questions/{id}/decline", Right: access.AssignQuestion, Handle: s.dutyDecline},
		{Method: post, Pattern: "/dutyreport/questions/{id}/answer", Right: access.WriteDuty, Handle: s.dutyAnswer},
		{Method: post, Pattern: "/dutyreport/questions/{id}/judge", Right: access.ReviewDuty, Handle: s.dutyEnough},
	}
}

func (s door) dutyRoundRoutes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/dutyreport/reports/{id}", Right: access.ReadDuty, Handle: s.dutyReport},
		{Method: get, Pattern: "/dutyreport/reports/{id}/report.docx", Right: access.ReadDuty, Handle: s.dutyReportPaper},
		{Method: post, Pattern: "/dutyreport/reports/{id}/arrange", Right: access.EditYear, Handle: s.dutyArrange},
		{Method: post, Pattern: "/dutyreport/reports/{id}/remove", Right: access.EditYear, Handle: s.dutyRemove},
		{Method: post, Pattern: "/dutyreport/reports/{id}/take", Right: access.AssignQuestion, Handle: s.dutyTake},
		{Method: post, Pattern: "/dutyreport/reports/{id}/submit", Right: access.WriteDuty, Handle: s.dutySubmit},
		{Method: post, Pattern: "/dutyreport/reports/{id}/review", Right: access.ReviewDuty, Handle: s.dutyReview},
		{Method: post, Pattern: "/dutyreport/reports/{id}/read", Right: access.ReadDuty, Handle: s.dutyRead},
		{Method: get, Pattern: "/dutyreport/reports/{id}/questioning", Right: access.ReadDuty, Handle: s.dutyQuestioning},
		{Method: post, Pattern: "/dutyreport/reports/{id}/inquire", Right: access.HoldMeeting, Handle: s.dutyInquire},
		{Method: post, Pattern: "/dutyreport/inquiries/{id}/judge", Right: access.HoldMeeting, Handle: s.dutyJudgeInquiry},
		{Method: post, Pattern: "/dutyreport/inquiries/{id}/paper", Right: access.HoldMeeting, Handle: s.dutyIssuePaper},
		{Method: get, Pattern: "/dutyreport/inquiries/{id}/paper.docx", Right: access.ReadDuty, Handle: s.dutyInquiryPaper},
		{Method: post, Pattern: "/dutyreport/inquiries/{id}/reply", Right: access.WriteDuty, Handle: s.dutyReply},
		{Method: post, Pattern: "/dutyreport/inquiries/{id}/judge_reply", Right: access.HoldMeeting, Handle: s.dutyJudgeReply},
	}
}
