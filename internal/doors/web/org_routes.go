package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) orgRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/org", Right: access.ReadOrg, Handle: s.orgUnit},
		{Method: get, Pattern: "/org/units/{id}", Right: access.ReadOrg, Handle: s.orgUnit},
		{Method: get, Pattern: "/org/units/new", Right: access.EditOrg, Handle: s.orgAdd},
		{Method: post, Pattern: "/org/units", Right: access.EditOrg, Handle: s.orgAddUnit},
		{Method: get, Pattern: "/org/units/{id}/edit", Right: access.EditOrg, Handle: s.orgChange},
		{Method: post, Pattern: "/org/units/{id}/edit", Right: access.EditOrg, Handle: s.orgChangeUnit},
		{Method: get, Pattern: "/org/units/{id}/reorganise", Right: access.EditOrg, Handle: s.orgReorganise},
		{Method: post, Pattern: "/org/units/{id}/reorganise", Right: access.EditOrg, Handle: s.orgReorganiseUnit},
		{Method: post, Pattern: "/org/units/{id}/appoint", Right: access.EditOrg, Handle: s.orgAppoint},
		{Method: post, Pattern: "/org/units/{id}/links", Right: access.EditOrg, Handle: s.orgLinkParty},
		{Method: post, Pattern: "/org/units/{id}/term", Right: access.EditOrg, Handle: s.orgSetTerm},
		{Method: post, Pattern: "/org/posts/{id}/end", Right: access.EditOrg, Handle: s.orgEndPost},
		{Method: get, Pattern: "/org/people", Right: access.ReadOrg, Handle: s.orgPeople},
		{Method: get, Pattern: "/org/people/new", Right: access.EditOrg, Handle: s.orgNewPerson},
		{Method: post, Pattern: "/org/people", Right: access.EditOrg, Handle: s.orgAddPerson},
		{Method: get, Pattern: "/org/people/{id}", Right: access.ReadOrg, Handle: s.orgPerson},
		{Method: get, Pattern: "/org/people/{id}/edit", Right: access.EditOrg, Handle: s.orgEditPerson},
		{Method: post, Pattern: "/org/people/{id}/edit", Right: access.EditOrg, Handle: s.orgChangePerson},
		{Method: post, Pattern: "/org/people/{id}/remove", Right: access.EditOrg, Handle: s.orgRemovePerson},
		{Method: post, Pattern: "/org/people/{id}/portfolio", Right: access.EditOrg, Handle: s.orgSetPortfolio},
		{Method: post, Pattern: "/org/portfolios/{id}/end", Right: access.EditOrg, Handle: s.orgEndPortfolio},
		{Method: get, Pattern: "/org/export.xlsx", Right: access.ReadOrg, Handle: s.orgExport},
	}
}
