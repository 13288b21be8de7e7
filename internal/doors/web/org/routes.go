package orgweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/org", Right: access.ReadOrg, Handle: s.unit},
		{Method: get, Pattern: "/org/units/{id}", Right: access.ReadOrg, Handle: s.unit},
		{Method: get, Pattern: "/org/units/new", Right: access.EditOrg, Handle: s.add},
		{Method: post, Pattern: "/org/units", Right: access.EditOrg, Handle: s.orgAddUnit},
		{Method: get, Pattern: "/org/units/{id}/edit", Right: access.EditOrg, Handle: s.change},
		{Method: post, Pattern: "/org/units/{id}/edit", Right: access.EditOrg, Handle: s.changeUnit},
		{Method: get, Pattern: "/org/units/{id}/reorganise", Right: access.EditOrg, Handle: s.reorganise},
		{Method: post, Pattern: "/org/units/{id}/reorganise", Right: access.EditOrg, Handle: s.reorganiseUnit},
		{Method: post, Pattern: "/org/units/{id}/appoint", Right: access.EditOrg, Handle: s.orgAppoint},
		{Method: post, Pattern: "/org/units/{id}/links", Right: access.EditOrg, Handle: s.orgLinkParty},
		{Method: post, Pattern: "/org/units/{id}/term", Right: access.EditOrg, Handle: s.setTerm},
		{Method: post, Pattern: "/org/posts/{id}/end", Right: access.EditOrg, Handle: s.endPost},
		{Method: get, Pattern: "/org/people", Right: access.ReadOrg, Handle: s.people},
		{Method: get, Pattern: "/org/people/new", Right: access.EditOrg, Handle: s.newPerson},
		{Method: post, Pattern: "/org/people", Right: access.EditOrg, Handle: s.addPerson},
		{Method: get, Pattern: "/org/people/{id}", Right: access.ReadOrg, Handle: s.person},
		{Method: get, Pattern: "/org/people/{id}/edit", Right: access.EditOrg, Handle: s.editPerson},
		{Method: post, Pattern: "/org/people/{id}/edit", Right: access.EditOrg, Handle: s.changePerson},
		{Method: post, Pattern: "/org/people/{id}/remove", Right: access.EditOrg, Handle: s.removePerson},
		{Method: post, Pattern: "/org/people/{id}/portfolio", Right: access.EditOrg, Handle: s.setPortfolio},
		{Method: post, Pattern: "/org/portfolios/{id}/end", Right: access.EditOrg, Handle: s.endPortfolio},
		{Method: get, Pattern: "/org/export.xlsx", Right: access.ReadOrg, Handle: s.export},
	}
}
