package orglifeweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/orglife", Right: access.ReadActivity, Handle: s.home},
		{Method: post, Pattern: "/orglife/remind", Right: access.CheckActivity, Handle: s.remind},
		{Method: get, Pattern: "/orglife/export.xlsx", Right: access.ReadActivity, Handle: s.export},
		{Method: get, Pattern: "/orglife/calendar.ics", Right: access.ReadActivity, Handle: s.calendar},
		{Method: get, Pattern: "/orglife/month", Right: access.ReadActivity, Handle: s.month},
		{Method: get, Pattern: "/orglife/branches/{id}", Right: access.ReadActivity, Handle: s.branch},
		{Method: get, Pattern: "/orglife/branches/{id}/paper", Right: access.ReadActivity, Handle: s.yearPaper},
		{Method: post, Pattern: "/orglife/branches/{id}/settle", Right: access.KeepActivity, Handle: s.settle},
		{Method: get, Pattern: "/orglife/duties/{id}", Right: access.ReadActivity, Handle: s.duty},
		{Method: get, Pattern: "/orglife/duties/{id}/record", Right: access.KeepActivity, Handle: s.record},
		{Method: post, Pattern: "/orglife/plan", Right: access.KeepActivity, Handle: s.plan},
		{Method: post, Pattern: "/orglife/activities", Right: access.KeepActivity, Handle: s.hold},
		{Method: get, Pattern: "/orglife/activities/{id}", Right: access.ReadActivity, Handle: s.activity},
		{Method: get, Pattern: "/orglife/activities/{id}/paper", Right: access.ReadActivity, Handle: s.paper},
		{Method: post, Pattern: "/orglife/activities/{id}/tell", Right: access.KeepActivity, Handle: s.tell},
		{Method: post, Pattern: "/orglife/activities/{id}/drop", Right: access.KeepActivity, Handle: s.drop},
		{Method: post, Pattern: "/orglife/activities/{id}/supplement", Right: access.KeepActivity, Handle: s.supplement},
		{Method: post, Pattern: "/orglife/activities/{id}/study", Right: access.KeepActivity, Handle: s.study},
		{Method: post, Pattern: "/orglife/activities/{id}/check", Right: access.CheckActivity, Handle: s.check},
		{Method: post, Pattern: "/orglife/checks/{id}/answer", Right: access.KeepActivity, Handle: s.answer},
		{Method: get, Pattern: "/orglife/tasks/{id}", Right: access.ReadActivity, Handle: s.task},
		{Method: post, Pattern: "/orglife/tasks/{id}/finish", Right: access.KeepActivity, Handle: s.finish},
		{Method: get, Pattern: "/orglife/decisions", Right: access.ReadDecision, Handle: s.decisions},
		{Method: post, Pattern: "/orglife/decisions", Right: access.KeepDecision, Handle: s.enter},
		{Method: get, Pattern: "/orglife/decisions/export.xlsx", Right: access.ReadDecision, Handle: s.decisionsExport},
		{Method: get, Pattern: "/orglife/decisions/{id}", Right: access.ReadDecision, Handle: s.decision},
		{Method: get, Pattern: "/orglife/decisions/{id}/paper", Right: access.ReadDecision, Handle: s.decisionPaper},
		{Method: post, Pattern: "/orglife/decisions/{id}/speak", Right: access.KeepDecision, Handle: s.speak},
		{Method: post, Pattern: "/orglife/decisions/{id}/decide", Right: access.KeepDecision, Handle: s.decide},
		{Method: get, Pattern: "/orglife/reviews", Right: access.ReadReview, Handle: s.reviews},
		{Method: post, Pattern: "/orglife/reviews", Right: access.KeepReview, Handle: s.begin},
		{Method: get, Pattern: "/orglife/reviews/{id}", Right: access.ReadReview, Handle: s.review},
		{Method: get, Pattern: "/orglife/reviews/{id}/paper", Right: access.ReadReview, Handle: s.reviewPaper},
		{Method: post, Pattern: "/orglife/reviews/{id}/step", Right: access.KeepReview, Handle: s.step},
		{Method: post, Pattern: "/orglife/reviews/{id}/ballot", Right: access.KeepReview, Handle: s.ballot},
		{Method: post, Pattern: "/orglife/reviews/{id}/judge", Right: access.KeepReview, Handle: s.judge},
		{Method: post, Pattern: "/orglife/reviews/{id}/approve", Right: access.ApproveReview, Handle: s.approve},
		{Method: post, Pattern: "/orglife/reviews/{id}/return", Right: access.ApproveReview, Handle: s.orglifeReturn},
		{Method: post, Pattern: "/orglife/reviews/{id}/criticise", Right: access.KeepReview, Handle: s.criticise},
		{Method: post, Pattern: "/orglife/criticisms/{id}/close", Right: access.KeepReview, Handle: s.closeCriticism},
		{Method: post, Pattern: "/orglife/criticisms/{id}/hand", Right: access.KeepReview, Handle: s.handCriticism},
	}
}
