package front

import (
	"net/http"

	"plumbline/internal/doors/pages/loginpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/fault"
)

// renewForm asks for a new password before anything else, where the house's profile wants it changed
// every 90 days.
func (s *Server) renewForm(c *Ctx) error {
	if to := c.missing("/login/renew", c.Query("next")); to != "" {
		return c.See(to)
	}
	return s.showRenew(c, http.StatusOK, c.Query("next"), nil)
}

func (s *Server) showRenew(c *Ctx, status int, next string, wrong error) error {
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, loginpage.Renew(loginpage.RenewModel{Org: org, Account: c.Session.Account, Next: next, Problems: part.ProblemsOf(c.Context(), wrong)}))
}

// renew replaces the password that is too old.
func (s *Server) renew(c *Ctx) error {
	next := c.Value("next")
	if to := c.missing("/login/renew", next); to != "" {
		return c.See(to)
	}
	err := s.replacePassword(c)
	if Invalid(err) {
		return s.showRenew(c, http.StatusUnprocessableEntity, next, err)
	}
	if err != nil {
		return err
	}
	return c.See(Local(next))
}

// replacePassword reads old, password and again, and carries the session's new cookie.
func (s *Server) replacePassword(c *Ctx) error {
	var typed fault.Check
	fresh := c.R.FormValue("password")
	typed.That(fresh == c.R.FormValue("again"), "again", "login.again_differs")
	if err := typed.Err(); err != nil {
		return err
	}
	k, err := s.Access.ChangePassword(c.Context(), c.Who, c.mine(), c.R.FormValue("old"), fresh)
	if err != nil {
		return err
	}
	c.carry(c.Session.Account, k)
	return nil
}
