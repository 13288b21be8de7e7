package directiveweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

// mostDirective bounds an uploaded directive.
const mostDirective = 33 << 20

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/directive", Right: access.ReadDirective, Handle: s.list},
		{Method: post, Pattern: "/directive", Right: access.EditDirective, Handle: s.add, Body: mostDirective},
		{Method: get, Pattern: "/directive/{id}", Right: access.ReadDirective, Handle: s.page},
		{Method: post, Pattern: "/directive/{id}/redraft", Right: access.EditDirective, Handle: s.redraft, Body: mostDirective},
		{Method: post, Pattern: "/directive/{id}/withdraw", Right: access.EditDirective, Handle: s.withdraw},
		{Method: post, Pattern: "/directive/{id}/node/{node}/prune", Right: access.EditDirective, Handle: s.prune},
		{Method: post, Pattern: "/directive/{id}/node/{node}/restore", Right: access.EditDirective, Handle: s.restore},
		{Method: post, Pattern: "/directive/{id}/node/{node}/merge", Right: access.EditDirective, Handle: s.merge},
		{Method: post, Pattern: "/directive/{id}/node/{node}/split", Right: access.EditDirective, Handle: s.split},
		{Method: post, Pattern: "/directive/{id}/node/{node}/decline", Right: access.EditDirective, Handle: s.decline},
		{Method: post, Pattern: "/directive/{id}/node/{node}/task", Right: access.EditDirective, Handle: s.makeTask},
		{Method: post, Pattern: "/directive/{id}/task/{task}/withdraw", Right: access.EditDirective, Handle: s.withdrawTask},
		{Method: get, Pattern: "/directive/tasks", Right: access.ReadTask, Handle: s.tasks},
		{Method: get, Pattern: "/directive/tasks/duty/{id}", Right: access.ReadTask, Handle: s.duty},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/sign", Right: access.DoTask, Handle: s.sign},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/report", Right: access.DoTask, Handle: s.report},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/accept", Right: access.AssignTask, Handle: s.accept},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/return", Right: access.AssignTask, Handle: s.directiveReturn},
		{Method: post, Pattern: "/directive/tasks/duty/{id}/assign", Right: access.AssignTask, Handle: s.assign},
	}
}
