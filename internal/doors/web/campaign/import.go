package campaignweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/batch"
)

// in is the way in of opinions on a campaign.
func (s door) in() []front.Route {
	return s.ComesIn(front.ListIn{List: func() batch.List { return s.Campaign.OpinionsIn() }, At: "/campaign/{id}/import", Template: "/campaign/opinions/template.xlsx", Of: "id",
		Title: "campaign.import.opinions", Current: "campaigns", Back: "/campaign/{id}/opinions", BackText: "campaign.door.title"})
}
