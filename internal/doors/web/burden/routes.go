package burdenweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/burden", Right: access.AskUnit, Handle: s.list},
		{Method: get, Pattern: "/burden/export.xlsx", Right: access.AskUnit, Handle: s.export},
		{Method: get, Pattern: "/burden/new", Right: access.AskUnit, Handle: s.burdenNew},
		{Method: post, Pattern: "/burden/new", Right: access.AskUnit, Handle: s.ask},
		{Method: get, Pattern: "/burden/{id}", Right: access.ReadBurden, Handle: s.asking},
		{Method: post, Pattern: "/burden/{id}/withdraw", Right: access.AskUnit, Handle: s.withdraw},
		{Method: get, Pattern: "/burden/{id}/units/{unit}", Right: access.ReadBurden, Handle: s.part},
		{Method: post, Pattern: "/burden/{id}/units/{unit}", Right: access.AnswerAsking, Handle: s.answer},
		{Method: post, Pattern: "/burden/{id}/units/{unit}/again", Right: access.AskUnit, Handle: s.again},
	}
}
