package partyorgweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/partyorg", Right: access.ReadParty, Handle: s.overview},
		{Method: get, Pattern: "/partyorg/export.xlsx", Right: access.ReadParty, Handle: s.export},
		{Method: get, Pattern: "/partyorg/terms", Right: access.ReadParty, Handle: s.terms},
		{Method: get, Pattern: "/partyorg/terms.ics", Right: access.ReadParty, Handle: s.termsICS},
		{Method: get, Pattern: "/partyorg/terms.xlsx", Right: access.ReadParty, Handle: s.termsXlsx},
		{Method: get, Pattern: "/partyorg/except", Right: access.EditParty, Handle: s.exceptForm},
		{Method: post, Pattern: "/partyorg/except", Right: access.EditParty, Handle: s.except},
		{Method: post, Pattern: "/partyorg/unexcept", Right: access.EditParty, Handle: s.unexcept},
		{Method: get, Pattern: "/partyorg/orgs/{id}", Right: access.ReadParty, Handle: s.org},
		{Method: post, Pattern: "/partyorg/orgs/{id}/election", Right: access.EditParty, Handle: s.election},
		{Method: post, Pattern: "/partyorg/orgs/{id}/seat", Right: access.EditParty, Handle: s.seat},
		{Method: post, Pattern: "/partyorg/orgs/{id}/term", Right: access.EditParty, Handle: s.term},

		{Method: get, Pattern: "/partyorg/members", Right: access.ReadMember, Handle: s.members},
		{Method: post, Pattern: "/partyorg/members", Right: access.EditMember, Handle: s.enrol},
		{Method: get, Pattern: "/partyorg/members.xlsx", Right: access.ReadMember, Handle: s.membersXlsx},
		{Method: get, Pattern: "/partyorg/members/{id}", Right: access.ReadMember, Handle: s.member},
		{Method: post, Pattern: "/partyorg/members/{id}/move", Right: access.EditMember, Handle: s.move},
		{Method: post, Pattern: "/partyorg/members/{id}/flow", Right: access.EditMember, Handle: s.flow},
		{Method: post, Pattern: "/partyorg/members/{id}/leave", Right: access.EditMember, Handle: s.leave},

		{Method: get, Pattern: "/partyorg/admissions", Right: access.ReadMember, Handle: s.admissions},
		{Method: post, Pattern: "/partyorg/admissions", Right: access.AdmitMember, Handle: s.apply},
		{Method: get, Pattern: "/partyorg/admissions.xlsx", Right: access.ReadMember, Handle: s.admissionsXlsx},
		{Method: get, Pattern: "/partyorg/admissions/{id}", Right: access.ReadMember, Handle: s.admission},
		{Method: post, Pattern: "/partyorg/admissions/{id}/step", Right: access.ReadMember, Handle: s.step},
		{Method: post, Pattern: "/partyorg/admissions/{id}/waiver", Right: access.AdmitMember, Handle: s.askWaiver},
		{Method: post, Pattern: "/partyorg/admissions/{id}/waiver/{waiver}", Right: access.ApproveAdmission, Handle: s.decideWaiver},
		{Method: post, Pattern: "/partyorg/admissions/{id}/end", Right: access.AdmitMember, Handle: s.end},
	}
}
