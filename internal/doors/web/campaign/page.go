package campaignweb

import (
	"net/http"
	"strconv"
	"strings"

	campaignpage "plumbline/internal/doors/pages/campaign"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/campaign"
)

// campaignPanels fill what other rooms keep of a campaign into its page: figures with their lists, the chronic
// ledger, spot checks, further buttons. A room adds its function where its routes are.
var campaignPanels = []func(door, *front.Ctx, *campaignpage.Page) error{ownFigures}

func (s door) list(c *front.Ctx) error {
	list, err := s.Campaign.List(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.Render(campaignpage.List(campaignpage.ListModel{List: list, MayEdit: access.Anywhere(c.Who, access.EditCampaign), Today: c.Today()}))
}

func (s door) campaignNew(c *front.Ctx) error {
	return s.showNewCampaign(c, http.StatusOK, campaignForm(c, nil))
}

func (s door) showNewCampaign(c *front.Ctx, status int, f campaignpage.Form) error {
	list, err := s.Campaign.Directives(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.New(campaignpage.NewModel{Sources: list, Form: f}))
}

// campaignForm keeps what was typed, so that nothing is lost when the form comes back.
func campaignForm(c *front.Ctx, err error, fields ...string) campaignpage.Form {
	f := campaignpage.Form{Values: map[string]string{}, Problems: part.ProblemsOf(c.Context(), err)}
	for _, k := range fields {
		f.Values[k] = c.Value(k)
	}
	return f
}

func (s door) add(c *front.Ctx) error {
	id, err := s.Campaign.Add(c.Context(), c.Who, campaign.NewCampaign{Title: c.Value("title"), Paper: c.Value("paper"), Directive: c.Value("directive"),
		Lead: c.Value("lead"), Aim: c.Value("aim"), Need: c.Value("need"), First: c.Value("first"), Lang: c.Lang("")})
	if front.Invalid(err) {
		return s.showNewCampaign(c, http.StatusUnprocessableEntity, campaignForm(c, err, "title", "paper", "directive", "lead", "aim", "need", "first"))
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + string(id) + "/plan")
}

// of reads the campaign of the address into a page.
func (s door) of(c *front.Ctx) (campaignpage.Page, error) {
	v, err := s.Campaign.Get(c.Context(), c.Who, campaign.ID(c.Path("id")))
	return campaignpage.Page{View: v, Today: c.Today(), Now: s.DB.Clock().Now(), Letter: len(v.Letters)}, err
}

func (s door) page(c *front.Ctx) error {
	p, err := s.whole(c)
	if err != nil {
		return err
	}
	return c.Render(campaignpage.Campaign(p))
}

// relays is the whole relay table; what the panel shows in part.
func (s door) relays(c *front.Ctx) error {
	p, err := s.of(c)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(c.Query("letter")); err == nil && p.View.LetterTitle(n) != "" {
		p.Letter = n
	}
	return c.Render(campaignpage.Relays(p))
}

func (s door) send(c *front.Ctx) error {
	_, err := s.Campaign.Relay(c.Context(), c.Who, campaign.ID(c.Path("id")), campaign.Relaying{Title: c.Value("title"), Units: c.Values("units")})
	if front.Invalid(err) {
		p, e := s.of(c)
		if e != nil {
			return e
		}
		p.Form = campaignForm(c, err, "title")
		p.Problems = p.Form.Problems
		return c.RenderStatus(http.StatusUnprocessableEntity, campaignpage.Relays(p))
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/relay")
}

func (s door) tasks(c *front.Ctx) error {
	p, err := s.of(c)
	if err != nil {
		return err
	}
	return c.Render(campaignpage.Tasks(p))
}

func (s door) stageTasks(c *front.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	put := map[string]int{}
	for k := range form {
		if id, ok := strings.CutPrefix(k, "stage-"); ok {
			n, err := strconv.Atoi(c.Value(k))
			if err != nil {
				return fault.Invalid(fault.On("stage", "campaign.task.no_stage"))
			}
			put[id] = n
		}
	}
	if err := s.Campaign.Stage(c.Context(), c.Who, campaign.ID(c.Path("id")), put); err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/tasks")
}
