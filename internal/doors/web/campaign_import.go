package web

import "plumbline/internal/hall/batch"

// campaignIn is the way in of opinions on a campaign.
func (s *Server) campaignIn() []Route {
	return s.ComesIn(ListIn{List: func() batch.List { return s.Campaign.OpinionsIn() }, At: "/campaign/{id}/import", Template: "/campaign/opinions/template.xlsx", Of: "id",
		Title: "campaign.import.opinions", Current: "campaigns", Back: "/campaign/{id}/opinions", BackText: "campaign.door.title"})
}
