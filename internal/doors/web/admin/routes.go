package adminweb

import (
	"net/http"
	"net/url"

	adminpage "plumbline/internal/doors/pages/admin"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/admin/logins", Right: access.ReadLogin, Handle: s.adminLogins},
		{Method: post, Pattern: "/admin/logins", Right: access.MakeLogin, Handle: s.makeLogin},
		{Method: post, Pattern: "/admin/logins/active", Right: access.MakeLogin, Handle: s.setActive},
		{Method: post, Pattern: "/admin/logins/code", Right: access.MakeLogin, Handle: s.issueCode, StepUp: true},
		{Method: post, Pattern: "/admin/logins/end", Right: access.EndSessions, Handle: s.endSessions, StepUp: true},
		{Method: post, Pattern: "/admin/logins/require", Right: access.EndSessions, Handle: s.requireCode, StepUp: true},
	}
}

const loginsPage = 50

func (s door) adminLogins(c *front.Ctx) error {
	m, err := s.logins(c)
	if err != nil {
		return err
	}
	return c.Render(adminpage.Logins(m))
}

func (s door) logins(c *front.Ctx) (adminpage.LoginsModel, error) {
	find := c.Query("q")
	list, err := s.Access.Logins(c.Context(), c.Who, find, c.Query("after"), loginsPage)
	m := adminpage.LoginsModel{List: list, Find: find, Typed: map[string]string{},
		MayMake: access.Anywhere(c.Who, access.MakeLogin), MaySee: access.Anywhere(c.Who, access.ReadPolicy), MayEnd: access.Anywhere(c.Who, access.EndSessions)}
	if len(list) == loginsPage {
		m.Next = "/admin/logins?" + url.Values{"q": {find}, "after": {list[len(list)-1].Login}}.Encode()
	}
	return m, err
}

// backToLogins shows the list again with what was typed and what is wrong, or after a redirect.
func (s door) backToLogins(c *front.Ctx, err error) error {
	if !front.Invalid(err) {
		if err != nil {
			return err
		}
		return c.See("/admin/logins")
	}
	m, err2 := s.logins(c)
	if err2 != nil {
		return err2
	}
	m.Problems = part.ProblemsOf(c.Context(), err)
	for k := range c.R.Form {
		m.Typed[k] = c.Value(k)
	}
	return c.RenderStatus(http.StatusUnprocessableEntity, adminpage.Logins(m))
}

func (s door) makeLogin(c *front.Ctx) error {
	p, err := s.PersonNamed(c, "person", c.Value("person"))
	if err == nil {
		_, err = s.Access.MakeLogin(c.Context(), c.Who, access.NewLogin{Login: c.Value("login"), Person: p.ID, Title: c.Value("title")})
	}
	return s.backToLogins(c, err)
}

func (s door) setActive(c *front.Ctx) error {
	return s.backToLogins(c, s.Access.SetActive(c.Context(), c.Who, c.Value("id"), c.Value("active") == "1"))
}

func (s door) endSessions(c *front.Ctx) error {
	return s.backToLogins(c, s.Access.EndSessionsOf(c.Context(), c.Who, c.Value("id"), c.Value("reason")))
}

func (s door) requireCode(c *front.Ctx) error {
	return s.backToLogins(c, s.Access.RequireCode(c.Context(), c.Who, c.Value("id"), c.Value("reason")))
}
