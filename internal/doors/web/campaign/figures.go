package campaignweb

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	campaignpage "plumbline/internal/doors/pages/campaign"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/campaign"
)

// Places of the figures in the row of a campaign's page.
const (
	figureDue = iota + 1
	figureHanded
	figureSelf
	figureFound
	figureChronic
	figureRules
	figureDoor
)

// ownFigures are the figures that the room of campaigns keeps itself: self-reports and opinions.
func ownFigures(s door, c *front.Ctx, p *campaignpage.Page) error {
	ctx, v := c.Context(), p.View
	base := "/campaign/" + string(v.ID)
	if r := v.Reports; r.Shown {
		if _, set := v.Window(p.Now); set {
			f := campaignpage.Figure{Order: figureSelf, Title: i18n.T(ctx, "campaign.figure.self"), N: strconv.Itoa(r.Total), Unit: i18n.T(ctx, "campaign.figure.papers", "n", r.Total), Note: i18n.T(ctx, "campaign.figure.self_note")}
			if r.Split {
				f.Note = i18n.T(ctx, "campaign.figure.self_split", "n", r.Inside)
			}
			if r.MayReceive {
				f.Href, f.Link = base+"/receipts", i18n.T(ctx, "campaign.figure.numbers")
			}
			p.Figures = append(p.Figures, f)
		}
	}
	if !v.Approved() {
		return nil
	}
	_, list, err := s.Campaign.Opinions(ctx, c.Who, v.ID, campaign.Asked{})
	if err != nil {
		return err
	}
	sum := sha256.New()
	for _, o := range list {
		sum.Write([]byte(o.Number + "\n"))
	}
	p.Figures = append(p.Figures, campaignpage.Figure{Order: figureDoor, Title: i18n.T(ctx, "campaign.figure.door"), N: strconv.Itoa(v.Door.All), Unit: i18n.T(ctx, "campaign.figure.opinions", "n", v.Door.All),
		Note: i18n.T(ctx, "campaign.figure.door_note", "n", v.Door.Replied), Href: base + "/opinions", Link: i18n.T(ctx, "campaign.figure.list"), Hash: hex.EncodeToString(sum.Sum(nil))})
	return nil
}
