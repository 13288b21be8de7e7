package front

import (
	"encoding/json"
	"net/http"
	"strings"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/pages/profilepage"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/audit"
)

// profile shows the person's own account: factors, password, language, open sessions, what happened
// to it.
func (s *Server) profile(c *Ctx) error { return s.showProfile(c, http.StatusOK, nil) }

func (s *Server) showProfile(c *Ctx, status int, wrong error) error {
	m := profilepage.Model{Account: c.Session.Account, Done: c.Query("done"), Problems: part.ProblemsOf(c.Context(), wrong)}
	factors, err := s.Access.Factors(c.Context(), c.Who)
	if err != nil {
		return err
	}
	for _, f := range factors {
		m.Factors = append(m.Factors, profilepage.Factor{ID: f.ID, Kind: f.Kind, Name: f.Name, Made: f.Made, Used: f.Used})
	}
	list, err := s.Access.Sessions(c.Context(), c.Who)
	if err != nil {
		return err
	}
	for _, x := range list {
		m.Sessions = append(m.Sessions, profilepage.Session{ID: x.Short(), Place: x.Place, Made: x.Made, Seen: x.Seen, Mine: x.ID == c.Session.ID})
	}
	if m.Events, err = s.ownEvents(c); err != nil {
		return err
	}
	return c.RenderStatus(status, profilepage.Profile(m))
}

// mostEvents are shown of the record of the own account.
const mostEvents = 12

// ownEvents reads what the record says of the person's own account: anybody may know that.
func (s *Server) ownEvents(c *Ctx) (out []profilepage.Event, err error) {
	page, err := s.Audit.List(c.Context(), c.Who, audit.Filter{Kind: "login", ID: c.Who.Login})
	if err != nil {
		return nil, err
	}
	for _, r := range page.Rows[:min(len(page.Rows), mostEvents)] {
		e := profilepage.Event{At: r.Time(), Action: r.Action, By: r.Name, Alarm: audit.IsAlarm(r.Action)}
		if strings.HasPrefix(r.Actor, "job:") {
			e.By = i18n.T(c.ctx, "audit.system")
		}
		var details struct {
			Place string `json:"place"`
		}
		if json.Unmarshal([]byte(r.Body), &details) == nil { // details of other entries have no place
			e.Place = details.Place
		}
		out = append(out, e)
	}
	return out, nil
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
