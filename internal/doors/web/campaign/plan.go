package campaignweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	campaignpage "plumbline/internal/doors/pages/campaign"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/campaign"
)

func (s door) plan(c *front.Ctx) error {
	return s.showPlan(c, http.StatusOK, nil)
}

// showPlan shows the plan; a form that came back keeps what was typed.
func (s door) showPlan(c *front.Ctx, status int, wrong error) error {
	p, err := s.of(c)
	if err != nil {
		return err
	}
	fields := []string{"title", "paper", "aim", "need", "opens", "closes", "stage", "first", "last", "why", "person", "duty", "organ", "resolved", "words"}
	for i := range p.View.Stages {
		n := strconv.Itoa(i + 1)
		fields = append(fields, "stage"+n, "first"+n, "last"+n)
	}
	p.Form = campaignForm(c, wrong, fields...)
	p.Problems = p.Form.Problems
	if c.Reads() || p.Form.Values["title"] == "" {
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
func (s door) planDone(c *front.Ctx, err error) error {
	if front.Invalid(err) {
		return s.showPlan(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/plan")
}

func (s door) change(c *front.Ctx) error {
	in := campaign.Plan{Title: c.Value("title"), Paper: c.Value("paper"), Aim: c.Value("aim"), Need: c.Value("need"), Opens: c.Value("opens"), Closes: c.Value("closes")}
	for i := 1; i <= 12; i++ {
		n := strconv.Itoa(i)
		if title := c.Value("stage" + n); title != "" {
			in.Stages = append(in.Stages, campaign.Stage{Title: title, First: campaignDay(c, "first"+n), Last: campaignDay(c, "last"+n)})
		}
	}
	return s.planDone(c, s.Campaign.Change(c.Context(), c.Who, campaign.ID(c.Path("id")), in))
}

// campaignDay is a field for a day; what is no day is the empty one, which every verb refuses.
func campaignDay(c *front.Ctx, name string) clock.Day {
	d, err := clock.ParseDay(c.Value(name))
	if err != nil {
		return ""
	}
	return d
}

func (s door) move(c *front.Ctx) error {
	in := campaign.Moving{Act: campaign.Act(c.Value("act")), Words: c.Value("words"), Organ: c.Value("organ"), Resolved: campaignDay(c, "resolved")}
	return s.planDone(c, s.Campaign.Move(c.Context(), c.Who, campaign.ID(c.Path("id")), in))
}

func (s door) shift(c *front.Ctx) error {
	n, _ := strconv.Atoi(c.Value("stage"))
	in := campaign.Shift{Seq: n, First: campaignDay(c, "first"), Last: campaignDay(c, "last"), Why: c.Value("why")}
	return s.planDone(c, s.Campaign.Shift(c.Context(), c.Who, campaign.ID(c.Path("id")), in))
}

func (s door) name(c *front.Ctx) error {
	return s.planDone(c, s.Campaign.Name(c.Context(), c.Who, campaign.ID(c.Path("id")), c.Value("person"), c.Value("duty"), c.Value("receives") == "1"))
}

func (s door) unname(c *front.Ctx) error {
	return s.planDone(c, s.Campaign.Unname(c.Context(), c.Who, campaign.ID(c.Path("id")), c.Value("member")))
}

func (s door) summary(c *front.Ctx) error {
	return s.showSummary(c, http.StatusOK, nil)
}

// showSummary shows what the records say, as the campaign's page has it, with the own words behind it.
func (s door) showSummary(c *front.Ctx, status int, wrong error) error {
	p, err := s.whole(c)
	if err != nil {
		return err
	}
	p.Form = campaignForm(c, wrong, "summary")
	p.Problems = p.Form.Problems
	if wrong == nil {
		p.Form.Values["summary"] = p.View.Summary
	}
	return c.RenderStatus(status, campaignpage.Summary(p))
}

// whole is a campaign with what other rooms keep of it.
func (s door) whole(c *front.Ctx) (campaignpage.Page, error) {
	p, err := s.of(c)
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

func (s door) summarise(c *front.Ctx) error {
	err := s.Campaign.Summarise(c.Context(), c.Who, campaign.ID(c.Path("id")), c.Value("summary"))
	if front.Invalid(err) {
		return s.showSummary(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/summary")
}

// relay is one unit's relay.
func (s door) relay(c *front.Ctx) error {
	return s.showRelay(c, http.StatusOK, nil)
}

func (s door) showRelay(c *front.Ctx, status int, wrong error) error {
	v, err := s.Campaign.OneRelay(c.Context(), c.Who, campaign.RelayID(c.Path("relay")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Relay(campaignpage.RelayModel{View: v, Today: c.Today(), Form: campaignForm(c, wrong, "to", "tasks", "report")}))
}

func (s door) relayDone(c *front.Ctx, err error) error {
	if front.Invalid(err) {
		return s.showRelay(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/relay/" + c.Path("relay"))
}

func (s door) receive(c *front.Ctx) error {
	return s.relayDone(c, s.Campaign.Receive(c.Context(), c.Who, campaign.RelayID(c.Path("relay"))))
}

func (s door) campaignBreak(c *front.Ctx) error {
	n, _ := strconv.Atoi(strings.TrimSpace(c.Value("tasks")))
	return s.relayDone(c, s.Campaign.BreakDown(c.Context(), c.Who, campaign.RelayID(c.Path("relay")), c.Value("to"), n))
}

func (s door) report(c *front.Ctx) error {
	return s.relayDone(c, s.Campaign.Report(c.Context(), c.Who, campaign.RelayID(c.Path("relay")), c.Value("report")))
}

func (s door) hand(c *front.Ctx) error {
	return s.relayDone(c, s.Campaign.HandOn(c.Context(), c.Who, campaign.RelayID(c.Path("relay")), c.Values("units")))
}
