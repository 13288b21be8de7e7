package web

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// personNamed finds the one person whom a name or badge number typed into field means; none or
// several is Invalid at that field, never a guess.
func (s *Server) personNamed(c *Ctx, field, name string) (p org.Person, err error) {
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		found, err := org.FindPersons(tx, name, access.ScopeOf(c.Who, access.ReadOrg), 20)
		if err != nil {
			return err
		}
		var exact []org.Person
		for _, x := range found {
			if x.Name == name || x.Badge == name {
				exact = append(exact, x)
			}
		}
		switch len(exact) {
		case 1:
			p = exact[0]
			return nil
		case 0:
			return fault.Invalid(fault.On(field, "inspect.find.nobody", "name", name))
		}
		return fault.Invalid(fault.On(field, "inspect.find.several", "name", name, "n", len(exact)))
	})
	return p, err
}

// unitNamed finds the one unit that a name, short name or code typed into field means.
func (s *Server) unitNamed(c *Ctx, field, name string) (u org.Unit, err error) {
	if name == "" {
		return u, fault.Invalid(fault.On(field, "inspect.schedule.unit_missing"))
	}
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		found, err := org.FindUnits(tx, name, access.ScopeOf(c.Who, access.ReadOrg), 20)
		if err != nil {
			return err
		}
		for _, x := range found {
			if x.Name == name || x.Short == name || x.Code == name {
				u = x
				return nil
			}
		}
		return fault.Invalid(fault.On(field, "inspect.find.no_unit", "name", name))
	})
	return u, err
}
