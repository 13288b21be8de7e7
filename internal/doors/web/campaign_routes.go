package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) campaignRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/campaign", Right: access.ReadCampaign, Handle: s.campaignList},
		{Method: get, Pattern: "/campaign/new", Right: access.EditCampaign, Handle: s.campaignNew},
		{Method: post, Pattern: "/campaign", Right: access.EditCampaign, Handle: s.campaignAdd},
		{Method: get, Pattern: "/campaign/{id}", Right: access.ReadCampaign, Handle: s.campaignPage},
		{Method: get, Pattern: "/campaign/{id}/relay", Right: access.ReadCampaign, Handle: s.campaignRelays},
		{Method: post, Pattern: "/campaign/{id}/relay", Right: access.EditCampaign, Handle: s.campaignSend},
		{Method: get, Pattern: "/campaign/{id}/tasks", Right: access.ReadCampaign, Handle: s.campaignTasks},
		{Method: post, Pattern: "/campaign/{id}/tasks", Right: access.EditCampaign, Handle: s.campaignStageTasks},
	}
}
