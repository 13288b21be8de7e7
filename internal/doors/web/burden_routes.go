package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) burdenRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/burden", Right: access.AskUnit, Handle: s.burdenList},
		{Method: get, Pattern: "/burden/export.xlsx", Right: access.AskUnit, Handle: s.burdenExport},
		{Method: get, Pattern: "/burden/new", Right: access.AskUnit, Handle: s.burdenNew},
		{Method: post, Pattern: "/burden/new", Right: access.AskUnit, Handle: s.burdenAsk},
		{Method: get, Pattern: "/burden/{id}", Right: access.ReadBurden, Handle: s.burdenAsking},
		{Method: post, Pattern: "/burden/{id}/withdraw", Right: access.AskUnit, Handle: s.burdenWithdraw},
		{Method: get, Pattern: "/burden/{id}/units/{unit}", Right: access.ReadBurden, Handle: s.burdenPart},
		{Method: post, Pattern: "/burden/{id}/units/{unit}", Right: access.AnswerAsking, Handle: s.burdenAnswer},
		{Method: post, Pattern: "/burden/{id}/units/{unit}/again", Right: access.AskUnit, Handle: s.burdenAgain},
	}
}
