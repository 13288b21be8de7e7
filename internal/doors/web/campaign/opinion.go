package campaignweb

import (
	"net/http"

	campaignpage "plumbline/internal/doors/pages/campaign"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/rooms/campaign"
)

func (s door) opinions(c *front.Ctx) error {
	return s.showOpinions(c, http.StatusOK, nil)
}

func (s door) showOpinions(c *front.Ctx, status int, wrong error) error {
	f := campaign.Asked{Group: c.Query("group"), State: c.Query("state")}
	v, err := s.Campaign.Get(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	_, list, err := s.Campaign.Opinions(c.Context(), c.Who, v.ID, f)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Opinions(campaignpage.OpinionsModel{View: v, List: list, Asked: f, Today: c.Today(), Form: campaignForm(c, wrong, "group", "way", "came", "body")}))
}

// enter registers a letter or what was said at a meeting, and leads to it: the number for the person
// stands on its page.
func (s door) enter(c *front.Ctx) error {
	o, err := s.Campaign.Enter(c.Context(), c.Who, campaign.ID(c.Path("id")), campaign.NewOpinion{Group: c.Value("group"), Way: c.Value("way"), Body: c.Value("body"), CameOn: c.Value("came")})
	if front.Invalid(err) {
		return s.showOpinions(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/opinions/" + string(o.ID))
}

func (s door) opinion(c *front.Ctx) error {
	return s.showOpinion(c, http.StatusOK, nil)
}

func (s door) showOpinion(c *front.Ctx, status int, wrong error) error {
	v, err := s.Campaign.Opinion(c.Context(), c.Who, campaign.OpinionID(c.Path("opinion")))
	if err != nil {
		return err
	}
	f := campaignForm(c, wrong, "gist", "unit", "due", "kind", "reply", "changed", "why", "asked")
	if c.Reads() {
		f.Values["reply"], f.Values["changed"], f.Values["kind"] = v.Reply, v.Changed, v.Kind
		if v.AskedText != "" {
			f.Values["asked"], f.Values["changed"] = v.AskedText, v.ChangedText
		} else if v.Propose {
			f.Values["asked"] = v.Gist
		}
	}
	return c.RenderStatus(status, campaignpage.Opinion(campaignpage.OpinionModel{View: v, Today: c.Today(), Form: f}))
}

func (s door) opinionDone(c *front.Ctx, err error) error {
	if front.Invalid(err) {
		return s.showOpinion(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/opinions/" + c.Path("opinion"))
}

func opinion(c *front.Ctx) campaign.OpinionID { return campaign.OpinionID(c.Path("opinion")) }

func (s door) assign(c *front.Ctx) error {
	return s.opinionDone(c, s.Campaign.Assign(c.Context(), c.Who, opinion(c), campaign.Assigning{Unit: c.Value("unit"), Gist: c.Value("gist"), Due: c.Value("due")}))
}

func (s door) answer(c *front.Ctx) error {
	return s.opinionDone(c, s.Campaign.Answer(c.Context(), c.Who, opinion(c), campaign.Answering{Kind: c.Value("kind"), Reply: c.Value("reply"), Changed: c.Value("changed")}))
}

func (s door) approveAnswer(c *front.Ctx) error {
	return s.opinionDone(c, s.Campaign.ApproveAnswer(c.Context(), c.Who, opinion(c)))
}

func (s door) returnAnswer(c *front.Ctx) error {
	return s.opinionDone(c, s.Campaign.ReturnAnswer(c.Context(), c.Who, opinion(c), c.Value("why")))
}

func (s door) proposeText(c *front.Ctx) error {
	return s.opinionDone(c, s.Campaign.ProposeText(c.Context(), c.Who, opinion(c), campaign.Publishing{Asked: c.Value("asked"), Changed: c.Value("changed"), Checked: c.Value("checked") == "1"}))
}

func (s door) publish(c *front.Ctx) error {
	return s.opinionDone(c, s.Campaign.Publish(c.Context(), c.Who, opinion(c), c.Value("checked") == "1"))
}

// receipts lists receipts of self-reports for the persons named, and registers another.
func (s door) receipts(c *front.Ctx) error {
	return s.showReceipts(c, http.StatusOK, nil)
}

func (s door) showReceipts(c *front.Ctx, status int, wrong error) error {
	of, list, err := s.Campaign.Receipts(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	v, err := s.Campaign.Get(c.Context(), c.Who, of.ID)
	if err != nil {
		return err
	}
	_, set := of.Window(s.DB.Clock().Now())
	open := set && of.Approved() && of.Open() == nil && !s.DB.Clock().Now().Before(of.Opens)
	return c.RenderStatus(status, campaignpage.Receipts(campaignpage.ReceiptsModel{Of: of, List: list, Open: open, Pack: v.Pack, Form: campaignForm(c, wrong)}))
}

func (s door) register(c *front.Ctx) error {
	r, err := s.Campaign.Register(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/receipts/" + r.Number)
}

func (s door) receipt(c *front.Ctx) error {
	of, r, err := s.Campaign.OneReceipt(c.Context(), c.Who, campaign.ID(c.Path("id")), c.Path("number"))
	if err != nil {
		return err
	}
	v, err := s.Campaign.Get(c.Context(), c.Who, of.ID)
	if err != nil {
		return err
	}
	return c.Render(campaignpage.Receipt(campaignpage.ReceiptModel{Of: of, Receipt: r, Address: c.Site().Origin + "/open/receipt", Pack: v.Pack}))
}

// proposals lists the papers to competent organs.
func (s door) proposals(c *front.Ctx) error {
	return s.showProposals(c, http.StatusOK, nil)
}

func (s door) showProposals(c *front.Ctx, status int, wrong error) error {
	_, list, err := s.Campaign.Proposals(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	v, err := s.Campaign.Get(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Proposals(campaignpage.ProposalsModel{View: v, List: list, MayEdit: v.MayPropose(), Form: campaignForm(c, wrong, "kind", "person", "organ", "article", "facts", "noticed", "notice", "heard")}))
}

func (s door) propose(c *front.Ctx) error {
	id, err := s.Campaign.Propose(c.Context(), c.Who, campaign.ID(c.Path("id")), campaign.NewProposal{Person: c.Value("person"), Kind: c.Value("kind"), Organ: c.Value("organ"), Article: c.Value("article"),
		Facts: c.Value("facts"), NoticedOn: c.Value("noticed"), Notice: c.Value("notice"), Heard: c.Value("heard")})
	if front.Invalid(err) {
		return s.showProposals(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/proposals/" + string(id))
}

func (s door) proposal(c *front.Ctx) error {
	v, err := s.Campaign.OneProposal(c.Context(), c.Who, campaign.ProposalID(c.Path("proposal")))
	if err != nil {
		return err
	}
	return c.Render(campaignpage.Proposal(v))
}

func (s door) agree(c *front.Ctx) error {
	if err := s.Campaign.Agree(c.Context(), c.Who, campaign.ProposalID(c.Path("proposal"))); err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/proposals/" + c.Path("proposal"))
}
