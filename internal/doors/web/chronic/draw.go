package chronicweb

import (
	"net/http"

	chronicpage "plumbline/internal/doors/pages/chronic"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/rooms/chronic"
)

func (s door) draw(c *front.Ctx) error {
	return s.showChronicDraw(c, http.StatusOK, chronicpage.Form{Values: map[string]string{"campaign": c.Query("campaign")}}, nil)
}

func (s door) showChronicDraw(c *front.Ctx, status int, f chronicpage.Form, chosen []string) error {
	m := chronicpage.DrawModel{Form: f, Chosen: chosen}
	var err error
	if m.Campaigns, err = s.Chronic.Campaigns(c.Context(), c.Who); err != nil {
		return err
	}
	if m.Units, err = s.Chronic.Reviewable(c.Context(), c.Who); err != nil {
		return err
	}
	return c.RenderStatus(status, chronicpage.Draw(m))
}

func (s door) drawn(c *front.Ctx) error {
	due, err := c.DayOf("due")
	var id chronic.BatchID
	if err == nil {
		id, err = s.Chronic.Draw(c.Context(), c.Who, chronic.Drawing{Campaign: c.Value("campaign"), Kind: c.Value("kind"), Title: c.Value("title"), Size: c.Number("size"), Reviewers: c.Values("reviewers"), Due: due})
	}
	if front.Invalid(err) {
		return s.showChronicDraw(c, http.StatusUnprocessableEntity, chronicForm(c, err, "campaign", "kind", "title", "size", "due"), c.Values("reviewers"))
	}
	if err != nil {
		return err
	}
	return c.See("/chronic/draws/" + string(id))
}

func (s door) batch(c *front.Ctx) error {
	p, err := s.Chronic.BatchPage(c.Context(), c.Who, chronic.BatchID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.Render(chronicpage.Batch(p, c.Today()))
}

func (s door) lot(c *front.Ctx) error {
	return s.showChronicLot(c, http.StatusOK, chronicpage.Form{})
}

func (s door) showChronicLot(c *front.Ctx, status int, f chronicpage.Form) error {
	v, err := s.Chronic.LotPage(c.Context(), c.Who, chronic.LotID(c.Path("id")))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, chronicpage.Lot(chronicpage.LotModel{V: v, Form: f, Today: c.Today()}))
}

// lotActed comes back to the page of the review after an act.
func (s door) lotActed(c *front.Ctx, err error) error {
	if front.Invalid(err) {
		return s.showChronicLot(c, http.StatusUnprocessableEntity, chronicForm(c, err, "sampled", "matched", "verdict", "words"))
	}
	if err != nil {
		return err
	}
	return c.See("/chronic/lots/" + c.Path("id"))
}

func (s door) review(c *front.Ctx) error {
	return s.lotActed(c, s.Chronic.Review(c.Context(), c.Who, chronic.LotID(c.Path("id")),
		chronic.Reviewing{Verdict: c.Value("verdict"), Sampled: c.Number("sampled"), Matched: c.Number("matched"), Words: c.Value("words")}))
}

func (s door) name(c *front.Ctx) error {
	return s.lotActed(c, s.Chronic.NameReviewers(c.Context(), c.Who, chronic.LotID(c.Path("id")), c.Values("persons")))
}
