package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

// mostDirective bounds an uploaded directive.
const mostDirective = 33 << 20

func (s *Server) directiveRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/directive", Right: access.ReadDirective, Handle: s.directiveList},
		{Method: post, Pattern: "/directive", Right: access.EditDirective, Handle: s.directiveAdd, Body: mostDirective},
		{Method: get, Pattern: "/directive/{id}", Right: access.ReadDirective, Handle: s.directivePage},
		{Method: post, Pattern: "/directive/{id}/redraft", Right: access.EditDirective, Handle: s.directiveRedraft, Body: mostDirective},
		{Method: post, Pattern: "/directive/{id}/withdraw", Right: access.EditDirective, Handle: s.directiveWithdraw},
		{Method: post, Pattern: "/directive/{id}/node/{node}/prune", Right: access.EditDirective, Handle: s.directivePrune},
		{Method: post, Pattern: "/directive/{id}/node/{node}/restore", Right: access.EditDirective, Handle: s.directiveRestore},
		{Method: post, Pattern: "/directive/{id}/node/{node}/merge", Right: access.EditDirective, Handle: s.directiveMerge},
		{Method: post, Pattern: "/directive/{id}/node/{node}/split", Right: access.EditDirective, Handle: s.directiveSplit},
		{Method: post, Pattern: "/directive/{id}/node/{node}/decline", Right: access.EditDirective, Handle: s.directiveDecline},
		{Method: post, Pattern: "/directive/{id}/node/{node}/task", Right: access.EditDirective, Handle: s.directiveMakeTask},
		{Method: post, Pattern: "/directive/{id}/task/{task}/withdraw", Right: access.EditDirective, Handle: s.directiveWithdrawTask},
		{Method: get, Pattern: "/directive/tasks", Right: access.ReadTask, Handle: s.directiveTasks},
		{Method: get, Pattern: "/directive/tasks/duty/{id}", Right: access.ReadTask, Handle: s.directiveDuty},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/sign", Right: access.DoTask, Handle: s.directiveSign},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/report", Right: access.DoTask, Handle: s.directiveReport},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/accept", Right: access.AssignTask, Handle: s.directiveAccept},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/return", Right: access.AssignTask, Handle: s.directiveReturn},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/assign", Right: access.AssignTask, Handle: s.directiveAssign},
	}
}
