package web

import (
	"net/http"
	"strconv"

	orgpage "plumbline/internal/doors/pages/org"
	"plumbline/internal/hall/org"
)

func (s *Server) orgPeople(c *Ctx) error {
	v, err := s.Org.People(c.Context(), c.Who, org.PeopleQuery{Q: c.Query("q"), Unit: c.Query("unit"), After: c.Query("after")})
	if err != nil {
		return err
	}
	return c.Render(orgpage.People(v))
}

func (s *Server) orgPerson(c *Ctx) error { return s.orgPersonWith(c, http.StatusOK, nil) }

func (s *Server) orgPersonWith(c *Ctx, status int, problem error) error {
	v, err := s.Org.PersonPage(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orgpage.Person(v, c.orgForm(problem)))
}

func (s *Server) orgNewPerson(c *Ctx) error {
	v, err := s.Org.UnitPage(c.Context(), c.Who, org.UnitTree, c.Query("unit"))
	if err != nil {
		return err
	}
	f := orgpage.PersonForm{Form: orgpage.Form{Values: map[string]string{}}, Units: v.Tree}
	if c.Query("unit") != "" {
		f.Values["unit"] = v.Name
	}
	return c.Render(orgpage.EditPerson(f))
}

// personInput decodes the form of a person and finds the unit that was typed.
func (s *Server) personInput(c *Ctx) (org.PersonInput, error) {
	in := org.PersonInput{Name: c.Value("name"), Badge: c.Value("badge"), Phone: c.Value("phone")}
	u, err := s.Org.PickUnit(c.Context(), c.Who, org.UnitTree, "unit", c.Value("unit"))
	in.Unit = u.ID
	return in, err
}

// personAgain shows the form once more with what was wrong.
func (s *Server) personAgain(c *Ctx, f orgpage.PersonForm, problem error) error {
	v, err := s.Org.UnitPage(c.Context(), c.Who, org.UnitTree, "")
	if err != nil {
		return err
	}
	f.Form, f.Units = c.orgForm(problem), v.Tree
	return c.RenderStatus(http.StatusUnprocessableEntity, orgpage.EditPerson(f))
}

func (s *Server) orgAddPerson(c *Ctx) error {
	in, err := s.personInput(c)
	id := ""
	if err == nil {
		id, err = s.Org.AddPerson(c.Context(), c.Who, in)
	}
	if Invalid(err) {
		return s.personAgain(c, orgpage.PersonForm{}, err)
	}
	if err != nil {
		return err
	}
	return c.See("/org/people/" + id)
}

func (s *Server) orgEditPerson(c *Ctx) error {
	v, err := s.Org.PersonPage(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	units, err := s.Org.UnitPage(c.Context(), c.Who, org.UnitTree, "")
	if err != nil {
		return err
	}
	return c.Render(orgpage.EditPerson(orgpage.PersonForm{ID: v.Person.ID, Person: v.Person.Name, Version: v.Person.Version, Units: units.Tree,
		Form: orgpage.Form{Values: map[string]string{"name": v.Person.Name, "badge": v.Person.Badge, "phone": v.Person.Phone, "unit": v.Of.Name, "day": string(v.Today)}}}))
}

func (s *Server) orgChangePerson(c *Ctx) error {
	version, _ := strconv.ParseInt(c.Value("version"), 10, 64)
	in, err := s.personInput(c)
	if err == nil {
		err = s.Org.ChangePerson(c.Context(), c.Who, c.Path("id"), version, in)
	}
	if Invalid(err) {
		return s.personAgain(c, orgpage.PersonForm{ID: c.Path("id"), Person: c.Value("name"), Version: version}, err)
	}
	if err != nil {
		return err
	}
	return c.See("/org/people/" + c.Path("id"))
}

func (s *Server) orgRemovePerson(c *Ctx) error {
	if err := s.Org.RemovePerson(c.Context(), c.Who, c.Path("id"), c.typedDay("day")); err != nil {
		return err
	}
	return c.See("/org/people/" + c.Path("id"))
}

func (s *Server) orgSetPortfolio(c *Ctx) error {
	in := org.PortfolioInput{Person: c.Path("id"), Field: c.Value("field"), Since: c.typedDay("since")}
	var err error
	if q := c.Value("unit"); q != "" {
		var u org.Unit
		u, err = s.Org.PickUnit(c.Context(), c.Who, org.UnitTree, "unit", q)
		in.Unit = u.ID
	}
	if err == nil {
		_, err = s.Org.SetPortfolio(c.Context(), c.Who, in)
	}
	if Invalid(err) {
		return s.orgPersonWith(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/org/people/" + c.Path("id"))
}
