package web

import (
	"net/http"

	campaignpage "plumbline/internal/doors/pages/campaign"
	"plumbline/internal/rooms/campaign"
)

func (s *Server) campaignOpinions(c *Ctx) error {
	return s.showOpinions(c, http.StatusOK, nil)
}

func (s *Server) showOpinions(c *Ctx, status int, wrong error) error {
	f := campaign.Asked{Group: c.Query("group"), State: c.Query("state")}
	v, err := s.Campaign.Get(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	_, list, err := s.Campaign.Opinions(c.Context(), c.Who, v.ID, f)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Opinions(campaignpage.OpinionsModel{View: v, List: list, Asked: f, Today: c.Today(), Form: c.campaignForm(wrong, "group", "way", "came", "body")}))
}

// campaignEnter registers a letter or what was said at a meeting, and leads to it: the number for the person
// stands on its page.
func (s *Server) campaignEnter(c *Ctx) error {
	o, err := s.Campaign.Enter(c.Context(), c.Who, campaign.ID(c.Path("id")), campaign.NewOpinion{Group: c.Value("group"), Way: c.Value("way"), Body: c.Value("body"), CameOn: c.Value("came")})
	if Invalid(err) {
		return s.showOpinions(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/opinions/" + string(o.ID))
}

func (s *Server) campaignOpinion(c *Ctx) error {
	return s.showOpinion(c, http.StatusOK, nil)
}

func (s *Server) showOpinion(c *Ctx, status int, wrong error) error {
	v, err := s.Campaign.Opinion(c.Context(), c.Who, campaign.OpinionID(c.Path("opinion")))
	if err != nil {
		return err
	}
	f := c.campaignForm(wrong, "gist", "unit", "due", "kind", "reply", "changed", "why", "asked")
	if c.reads() {
		f.Values["reply"], f.Values["changed"], f.Values["kind"] = v.Reply, v.Changed, v.Kind
		if v.AskedText != "" {
			f.Values["asked"], f.Values["changed"] = v.AskedText, v.ChangedText
		} else if v.Propose {
			f.Values["asked"] = v.Gist
		}
	}
	return c.RenderStatus(status, campaignpage.Opinion(campaignpage.OpinionModel{View: v, Today: c.Today(), Form: f}))
}

func (s *Server) opinionDone(c *Ctx, err error) error {
	if Invalid(err) {
		return s.showOpinion(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/opinions/" + c.Path("opinion"))
}

func (c *Ctx) opinion() campaign.OpinionID { return campaign.OpinionID(c.Path("opinion")) }

func (s *Server) campaignAssign(c *Ctx) error {
	return s.opinionDone(c, s.Campaign.Assign(c.Context(), c.Who, c.opinion(), campaign.Assigning{Unit: c.Value("unit"), Gist: c.Value("gist"), Due: c.Value("due")}))
}

func (s *Server) campaignAnswer(c *Ctx) error {
	return s.opinionDone(c, s.Campaign.Answer(c.Context(), c.Who, c.opinion(), campaign.Answering{Kind: c.Value("kind"), Reply: c.Value("reply"), Changed: c.Value("changed")}))
}

func (s *Server) campaignApproveAnswer(c *Ctx) error {
	return s.opinionDone(c, s.Campaign.ApproveAnswer(c.Context(), c.Who, c.opinion()))
}

func (s *Server) campaignReturnAnswer(c *Ctx) error {
	return s.opinionDone(c, s.Campaign.ReturnAnswer(c.Context(), c.Who, c.opinion(), c.Value("why")))
}

func (s *Server) campaignProposeText(c *Ctx) error {
	return s.opinionDone(c, s.Campaign.ProposeText(c.Context(), c.Who, c.opinion(), campaign.Publishing{Asked: c.Value("asked"), Changed: c.Value("changed"), Checked: c.Value("checked") == "1"}))
}

func (s *Server) campaignPublish(c *Ctx) error {
	return s.opinionDone(c, s.Campaign.Publish(c.Context(), c.Who, c.opinion(), c.Value("checked") == "1"))
}

// campaignReceipts lists receipts of self-reports for the persons named, and registers another.
func (s *Server) campaignReceipts(c *Ctx) error {
	return s.showReceipts(c, http.StatusOK, nil)
}

func (s *Server) showReceipts(c *Ctx, status int, wrong error) error {
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
	return c.RenderStatus(status, campaignpage.Receipts(campaignpage.ReceiptsModel{Of: of, List: list, Open: open, Pack: v.Pack, Form: c.campaignForm(wrong)}))
}

func (s *Server) campaignRegister(c *Ctx) error {
	r, err := s.Campaign.Register(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/receipts/" + r.Number)
}

func (s *Server) campaignReceipt(c *Ctx) error {
	of, r, err := s.Campaign.OneReceipt(c.Context(), c.Who, campaign.ID(c.Path("id")), c.Path("number"))
	if err != nil {
		return err
	}
	v, err := s.Campaign.Get(c.Context(), c.Who, of.ID)
	if err != nil {
		return err
	}
	return c.Render(campaignpage.Receipt(campaignpage.ReceiptModel{Of: of, Receipt: r, Address: c.site().Origin + "/open/receipt", Pack: v.Pack}))
}

// campaignProposals lists the papers to competent organs.
func (s *Server) campaignProposals(c *Ctx) error {
	return s.showProposals(c, http.StatusOK, nil)
}

func (s *Server) showProposals(c *Ctx, status int, wrong error) error {
	_, list, err := s.Campaign.Proposals(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	v, err := s.Campaign.Get(c.Context(), c.Who, campaign.ID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Proposals(campaignpage.ProposalsModel{View: v, List: list, MayEdit: v.MayPropose(), Form: c.campaignForm(wrong, "kind", "person", "organ", "article", "facts", "noticed", "notice", "heard")}))
}

func (s *Server) campaignPropose(c *Ctx) error {
	id, err := s.Campaign.Propose(c.Context(), c.Who, campaign.ID(c.Path("id")), campaign.NewProposal{Person: c.Value("person"), Kind: c.Value("kind"), Organ: c.Value("organ"), Article: c.Value("article"),
		Facts: c.Value("facts"), NoticedOn: c.Value("noticed"), Notice: c.Value("notice"), Heard: c.Value("heard")})
	if Invalid(err) {
		return s.showProposals(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/proposals/" + string(id))
}

func (s *Server) campaignProposal(c *Ctx) error {
	v, err := s.Campaign.OneProposal(c.Context(), c.Who, campaign.ProposalID(c.Path("proposal")))
	if err != nil {
		return err
	}
	return c.Render(campaignpage.Proposal(v))
}

func (s *Server) campaignAgree(c *Ctx) error {
	if err := s.Campaign.Agree(c.Context(), c.Who, campaign.ProposalID(c.Path("proposal"))); err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/proposals/" + c.Path("proposal"))
}
