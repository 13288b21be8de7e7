package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

// ballotRoutes are the voter's pages, which nobody signs in to and which look at no session, and those
// from which polls are run.
func (s *Server) ballotRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	const sheet = 256 << 10 // 200 subjects with their marks
	return []Route{
		{Method: get, Pattern: "/ballot", Right: access.Public, Handle: s.ballotEnter, Blind: true},
		{Method: post, Pattern: "/ballot", Right: access.Public, Handle: s.ballotSheet, Blind: true, Body: 16 << 10},
		{Method: post, Pattern: "/ballot/cast", Right: access.Public, Handle: s.ballotCast, Blind: true, Body: sheet},
		{Method: get, Pattern: "/ballot/thanks", Right: access.Public, Handle: s.ballotThanks, Blind: true},

		{Method: get, Pattern: "/ballots", Right: access.ReadBallot, Handle: s.ballotList},
		{Method: post, Pattern: "/ballots", Right: access.RunBallot, Handle: s.ballotMake},
		{Method: get, Pattern: "/ballots/export.xlsx", Right: access.ReadBallot, Handle: s.ballotExport},
		{Method: get, Pattern: "/ballots/{id}", Right: access.ReadBallot, Handle: s.ballotRun},
		{Method: get, Pattern: "/ballots/{id}/paper", Right: access.ReadBallot, Handle: s.ballotPaper},
		{Method: get, Pattern: "/ballots/{id}/result.xlsx", Right: access.ReadBallot, Handle: s.ballotResultXlsx},
		{Method: get, Pattern: "/ballots/{id}/result.docx", Right: access.ReadBallot, Handle: s.ballotResultDocx},
		{Method: post, Pattern: "/ballots/{id}/issue", Right: access.RunBallot, Handle: s.ballotIssue},
		{Method: post, Pattern: "/ballots/{id}/open", Right: access.RunBallot, Handle: s.ballotOpen},
		{Method: post, Pattern: "/ballots/{id}/close", Right: access.RunBallot, Handle: s.ballotClose},
		{Method: post, Pattern: "/ballots/{id}/papers", Right: access.RunBallot, Handle: s.ballotPapers},
		{Method: post, Pattern: "/ballots/{id}/papers/{batch}/confirm", Right: access.RunBallot, Handle: s.ballotConfirm},
		{Method: post, Pattern: "/ballots/{id}/papers/{batch}/return", Right: access.RunBallot, Handle: s.ballotReturn},
	}
}
