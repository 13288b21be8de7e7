package partyworkweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/partywork", Right: access.ReadWork, Handle: s.workHome},
		{Method: get, Pattern: "/partywork/export.xlsx", Right: access.ReadWork, Handle: s.workBook},
		{Method: get, Pattern: "/partywork/dates.ics", Right: access.ReadWork, Handle: s.workDates},
		{Method: post, Pattern: "/partywork/lists", Right: access.EditWork, Handle: s.workMakeList},
		{Method: get, Pattern: "/partywork/lists/{id}", Right: access.ReadWork, Handle: s.workList},
		{Method: post, Pattern: "/partywork/lists/{id}/issue", Right: access.EditWork, Handle: s.workIssue},
		{Method: post, Pattern: "/partywork/lists/{id}/tasks", Right: access.EditWork, Handle: s.workAddTask},
		{Method: post, Pattern: "/partywork/tasks/{id}/drop", Right: access.EditWork, Handle: s.workDropTask},
		{Method: get, Pattern: "/partywork/statement/{party}", Right: access.ReadWork, Handle: s.workStatement},
		{Method: get, Pattern: "/partywork/duties/{id}", Right: access.ReadWork, Handle: s.workDuty},
		{Method: post, Pattern: "/partywork/duties/{id}/reach", Right: access.DoWork, Handle: s.workReach},
		{Method: post, Pattern: "/partywork/duties/{id}/report", Right: access.DoWork, Handle: s.workReport},
		{Method: post, Pattern: "/partywork/duties/{id}/judge", Right: access.CheckWork, Handle: s.workJudge},
		{Method: get, Pattern: "/partywork/hearings/{id}", Right: access.ReadWork, Handle: s.workHearing},
		{Method: get, Pattern: "/partywork/hearings/{id}/minutes.docx", Right: access.ReadWork, Handle: s.workMinutes},
		{Method: post, Pattern: "/partywork/hearings/{id}/hold", Right: access.DoWork, Handle: s.workHold},
		{Method: post, Pattern: "/partywork/hearings/{id}/task", Right: access.EditWork, Handle: s.workDecisionTask},
		{Method: get, Pattern: "/partywork/schemes/new", Right: access.EditWork, Handle: s.workNewScheme},
		{Method: post, Pattern: "/partywork/schemes", Right: access.EditWork, Handle: s.workMakeScheme},
		{Method: get, Pattern: "/partywork/assessments/{id}", Right: access.ReadWork, Handle: s.workAssessment},
		{Method: get, Pattern: "/partywork/assessments/{id}/result.docx", Right: access.ReadWork, Handle: s.workResult},
		{Method: post, Pattern: "/partywork/assessments/{id}/score", Right: access.DoWork, Handle: s.workScore},
		{Method: post, Pattern: "/partywork/assessments/{id}/check", Right: access.CheckWork, Handle: s.workCheck},
		{Method: post, Pattern: "/partywork/assessments/{id}/object", Right: access.DoWork, Handle: s.workObject},
		{Method: post, Pattern: "/partywork/assessments/{id}/answer", Right: access.CheckWork, Handle: s.workAnswer},
		{Method: post, Pattern: "/partywork/assessments/{id}/confirm", Right: access.CheckWork, Handle: s.workConfirm},
	}
}
