package web

import "plumbline/internal/hall/batch"

// partyorgIn is the roster's way in.
func (s *Server) partyorgIn() []Route {
	return s.ComesIn(ListIn{List: func() batch.List { return s.PartyOrg.RosterIn() }, At: "/partyorg/import", Template: "/partyorg/template.xlsx",
		Title: "partyorg.import.title", Current: "members", Back: "/partyorg/members", BackText: "partyorg.members.title"})
}
