package adminweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) policyRoutes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/admin/policy", Right: access.ReadPolicy, Handle: s.policyMatrix},
		{Method: get, Pattern: "/admin/policy.md", Right: access.ReadPolicy, Handle: s.policyText},
		{Method: get, Pattern: "/admin/policy.xlsx", Right: access.ReadPolicy, Handle: s.policyBook},
		{Method: get, Pattern: "/admin/recusals", Right: access.ReadPolicy, Handle: s.policyRecusals},
		{Method: post, Pattern: "/admin/recusals", Right: access.EditRecusal, Handle: s.policyRecuse},
		{Method: post, Pattern: "/admin/recusals/lift", Right: access.EditRecusal, Handle: s.policyLift, StepUp: true},
		{Method: get, Pattern: "/recusals", Right: access.SignedIn, Handle: s.policyOwnRecusals},
		{Method: post, Pattern: "/recusals", Right: access.SignedIn, Handle: s.policyRecuseOwn},
		{Method: get, Pattern: "/admin/roles", Right: access.ReadPolicy, Handle: s.policyRoles},
		{Method: get, Pattern: "/admin/roles/{login}", Right: access.ReadPolicy, Handle: s.policyRolesOf},
		{Method: post, Pattern: "/admin/roles/{login}", Right: access.GrantRole, Handle: s.policyChange},
		{Method: post, Pattern: "/admin/roles/{login}/apply", Right: access.GrantRole, Handle: s.policyApply, StepUp: true},
		{Method: post, Pattern: "/admin/roles/{login}/ask", Right: access.GrantRole, Handle: s.policyAsk, StepUp: true},
	}
}
