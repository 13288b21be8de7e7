package campaign

import (
	"context"
	"fmt"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Proposal is a paper to the competent organ about a person: what the organ is asked to look at, on which
// ground, with notice to the person and what the person said (DOMAIN.md 14). It changes nothing in the
// house: no state of a person is kept, no right goes, no list is made of it. The organ decides.
type Proposal struct {
	ID        ProposalID
	Campaign  ID
	Number    string // JY-26-01-02
	Unit      string
	UnitOrd   int64
	UnitName  string
	Person    string
	Name      string
	Kind      string // code of the pack's proposals
	Organ     string // to whom
	Basis     string // the regulation
	Article   string
	Facts     string
	NoticedOn clock.Day // when the person was told
	Notice    string    // how, and by whom
	Heard     string    // what the person said, or that nothing was said
	MadeBy    string
	Maker     string // person
	MadeAt    time.Time
	AgreedBy  string // who let the paper go out
	AgreedAt  time.Time
	Version   int64
}

// NewProposal is what the office fills in. Kind names a line of the pack, which brings the regulation;
// Article is typed where the pack has none.
type NewProposal struct {
	Person    string // name
	Kind      string
	Organ     string
	Article   string
	Facts     string
	NoticedOn string
	Notice    string
	Heard     string
}

// place of a proposal: the office and the leading group of the campaign; the person concerned never.
func (c Campaign) proposals(about string) access.Place {
	p := c.Place()
	if about != "" {
		p.About = []string{about}
	}
	return p
}

// Propose writes a proposal. Invalid names every missing part: without ground, organ, notice and hearing
// there is no paper.
func (r *Room) Propose(ctx context.Context, actor who.Actor, id ID, in NewProposal) (out ProposalID, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCampaign(tx, id)
		if err != nil {
			return err
		}
		if err := may(tx, access.EditCampaign, c); err != nil {
			return err
		}
		if !c.Approved() {
			return fault.Conflict("campaign.opinion.not_begun")
		}
		if err := c.Open(); err != nil {
			return err
		}
		p, err := r.proposed(tx, c, in)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditCampaign, c.proposals(p.Person)); err != nil {
			return err
		}
		n, err := nextOf(tx, "JY-"+c.Number)
		if err != nil {
			return err
		}
		p.Number = fmt.Sprintf("JY-%s-%02d", c.Number[3:], n)
		out = p.ID
		if err := insertProposal(tx, p); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "campaign.propose", Kind: "proposal", ID: string(p.ID), Version: 1, Unit: p.Unit, Details: map[string]string{"number": p.Number, "organ": p.Organ, "basis": p.Basis, "article": p.Article}})
	})
	return out, err
}

// proposed checks the form.
func (r *Room) proposed(tx *db.Tx, c Campaign, in NewProposal) (p Proposal, err error) {
	pk, err := r.pack(tx, c.Pack, c.PackVersion)
	if err != nil {
		return p, err
	}
	person, err := personNamed(tx, in.Person)
	if err != nil {
		return p, err
	}
	day, bad := clock.ParseDay(in.NoticedOn)
	p = Proposal{ID: ProposalID(db.NewID()), Campaign: c.ID, Person: person, Kind: in.Kind, Organ: in.Organ, Article: in.Article, Facts: in.Facts, NoticedOn: day, Notice: in.Notice, Heard: in.Heard,
		MadeBy: tx.Who.Label(), Maker: tx.Who.Person, MadeAt: tx.Now, Version: 1}
	known := false
	for _, k := range pk.Part(pack.CampaignProposals) {
		if k.Code == in.Kind {
			known = true
			p.Basis = k.Cites[0].Title.In("zh")
			if k.Cites[0].Article != "" {
				p.Article = k.Cites[0].Article
			}
		}
	}
	var wrong fault.Check
	wrong.That(person != "", "person", "campaign.person_unknown")
	wrong.That(known, "kind", "campaign.proposal.kind_unknown")
	wrong.That(p.Article != "" && len([]rune(p.Article)) <= 40, "article", "campaign.proposal.article_empty")
	wrong.That(p.Organ != "" && len([]rune(p.Organ)) <= 60, "organ", "campaign.proposal.organ_empty")
	wrong.That(p.Facts != "" && len([]rune(p.Facts)) <= 4000, "facts", "campaign.proposal.facts_empty")
	wrong.That(bad == nil && day != "" && day <= tx.Today(), "noticed", "campaign.proposal.noticed_wrong")
	wrong.That(p.Notice != "" && len([]rune(p.Notice)) <= 400, "notice", "campaign.proposal.notice_empty")
	wrong.That(p.Heard != "" && len([]rune(p.Heard)) <= 2000, "heard", "campaign.proposal.heard_empty")
	if err := wrong.Err(); err != nil {
		return p, err
	}
	p.Unit, p.UnitOrd, err = unitOf(tx, person)
	return p, err
}

