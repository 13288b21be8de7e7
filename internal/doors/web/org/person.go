package orgweb

import (
	"net/http"
	"strconv"

	orgpage "plumbline/internal/doors/pages/org"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/org"
)

func (s door) people(c *front.Ctx) error {
	v, err := s.Org.People(c.Context(), c.Who, org.PeopleQuery{Q: c.Query("q"), Unit: c.Query("unit"), After: c.Query("after")})
	if err != nil {
		return err
	}
	return c.Render(orgpage.People(v))
}

func (s door) person(c *front.Ctx) error { return s.personWith(c, http.StatusOK, nil) }

func (s door) personWith(c *front.Ctx, status int, problem error) error {
	v, err := s.Org.PersonPage(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orgpage.Person(v, orgForm(c, problem)))
}

func (s door) newPerson(c *front.Ctx) error {
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
func (s door) personInput(c *front.Ctx) (org.PersonInput, error) {
	in := org.PersonInput{Name: c.Value("name"), Badge: c.Value("badge"), Phone: c.Value("phone")}
	u, err := s.Org.PickUnit(c.Context(), c.Who, org.UnitTree, "unit", c.Value("unit"))
	in.Unit = u.ID
	return in, err
}

// personAgain shows the form once more with what was wrong.
func (s door) personAgain(c *front.Ctx, f orgpage.PersonForm, problem error) error {
	v, err := s.Org.UnitPage(c.Context(), c.Who, org.UnitTree, "")
	if err != nil {
		return err
	}
	f.Form, f.Units = orgForm(c, problem), v.Tree
	return c.RenderStatus(http.StatusUnprocessableEntity, orgpage.EditPerson(f))
}

func (s door) addPerson(c *front.Ctx) error {
	in, err := s.personInput(c)
	id := ""
	if err == nil {
		id, err = s.Org.AddPerson(c.Context(), c.Who, in)
	}
	if front.Invalid(err) {
		return s.personAgain(c, orgpage.PersonForm{}, err)
	}
	if err != nil {
		return err
	}
	return c.See("/org/people/" + id)
}

func (s door) editPerson(c *front.Ctx) error {
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

func (s door) changePerson(c *front.Ctx) error {
	version, _ := strconv.ParseInt(c.Value("version"), 10, 64)
	in, err := s.personInput(c)
	if err == nil {
		err = s.Org.ChangePerson(c.Context(), c.Who, c.Path("id"), version, in)
	}
	if front.Invalid(err) {
		return s.personAgain(c, orgpage.PersonForm{ID: c.Path("id"), Person: c.Value("name"), Version: version}, err)
	}
	if err != nil {
		return err
	}
	return c.See("/org/people/" + c.Path("id"))
}

func (s door) removePerson(c *front.Ctx) error {
	if err := s.Org.RemovePerson(c.Context(), c.Who, c.Path("id"), typedDay(c, "day")); err != nil {
		return err
	}
	return c.See("/org/people/" + c.Path("id"))
}

func (s door) setPortfolio(c *front.Ctx) error {
	in := org.PortfolioInput{Person: c.Path("id"), Field: c.Value("field"), Since: typedDay(c, "since")}
	var err error
	if q := c.Value("unit"); q != "" {
		var u org.Unit
		u, err = s.Org.PickUnit(c.Context(), c.Who, org.UnitTree, "unit", q)
		in.Unit = u.ID
	}
	if err == nil {
		_, err = s.Org.SetPortfolio(c.Context(), c.Who, in)
	}
	if front.Invalid(err) {
		return s.personWith(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/org/people/" + c.Path("id"))
}
