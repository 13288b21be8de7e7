package front

import (
	"strconv"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// MinuteOf reads a field of date and time; the zero time for anything else.
func (c *Ctx) MinuteOf(name string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", strings.Replace(c.Value(name), " ", "T", 1), clock.Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Number is a field with a whole number, -1 for what is none, 0 for nothing.
func (c *Ctx) Number(name string) int {
	if c.Value(name) == "" {
		return 0
	}
	n, err := strconv.Atoi(c.Value(name))
	if err != nil {
		return -1
	}
	return n
}

// Again shows a page with its form when the input was wrong; any other fault goes on.
func Again(err error, show func(err error) error, then func() error) error {
	switch {
	case Invalid(err):
		return show(err)
	case err != nil:
		return err
	}
	return then()
}

func (c *Ctx) Year() int {
	y, err := strconv.Atoi(c.Query("year"))
	if err != nil || y < 2000 || y > 2999 {
		return 0
	}
	return y
}

// PersonNamed finds the one person whom a name or badge number typed into field means; none or
// several is Invalid at that field, never a guess.
func (s *Server) PersonNamed(c *Ctx, field, name string) (p org.Person, err error) {
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

// UnitNamed finds the one unit that a name, short name or code typed into field means.
func (s *Server) UnitNamed(c *Ctx, field, name string) (u org.Unit, err error) {
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

// Typed is a form as it was typed, so that nothing is lost when it comes back.
func (c *Ctx) Typed() map[string]string {
	values := map[string]string{}
	for k := range c.R.Form {
		values[k] = c.Value(k)
	}
	return values
}

// Days reads two day fields; an impossible day is named, not guessed.
func (c *Ctx) Days(one, two string) (a, b clock.Day, err error) {
	var check fault.Check
	read := func(name string) clock.Day {
		v := c.Value(name)
		if v == "" {
			return ""
		}
		d, err := clock.ParseDay(v)
		check.That(err == nil, name, "shell.not_a_day", "value", v)
		return d
	}
	a, b = read(one), read(two)
	return a, b, check.Err()
}

// Then leads to the page when the act went well.
func (c *Ctx) Then(err error, to string) error {
	if err != nil {
		return err
	}
	return c.See(to)
}

func (c *Ctx) Day(field string) clock.Day { return clock.Day(c.Value(field)) }

// Whole is a whole number of a form; what is none is -1, which every rule refuses.
func (c *Ctx) Whole(field string) int {
	v := c.Value(field)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return -1
	}
	return n
}

func (c *Ctx) RowVersion() int64 {
	n, _ := strconv.ParseInt(c.Value("version"), 10, 64)
	return n
}

// ShownAgain tells the faults that the person at the form can do something about there.
func ShownAgain(err error) bool {
	return fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindConflict)
}

// DayOf reads a day of a form; "" for none. fault.Invalid when it is no day.
func (c *Ctx) DayOf(name string) (clock.Day, error) {
	v := c.Value(name)
	if v == "" {
		return "", nil
	}
	d, err := clock.ParseDay(v)
	if err != nil {
		return "", fault.Invalid(fault.On(name, "rectify.day_form"))
	}
	return d, nil
}
