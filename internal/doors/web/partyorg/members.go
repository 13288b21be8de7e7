package partyorgweb

import (
	"net/http"

	partyorgpage "plumbline/internal/doors/pages/partyorg"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/rooms/partyorg"
)

// membersShown is how many members one page of the roster has.
const membersShown = 50

func (s door) members(c *front.Ctx) error {
	return s.showMembers(c, http.StatusOK, partyorgpage.Form{})
}

func membersFilter(c *front.Ctx) partyorg.Filter {
	return partyorg.Filter{Party: c.Query("party"), Kind: c.Query("kind"), Flow: c.Query("flow") == "1", After: c.Query("after"), Limit: membersShown}
}

func (s door) showMembers(c *front.Ctx, status int, f partyorgpage.Form) error {
	m := partyorgpage.MembersModel{Filter: membersFilter(c), Form: f}
	var err error
	if m.Roster, err = s.PartyOrg.Members(c.Context(), c.Who, m.Filter); err != nil {
		return err
	}
	return c.RenderStatus(status, partyorgpage.Members(m))
}

func (s door) enrol(c *front.Ctx) error {
	p, err := s.PartyOrg.PickPerson(c.Context(), c.Who, "person", c.Value("person"))
	if err == nil {
		_, err = s.PartyOrg.Enrol(c.Context(), c.Who, partyorg.Enrolment{Person: p.ID, Party: c.Value("to"), Kind: c.Value("as"), Since: c.Day("since"), Basis: c.Value("basis")})
		err = front.Renamed(err, map[string]string{"party": "to", "kind": "as"})
	}
	if front.Invalid(err) {
		return s.showMembers(c, http.StatusUnprocessableEntity, partyorgForm(c, err, "person", "to", "as", "since", "basis"))
	}
	if err != nil {
		return err
	}
	return c.See("/partyorg/members?party=" + c.Value("to"))
}

// membersXlsx writes the roster with the columns of the template, so that it can be read back.
func (s door) membersXlsx(c *front.Ctx) error {
	f := membersFilter(c)
	f.Limit, f.After = 0, ""
	v, err := s.PartyOrg.Members(c.Context(), c.Who, f)
	if err != nil {
		return err
	}
	lang := i18n.Lang(c.Context())
	sheet := partyorg.RosterSheet()
	heads := sheet.Heads(lang, s.Words.Say)
	for i := range heads {
		heads[i].Choice = nil
	}
	book, err := xlsx.NewBook()
	if err != nil {
		return err
	}
	cond := []string{i18n.T(c.Context(), "partyorg.export.by", "who", c.Who.Name, "day", i18n.Day(c.Context(), c.Today()))}
	page, err := book.Page(s.Words.Say(lang, sheet.Key), i18n.T(c.Context(), "partyorg.members.title"), cond, heads)
	if err != nil {
		return err
	}
	for _, m := range v.Members {
		flow := ""
		if m.Flow != "" {
			flow = i18n.T(c.Context(), "partyorg.flow."+m.Flow)
		}
		if err := page.Row(m.Name, m.Badge, m.PartyName, i18n.T(c.Context(), "partyorg.kind."+m.Kind), m.Since, m.Basis, flow, m.FlowPlace, m.FlowSince); err != nil {
			return err
		}
	}
	if err := page.End(); err != nil {
		return err
	}
	return c.Workbook(book, i18n.T(c.Context(), "partyorg.members.title")+" "+string(c.Today())+".xlsx")
}

func (s door) member(c *front.Ctx) error {
	return s.showMember(c, http.StatusOK, partyorgpage.Form{})
}

func (s door) showMember(c *front.Ctx, status int, f partyorgpage.Form) error {
	v, err := s.PartyOrg.Member(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, partyorgpage.Member(partyorgpage.MemberModel{Record: v, Form: f}))
}

func (s door) memberAct(c *front.Ctx, err error, fields ...string) error {
	if front.Invalid(err) {
		return s.showMember(c, http.StatusUnprocessableEntity, partyorgForm(c, err, fields...))
	}
	if err != nil {
		return err
	}
	return c.See("/partyorg/members/" + c.Path("id"))
}

func (s door) move(c *front.Ctx) error {
	in := partyorg.Moving{Party: c.Value("party"), Since: c.Day("since"), Basis: c.Value("basis")}
	return s.memberAct(c, s.PartyOrg.Move(c.Context(), c.Who, c.Path("id"), c.RowVersion(), in), "party", "since", "basis")
}

func (s door) flow(c *front.Ctx) error {
	in := partyorg.Flowing{Flow: c.Value("flow"), Place: c.Value("flow_place"), Since: c.Day("flow_since")}
	return s.memberAct(c, s.PartyOrg.Flow(c.Context(), c.Who, c.Path("id"), c.RowVersion(), in), "flow", "flow_place", "flow_since")
}

func (s door) leave(c *front.Ctx) error {
	err := s.PartyOrg.Leave(c.Context(), c.Who, c.Path("id"), c.RowVersion(), partyorg.Leaving{Until: c.Day("until"), Basis: c.Value("leave_basis")})
	err = front.Renamed(err, map[string]string{"basis": "leave_basis"})
	return s.memberAct(c, err, "until", "leave_basis")
}
