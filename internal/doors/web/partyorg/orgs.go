package partyorgweb

import (
	"net/http"

	"plumbline/internal/doors/pages/part"
	partyorgpage "plumbline/internal/doors/pages/partyorg"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/partyorg"
)

// partyorgForm keeps what was typed, so that nothing is lost when the form comes back.
func partyorgForm(c *front.Ctx, err error, fields ...string) partyorgpage.Form {
	f := partyorgpage.Form{Values: map[string]string{}, Problems: part.ProblemsOf(c.Context(), err)}
	for _, k := range fields {
		f.Values[k] = c.Value(k)
	}
	return f
}

func (s door) overview(c *front.Ctx) error {
	o, err := s.PartyOrg.Overview(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.Render(partyorgpage.Overview(partyorgpage.OverviewModel{Overview: o}))
}

// export writes the organisations and, on the same conditions, what is incomplete about them.
func (s door) export(c *front.Ctx) error {
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

func (s door) termList(c *front.Ctx) (partyorgpage.TermsModel, error) {
	o, err := s.PartyOrg.Overview(c.Context(), c.Who)
	if err != nil {
		return partyorgpage.TermsModel{}, err
	}
	list, err := s.PartyOrg.Terms(c.Context(), c.Who, o.Near)
	return partyorgpage.TermsModel{Orgs: list, Today: c.Today(), Near: o.Near}, err
}

func (s door) terms(c *front.Ctx) error {
	m, err := s.termList(c)
	if err != nil {
		return err
	}
	return c.Render(partyorgpage.Terms(m))
}

func (s door) termsICS(c *front.Ctx) error {
	m, err := s.termList(c)
	if err != nil {
		return err
	}
	var events []xlsx.Event
	for _, o := range m.Orgs {
		events = append(events, xlsx.Event{UID: "term-" + o.ID, Day: o.TermUntil, Until: o.TermUntil, Title: i18n.T(c.Context(), "partyorg.terms.event", "name", o.Short)})
	}
	return c.ICS(i18n.T(c.Context(), "partyorg.terms.title"), events)
}

func (s door) termsXlsx(c *front.Ctx) error {
	m, err := s.termList(c)
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

// gap finds the gap that a form is about.
func (s door) gap(c *front.Ctx, kind, ref string) (partyorg.Gap, error) {
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

func (s door) exceptForm(c *front.Ctx) error {
	g, err := s.gap(c, c.Query("gap"), c.Query("ref"))
	if err != nil {
		return err
	}
	m := partyorgpage.ExceptModel{Gap: g, Today: c.Today(), Form: partyorgpage.Form{Values: map[string]string{}}}
	if g.Exception != nil {
		m.Form.Values = map[string]string{"reason": g.Exception.Reason, "basis": g.Exception.Basis, "until": string(g.Exception.Until)}
	}
	return c.Render(partyorgpage.Except(m))
}

func (s door) except(c *front.Ctx) error {
	in := partyorg.Excepting{Gap: c.Value("gap"), Ref: c.Value("ref"), Reason: c.Value("reason"), Basis: c.Value("basis"), Until: c.Day("until")}
	err := s.PartyOrg.Except(c.Context(), c.Who, in)
	if front.Invalid(err) {
		g, err2 := s.gap(c, in.Gap, in.Ref)
		if err2 != nil {
			return err2
		}
		return c.RenderStatus(http.StatusUnprocessableEntity, partyorgpage.Except(partyorgpage.ExceptModel{Gap: g, Today: c.Today(), Form: partyorgForm(c, err, "reason", "basis", "until")}))
	}
	if err != nil {
		return err
	}
	return c.See("/partyorg#gaps")
}

func (s door) unexcept(c *front.Ctx) error {
	if err := s.PartyOrg.Unexcept(c.Context(), c.Who, c.Value("gap"), c.Value("ref")); err != nil {
		return err
	}
	return c.See("/partyorg#gaps")
}

func (s door) org(c *front.Ctx) error {
	return s.showPartyOrg(c, http.StatusOK, partyorgpage.Form{})
}

func (s door) showPartyOrg(c *front.Ctx, status int, f partyorgpage.Form) error {
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

// act comes back to the organisation's page.
func (s door) act(c *front.Ctx, err error, fields ...string) error {
	if front.Invalid(err) {
		return s.showPartyOrg(c, http.StatusUnprocessableEntity, partyorgForm(c, err, fields...))
	}
	if err != nil {
		return err
	}
	return c.See("/partyorg/orgs/" + c.Path("id"))
}

func (s door) election(c *front.Ctx) error {
	in := partyorg.ElectionStep{Step: c.Value("step"), Day: c.Day("day"), Paper: c.Value("paper"), Words: c.Value("words"), Voters: c.Whole("voters"), Attended: c.Whole("attended")}
	return s.act(c, s.PartyOrg.ElectionStep(c.Context(), c.Who, c.Path("id"), in), "day", "paper", "words", "voters", "attended")
}

func (s door) seat(c *front.Ctx) error {
	p, err := s.PartyOrg.PickPerson(c.Context(), c.Who, "person", c.Value("person"))
	if err == nil {
		_, err = s.Org.Appoint(c.Context(), c.Who, org.Appointment{Person: p.ID, Unit: c.Path("id"), Title: c.Value("title"), Kind: c.Value("kind"), Since: c.Day("since"), Replace: true})
	}
	return s.act(c, err, "person", "title", "kind", "since")
}

func (s door) term(c *front.Ctx) error {
	in := org.Term{Party: c.Path("id"), Number: c.Whole("number"), Since: c.Day("first"), Until: c.Day("until")}
	err := s.PartyOrg.SetTerm(c.Context(), c.Who, in)
	err = front.Renamed(err, map[string]string{"since": "first"})
	return s.act(c, err, "number", "first", "until")
}
