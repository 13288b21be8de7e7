package campaignweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return append(s.openRoutes(), []front.Route{
		{Method: get, Pattern: "/campaign", Right: access.ReadCampaign, Handle: s.list},
		{Method: get, Pattern: "/campaign/new", Right: access.EditCampaign, Handle: s.campaignNew},
		{Method: post, Pattern: "/campaign", Right: access.EditCampaign, Handle: s.add},
		{Method: get, Pattern: "/campaign/{id}", Right: access.ReadCampaign, Handle: s.page},
		{Method: get, Pattern: "/campaign/{id}/relay", Right: access.ReadCampaign, Handle: s.relays},
		{Method: post, Pattern: "/campaign/{id}/relay", Right: access.EditCampaign, Handle: s.send},
		{Method: get, Pattern: "/campaign/{id}/tasks", Right: access.ReadCampaign, Handle: s.tasks},
		{Method: post, Pattern: "/campaign/{id}/tasks", Right: access.EditCampaign, Handle: s.stageTasks},
		{Method: get, Pattern: "/campaign/list.xlsx", Right: access.ReadCampaign, Handle: s.listXlsx},
		{Method: get, Pattern: "/campaign/{id}/plan", Right: access.ReadCampaign, Handle: s.plan},
		{Method: post, Pattern: "/campaign/{id}/plan", Right: access.EditCampaign, Handle: s.change},
		{Method: post, Pattern: "/campaign/{id}/move", Right: access.ReadCampaign, Handle: s.move},
		{Method: post, Pattern: "/campaign/{id}/shift", Right: access.EditCampaign, Handle: s.shift},
		{Method: post, Pattern: "/campaign/{id}/name", Right: access.EditCampaign, Handle: s.name},
		{Method: post, Pattern: "/campaign/{id}/unname", Right: access.EditCampaign, Handle: s.unname},
		{Method: get, Pattern: "/campaign/{id}/plan.docx", Right: access.ReadCampaign, Handle: s.planDocx},
		{Method: get, Pattern: "/campaign/{id}/dates.ics", Right: access.ReadCampaign, Handle: s.dates},
		{Method: get, Pattern: "/campaign/{id}/relay.xlsx", Right: access.ReadCampaign, Handle: s.relayXlsx},
		{Method: get, Pattern: "/campaign/{id}/relay/{relay}", Right: access.ReadCampaign, Handle: s.relay},
		{Method: post, Pattern: "/campaign/{id}/relay/{relay}/receive", Right: access.RelayCampaign, Handle: s.receive},
		{Method: post, Pattern: "/campaign/{id}/relay/{relay}/break", Right: access.RelayCampaign, Handle: s.campaignBreak},
		{Method: post, Pattern: "/campaign/{id}/relay/{relay}/report", Right: access.RelayCampaign, Handle: s.report},
		{Method: post, Pattern: "/campaign/{id}/relay/{relay}/hand", Right: access.RelayCampaign, Handle: s.hand},
		{Method: get, Pattern: "/campaign/{id}/tasks.xlsx", Right: access.ReadCampaign, Handle: s.tasksXlsx},
		{Method: get, Pattern: "/campaign/{id}/opinions", Right: access.ReadOpinion, Handle: s.opinions},
		{Method: post, Pattern: "/campaign/{id}/opinions", Right: access.EnterOpinion, Handle: s.enter},
		{Method: get, Pattern: "/campaign/{id}/opinions.xlsx", Right: access.ReadOpinion, Handle: s.opinionsXlsx},
		{Method: get, Pattern: "/campaign/{id}/opinions/{opinion}", Right: access.ReadOpinion, Handle: s.opinion},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/assign", Right: access.EditCampaign, Handle: s.assign},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/answer", Right: access.AnswerOpinion, Handle: s.answer},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/approve", Right: access.ApproveAnswer, Handle: s.approveAnswer},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/return", Right: access.ApproveAnswer, Handle: s.returnAnswer},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/propose", Right: access.EditCampaign, Handle: s.proposeText},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/publish", Right: access.ApproveAnswer, Handle: s.publish},
		{Method: get, Pattern: "/campaign/{id}/receipts", Right: access.ReceiveSelfReport, Handle: s.receipts},
		{Method: post, Pattern: "/campaign/{id}/receipts", Right: access.ReceiveSelfReport, Handle: s.register},
		{Method: get, Pattern: "/campaign/{id}/receipts/{number}", Right: access.ReceiveSelfReport, Handle: s.receipt},
		{Method: get, Pattern: "/campaign/{id}/proposals", Right: access.ReadCampaign, Handle: s.proposals},
		{Method: post, Pattern: "/campaign/{id}/proposals", Right: access.EditCampaign, Handle: s.propose},
		{Method: get, Pattern: "/campaign/{id}/proposals/{proposal}", Right: access.ReadCampaign, Handle: s.proposal},
		{Method: get, Pattern: "/campaign/{id}/proposals/{proposal}/paper.docx", Right: access.ReadCampaign, Handle: s.proposalDocx},
		{Method: post, Pattern: "/campaign/{id}/proposals/{proposal}/agree", Right: access.ApproveCampaign, Handle: s.agree},
		{Method: get, Pattern: "/campaign/{id}/summary", Right: access.ReadCampaign, Handle: s.summary},
		{Method: post, Pattern: "/campaign/{id}/summary", Right: access.EditCampaign, Handle: s.summarise},
		{Method: get, Pattern: "/campaign/{id}/summary.docx", Right: access.ReadCampaign, Handle: s.summaryDocx},
	}...)
}
