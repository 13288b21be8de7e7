package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) inspectRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/inspect", Right: access.ReadRound, Handle: s.inspectList},
		{Method: get, Pattern: "/inspect/rounds/new", Right: access.EditRound, Handle: s.inspectNewRound},
		{Method: post, Pattern: "/inspect/rounds", Right: access.EditRound, Handle: s.inspectAddRound},
		{Method: post, Pattern: "/inspect/rounds/{id}/approve", Right: access.ApproveRound, Handle: s.inspectApproveRound},
		{Method: get, Pattern: "/inspect/rounds/{id}/team", Right: access.EditRound, Handle: s.inspectNewTeam},
		{Method: post, Pattern: "/inspect/rounds/{id}/teams", Right: access.EditRound, Handle: s.inspectAuthoriseTeam},
		{Method: get, Pattern: "/inspect/rounds/{id}/schedule", Right: access.EditRound, Handle: s.inspectNewSchedule},
		{Method: post, Pattern: "/inspect/rounds/{id}/inspections", Right: access.EditRound, Handle: s.inspectSchedule},
		{Method: get, Pattern: "/inspect/{id}", Right: access.ReadInspection, Handle: s.inspectSite},
		{Method: post, Pattern: "/inspect/{id}/enter", Right: access.EditInspection, Handle: s.inspectEnter},
		{Method: post, Pattern: "/inspect/{id}/leave", Right: access.EditInspection, Handle: s.inspectLeave},
		{Method: post, Pattern: "/inspect/{id}/judge", Right: access.WritePaper, Handle: s.inspectJudge},
		{Method: post, Pattern: "/inspect/{id}/papers", Right: access.WritePaper, Handle: s.inspectSavePaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/sign", Right: access.WritePaper, Handle: s.inspectSignPaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/review", Right: access.ReviewPaper, Handle: s.inspectReviewPaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/approve", Right: access.ApprovePaper, Handle: s.inspectApprovePaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/return", Right: access.ReadInspection, Handle: s.inspectReturnPaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/dispose", Right: access.ApprovePaper, Handle: s.inspectDisposePaper},
		{Method: get, Pattern: "/inspect/{id}/report", Right: access.SignedIn, Handle: s.inspectReport},
		{Method: post, Pattern: "/inspect/{id}/report", Right: access.WriteReport, Handle: s.inspectSaveReport},
		{Method: get, Pattern: "/papers/{id}", Right: access.ReadInspection, Handle: s.inspectPaperAt},
		{Method: get, Pattern: "/findings/{id}", Right: access.ReadInspection, Handle: s.inspectFindingAt},
		{Method: post, Pattern: "/inspect/findings/{id}/reword", Right: access.WriteReport, Handle: s.inspectRewordFinding},
		{Method: post, Pattern: "/inspect/findings/{id}/decide", Right: access.ApproveFeedback, Handle: s.inspectDecideFinding},
		{Method: post, Pattern: "/inspect/{id}/feedback", Right: access.SendFeedback, Handle: s.inspectDraftFeedback},
		{Method: post, Pattern: "/inspect/feedback/{id}/approve", Right: access.ApproveFeedback, Handle: s.inspectApproveFeedback},
		{Method: post, Pattern: "/inspect/feedback/{id}/send", Right: access.SendFeedback, Handle: s.inspectSendFeedback},
	}
}
