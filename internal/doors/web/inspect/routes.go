package inspectweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/inspect", Right: access.ReadRound, Handle: s.list},
		{Method: get, Pattern: "/inspect/rounds/new", Right: access.EditRound, Handle: s.newRound},
		{Method: post, Pattern: "/inspect/rounds", Right: access.EditRound, Handle: s.addRound},
		{Method: post, Pattern: "/inspect/rounds/{id}/approve", Right: access.ApproveRound, Handle: s.approveRound},
		{Method: get, Pattern: "/inspect/rounds/{id}/team", Right: access.EditRound, Handle: s.newTeam},
		{Method: post, Pattern: "/inspect/rounds/{id}/teams", Right: access.EditRound, Handle: s.authoriseTeam},
		{Method: get, Pattern: "/inspect/rounds/{id}/schedule", Right: access.EditRound, Handle: s.newSchedule},
		{Method: post, Pattern: "/inspect/rounds/{id}/inspections", Right: access.EditRound, Handle: s.inspectSchedule},
		{Method: get, Pattern: "/inspect/{id}", Right: access.ReadInspection, Handle: s.inspectSite},
		{Method: post, Pattern: "/inspect/{id}/enter", Right: access.EditInspection, Handle: s.enter},
		{Method: post, Pattern: "/inspect/{id}/leave", Right: access.EditInspection, Handle: s.leave},
		{Method: post, Pattern: "/inspect/{id}/judge", Right: access.WritePaper, Handle: s.judge},
		{Method: post, Pattern: "/inspect/{id}/papers", Right: access.WritePaper, Handle: s.savePaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/sign", Right: access.WritePaper, Handle: s.signPaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/review", Right: access.ReviewPaper, Handle: s.reviewPaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/approve", Right: access.ApprovePaper, Handle: s.approvePaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/return", Right: access.ReadInspection, Handle: s.returnPaper},
		{Method: post, Pattern: "/inspect/{id}/papers/{paper}/dispose", Right: access.ApprovePaper, Handle: s.disposePaper},
		{Method: get, Pattern: "/inspect/{id}/report", Right: access.SignedIn, Handle: s.inspectReport},
		{Method: post, Pattern: "/inspect/{id}/report", Right: access.WriteReport, Handle: s.saveReport},
		{Method: get, Pattern: "/papers/{id}", Right: access.ReadInspection, Handle: s.paperAt},
		{Method: get, Pattern: "/findings/{id}", Right: access.ReadInspection, Handle: s.findingAt},
		{Method: post, Pattern: "/inspect/findings/{id}/reword", Right: access.WriteReport, Handle: s.rewordFinding},
		{Method: post, Pattern: "/inspect/findings/{id}/decide", Right: access.ApproveFeedback, Handle: s.decideFinding},
		{Method: post, Pattern: "/inspect/{id}/feedback", Right: access.SendFeedback, Handle: s.draftFeedback},
		{Method: post, Pattern: "/inspect/feedback/{id}/approve", Right: access.ApproveFeedback, Handle: s.approveFeedback},
		{Method: post, Pattern: "/inspect/feedback/{id}/send", Right: access.SendFeedback, Handle: s.sendFeedback},
	}
}
