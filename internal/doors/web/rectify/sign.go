package rectifyweb

import (
	"net/http"
	"net/url"
	"strings"

	"plumbline/internal/doors/pages/part"
	rectifypage "plumbline/internal/doors/pages/rectify"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/rectify"
)

func (s door) unitSign(c *front.Ctx) error {
	m, err := s.signModel(c, c.Query("unit"), c.Query("ref"))
	if err != nil {
		return err
	}
	return c.Render(rectifypage.Sign(*m))
}

// signModel reads what waits for the head; with a feedback chosen, its items too.
func (s door) signModel(c *front.Ctx, unit, ref string) (*rectifypage.SignModel, error) {
	m := &rectifypage.SignModel{Unit: unit, Ref: ref, Today: c.Today(), Form: url.Values{}}
	var err error
	if m.Waiting, err = s.Rectify.Waiting(c.Context(), c.Who); err != nil {
		return nil, err
	}
	if access.Anywhere(c.Who, access.SignPlan) {
		if m.Plans, err = s.Rectify.Plans(c.Context(), c.Who, rectify.PlanSubmitted); err != nil {
			return nil, err
		}
		if m.Inherited, err = s.Rectify.Inherited(c.Context(), c.Who); err != nil {
			return nil, err
		}
	}
	if ref == "" {
		return m, nil
	}
	if m.Open, err = s.Rectify.Received(c.Context(), c.Who, unit, ref); err != nil {
		return nil, err
	}
	if m.People, err = s.Rectify.People(c.Context(), c.Who, unit); err != nil {
		return nil, err
	}
	m.MaySign = access.May(c.Who, access.SignFeedback, m.Open[0].Item.Place()) == nil
	m.Org, err = s.OrgName(c)
	return m, err
}

func (s door) unitDoSign(c *front.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := rectify.FeedbackSigning{Unit: c.Value("unit"), Ref: c.Value("ref"), Opinion: c.Value("opinion"), Items: map[rectify.ItemID]rectify.Signing{}}
	for name := range form {
		if id, ok := strings.CutPrefix(name, "lead."); ok {
			in.Items[rectify.ItemID(id)] = rectify.Signing{Lead: c.Value(name), Owner: c.Value("owner." + id)}
		}
	}
	err = s.Rectify.SignFeedback(c.Context(), c.Who, in)
	switch {
	case err == nil:
		return c.See("/rectify?ref=" + url.QueryEscape(in.Ref))
	case !front.Invalid(err):
		return err
	}
	m, also := s.signModel(c, in.Unit, in.Ref)
	if also != nil {
		return also
	}
	m.Form, m.Problems = form, part.ProblemsOf(c.Context(), err)
	return c.RenderStatus(http.StatusUnprocessableEntity, rectifypage.Sign(*m))
}
