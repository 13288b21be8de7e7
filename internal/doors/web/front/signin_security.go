package front

import (
	"net/http"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/pages/securitypage"
	"plumbline/internal/hall/access"
)

// security shows how people sign in, and which password profile is on.
func (s *Server) security(c *Ctx) error { return s.showSecurity(c, http.StatusOK, nil) }

func (s *Server) showSecurity(c *Ctx, status int, wrong error) error {
	profile, err := s.Org.PasswordProfile(c.Context(), c.Who)
	if err != nil {
		return err
	}
	m := securitypage.Model{Profile: profile, MayEdit: access.Anywhere(c.Who, access.EditSecurity), Done: c.Query("done") != "", Problems: part.ProblemsOf(c.Context(), wrong)}
	return c.RenderStatus(status, securitypage.Security(m))
}

// setSecurity chooses the password profile.
func (s *Server) setSecurity(c *Ctx) error {
	err := s.Org.SetPasswordProfile(c.Context(), c.Who, c.Value("profile"))
	if Invalid(err) {
		return s.showSecurity(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/admin/security?done=1")
}
