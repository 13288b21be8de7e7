package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) orglifeRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/orglife", Right: access.ReadActivity, Handle: s.orglifeHome},
		{Method: post, Pattern: "/orglife/remind", Right: access.CheckActivity, Handle: s.orglifeRemind},
		{Method: get, Pattern: "/orglife/export.xlsx", Right: access.ReadActivity, Handle: s.orglifeExport},
		{Method: get, Pattern: "/orglife/calendar.ics", Right: access.ReadActivity, Handle: s.orglifeCalendar},
		{Method: get, Pattern: "/orglife/month", Right: access.ReadActivity, Handle: s.orglifeMonth},
		{Method: get, Pattern: "/orglife/branches/{id}", Right: access.ReadActivity, Handle: s.orglifeBranch},
		{Method: get, Pattern: "/orglife/branches/{id}/paper", Right: access.ReadActivity, Handle: s.orglifeYearPaper},
		{Method: post, Pattern: "/orglife/branches/{id}/settle", Right: access.KeepActivity, Handle: s.orglifeSettle},
		{Method: get, Pattern: "/orglife/duties/{id}", Right: access.ReadActivity, Handle: s.orglifeDuty},
		{Method: get, Pattern: "/orglife/duties/{id}/record", Right: access.KeepActivity, Handle: s.orglifeRecord},
		{Method: post, Pattern: "/orglife/plan", Right: access.KeepActivity, Handle: s.orglifePlan},
		{Method: post, Pattern: "/orglife/activities", Right: access.KeepActivity, Handle: s.orglifeHold},
		{Method: get, Pattern: "/orglife/activities/{id}", Right: access.ReadActivity, Handle: s.orglifeActivity},
		{Method: get, Pattern: "/orglife/activities/{id}/paper", Right: access.ReadActivity, Handle: s.orglifePaper},
		{Method: post, Pattern: "/orglife/activities/{id}/tell", Right: access.KeepActivity, Handle: s.orglifeTell},
		{Method: post, Pattern: "/orglife/activities/{id}/drop", Right: access.KeepActivity, Handle: s.orglifeDrop},
		{Method: post, Pattern: "/orglife/activities/{id}/supplement", Right: access.KeepActivity, Handle: s.orglifeSupplement},
		{Method: post, Pattern: "/orglife/activities/{id}/study", Right: access.KeepActivity, Handle: s.orglifeStudy},
		{Method: post, Pattern: "/orglife/activities/{id}/check", Right: access.CheckActivity, Handle: s.orglifeCheck},
		{Method: post, Pattern: "/orglife/checks/{id}/answer", Right: access.KeepActivity, Handle: s.orglifeAnswer},
		{Method: get, Pattern: "/orglife/tasks/{id}", Right: access.ReadActivity, Handle: s.orglifeTask},
		{Method: post, Pattern: "/orglife/tasks/{id}/finish", Right: access.KeepActivity, Handle: s.orglifeFinish},
		{Method: get, Pattern: "/orglife/decisions", Right: access.ReadDecision, Handle: s.orglifeDecisions},
		{Method: post, Pattern: "/orglife/decisions", Right: access.KeepDecision, Handle: s.orglifeEnter},
		{Method: get, Pattern: "/orglife/decisions/export.xlsx", Right: access.ReadDecision, Handle: s.orglifeDecisionsExport},
		{Method: get, Pattern: "/orglife/decisions/{id}", Right: access.ReadDecision, Handle: s.orglifeDecision},
		{Method: get, Pattern: "/orglife/decisions/{id}/paper", Right: access.ReadDecision, Handle: s.orglifeDecisionPaper},
		{Method: post, Pattern: "/orglife/decisions/{id}/speak", Right: access.KeepDecision, Handle: s.orglifeSpeak},
		{Method: post, Pattern: "/orglife/decisions/{id}/decide", Right: access.KeepDecision, Handle: s.orglifeDecide},
		{Method: get, Pattern: "/orglife/reviews", Right: access.ReadReview, Handle: s.orglifeReviews},
		{Method: post, Pattern: "/orglife/reviews", Right: access.KeepReview, Handle: s.orglifeBegin},
		{Method: get, Pattern: "/orglife/reviews/{id}", Right: access.ReadReview, Handle: s.orglifeReview},
		{Method: get, Pattern: "/orglife/reviews/{id}/paper", Right: access.ReadReview, Handle: s.orglifeReviewPaper},
		{Method: post, Pattern: "/orglife/reviews/{id}/step", Right: access.KeepReview, Handle: s.orglifeStep},
		{Method: post, Pattern: "/orglife/reviews/{id}/ballot", Right: access.KeepReview, Handle: s.orglifeBallot},
		{Method: post, Pattern: "/orglife/reviews/{id}/judge", Right: access.KeepReview, Handle: s.orglifeJudge},
		{Method: post, Pattern: "/orglife/reviews/{id}/approve", Right: access.ApproveReview, Handle: s.orglifeApprove},
		{Method: post, Pattern: "/orglife/reviews/{id}/return", Right: access.ApproveReview, Handle: s.orglifeReturn},
		{Method: post, Pattern: "/orglife/reviews/{id}/criticise", Right: access.KeepReview, Handle: s.orglifeCriticise},
		{Method: post, Pattern: "/orglife/criticisms/{id}/close", Right: access.KeepReview, Handle: s.orglifeCloseCriticism},
		{Method: post, Pattern: "/orglife/criticisms/{id}/hand", Right: access.KeepReview, Handle: s.orglifeHandCriticism},
	}
}
