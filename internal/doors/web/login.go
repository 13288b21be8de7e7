package web

import (
	"net/http"

	"plumbline/internal/doors/pages/loginpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// loginForm shows the sign-in page, or the set-up page on an empty house.
func (s *Server) loginForm(c *Ctx) error {
	if c.Who.Login != "" {
		return c.See(local(c.Query("next")))
	}
	empty, err := s.isEmpty(c)
	if err != nil {
		return err
	}
	if empty {
		return c.See("/setup")
	}
	name, err := s.orgName(c)
	if err != nil {
		return err
	}
	m := loginpage.Model{Org: name, Next: c.Query("next")}
	if c.Query("done") == "setup" {
		m.Done = "setup.done"
	}
	return c.Render(loginpage.Login(m))
}

// login opens a session. A wrong name and a wrong password are one answer.
func (s *Server) login(c *Ctx) error {
	name := c.Value("login")
	cookie, err := s.Access.SignIn(c.Context(), name, c.R.FormValue("password"), c.place())
	if Invalid(err) {
		owner, failed := s.orgName(c)
		if failed != nil {
			return failed
		}
		return c.RenderStatus(http.StatusUnprocessableEntity, loginpage.Login(loginpage.Model{
			Org: owner, Name: name, Next: c.Value("next"), Problems: part.ProblemsOf(c.Context(), err),
		}))
	}
	if err != nil {
		return err
	}
	c.SetCookie(cookie)
	return c.See(local(c.Value("next")))
}

// logout ends the session and forgets the cookie.
func (s *Server) logout(c *Ctx) error {
	if err := s.Access.SignOut(c.Context(), c.Who, c.Cookie); err != nil {
		return err
	}
	c.forget()
	return c.See("/login")
}

// setLang remembers the language, for the account and for this browser.
func (s *Server) setLang(c *Ctx) error {
	lang := c.Value("lang")
	if lang != "zh" && lang != "en" {
		lang = "zh"
	}
	http.SetCookie(c.W, &http.Cookie{Name: s.own(langCookie), Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	if c.Who.Login != "" {
		if err := s.Access.SetLang(c.Context(), c.Who, lang); err != nil {
			return err
		}
	}
	return c.See(local(c.Value("back")))
}

func (s *Server) isEmpty(c *Ctx) (empty bool, err error) {
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		empty, err = access.IsEmpty(tx)
		return err
	})
	return empty, err
}

func pong(*db.Tx) error { return nil }
