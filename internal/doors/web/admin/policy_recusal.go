package adminweb

import (
	"net/http"

	"plumbline/internal/doors/pages/part"
	policypage "plumbline/internal/doors/pages/policy"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// mostRecusals bounds the list of one page; a search narrows it.
const mostRecusals = 300

func (s door) policyRecusals(c *front.Ctx) error { return s.showRecusals(c, http.StatusOK, nil) }

func (s door) showRecusals(c *front.Ctx, status int, problem error) (err error) {
	m := policypage.RecusalsModel{Find: c.Query("q"), Today: c.Today(), MayEdit: access.Anywhere(c.Who, access.EditRecusal),
		Typed: c.Typed(), Problems: part.ProblemsOf(c.Context(), problem)}
	if m.List, err = s.Access.Recusals(c.Context(), c.Who, m.Find, mostRecusals); err != nil {
		return err
	}
	return c.RenderStatus(status, policypage.Recusals(m))
}

func (s door) policyOwnRecusals(c *front.Ctx) error { return s.showOwn(c, http.StatusOK, nil) }

func (s door) showOwn(c *front.Ctx, status int, problem error) (err error) {
	m := policypage.RecusalsModel{Own: true, Today: c.Today(), MayEdit: true, Typed: c.Typed(), Problems: part.ProblemsOf(c.Context(), problem)}
	if m.List, err = s.Access.OwnRecusals(c.Context(), c.Who); err != nil {
		return err
	}
	return c.RenderStatus(status, policypage.Recusals(m))
}

// recusal reads the form: a unit by its name, or one item by its number.
func (s door) recusal(c *front.Ctx, person string) (in access.NewRecusal, err error) {
	in = access.NewRecusal{Person: person, Reason: c.Value("reason"), Basis: c.Value("basis")}
	if in.Since, in.Until, err = c.Days("since", "until"); err != nil {
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
		u, err := s.UnitNamed(c, "unit", name)
		in.Unit = u.ID
		return in, err
	}
	return in, nil // the verb says what is missing
}

func (s door) policyRecuse(c *front.Ctx) error {
	p, err := s.PersonNamed(c, "person", c.Value("person"))
	if err == nil {
		var in access.NewRecusal
		if in, err = s.recusal(c, p.ID); err == nil {
			_, err = s.Access.Recuse(c.Context(), c.Who, in)
		}
	}
	if front.Invalid(err) {
		return s.showRecusals(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/admin/recusals")
}

func (s door) policyRecuseOwn(c *front.Ctx) error {
	in, err := s.recusal(c, c.Who.Person)
	if err == nil {
		_, err = s.Access.Recuse(c.Context(), c.Who, in)
	}
	if front.Invalid(err) {
		return s.showOwn(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/recusals")
}

func (s door) policyLift(c *front.Ctx) error {
	err := s.Access.Lift(c.Context(), c.Who, c.Value("id"), c.Value("why"))
	if front.Invalid(err) {
		return s.showRecusals(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/admin/recusals")
}
