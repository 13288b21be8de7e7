package partyorgweb

import (
	"net/http"
	"strings"

	partyorgpage "plumbline/internal/doors/pages/partyorg"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/rooms/partyorg"
)

func (s door) admissions(c *front.Ctx) error {
	return s.showAdmissions(c, http.StatusOK, partyorgpage.Form{})
}

func (s door) showAdmissions(c *front.Ctx, status int, f partyorgpage.Form) error {
	m := partyorgpage.AdmissionsModel{Past: c.Query("past") == "1", Form: f}
	var err error
	if m.Admissions, err = s.PartyOrg.Admissions(c.Context(), c.Who, m.Past); err != nil {
		return err
	}
	return c.RenderStatus(status, partyorgpage.Admissions(m))
}

func (s door) apply(c *front.Ctx) error {
	p, err := s.PartyOrg.PickPerson(c.Context(), c.Who, "person", c.Value("person"))
	var id string
	if err == nil {
		id, err = s.PartyOrg.Apply(c.Context(), c.Who, partyorg.Application{Person: p.ID, Party: c.Value("party"), Day: c.Day("day"), Paper: c.Value("paper"), Words: c.Value("words")})
	}
	if front.Invalid(err) {
		return s.showAdmissions(c, http.StatusUnprocessableEntity, partyorgForm(c, err, "person", "party", "day", "paper", "words"))
	}
	if err != nil {
		return err
	}
	return c.See("/partyorg/admissions/" + id)
}

func (s door) admissionsXlsx(c *front.Ctx) error {
	v, err := s.PartyOrg.Admissions(c.Context(), c.Who, true)
	if err != nil {
		return err
	}
	t := func(key string) string { return i18n.T(c.Context(), key) }
	heads := []xlsx.Head{{Title: t("partyorg.member.name")}, {Title: t("partyorg.member.party"), Width: 28}, {Title: t("partyorg.admission.stage"), Width: 18},
		{Title: t("partyorg.admission.next"), Width: 24}, {Title: t("partyorg.admission.due"), Kind: xlsx.DayCell}, {Title: t("partyorg.admission.ended"), Kind: xlsx.DayCell}}
	var rows [][]any
	for _, x := range v.List {
		next := partyorgpage.DueText(c.Context(), x.Rule)
		rows = append(rows, []any{x.Name, x.PartyName, t("partyorg.stage." + x.Stage), next, x.Due, x.Ended})
	}
	return c.Xlsx(t("partyorg.admissions.title"), nil, heads, rows)
}

func (s door) admission(c *front.Ctx) error {
	return s.showAdmission(c, http.StatusOK, partyorgpage.Form{})
}

func (s door) showAdmission(c *front.Ctx, status int, f partyorgpage.Form) error {
	v, err := s.PartyOrg.Admission(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, partyorgpage.Admission(partyorgpage.AdmissionModel{File: v, Form: f}))
}

func (s door) admissionAct(c *front.Ctx, err error, fields ...string) error {
	if front.Invalid(err) {
		return s.showAdmission(c, http.StatusUnprocessableEntity, partyorgForm(c, err, fields...))
	}
	if err != nil {
		return err
	}
	return c.See("/partyorg/admissions/" + c.Path("id"))
}

// step records a step; which right it needs depends on the step, so the room asks it.
func (s door) step(c *front.Ctx) error {
	in := partyorg.Step{Step: c.Value("step"), Day: c.Day("day"), Paper: c.Value("paper"), Words: c.Value("words"), Hours: c.Whole("hours"),
		Voters: c.Whole("voters"), Attended: c.Whole("attended"), Agreed: c.Whole("agreed")}
	return s.admissionAct(c, s.PartyOrg.Advance(c.Context(), c.Who, c.Path("id"), c.RowVersion(), in), "step", "day", "paper", "words", "hours", "voters", "attended", "agreed")
}

func (s door) askWaiver(c *front.Ctx) error {
	step, gate, _ := strings.Cut(c.Value("gate"), "/")
	err := s.PartyOrg.AskWaiver(c.Context(), c.Who, c.Path("id"), partyorg.Waiver{Step: step, Gate: gate, Why: c.Value("why"), Paper: c.Value("waiver_paper")})
	err = front.Renamed(err, map[string]string{"paper": "waiver_paper"})
	return s.admissionAct(c, err, "gate", "why", "waiver_paper")
}

func (s door) decideWaiver(c *front.Ctx) error {
	err := s.PartyOrg.DecideWaiver(c.Context(), c.Who, c.Path("id"), c.Path("waiver"), c.Value("how") == "yes", c.Value("opinion"))
	err = front.Renamed(err, map[string]string{"words": "opinion"})
	return s.admissionAct(c, err, "opinion")
}

func (s door) end(c *front.Ctx) error {
	err := s.PartyOrg.EndAdmission(c.Context(), c.Who, c.Path("id"), c.RowVersion(), c.Day("end_day"), c.Value("end_why"))
	err = front.Renamed(err, map[string]string{"day": "end_day", "why": "end_why"})
	return s.admissionAct(c, err, "end_day", "end_why")
}
