package web

import (
	"net/http"

	"plumbline/internal/doors/pages/part"
	policypage "plumbline/internal/doors/pages/policy"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// mostRecusals bounds the list of one page; a search narrows it.
const mostRecusals = 300

func (s *Server) policyRecusals(c *Ctx) error { return s.showRecusals(c, http.StatusOK, nil) }

func (s *Server) showRecusals(c *Ctx, status int, problem error) (err error) {
	m := policypage.RecusalsModel{Find: c.Query("q"), Today: c.Today(), MayEdit: access.Anywhere(c.Who, access.EditRecusal),
		Typed: c.typed(nil).Values, Problems: part.ProblemsOf(c.Context(), problem)}
	if m.List, err = s.Access.Recusals(c.Context(), c.Who, m.Find, mostRecusals); err != nil {
		return err
	}
	return c.RenderStatus(status, policypage.Recusals(m))
}

func (s *Server) policyOwnRecusals(c *Ctx) error { return s.showOwn(c, http.StatusOK, nil) }

func (s *Server) showOwn(c *Ctx, status int, problem error) (err error) {
	m := policypage.RecusalsModel{Own: true, Today: c.Today(), MayEdit: true, Typed: c.typed(nil).Values, Problems: part.ProblemsOf(c.Context(), problem)}
	if m.List, err = s.Access.OwnRecusals(c.Context(), c.Who); err != nil {
		return err
	}
	return c.RenderStatus(status, policypage.Recusals(m))
}

// recusal reads the form: a unit by its name, or one item by its number.
func (s *Server) recusal(c *Ctx, person string) (in access.NewRecusal, err error) {
	in = access.NewRecusal{Person: person, Reason: c.Value("reason"), Basis: c.Value("basis")}
	if in.Since, in.Until, err = c.days("since", "until"); err != nil {
		return in, err
	}
	if number := c.Value("number"); number != "" && c.Value("unit") == "" {
		id, err := s.Rectify.Numbered(c.Context(), c.Who, number)
		if fault.Is(err, fault.KindNotFound) {
			return in, fault.Invalid(fault.On("number", "recusal.number_unknown", "number", number))
		}
		in.Kind, in.Ref, in.Label = access.KindItem, string(id), number
		return in, err
	}
	if name := c.Value("unit"); name != "" {
		u, err := s.unitNamed(c, "unit", name)
		in.Unit = u.ID
		return in, err
	}
	return in, nil // the verb says what is missing
}

func (s *Server) policyRecuse(c *Ctx) error {
	p, err := s.personNamed(c, "person", c.Value("person"))
	if err == nil {
		var in access.NewRecusal
		if in, err = s.recusal(c, p.ID); err == nil {
			_, err = s.Access.Recuse(c.Context(), c.Who, in)
		}
	}
	if Invalid(err) {
		return s.showRecusals(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/admin/recusals")
}

func (s *Server) policyRecuseOwn(c *Ctx) error {
	in, err := s.recusal(c, c.Who.Person)
	if err == nil {
		_, err = s.Access.Recuse(c.Context(), c.Who, in)
	}
	if Invalid(err) {
		return s.showOwn(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/recusals")
}

func (s *Server) policyLift(c *Ctx) error {
	err := s.Access.Lift(c.Context(), c.Who, c.Value("id"), c.Value("why"))
	if Invalid(err) {
		return s.showRecusals(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/admin/recusals")
}
