package web

import (
	"net/http"
	"strconv"

	"plumbline/internal/doors/pages/part"
	partyorgpage "plumbline/internal/doors/pages/partyorg"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/partyorg"
)

// partyorgForm keeps what was typed, so that nothing is lost when the form comes back.
func (c *Ctx) partyorgForm(err error, fields ...string) partyorgpage.Form {
	f := partyorgpage.Form{Values: map[string]string{}, Problems: part.ProblemsOf(c.Context(), err)}
	for _, k := range fields {
		f.Values[k] = c.Value(k)
	}
	return f
}

func (c *Ctx) partyDay(field string) clock.Day { return clock.Day(c.Value(field)) }

// partyWhole is a whole number of a form; what is none is -1, which every rule refuses.
func (c *Ctx) partyWhole(field string) int {
	v := c.Value(field)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return -1
	}
	return n
}

func (c *Ctx) partyVersion() int64 {
	n, _ := strconv.ParseInt(c.Value("version"), 10, 64)
	return n
}

func (s *Server) partyorgOverview(c *Ctx) error {
	o, err := s.PartyOrg.Overview(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.Render(partyorgpage.Overview(partyorgpage.OverviewModel{Overview: o}))
}

// partyorgExport writes the organisations and, on the same conditions, what is incomplete about them.
func (s *Server) partyorgExport(c *Ctx) error {
	o, err := s.PartyOrg.Overview(c.Context(), c.Who)
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	heads := []xlsx.Head{{Title: t("partyorg.org.name"), Width: 28}, {Title: t("partyorg.org.kind"), Width: 14}, {Title: t("partyorg.org.secretary")}, {Title: t("partyorg.org.committee"), Kind: xlsx.WholeCell},
		{Title: t("partyorg.org.members"), Kind: xlsx.WholeCell}, {Title: t("partyorg.org.full"), Kind: xlsx.WholeCell}, {Title: t("partyorg.org.covers"), Width: 36},
		{Title: t("partyorg.terms.until"), Kind: xlsx.DayCell}, {Title: t("partyorg.gaps"), Width: 44}, {Title: t("partyorg.gap.exception"), Width: 44}}
	var rows [][]any
	for _, x := range o.Orgs {
		gaps, lawful := partyorgpage.Sentences(c.Context(), o.Gaps, x.ID)
		rows = append(rows, []any{x.Short, t("org.kind." + x.Kind), partyorgpage.Secretary(x), len(x.Committee), x.Members, x.Full, partyorgpage.Covered(x), x.TermUntil, gaps, lawful})
	}
	return c.Xlsx(t("partyorg.title"), []string{t("partyorg.export.by", "who", c.Who.Name, "day", i18n.Day(c.Context(), c.Today()))}, heads, rows)
}

func (s *Server) partyorgTermList(c *Ctx) (partyorgpage.TermsModel, error) {
	o, err := s.PartyOrg.Overview(c.Context(), c.Who)
	if err != nil {
		return partyorgpage.TermsModel{}, err
	}
	list, err := s.PartyOrg.Terms(c.Context(), c.Who, o.Near)
	return partyorgpage.TermsModel{Orgs: list, Today: c.Today(), Near: o.Near}, err
}

func (s *Server) partyorgTerms(c *Ctx) error {
	m, err := s.partyorgTermList(c)
	if err != nil {
		return err
	}
	return c.Render(partyorgpage.Terms(m))
}

func (s *Server) partyorgTermsICS(c *Ctx) error {
	m, err := s.partyorgTermList(c)
	if err != nil {
		return err
	}
	var events []xlsx.Event
	for _, o := range m.Orgs {
		events = append(events, xlsx.Event{UID: "term-" + o.ID, Day: o.TermUntil, Until: o.TermUntil, Title: i18n.T(c.Context(), "partyorg.terms.event", "name", o.Short)})
	}
	return c.ICS(i18n.T(c.Context(), "partyorg.terms.title"), events)
}

func (s *Server) partyorgTermsXlsx(c *Ctx) error {
	m, err := s.partyorgTermList(c)
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	heads := []xlsx.Head{{Title: t("partyorg.org.name"), Width: 28}, {Title: t("partyorg.org.secretary")}, {Title: t("partyorg.terms.until"), Kind: xlsx.DayCell}, {Title: t("partyorg.election.title"), Width: 30}}
	var rows [][]any
	for _, o := range m.Orgs {
		step := t("partyorg.election.not_begun")
		if o.Election != nil {
			step = t("partyorg.election.next", "step", t("partyorg.election.step."+o.Election.Next()))
		}
		rows = append(rows, []any{o.Short, partyorgpage.Secretary(o), o.TermUntil, step})
	}
	return c.Xlsx(t("partyorg.terms.title"), nil, heads, rows)
}

// partyorgGap finds the gap that a form is about.
func (s *Server) partyorgGap(c *Ctx, kind, ref string) (partyorg.Gap, error) {
	o, err := s.PartyOrg.Overview(c.Context(), c.Who)
	if err != nil {
		return partyorg.Gap{}, err
	}
	for _, g := range o.Gaps {
		if g.Kind == kind && g.Ref == ref {
			return g, nil
		}
	}
	return partyorg.Gap{}, fault.NotFound()
}

func (s *Server) partyorgExceptForm(c *Ctx) error {
	g, err := s.partyorgGap(c, c.Query("gap"), c.Query("ref"))
	if err != nil {
		return err
	}
	m := partyorgpage.ExceptModel{Gap: g, Today: c.Today(), Form: partyorgpage.Form{Values: map[string]string{}}}
	if g.Exception != nil {
		m.Form.Values = map[string]string{"reason": g.Exception.Reason, "basis": g.Exception.Basis, "until": string(g.Exception.Until)}
	}
	return c.Render(partyorgpage.Except(m))
}

func (s *Server) partyorgExcept(c *Ctx) error {
	in := partyorg.Excepting{Gap: c.Value("gap"), Ref: c.Value("ref"), Reason: c.Value("reason"), Basis: c.Value("basis"), Until: c.partyDay("until")}
	err := s.PartyOrg.Except(c.Context(), c.Who, in)
	if Invalid(err) {
		g, err2 := s.partyorgGap(c, in.Gap, in.Ref)
		if err2 != nil {
			return err2
		}
		return c.RenderStatus(http.StatusUnprocessableEntity, partyorgpage.Except(partyorgpage.ExceptModel{Gap: g, Today: c.Today(), Form: c.partyorgForm(err, "reason", "basis", "until")}))
	}
	if err != nil {
		return err
	}
	return c.See("/partyorg#gaps")
}

func (s *Server) partyorgUnexcept(c *Ctx) error {
	if err := s.PartyOrg.Unexcept(c.Context(), c.Who, c.Value("gap"), c.Value("ref")); err != nil {
		return err
	}
	return c.See("/partyorg#gaps")
}

func (s *Server) partyorgOrg(c *Ctx) error {
	return s.showPartyOrg(c, http.StatusOK, partyorgpage.Form{})
}

func (s *Server) showPartyOrg(c *Ctx, status int, f partyorgpage.Form) error {
	v, err := s.PartyOrg.Org(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	o, err := s.PartyOrg.Overview(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, partyorgpage.Org(partyorgpage.OrgModel{Page: v, Near: o.Near, Form: f}))
}

// partyorgAct comes back to the organisation's page.
func (s *Server) partyorgAct(c *Ctx, err error, fields ...string) error {
	if Invalid(err) {
		return s.showPartyOrg(c, http.StatusUnprocessableEntity, c.partyorgForm(err, fields...))
	}
	if err != nil {
		return err
	}
	return c.See("/partyorg/orgs/" + c.Path("id"))
}

func (s *Server) partyorgElection(c *Ctx) error {
	in := partyorg.ElectionStep{Step: c.Value("step"), Day: c.partyDay("day"), Paper: c.Value("paper"), Words: c.Value("words"), Voters: c.partyWhole("voters"), Attended: c.partyWhole("attended")}
	return s.partyorgAct(c, s.PartyOrg.ElectionStep(c.Context(), c.Who, c.Path("id"), in), "day", "paper", "words", "voters", "attended")
}

func (s *Server) partyorgSeat(c *Ctx) error {
	p, err := s.PartyOrg.PickPerson(c.Context(), c.Who, "person", c.Value("person"))
	if err == nil {
		_, err = s.Org.Appoint(c.Context(), c.Who, org.Appointment{Person: p.ID, Unit: c.Path("id"), Title: c.Value("title"), Kind: c.Value("kind"), Since: c.partyDay("since"), Replace: true})
	}
	return s.partyorgAct(c, err, "person", "title", "kind", "since")
}

func (s *Server) partyorgTerm(c *Ctx) error {
	in := org.Term{Party: c.Path("id"), Number: c.partyWhole("number"), Since: c.partyDay("first"), Until: c.partyDay("until")}
	err := s.PartyOrg.SetTerm(c.Context(), c.Who, in)
	err = renamed(err, map[string]string{"since": "first"})
	return s.partyorgAct(c, err, "number", "first", "until")
}
