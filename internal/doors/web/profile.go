package web

import (
	"net/http"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/pages/profilepage"
)

// profile shows the person's own account: password, language, open sessions.
func (s *Server) profile(c *Ctx) error { return s.showProfile(c, http.StatusOK, nil) }

func (s *Server) showProfile(c *Ctx, status int, wrong error) error {
	list, err := s.Access.Sessions(c.Context(), c.Who)
	if err != nil {
		return err
	}
	m := profilepage.Model{Done: c.Query("done"), Problems: part.ProblemsOf(c.Context(), wrong)}
	for _, x := range list {
		m.Sessions = append(m.Sessions, profilepage.Session{
			Place: x.Place, Made: x.Made, Seen: x.Seen, Ends: x.Ends, Mine: x.ID == c.Session.ID,
		})
	}
	return c.RenderStatus(status, profilepage.Profile(m))
}

// changePassword replaces the person's own password and ends the other sessions.
func (s *Server) changePassword(c *Ctx) error {
	err := s.replacePassword(c)
	if Invalid(err) {
		return s.showProfile(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/profile?done=password")
}

// endSessions ends every session of the person but this one.
func (s *Server) endSessions(c *Ctx) error {
	if err := s.Access.EndOthers(c.Context(), c.Who, c.Cookie); err != nil {
		return err
	}
	return c.See("/profile?done=sessions")
}

// endSession ends one other session of the person.
func (s *Server) endSession(c *Ctx) error {
	if err := s.Access.EndOne(c.Context(), c.Who, c.Value("session")); err != nil {
		return err
	}
	return c.See("/profile?done=session")
}
