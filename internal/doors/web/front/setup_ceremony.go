package front

import (
	"plumbline/internal/doors/pages/setuppage"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// ceremonyCookie marks the browser in which the three administrators were named.
const ceremonyCookie = "pl_setup"

// showCeremony shows who of the three has come; fault.NotFound once the house is open.
func (s *Server) showCeremony(c *Ctx, token string, codes []access.Code) error {
	state, err := s.Access.Ceremony(c.Context(), token)
	if err != nil {
		return err
	}
	if !state.Running {
		return fault.NotFound()
	}
	m := setuppage.Progress{Address: c.Site().Origin + "/enrol", Ceremony: state, Codes: codes, Mine: state.Mine, At: s.DB.Clock().Now()}
	if m.Org, err = s.OrgName(c); err != nil {
		return err
	}
	checks := s.environment(c)
	m.Checks = len(checks)
	for _, x := range checks {
		if x.OK {
			m.Passed++
		}
	}
	return c.Render(setuppage.Ceremony(m))
}

// repeatCode replaces a lost or lapsed code of one of the three.
func (s *Server) repeatCode(c *Ctx) error {
	token := c.CookieOf(s.Own(ceremonyCookie))
	code, err := s.Access.RepeatCode(c.Context(), token, c.Value("role"))
	if err != nil {
		return err
	}
	return s.showCeremony(c, token, []access.Code{code})
}

// inCeremony tells whether the three are still awaited. Once they are not they never are again, so
// the answer is kept.
func (s *Server) inCeremony(c *Ctx) (bool, error) {
	if s.allCame.Load() {
		return false, nil
	}
	state, err := s.Access.Ceremony(c.Context(), "")
	if err != nil {
		return false, err
	}
	empty, err := s.isEmpty(c)
	if err == nil && !empty && !state.Running {
		s.allCame.Store(true)
	}
	return state.Running, err
}
