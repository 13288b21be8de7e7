package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	campaignpage "plumbline/internal/doors/pages/campaign"
	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/campaign"
)

func (s *Server) campaignPlan(c *Ctx) error {
	return s.showPlan(c, http.StatusOK, nil)
}

// showPlan shows the plan; a form that came back keeps what was typed.
func (s *Server) showPlan(c *Ctx, status int, wrong error) error {
	p, err := s.campaignOf(c)
	if err != nil {
		return err
	}
	fields := []string{"title", "paper", "aim", "need", "opens", "closes", "stage", "first", "last", "why", "person", "duty", "organ", "resolved", "words"}
	for i := range p.View.Stages {
		n := strconv.Itoa(i + 1)
		fields = append(fields, "stage"+n, "first"+n, "last"+n)
	}
	p.Form = c.campaignForm(wrong, fields...)
	p.Problems = p.Form.Problems
	if c.reads() || p.Form.Values["title"] == "" {
		planValues(p.Form.Values, p.View)
	}
	return c.RenderStatus(status, campaignpage.Plan(p))
}

// planValues fills the form of a draft with what stands.
func planValues(f map[string]string, v campaign.View) {
	f["title"], f["paper"], f["aim"], f["need"] = v.Title, v.Paper, v.Aim, v.Need
	for i, st := range v.Stages {
		n := strconv.Itoa(i + 1)
		f["stage"+n], f["first"+n], f["last"+n] = st.Title, string(st.First), string(st.Last)
	}
	f["opens"], f["closes"] = typedMinute(v.Opens), typedMinute(v.Closes)
	if v.CloseDay() != "" && clock.DayOf(v.Closes) != v.CloseDay() {
		f["closes"] = string(v.CloseDay()) + " 24:00"
	}
}

func typedMinute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(clock.Zone).Format("2006-01-02 15:04")
}

// planDone shows the plan again with what is wrong, or leads back to it.
func (s *Server) planDone(c *Ctx, err error) error {
	if Invalid(err) {
		return s.showPlan(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/plan")
}

func (s *Server) campaignChange(c *Ctx) error {
	in := campaign.Plan{Title: c.Value("title"), Paper: c.Value("paper"), Aim: c.Value("aim"), Need: c.Value("need"), Opens: c.Value("opens"), Closes: c.Value("closes")}
	for i := 1; i <= 12; i++ {
		n := strconv.Itoa(i)
		if title := c.Value("stage" + n); title != "" {
			in.Stages = append(in.Stages, campaign.Stage{Title: title, First: c.campaignDay("first" + n), Last: c.campaignDay("last" + n)})
		}
	}
	return s.planDone(c, s.Campaign.Change(c.Context(), c.Who, campaign.ID(c.Path("id")), in))
}

// campaignDay is a field for a day; what is no day is the empty one, which every verb refuses.
func (c *Ctx) campaignDay(name string) clock.Day {
	d, err := clock.ParseDay(c.Value(name))
	if err != nil {
		return ""
	}
	return d
}

func (s *Server) campaignMove(c *Ctx) error {
	in := campaign.Moving{Act: campaign.Act(c.Value("act")), Words: c.Value("words"), Organ: c.Value("organ"), Resolved: c.campaignDay("resolved")}
	return s.planDone(c, s.Campaign.Move(c.Context(), c.Who, campaign.ID(c.Path("id")), in))
}

func (s *Server) campaignShift(c *Ctx) error {
	n, _ := strconv.Atoi(c.Value("stage"))
	in := campaign.Shift{Seq: n, First: c.campaignDay("first"), Last: c.campaignDay("last"), Why: c.Value("why")}
	return s.planDone(c, s.Campaign.Shift(c.Context(), c.Who, campaign.ID(c.Path("id")), in))
}

func (s *Server) campaignName(c *Ctx) error {
	return s.planDone(c, s.Campaign.Name(c.Context(), c.Who, campaign.ID(c.Path("id")), c.Value("person"), c.Value("duty"), c.Value("receives") == "1"))
}

func (s *Server) campaignUnname(c *Ctx) error {
	return s.planDone(c, s.Campaign.Unname(c.Context(), c.Who, campaign.ID(c.Path("id")), c.Value("member")))
}

func (s *Server) campaignSummary(c *Ctx) error {
	return s.showSummary(c, http.StatusOK, nil)
}

// showSummary shows what the records say, as the campaign's page has it, with the own words behind it.
func (s *Server) showSummary(c *Ctx, status int, wrong error) error {
	p, err := s.campaignWhole(c)
	if err != nil {
		return err
	}
	p.Form = c.campaignForm(wrong, "summary")
	p.Problems = p.Form.Problems
	if wrong == nil {
		p.Form.Values["summary"] = p.View.Summary
	}
	return c.RenderStatus(status, campaignpage.Summary(p))
}

// campaignWhole is a campaign with what other rooms keep of it.
func (s *Server) campaignWhole(c *Ctx) (campaignpage.Page, error) {
	p, err := s.campaignOf(c)
	if err != nil {
		return p, err
	}
	for _, fill := range campaignPanels {
		if err := fill(s, c, &p); err != nil {
			return p, err
		}
	}
	campaignpage.Sort(p.Figures)
	return p, nil
}

func (s *Server) campaignSummarise(c *Ctx) error {
	err := s.Campaign.Summarise(c.Context(), c.Who, campaign.ID(c.Path("id")), c.Value("summary"))
	if Invalid(err) {
		return s.showSummary(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/summary")
}

// campaignRelay is one unit's relay.
func (s *Server) campaignRelay(c *Ctx) error {
	return s.showRelay(c, http.StatusOK, nil)
}

func (s *Server) showRelay(c *Ctx, status int, wrong error) error {
	v, err := s.Campaign.OneRelay(c.Context(), c.Who, campaign.RelayID(c.Path("relay")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Relay(campaignpage.RelayModel{View: v, Today: c.Today(), Form: c.campaignForm(wrong, "to", "tasks", "report")}))
}

func (s *Server) relayDone(c *Ctx, err error) error {
	if Invalid(err) {
		return s.showRelay(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/relay/" + c.Path("relay"))
}

func (s *Server) campaignReceive(c *Ctx) error {
	return s.relayDone(c, s.Campaign.Receive(c.Context(), c.Who, campaign.RelayID(c.Path("relay"))))
}

func (s *Server) campaignBreak(c *Ctx) error {
	n, _ := strconv.Atoi(strings.TrimSpace(c.Value("tasks")))
	return s.relayDone(c, s.Campaign.BreakDown(c.Context(), c.Who, campaign.RelayID(c.Path("relay")), c.Value("to"), n))
}

func (s *Server) campaignReport(c *Ctx) error {
	return s.relayDone(c, s.Campaign.Report(c.Context(), c.Who, campaign.RelayID(c.Path("relay")), c.Value("report")))
}

func (s *Server) campaignHand(c *Ctx) error {
	return s.relayDone(c, s.Campaign.HandOn(c.Context(), c.Who, campaign.RelayID(c.Path("relay")), c.Values("units")))
}
