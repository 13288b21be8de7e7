package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) campaignRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return append(s.openRoutes(), []Route{
		{Method: get, Pattern: "/campaign", Right: access.ReadCampaign, Handle: s.campaignList},
		{Method: get, Pattern: "/campaign/new", Right: access.EditCampaign, Handle: s.campaignNew},
		{Method: post, Pattern: "/campaign", Right: access.EditCampaign, Handle: s.campaignAdd},
		{Method: get, Pattern: "/campaign/{id}", Right: access.ReadCampaign, Handle: s.campaignPage},
		{Method: get, Pattern: "/campaign/{id}/relay", Right: access.ReadCampaign, Handle: s.campaignRelays},
		{Method: post, Pattern: "/campaign/{id}/relay", Right: access.EditCampaign, Handle: s.campaignSend},
		{Method: get, Pattern: "/campaign/{id}/tasks", Right: access.ReadCampaign, Handle: s.campaignTasks},
		{Method: post, Pattern: "/campaign/{id}/tasks", Right: access.EditCampaign, Handle: s.campaignStageTasks},
		{Method: get, Pattern: "/campaign/list.xlsx", Right: access.ReadCampaign, Handle: s.campaignListXlsx},
		{Method: get, Pattern: "/campaign/{id}/plan", Right: access.ReadCampaign, Handle: s.campaignPlan},
		{Method: post, Pattern: "/campaign/{id}/plan", Right: access.EditCampaign, Handle: s.campaignChange},
		{Method: post, Pattern: "/campaign/{id}/move", Right: access.ReadCampaign, Handle: s.campaignMove},
		{Method: post, Pattern: "/campaign/{id}/shift", Right: access.EditCampaign, Handle: s.campaignShift},
		{Method: post, Pattern: "/campaign/{id}/name", Right: access.EditCampaign, Handle: s.campaignName},
		{Method: post, Pattern: "/campaign/{id}/unname", Right: access.EditCampaign, Handle: s.campaignUnname},
		{Method: get, Pattern: "/campaign/{id}/plan.docx", Right: access.ReadCampaign, Handle: s.campaignPlanDocx},
		{Method: get, Pattern: "/campaign/{id}/dates.ics", Right: access.ReadCampaign, Handle: s.campaignDates},
		{Method: get, Pattern: "/campaign/{id}/relay.xlsx", Right: access.ReadCampaign, Handle: s.campaignRelayXlsx},
		{Method: get, Pattern: "/campaign/{id}/relay/{relay}", Right: access.ReadCampaign, Handle: s.campaignRelay},
		{Method: post, Pattern: "/campaign/{id}/relay/{relay}/receive", Right: access.RelayCampaign, Handle: s.campaignReceive},
		{Method: post, Pattern: "/campaign/{id}/relay/{relay}/break", Right: access.RelayCampaign, Handle: s.campaignBreak},
		{Method: post, Pattern: "/campaign/{id}/relay/{relay}/report", Right: access.RelayCampaign, Handle: s.campaignReport},
		{Method: post, Pattern: "/campaign/{id}/relay/{relay}/hand", Right: access.RelayCampaign, Handle: s.campaignHand},
		{Method: get, Pattern: "/campaign/{id}/tasks.xlsx", Right: access.ReadCampaign, Handle: s.campaignTasksXlsx},
		{Method: get, Pattern: "/campaign/{id}/opinions", Right: access.ReadOpinion, Handle: s.campaignOpinions},
		{Method: post, Pattern: "/campaign/{id}/opinions", Right: access.EnterOpinion, Handle: s.campaignEnter},
		{Method: get, Pattern: "/campaign/{id}/opinions.xlsx", Right: access.ReadOpinion, Handle: s.campaignOpinionsXlsx},
		{Method: get, Pattern: "/campaign/{id}/opinions/{opinion}", Right: access.ReadOpinion, Handle: s.campaignOpinion},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/assign", Right: access.EditCampaign, Handle: s.campaignAssign},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/answer", Right: access.AnswerOpinion, Handle: s.campaignAnswer},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/approve", Right: access.ApproveAnswer, Handle: s.campaignApproveAnswer},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/return", Right: access.ApproveAnswer, Handle: s.campaignReturnAnswer},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/propose", Right: access.EditCampaign, Handle: s.campaignProposeText},
		{Method: post, Pattern: "/campaign/{id}/opinions/{opinion}/publish", Right: access.ApproveAnswer, Handle: s.campaignPublish},
		{Method: get, Pattern: "/campaign/{id}/receipts", Right: access.ReceiveSelfReport, Handle: s.campaignReceipts},
		{Method: post, Pattern: "/campaign/{id}/receipts", Right: access.ReceiveSelfReport, Handle: s.campaignRegister},
		{Method: get, Pattern: "/campaign/{id}/receipts/{number}", Right: access.ReceiveSelfReport, Handle: s.campaignReceipt},
		{Method: get, Pattern: "/campaign/{id}/proposals", Right: access.ReadCampaign, Handle: s.campaignProposals},
		{Method: post, Pattern: "/campaign/{id}/proposals", Right: access.EditCampaign, Handle: s.campaignPropose},
		{Method: get, Pattern: "/campaign/{id}/proposals/{proposal}", Right: access.ReadCampaign, Handle: s.campaignProposal},
		{Method: get, Pattern: "/campaign/{id}/proposals/{proposal}/paper.docx", Right: access.ReadCampaign, Handle: s.campaignProposalDocx},
		{Method: post, Pattern: "/campaign/{id}/proposals/{proposal}/agree", Right: access.ApproveCampaign, Handle: s.campaignAgree},
		{Method: get, Pattern: "/campaign/{id}/summary", Right: access.ReadCampaign, Handle: s.campaignSummary},
		{Method: post, Pattern: "/campaign/{id}/summary", Right: access.EditCampaign, Handle: s.campaignSummarise},
		{Method: get, Pattern: "/campaign/{id}/summary.docx", Right: access.ReadCampaign, Handle: s.campaignSummaryDocx},
	}...)
}
