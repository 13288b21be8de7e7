package ballotweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

// routes are the voter's pages, which nobody signs in to and which look at no session, and those
// from which polls are run.
func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	const sheet = 256 << 10 // 200 subjects with their marks
	return []front.Route{
		{Method: get, Pattern: "/ballot", Right: access.Public, Handle: s.enter, Blind: true},
		{Method: post, Pattern: "/ballot", Right: access.Public, Handle: s.sheet, Blind: true, Body: 16 << 10},
		{Method: post, Pattern: "/ballot/cast", Right: access.Public, Handle: s.cast, Blind: true, Body: sheet},
		{Method: get, Pattern: "/ballot/thanks", Right: access.Public, Handle: s.thanks, Blind: true},

		{Method: get, Pattern: "/ballots", Right: access.ReadBallot, Handle: s.list},
		{Method: post, Pattern: "/ballots", Right: access.RunBallot, Handle: s.ballotMake},
		{Method: get, Pattern: "/ballots/export.xlsx", Right: access.ReadBallot, Handle: s.export},
		{Method: get, Pattern: "/ballots/{id}", Right: access.ReadBallot, Handle: s.run},
		{Method: get, Pattern: "/ballots/{id}/paper", Right: access.ReadBallot, Handle: s.paper},
		{Method: get, Pattern: "/ballots/{id}/result.xlsx", Right: access.ReadBallot, Handle: s.resultXlsx},
		{Method: get, Pattern: "/ballots/{id}/result.docx", Right: access.ReadBallot, Handle: s.resultDocx},
		{Method: post, Pattern: "/ballots/{id}/issue", Right: access.RunBallot, Handle: s.issue},
		{Method: post, Pattern: "/ballots/{id}/open", Right: access.RunBallot, Handle: s.open},
		{Method: post, Pattern: "/ballots/{id}/close", Right: access.RunBallot, Handle: s.ballotClose},
		{Method: post, Pattern: "/ballots/{id}/papers", Right: access.RunBallot, Handle: s.papers},
		{Method: post, Pattern: "/ballots/{id}/papers/{batch}/confirm", Right: access.RunBallot, Handle: s.confirm},
		{Method: post, Pattern: "/ballots/{id}/papers/{batch}/return", Right: access.RunBallot, Handle: s.ballotReturn},
	}
}
