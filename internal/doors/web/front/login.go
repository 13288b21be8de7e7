package front

import (
	"net/http"
	"net/url"

	"plumbline/internal/doors/pages/loginpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// loginForm shows the sign-in page, or the set-up page on an empty house.
func (s *Server) loginForm(c *Ctx) error {
	if c.Who.Weak {
		return c.See(c.halfway(c.Query("next")))
	}
	if c.Who.Login != "" {
		return c.See(Local(c.Query("next")))
	}
	empty, err := s.isEmpty(c)
	if err != nil {
		return err
	}
	if empty {
		return c.See("/setup")
	}
	return s.showLogin(c, http.StatusOK, loginpage.Model{Next: c.Query("next")})
}

func (s *Server) showLogin(c *Ctx, status int, m loginpage.Model) (err error) {
	if m.Org, err = s.OrgName(c); err != nil {
		return err
	}
	m.Passkey = c.Site().Secure()
	m.Ways = s.ways(c, m.Next)
	return c.RenderStatus(status, loginpage.Login(m))
}

// login takes the password, the first of two steps. A wrong name and a wrong password are one answer.
func (s *Server) login(c *Ctx) error {
	name := c.Value("login")
	in := access.Attempt{Login: name, Password: c.R.FormValue("password"), Place: c.Place(), Device: c.CookieOf(c.deviceCookie(name))}
	cookie, err := s.Access.SignIn(c.Context(), in)
	if Invalid(err) {
		m := loginpage.Model{Name: name, Next: c.Value("next"), Problems: part.ProblemsOf(c.Context(), err)}
		return s.showLogin(c, tooMany(c, err), m)
	}
	if err != nil {
		return err
	}
	c.carry(name, access.Keys{Cookie: cookie})
	to := "/login/factor"
	if next := Local(c.Value("next")); next != "/" {
		to += "?next=" + url.QueryEscape(next)
	}
	return c.See(to)
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
	http.SetCookie(c.W, &http.Cookie{Name: s.Own(LangCookie), Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	if c.Who.Login != "" {
		if err := s.Access.SetLang(c.Context(), c.Who, lang); err != nil {
			return err
		}
	}
	return c.See(Local(c.Value("back")))
}

func (s *Server) isEmpty(c *Ctx) (empty bool, err error) {
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		empty, err = access.IsEmpty(tx)
		return err
	})
	return empty, err
}

func pong(*db.Tx) error { return nil }
