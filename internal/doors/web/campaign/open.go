package campaignweb

import (
	"net/http"
	"strconv"
	"time"

	"plumbline/internal/doors"
	campaignpage "plumbline/internal/doors/pages/campaign"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// openGate bounds what strangers may send and look up: ten at once from one address and then one in half a
// minute, sixty in all and then one a second. It lives in memory and keeps nothing.
func openGate(h *doors.House) *access.Gate {
	return access.NewGate(h.DB.Clock(), 10, 30*time.Second, 60, time.Second)
}

// openRoutes are the pages of the open door: nobody is signed in, and who is signed in in the same browser is
// not looked at.
func (s door) openRoutes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	const small = 32 << 10
	return []front.Route{
		{Method: get, Pattern: "/open/receipt", Right: access.Public, Handle: s.openReceipt, Blind: true},
		{Method: post, Pattern: "/open/receipt", Right: access.Public, Handle: s.openConfirm, Blind: true, Body: small},
		{Method: get, Pattern: "/open/{code}", Right: access.Public, Handle: s.openPage, Blind: true},
		{Method: post, Pattern: "/open/{code}", Right: access.Public, Handle: s.openSubmit, Blind: true, Body: small},
		{Method: post, Pattern: "/open/{code}/reply", Right: access.Public, Handle: s.openReply, Blind: true, Body: small},
		{Method: post, Pattern: "/open/{code}/content", Right: access.Public, Handle: s.openContent, Blind: true, Body: small},
		{Method: get, Pattern: "/open/{code}/published", Right: access.Public, Handle: s.openPublished, Blind: true},
	}
}

// openModel reads what the public may of the campaign of the address.
func (s door) openModel(c *front.Ctx, wrong error) (m campaignpage.OpenModel, err error) {
	if m.Public, err = s.Campaign.Public(c.Context(), c.Path("code")); err != nil {
		return m, err
	}
	m.Form = campaignForm(c, wrong, "group", "body", "number")
	m.Org, err = s.OrgName(c)
	return m, err
}

// turn charges a try of a stranger; more than enough of them is Invalid, and status 429.
func (s door) turn(c *front.Ctx) (status int, err error) {
	if _, wait := s.callers.Try(c.Place()); wait > 0 {
		n := int(wait.Seconds()) + 1
		c.W.Header().Set("Retry-After", strconv.Itoa(n))
		return http.StatusTooManyRequests, fault.Invalid(fault.On("", "campaign.open.too_many", "n", n))
	}
	return http.StatusUnprocessableEntity, nil
}

func (s door) openPage(c *front.Ctx) error { return s.showOpen(c, http.StatusOK, nil) }

func (s door) showOpen(c *front.Ctx, status int, wrong error) error {
	m, err := s.openModel(c, wrong)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Open(m))
}

func (s door) openSubmit(c *front.Ctx) error {
	status, err := s.turn(c)
	if err != nil {
		return s.showOpen(c, status, err)
	}
	o, err := s.Campaign.Submit(c.Context(), c.Path("code"), c.Value("group"), c.Value("body"))
	if front.Invalid(err) {
		return s.showOpen(c, status, err)
	}
	if err != nil {
		return err
	}
	m, err := s.openModel(c, nil)
	if err != nil {
		return err
	}
	return c.Render(campaignpage.Thanks(m, o.Receipt))
}

// openReply shows the holder of a number how far the opinion is; the number is in the body and in no address.
func (s door) openReply(c *front.Ctx) error {
	status, err := s.turn(c)
	if err != nil {
		return s.showOpen(c, status, err)
	}
	return s.showReply(c, http.StatusOK, nil)
}

func (s door) showReply(c *front.Ctx, status int, wrong error) error {
	m, err := s.openModel(c, wrong)
	if err != nil {
		return err
	}
	r, err := s.Campaign.LookUp(c.Context(), c.Path("code"), c.Value("number"))
	if fault.Is(err, fault.KindNotFound) {
		return s.showOpen(c, http.StatusUnprocessableEntity, fault.Invalid(fault.On("number", "campaign.open.number_unknown")))
	}
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Reply(m, r))
}

func (s door) openContent(c *front.Ctx) error {
	status, err := s.turn(c)
	if err == nil {
		err = s.Campaign.SayContent(c.Context(), c.Path("code"), c.Value("number"), c.Value("content"))
	}
	if err != nil && !front.Invalid(err) {
		return err
	}
	if err == nil {
		status = http.StatusOK
	}
	return s.showReply(c, status, err)
}

func (s door) openPublished(c *front.Ctx) error {
	m, err := s.openModel(c, nil)
	if err != nil {
		return err
	}
	return c.Render(campaignpage.Published(m))
}

// openReceipt confirms that the paper of a number was handed in on a day.
func (s door) openReceipt(c *front.Ctx) error { return s.showConfirm(c, http.StatusOK, nil, "") }

func (s door) openConfirm(c *front.Ctx) error {
	status, err := s.turn(c)
	if err != nil {
		return s.showConfirm(c, status, err, "")
	}
	on, err := s.Campaign.Confirm(c.Context(), c.Value("number"))
	if fault.Is(err, fault.KindNotFound) {
		return s.showConfirm(c, http.StatusUnprocessableEntity, fault.Invalid(fault.On("number", "campaign.open.number_unknown")), "")
	}
	if err != nil {
		return err
	}
	return s.showConfirm(c, http.StatusOK, nil, on)
}

func (s door) showConfirm(c *front.Ctx, status int, wrong error, on clock.Day) error {
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Confirm(org, campaignForm(c, wrong, "number"), on))
}