// Agree lets the paper go out: somebody of the leading group, not who wrote it. The decision is the organ's.
func (r *Room) Agree(ctx context.Context, actor who.Actor, id ProposalID) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		p, err := loadProposal(tx, id)
		if err != nil {
			return err
		}
		c, err := loadCampaign(tx, p.Campaign)
		if err != nil {
			return err
		}
		place := c.proposals(p.Person)
		place.Hands = []string{p.Maker}
		if err := access.May(tx.Who, access.ApproveCampaign, place); err != nil {
			return err
		}
		if !p.AgreedAt.IsZero() {
			return fault.Conflict("campaign.not_now")
		}
		p.AgreedBy, p.AgreedAt = tx.Who.Label(), tx.Now
		if err := saveProposal(tx, &p); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "campaign.agree_proposal", Kind: "proposal", ID: string(id), Version: p.Version, Unit: p.Unit, Details: map[string]string{"number": p.Number, "organ": p.Organ}})
	})
}

// Proposals lists the papers of a campaign for the office and the leading group; a paper about the reader
// is not among them.
func (r *Room) Proposals(ctx context.Context, actor who.Actor, id ID) (c Campaign, out []Proposal, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if c, err = loadCampaign(tx, id); err != nil {
			return err
		}
		if err := judges(tx, c, ""); err != nil {
			return err
		}
		list, err := listProposals(tx, id)
		for _, p := range list {
			if judges(tx, c, p.Person) == nil {
				out = append(out, p)
			}
		}
		return err
	})
	return c, out, err
}

// ProposalView is one proposal with its campaign.
type ProposalView struct {
	Proposal
	Of       Campaign
	Pack     *pack.Pack
	MayAgree bool
}

// OneProposal reads one proposal. NotFound to the person concerned and to whoever is of neither group.
func (r *Room) OneProposal(ctx context.Context, actor who.Actor, id ProposalID) (v ProposalView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Proposal, err = loadProposal(tx, id); err != nil {
			return err
		}
		if v.Of, err = loadCampaign(tx, v.Campaign); err != nil {
			return err
		}
		if err = judges(tx, v.Of, v.Person); err != nil {
			return err
		}
		place := v.Of.proposals(v.Person)
		place.Hands = []string{v.Maker}
		v.MayAgree = v.AgreedAt.IsZero() && access.May(tx.Who, access.ApproveCampaign, place) == nil
		v.Pack, err = r.pack(tx, v.Of.Pack, v.Of.PackVersion)
		return err
	})
	return v, err
}

// judges lets in who runs or approves the campaign.
func judges(tx *db.Tx, c Campaign, about string) error {
	if access.May(tx.Who, access.EditCampaign, c.proposals(about)) == nil || access.May(tx.Who, access.ApproveCampaign, c.proposals(about)) == nil {
		return nil
	}
	return fault.NotFound()
}

// MayPropose tells whether the reader of a view may write proposals.
func (v View) MayPropose() bool { return v.May[access.EditCampaign] && v.Approved() && v.Open() == nil }
