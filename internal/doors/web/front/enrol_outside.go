package front

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"plumbline/internal/doors/pages/loginpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/idp"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
)

// ways are the other ways in that this house has, for the sign-in page.
func (s *Server) ways(c *Ctx, next string) (list []loginpage.Way) {
	in := s.Door.SignIn
	query := ""
	if next = Local(next); next != "/" {
		query = "?next=" + url.QueryEscape(next)
	}
	if in.Certificate != nil && in.Certificate.TwoFactors && s.Door.ClientCA != nil {
		list = append(list, loginpage.Way{Post: true, Href: "/login/certificate", Next: next, Icon: "usb", Text: i18n.T(c.ctx, "outside.name.cert")})
	}
	if in.OIDC != nil {
		list = append(list, loginpage.Way{Href: "/login/oidc" + query, Icon: "id", Text: c.placeName("oidc")})
	}
	if in.LDAP != nil {
		list = append(list, loginpage.Way{Href: "/login/directory" + query, Icon: "users", Text: c.placeName("ldap")})
	}
	return list
}

// placeName is what the house calls a place outside.
func (c *Ctx) placeName(way string) string {
	in, name := c.S.Door.SignIn, ""
	switch {
	case way == "oidc" && in.OIDC != nil:
		name = in.OIDC.Name
	case way == "ldap" && in.LDAP != nil:
		name = in.LDAP.Name
	}
	if name == "" {
		name = i18n.T(c.ctx, "outside.name."+way)
	}
	return name
}

// says turns what went wrong at a place outside into one sentence, and a status.
func (c *Ctx) says(way string, err error) (status int, said error) {
	key := ""
	status = http.StatusUnprocessableEntity
	switch {
	case errors.Is(err, idp.ErrDown):
		key, status = "outside.down", http.StatusServiceUnavailable
	case errors.Is(err, idp.ErrWrong):
		key = "outside.wrong"
	case errors.Is(err, idp.ErrNothing):
		key = "outside.nothing"
	case errors.Is(err, idp.ErrForged):
		key = "outside.forged"
	default:
		return tooMany(c, err), err
	}
	slog.Warn("sign-in elsewhere failed", "way", way, "err", err)
	return status, fault.Invalid(fault.On("", key, "place", c.placeName(way)))
}

// enter opens the session of the person who was named, or answers the fault.
func (s *Server) enter(c *Ctx, claim idp.Claim, next string) error {
	account, k, err := s.Access.SignInOutside(c.Context(), access.Outside{Way: claim.Way, Matches: claim.Matches, Value: claim.Value, Strong: claim.Strong}, c.bearer(""))
	if err != nil {
		return err
	}
	c.carry(account, k)
	return c.onward(next)
}

// onward leads on from a page of ours: after a redirect that began elsewhere the browser would keep
// back the session's cookie (SameSite=Strict).
func (c *Ctx) onward(next string) error {
	org, err := c.S.OrgName(c)
	if err != nil {
		return err
	}
	c.W.Header().Set("Refresh", "0;url="+Local(next))
	return c.Render(loginpage.Onward(org, Local(next)))
}

// directoryForm asks for the account of the house's directory.
func (s *Server) directoryForm(c *Ctx) error {
	return s.showDirectory(c, http.StatusOK, c.Query("next"), nil)
}

func (s *Server) showDirectory(c *Ctx, status int, next string, wrong error) error {
	if s.Door.SignIn.LDAP == nil {
		return fault.NotFound()
	}
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, loginpage.Directory(loginpage.DirectoryModel{Org: org, Name: c.placeName("ldap"), Login: c.Value("login"), Next: next, Problems: part.ProblemsOf(c.Context(), wrong)}))
}

// directory asks the directory with what was typed.
func (s *Server) directory(c *Ctx) error {
	in := s.Door.SignIn.LDAP
	if in == nil {
		return fault.NotFound()
	}
	login, next := c.Value("login"), c.Value("next")
	right, err := s.Access.Try(login, c.Place())
	if err == nil {
		var claim idp.Claim
		if claim, err = in.Ask(c.Context(), login, c.R.FormValue("password")); err == nil {
			right()
			err = s.enter(c, claim, next)
		}
	}
	if status, said := c.says("ldap", err); Invalid(said) {
		return s.showDirectory(c, status, next, said)
	}
	return err
}

const journeyCookie = "pl_oidc"

// toProvider sends the browser to the identity provider. What has to fit the answer stays in the
// browser that asked; the cookie is Lax, because the answer comes from the provider's site.
func (s *Server) toProvider(c *Ctx) error {
	if s.provider == nil {
		return fault.NotFound()
	}
	to, j, err := s.provider.Begin(c.Context(), Local(c.Query("next")))
	if err != nil {
		return s.backToLogin(c, "oidc", err)
	}
	raw, err := json.Marshal(j)
	if err != nil {
		return err
	}
	s.setJourney(c, base64.RawURLEncoding.EncodeToString(raw), int(idp.JourneyLasts.Seconds()))
	return c.See(to)
}

func (s *Server) setJourney(c *Ctx, value string, age int) {
	http.SetCookie(c.W, &http.Cookie{Name: s.Own(journeyCookie), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
}

// fromProvider takes the provider's answer.
func (s *Server) fromProvider(c *Ctx) error {
	if s.provider == nil {
		return fault.NotFound()
	}
	var j idp.Journey
	raw, err := base64.RawURLEncoding.DecodeString(c.CookieOf(s.Own(journeyCookie)))
	if err == nil {
		err = json.Unmarshal(raw, &j)
	}
	s.setJourney(c, "", -1)
	if err != nil || j.State == "" || j.State != c.Query("state") {
		return s.backToLogin(c, "oidc", idp.ErrForged)
	}
	claim, err := s.provider.End(c.Context(), j, c.Query("code"))
	if err == nil {
		err = s.enter(c, claim, j.Next)
	}
	if err != nil {
		return s.backToLogin(c, "oidc", err)
	}
	return nil
}

// backToLogin shows the sign-in page with one sentence; our own password is still offered there.
func (s *Server) backToLogin(c *Ctx, way string, err error) error {
	status, said := c.says(way, err)
	if !Invalid(said) {
		return said
	}
	return s.showLogin(c, status, loginpage.Model{Next: c.Value("next"), Problems: part.ProblemsOf(c.Context(), said)})
}
