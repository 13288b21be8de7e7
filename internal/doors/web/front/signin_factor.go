package front

import (
	"encoding/json"
	"net/http"
	"strconv"

	"plumbline/internal/doors/pages/loginpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
)

// factorForm asks for the second factor.
func (s *Server) factorForm(c *Ctx) error {
	if to := c.missing("/login/factor", c.Query("next")); to != "" {
		return c.See(to)
	}
	return s.showFactor(c, http.StatusOK, c.Query("next"), nil)
}

func (s *Server) showFactor(c *Ctx, status int, next string, wrong error) error {
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	list, err := s.Access.Factors(c.Context(), c.Who)
	if err != nil {
		return err
	}
	m := loginpage.FactorModel{Org: org, Account: c.Session.Account, Next: next, Problems: part.ProblemsOf(c.Context(), wrong)}
	for _, f := range list {
		switch f.Kind {
		case access.TOTP:
			m.TOTP = true
		case access.Passkey:
			m.Passkey = c.Site().Secure()
		case access.Cert:
			m.Cert = true
		}
	}
	if m.Demo, err = s.demoCode(c); err != nil {
		return err
	}
	return c.RenderStatus(status, loginpage.Factor(m))
}

// demoCode is the code that the app of a demo's account shows now, "" outside the demo.
func (s *Server) demoCode(c *Ctx) (string, error) {
	if s.Config.DemoSecret == nil {
		return "", nil
	}
	secret := s.Config.DemoSecret(c.Session.Account)
	if secret == "" {
		return "", nil
	}
	return access.CodeAt(secret, s.DB.Clock().Now())
}

// factor takes the code of an authenticator app.
func (s *Server) factor(c *Ctx) error {
	next := c.Value("next")
	if to := c.missing("/login/factor", next); to != "" {
		return c.See(to)
	}
	k, err := s.Access.ConfirmTOTP(c.Context(), c.Who, c.mine(), c.Value("code"))
	if Invalid(err) {
		return s.showFactor(c, tooMany(c, err), next, err)
	}
	if err != nil {
		return err
	}
	c.carry(c.Session.Account, k)
	return c.See(Local(next))
}

// tooMany is the status of a wrong try: 429 with the time to wait when there were too many.
func tooMany(c *Ctx, err error) int {
	seconds, ok := access.TooMany(err)
	if !ok {
		return http.StatusUnprocessableEntity
	}
	c.W.Header().Set("Retry-After", strconv.Itoa(seconds))
	return http.StatusTooManyRequests
}

// asked is what a script gets to put before the browser's passkey window.
type asked struct {
	Options json.RawMessage `json:"options"`
	Ticket  string          `json:"ticket"`
}

func (c *Ctx) json(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, err = c.W.Write(raw)
	return err
}

// askPasskey begins the proof by a passkey, for a weak session or for a stranger.
func (s *Server) askPasskey(c *Ctx) error {
	options, ticket, err := s.Access.BeginPasskey(c.Context(), c.Who, c.Site(), c.Place())
	if err != nil {
		return err
	}
	return c.json(asked{options, ticket})
}

// passkey takes the browser's answer.
func (s *Server) passkey(c *Ctx) error {
	next := c.Value("next")
	if c.Who.Login != "" && !c.Who.Weak {
		return c.See(Local(next))
	}
	k, err := s.Access.FinishPasskey(c.Context(), c.Who, c.mine(), c.Site(), c.Value("ticket"), clean(c.R.FormValue("answer")))
	if Invalid(err) && c.Who.Login != "" {
		return s.showFactor(c, http.StatusUnprocessableEntity, next, err)
	}
	if Invalid(err) {
		return s.showLogin(c, http.StatusUnprocessableEntity, loginpage.Model{Next: next, Problems: part.ProblemsOf(c.Context(), err)})
	}
	if err != nil {
		return err
	}
	_, sess, err := s.Access.Resolve(c.Context(), k.Cookie) // a stranger has become somebody
	if err != nil {
		return err
	}
	c.carry(sess.Account, k)
	return c.See(Local(next))
}

// enrolForm offers a new second factor: to a person without any on the way in, and to one who is
// signed in and has just proven to be there.
func (s *Server) enrolForm(c *Ctx) error {
	if c.Who.Weak {
		if to := c.missing("/login/enrol", c.Query("next")); to != "" {
			return c.See(to)
		}
	} else if c.R.URL.Path == "/login/enrol" {
		return c.See(Local(c.Query("next")))
	}
	return s.showEnrol(c, http.StatusOK, nil)
}

func (s *Server) showEnrol(c *Ctx, status int, wrong error) error {
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	offer, err := s.Access.OfferTOTP(c.Who, c.Session.Account, i18n.T(c.Context(), "shell.product"))
	if err != nil {
		return err
	}
	m := loginpage.EnrolModel{Org: org, Account: c.Session.Account, Next: c.Query("next"), Name: c.Value("name"), Weak: c.Who.Weak,
		Secret: offer.Secret, Address: offer.URL, Passkey: c.Site().Secure(), Cert: s.takesCertificates(), Problems: part.ProblemsOf(c.Context(), wrong)}
	if c.R.Method == http.MethodPost {
		m.Next = c.Value("next")
	}
	page := loginpage.Enrol(m)
	if !m.Weak {
		page = loginpage.Another(m)
	}
	return c.RenderStatus(status, page)
}

// enrol adds the authenticator app that was offered.
func (s *Server) enrol(c *Ctx) error {
	if err := mayEnrol(s, c); err != nil { // the page below shows the secret
		return err
	}
	k, err := s.Access.EnrolTOTP(c.Context(), c.Who, c.mine(), c.Value("name"), c.Value("code"))
	if Invalid(err) {
		return s.showEnrol(c, tooMany(c, err), err)
	}
	if err != nil {
		return err
	}
	return s.enrolled(c, k)
}

func (s *Server) enrolled(c *Ctx, k access.Keys) error {
	if !c.Who.Weak {
		return c.See("/profile?done=factor")
	}
	c.carry(c.Session.Account, k)
	return c.See(Local(c.Value("next")))
}

// askNewPasskey begins the making of a passkey.
func (s *Server) askNewPasskey(c *Ctx) error {
	if err := mayEnrol(s, c); err != nil {
		return err
	}
	options, ticket, err := s.Access.BeginEnrolPasskey(c.Context(), c.Who, c.Site())
	if err != nil {
		return err
	}
	return c.json(asked{options, ticket})
}

// mayEnrol refuses early what adding a factor would refuse: the browser would else make a passkey
// that no account knows.
func mayEnrol(s *Server, c *Ctx) error {
	if !c.Who.Weak {
		return access.Fresh(c.Who, s.DB.Clock().Now())
	}
	if c.Session.Factors {
		return fault.Denied("second_factor")
	}
	return nil
}

// newPasskey takes the passkey that the browser made.
func (s *Server) newPasskey(c *Ctx) error {
	if err := mayEnrol(s, c); err != nil {
		return err
	}
	k, err := s.Access.EnrolPasskey(c.Context(), c.Who, c.mine(), c.Site(), c.Value("ticket"), c.Value("name"), clean(c.R.FormValue("answer")))
	if Invalid(err) {
		return s.showEnrol(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return s.enrolled(c, k)
}

// removeFactor takes one of the person's factors away.
func (s *Server) removeFactor(c *Ctx) error {
	err := s.Access.RemoveFactor(c.Context(), c.Who, c.Cookie, c.Value("factor"))
	if Invalid(err) {
		return s.showProfile(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/profile?done=removed")
}
