package campaignweb

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	campaignpage "plumbline/internal/doors/pages/campaign"
	chronicpage "plumbline/internal/doors/pages/chronic"
	chronicweb "plumbline/internal/doors/web/chronic"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/campaign"
	"plumbline/internal/rooms/chronic"
)

func init() { campaignPanels = append(campaignPanels, chronicPanel, spotPanel) }

// panelLines is how many problems the campaign's page shows.
const panelLines = 5

// chronicPanel is the chronic ledger on the page of its campaign: the figures with their fingerprints, the
// open problems whose date comes first, and the acts of the office.
func chronicPanel(s door, c *front.Ctx, p *campaignpage.Page) error {
	ctx, id := c.Context(), string(p.View.ID)
	if !p.View.Approved() || !access.Anywhere(c.Who, access.ReadChronic) {
		return nil
	}
	all, err := s.Chronic.Ledger(ctx, c.Who, chronic.Filter{Campaign: id, Limit: 200})
	if err != nil {
		return err
	}
	open, err := s.Chronic.Ledger(ctx, c.Who, chronic.Filter{Campaign: id, State: chronic.OpenStates, Limit: panelLines})
	if err != nil {
		return err
	}
	categories, err := chronicweb.ChronicCategories(s.Server, c)
	if err != nil {
		return err
	}
	closed := all.Counts[chronic.Closed]
	p.Chronic = campaignpage.Chronic{Shown: true, All: all.All(), Working: all.All() - closed, Href: "/chronic?campaign=" + id}
	for _, l := range open.Lines {
		p.Chronic.Lines = append(p.Chronic.Lines, campaignpage.ChronicLine{Number: l.Number, Title: l.Title, Category: categories.Title(l.Category), Unit: l.Unit, Measures: l.Measure, Standard: l.Standard,
			Due: l.Due, State: chronicpage.StateText(ctx, l.State), Colour: chronicpage.StateColour(l.State), Lamp: chronicpage.Lamp(ctx, l.State, l.Due, l.Closed, p.Today), Href: "/chronic/items/" + string(l.ID)})
	}
	sum, rules, built := sha256.New(), sha256.New(), 0
	for _, l := range all.Lines {
		sum.Write([]byte(l.ID + "\n"))
		if l.RuleBuilt != "" {
			rules.Write([]byte(l.ID + "\n"))
			built++
		}
	}
	list := i18n.T(ctx, "campaign.figure.list")
	figures := []campaignpage.Figure{
		{Order: figureChronic, Title: i18n.T(ctx, "campaign.figure.chronic"), N: strconv.Itoa(all.All()), Unit: i18n.T(ctx, "chronic.unit.items"), Note: i18n.T(ctx, "campaign.figure.chronic_note", "closed", closed, "open", all.All()-closed), Href: p.Chronic.Href, Link: list},
		{Order: figureRules, Title: i18n.T(ctx, "campaign.figure.rules"), N: strconv.Itoa(built), Unit: i18n.T(ctx, "chronic.unit.items"), Href: p.Chronic.Href + "&state=closed", Link: list},
	}
	if all.Next == "" { // the fingerprint is that of the whole list, or there is none
		figures[0].Hash, figures[1].Hash = hex.EncodeToString(sum.Sum(nil)), hex.EncodeToString(rules.Sum(nil))
	}
	p.Figures = append(p.Figures, figures...)
	return chronicButtons(s, c, p)
}

func chronicButtons(s door, c *front.Ctx, p *campaignpage.Page) error {
	ctx, id := c.Context(), string(p.View.ID)
	if access.Anywhere(c.Who, access.DraftSheet) || access.Anywhere(c.Who, access.SignSheet) {
		p.Buttons = append(p.Buttons, campaignpage.Button{Href: "/campaign/" + id + "/sheets", Icon: "report-analytics", Text: i18n.T(ctx, "campaign.sheet.week_print")})
		l, err := s.Campaign.Sheets(ctx, c.Who, campaign.ID(id))
		if err != nil {
			return err
		}
		for i, col := range l.Today.Columns {
			if x := l.Today.Total[i]; col.Code == "persons" && !x.None {
				p.Figures = append(p.Figures, campaignpage.Figure{Order: figureDue, Title: i18n.T(ctx, "campaign.figure.due"), N: strconv.Itoa(x.N), Unit: i18n.T(ctx, "campaign.figure.people"), Note: i18n.T(ctx, "campaign.figure.due_note"),
					Href: "/campaign/" + id + "/sheets", Link: i18n.T(ctx, "campaign.figure.list"), Hash: x.Hash})
			}
		}
	}
	if access.Anywhere(c.Who, access.CloseChronic) {
		p.Buttons = append(p.Buttons, campaignpage.Button{Href: "/chronic/draw?campaign=" + id, Icon: "dice", Text: i18n.T(ctx, "chronic.draw.do")})
	}
	if access.Anywhere(c.Who, access.RegisterChronic) {
		p.Buttons = append(p.Buttons, campaignpage.Button{Href: "/chronic/register?campaign=" + id, Icon: "plus", Text: i18n.T(ctx, "chronic.register.do"), Primary: true})
	}
	return nil
}

// spotPanel are the draws of the campaign, for those who see all of it.
func spotPanel(s door, c *front.Ctx, p *campaignpage.Page) error {
	list, err := s.Chronic.Batches(c.Context(), c.Who, string(p.View.ID))
	if fault.Is(err, fault.KindNotFound) || fault.Is(err, fault.KindDenied) {
		return nil
	}
	if err != nil {
		return err
	}
	p.Spots = campaignpage.Spots{Shown: len(list) > 0, Href: "/chronic?campaign=" + string(p.View.ID)}
	for _, b := range list {
		p.Spots.Lines = append(p.Spots.Lines, campaignpage.SpotLine{Title: i18n.T(c.Context(), "chronic.batch.n", "n", b.Number), On: b.Drawn, Drawn: min(b.Size, len(b.Pool)), Checked: b.Looked, Failed: b.Differs, Whom: b.Title, Href: "/chronic/draws/" + string(b.ID)})
	}
	return nil
}
