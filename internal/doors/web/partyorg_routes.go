package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) partyorgRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/partyorg", Right: access.ReadParty, Handle: s.partyorgOverview},
		{Method: get, Pattern: "/partyorg/export.xlsx", Right: access.ReadParty, Handle: s.partyorgExport},
		{Method: get, Pattern: "/partyorg/terms", Right: access.ReadParty, Handle: s.partyorgTerms},
		{Method: get, Pattern: "/partyorg/terms.ics", Right: access.ReadParty, Handle: s.partyorgTermsICS},
		{Method: get, Pattern: "/partyorg/terms.xlsx", Right: access.ReadParty, Handle: s.partyorgTermsXlsx},
		{Method: get, Pattern: "/partyorg/except", Right: access.EditParty, Handle: s.partyorgExceptForm},
		{Method: post, Pattern: "/partyorg/except", Right: access.EditParty, Handle: s.partyorgExcept},
		{Method: post, Pattern: "/partyorg/unexcept", Right: access.EditParty, Handle: s.partyorgUnexcept},
		{Method: get, Pattern: "/partyorg/orgs/{id}", Right: access.ReadParty, Handle: s.partyorgOrg},
		{Method: post, Pattern: "/partyorg/orgs/{id}/election", Right: access.EditParty, Handle: s.partyorgElection},
		{Method: post, Pattern: "/partyorg/orgs/{id}/seat", Right: access.EditParty, Handle: s.partyorgSeat},
		{Method: post, Pattern: "/partyorg/orgs/{id}/term", Right: access.EditParty, Handle: s.partyorgTerm},

		{Method: get, Pattern: "/partyorg/members", Right: access.ReadMember, Handle: s.partyorgMembers},
		{Method: post, Pattern: "/partyorg/members", Right: access.EditMember, Handle: s.partyorgEnrol},
		{Method: get, Pattern: "/partyorg/members.xlsx", Right: access.ReadMember, Handle: s.partyorgMembersXlsx},
		{Method: get, Pattern: "/partyorg/members/{id}", Right: access.ReadMember, Handle: s.partyorgMember},
		{Method: post, Pattern: "/partyorg/members/{id}/move", Right: access.EditMember, Handle: s.partyorgMove},
		{Method: post, Pattern: "/partyorg/members/{id}/flow", Right: access.EditMember, Handle: s.partyorgFlow},
		{Method: post, Pattern: "/partyorg/members/{id}/leave", Right: access.EditMember, Handle: s.partyorgLeave},

		{Method: get, Pattern: "/partyorg/admissions", Right: access.ReadMember, Handle: s.partyorgAdmissions},
		{Method: post, Pattern: "/partyorg/admissions", Right: access.AdmitMember, Handle: s.partyorgApply},
		{Method: get, Pattern: "/partyorg/admissions.xlsx", Right: access.ReadMember, Handle: s.partyorgAdmissionsXlsx},
		{Method: get, Pattern: "/partyorg/admissions/{id}", Right: access.ReadMember, Handle: s.partyorgAdmission},
		{Method: post, Pattern: "/partyorg/admissions/{id}/step", Right: access.ReadMember, Handle: s.partyorgStep},
		{Method: post, Pattern: "/partyorg/admissions/{id}/waiver", Right: access.AdmitMember, Handle: s.partyorgAskWaiver},
		{Method: post, Pattern: "/partyorg/admissions/{id}/waiver/{waiver}", Right: access.ApproveAdmission, Handle: s.partyorgDecideWaiver},
		{Method: post, Pattern: "/partyorg/admissions/{id}/end", Right: access.AdmitMember, Handle: s.partyorgEnd},
	}
}
