package partyorgweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/batch"
)

// in is the roster's way in.
func (s door) in() []front.Route {
	return s.ComesIn(front.ListIn{List: func() batch.List { return s.PartyOrg.RosterIn() }, At: "/partyorg/import", Template: "/partyorg/template.xlsx",
		Title: "partyorg.import.title", Current: "members", Back: "/partyorg/members", BackText: "partyorg.members.title"})
}
