package orglifeweb

import (
	"net/http"
	"strconv"

	orglifepage "plumbline/internal/doors/pages/orglife"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/orglife"
)

func (s door) decisions(c *front.Ctx) error {
	return s.showDecisions(c, http.StatusOK, orglifepage.Form{})
}

// lifeRegister is the register asked for; a word that is none asks for both.
func lifeRegister(c *front.Ctx) string {
	if r := c.Query("register"); r == orglife.Major || r == orglife.First {
		return r
	}
	return ""
}

func (s door) showDecisions(c *front.Ctx, status int, f orglifepage.Form) error {
	v, err := s.Orglife.Registers(c.Context(), c.Who, lifeRegister(c), lifeYear(c))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orglifepage.Decisions(orglifepage.DecisionsModel{View: v, Today: c.Today(), Form: f}))
}

func (s door) enter(c *front.Ctx) error {
	in := orglife.NewDecision{Register: c.Value("register"), Party: c.Value("party"), Minutes: orglife.Minutes{Matter: c.Value("matter"), Title: c.Value("title"),
		Day: clock.Day(c.Value("day")), At: c.Value("at"), Place: c.Value("place"), Chair: c.Value("chair"), Recorder: c.Value("recorder"), Attending: c.Value("attending"),
		Missing: c.Value("missing"), Observing: c.Value("observing"), Researched: c.Value("researched"), Reviewed: c.Value("reviewed"), Risks: c.Value("risks"), Urgent: c.Value("urgent")}}
	if in.Register == orglife.First {
		in.Matter = ""
	}
	id, err := s.Orglife.Enter(c.Context(), c.Who, in)
	if front.Invalid(err) {
		return s.showDecisions(c, http.StatusUnprocessableEntity, orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/decisions/" + string(id))
}

func (s door) decision(c *front.Ctx) error {
	return s.showDecision(c, http.StatusOK, orglife.DecisionID(c.Path("id")), orglifepage.Form{})
}

func (s door) showDecision(c *front.Ctx, status int, id orglife.DecisionID, f orglifepage.Form) error {
	v, err := s.Orglife.Decision(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orglifepage.Decision(orglifepage.DecisionModel{View: v, Today: c.Today(), Form: f}))
}

// decisionAct runs an act on an entry and comes back to it.
func (s door) decisionAct(c *front.Ctx, err error) error {
	id := orglife.DecisionID(c.Path("id"))
	if front.Invalid(err) {
		return s.showDecision(c, http.StatusUnprocessableEntity, id, orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/decisions/" + string(id))
}

func (s door) speak(c *front.Ctx) error {
	return s.decisionAct(c, s.Orglife.Speak(c.Context(), c.Who, orglife.DecisionID(c.Path("id")),
		orglife.Opinion{Name: c.Value("name"), View: c.Value("view"), Words: c.Value("words"), Why: c.Value("why")}))
}

func (s door) decide(c *front.Ctx) error {
	return s.decisionAct(c, s.Orglife.DecideOn(c.Context(), c.Who, orglife.DecisionID(c.Path("id")), orglife.Outcome{
		Vote:      orglife.Vote{For: lifeCount(c, "votes_for"), Against: lifeCount(c, "votes_against"), Abstain: lifeCount(c, "votes_abstain")},
		Differing: c.Value("differing"), Decided: c.Value("decided"), Tasks: lifeTasks(c)}))
}

// decisionsExport is a register as a workbook.
func (s door) decisionsExport(c *front.Ctx) error {
	v, err := s.Orglife.Registers(c.Context(), c.Who, lifeRegister(c), lifeYear(c))
	if err != nil {
		return err
	}
	ctx := c.Context()
	var heads []paper.Head
	for _, k := range []string{"number", "register", "matter", "item", "org", "day", "chair", "attending", "decided", "state"} {
		heads = append(heads, paper.Head{Title: i18n.T(ctx, "orglife.xlsx."+k), Width: map[string]float64{"item": 40, "decided": 40, "attending": 30}[k]})
	}
	var rows [][]any
	for _, d := range v.List {
		rows = append(rows, []any{d.Number, i18n.T(ctx, "orglife.register."+d.Register), pack.Say(v.Rhythm.Matters, d.Matter, i18n.Lang(ctx)), d.Title, d.PartyName, d.Day, d.Chair, d.Attending, d.Decided,
			i18n.T(ctx, "orglife.decisions."+map[string]string{orglife.Debated: "debated", orglife.Decided: "decided"}[d.State])})
	}
	return c.Xlsx(i18n.T(ctx, "orglife.decisions.title")+" "+strconv.Itoa(v.Year), nil, heads, rows)
}
