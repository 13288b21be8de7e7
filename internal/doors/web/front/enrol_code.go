package front

import (
	"net/http"

	"plumbline/internal/doors/pages/loginpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// enrolRoutes are the way in with a one-time code, and those by which somebody outside says who a
// person is.
func (s *Server) enrolRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	const small = 16 << 10
	return []Route{
		{Method: get, Pattern: "/enrol", Right: access.Public, Handle: s.enrolCodeForm},
		{Method: post, Pattern: "/enrol", Right: access.Public, Handle: s.enrolCode, Body: small},
		{Method: post, Pattern: "/setup/code", Right: access.Public, Handle: s.repeatCode, Body: small},
		{Method: get, Pattern: "/login/directory", Right: access.Public, Handle: s.directoryForm},
		{Method: post, Pattern: "/login/directory", Right: access.Public, Handle: s.directory, Body: small},
		{Method: get, Pattern: "/login/oidc", Right: access.Public, Handle: s.toProvider},
		{Method: get, Pattern: "/login/oidc/back", Right: access.Public, Handle: s.fromProvider},
		{Method: post, Pattern: "/login/certificate", Right: access.Public, Handle: s.certificate, Body: small},
		{Method: post, Pattern: "/login/enrol/certificate", Right: access.Halfway, Handle: s.newCertificate, Body: small},
	}
}

// enrolCodeForm is for a person with a slip.
func (s *Server) enrolCodeForm(c *Ctx) error {
	if c.Who.Login != "" && !c.Who.Weak {
		return c.See("/")
	}
	return s.showCode(c, http.StatusOK, nil)
}

func (s *Server) showCode(c *Ctx, status int, wrong error) error {
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, loginpage.Code(loginpage.CodeModel{Org: org, Login: c.Value("login"), Problems: part.ProblemsOf(c.Context(), wrong)}))
}

// enrolCode takes the one-time code and the new password; the second factor comes next.
func (s *Server) enrolCode(c *Ctx) error {
	in := access.Enrolment{Login: c.Value("login"), Code: c.Value("code"), Password: c.R.FormValue("password"), Place: c.Place()}
	var typed fault.Check
	typed.That(in.Password == c.R.FormValue("again"), "again", "enrol.again_differs")
	err := typed.Err()
	var k access.Keys
	if err == nil {
		k, err = s.Access.Enrol(c.Context(), in)
	}
	if Invalid(err) {
		return s.showCode(c, tooMany(c, err), err)
	}
	if err != nil {
		return err
	}
	c.carry(in.Login, k)
	return c.See("/login/enrol")
}
