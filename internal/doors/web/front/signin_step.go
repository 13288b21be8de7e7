package front

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"plumbline/internal/doors/pages/loginpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// signField carries the proof in a form; it is never repeated.
const signField = "sign"

// stepped lets a route with StepUp go on when the person proved to be there a moment ago, or proves
// it with this form; otherwise it asks, and the form comes again with everything that was typed.
func (s *Server) stepped(c *Ctx) (goOn bool, err error) {
	if access.Fresh(c.Who, s.DB.Clock().Now()) == nil {
		return true, nil
	}
	sign := ""
	if !c.Reads() {
		if _, err := c.Form(); err != nil {
			return false, err
		}
		sign = c.R.FormValue(signField)
	}
	if sign == "" {
		return false, s.askSign(c, nil)
	}
	err = s.sign(c, sign)
	if Invalid(err) {
		return false, s.askSign(c, err)
	}
	return err == nil, err
}

// sign proves that the person is there and goes on with the new cookie.
func (s *Server) sign(c *Ctx, proof string) error {
	k, err := s.Access.StepUp(c.Context(), c.Who, c.mine(), proof)
	if err != nil {
		return err
	}
	c.carry(c.Session.Account, k)
	a, sess, err := s.Access.Resolve(c.Context(), k.Cookie)
	if err != nil {
		return err
	}
	c.Who, c.Session = a, sess
	return nil
}

// wantsSign tells a verb that insists itself on a fresh proof.
func wantsSign(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.KindDenied && f.Rule == "step_up"
}

// askSign shows the page that asks for the proof. Its form is the one that was sent, with all its
// fields; a page that was to be read, and a form with files, which a page cannot repeat, come after.
func (s *Server) askSign(c *Ctx, wrong error) error {
	if c.plain() {
		if wrong == nil {
			wrong = fault.Denied("step_up")
		}
		return wrong
	}
	m := loginpage.StepModel{Action: c.R.URL.RequestURI(), Problems: part.ProblemsOf(c.Context(), wrong)}
	status := http.StatusUnprocessableEntity
	switch {
	case c.Reads():
		m.Action, m.Next, status = "/login/step", c.R.URL.RequestURI(), http.StatusOK
	case strings.HasPrefix(c.R.Header.Get("Content-Type"), "multipart/"):
		m.Action, m.Next, m.Files = "/login/step", "/", true
		if s.Serves(c.R.Pattern[strings.Index(c.R.Pattern, " ")+1:]) {
			m.Next = c.R.URL.Path
		}
	default:
		for _, name := range slices.Sorted(maps.Keys(c.R.PostForm)) {
			if name == signField || name == "csrf" {
				continue
			}
			for _, v := range c.R.PostForm[name] {
				m.Fields = append(m.Fields, loginpage.Kept{Name: name, Value: v})
			}
		}
	}
	return c.RenderStatus(status, loginpage.Step(m))
}

// stepForm asks for the proof before a page of the person's choice.
func (s *Server) stepForm(c *Ctx) error {
	return c.Render(loginpage.Step(loginpage.StepModel{Action: "/login/step", Next: Local(c.Query("next"))}))
}

// step takes the proof and leads to the page that wanted it.
func (s *Server) step(c *Ctx) error {
	err := s.sign(c, c.R.FormValue(signField))
	if Invalid(err) {
		m := loginpage.StepModel{Action: "/login/step", Next: Local(c.Value("next")), Problems: part.ProblemsOf(c.Context(), err)}
		return c.RenderStatus(tooMany(c, err), loginpage.Step(m))
	}
	if err != nil {
		return err
	}
	return c.See(Local(c.Value("next")))
}
