package orgweb

import (
	"net/http"
	"strconv"
	"strings"

	orgpage "plumbline/internal/doors/pages/org"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/hall/org"
)

// orgForm is the form as it was typed, with the sentences of what was wrong.
func orgForm(c *front.Ctx, err error) orgpage.Form {
	f := orgpage.Form{Values: map[string]string{}, Many: map[string][]string{}, Problems: part.ProblemsOf(c.Context(), err)}
	values, _ := c.Form()
	for k, v := range values {
		f.Values[k], f.Many[k] = c.Value(k), v
	}
	return f
}

// typedDay is a field as a day in any of the usual forms; "" is none, nonsense goes on to the verb, which refuses it.
func typedDay(c *front.Ctx, field string) clock.Day {
	v := c.Value(field)
	if day, problem := xlsx.ParseDay(v); problem == nil {
		return day
	}
	return clock.Day(v)
}

func orgTree(s string) string {
	if s == org.PartyTree {
		return org.PartyTree
	}
	return org.UnitTree
}

// unit is the register at one unit.
func (s door) unit(c *front.Ctx) error { return s.unitWith(c, c.Path("id"), http.StatusOK, nil) }

func (s door) unitWith(c *front.Ctx, id string, status int, problem error) error {
	tree := orgTree(c.Query("tree"))
	v, err := s.Org.UnitPage(c.Context(), c.Who, tree, id)
	if err != nil {
		return err
	}
	if v.ID != "" {
		tree = v.Unit.Tree
	}
	return c.RenderStatus(status, orgpage.Unit(tree, v, orgForm(c, problem)))
}

func (s door) add(c *front.Ctx) error {
	f := orgpage.UnitForm{Form: orgpage.Form{Values: map[string]string{}}, Tree: orgTree(c.Query("tree"))}
	v, err := s.Org.UnitPage(c.Context(), c.Who, f.Tree, c.Query("parent"))
	if err != nil {
		return err
	}
	if c.Query("parent") != "" {
		f.Values["parent"] = v.Name
	}
	f.Units = v.Tree
	return c.Render(orgpage.Edit(f))
}

// unitInput decodes what both forms of a unit have in common.
func unitInput(c *front.Ctx) org.UnitInput {
	return org.UnitInput{Tree: orgTree(c.Value("tree")), Name: c.Value("name"), Short: c.Value("short"), Code: c.Value("code"), Kind: c.Value("kind"),
		Aliases: splitNames(c.Value("aliases")), Inspected: c.Value("inspected") == "yes", Since: typedDay(c, "since")}
}

// splitNames takes a field with several names apart.
func splitNames(s string) []string {
	var out []string
	for _, x := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,，;；\n", r) }) {
		if x = strings.TrimSpace(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}

func (s door) orgAddUnit(c *front.Ctx) error {
	in := unitInput(c)
	id, err := s.addUnit(c, in)
	if front.Invalid(err) {
		v, err2 := s.Org.UnitPage(c.Context(), c.Who, in.Tree, "")
		if err2 != nil {
			return err2
		}
		return c.RenderStatus(http.StatusUnprocessableEntity, orgpage.Edit(orgpage.UnitForm{Form: orgForm(c, err), Tree: in.Tree, Units: v.Tree}))
	}
	if err != nil {
		return err
	}
	return c.See("/org/units/" + id)
}

func (s door) addUnit(c *front.Ctx, in org.UnitInput) (string, error) {
	if q := c.Value("parent"); q != "" {
		parent, err := s.Org.PickUnit(c.Context(), c.Who, in.Tree, "parent", q)
		if err != nil {
			return "", err
		}
		in.Parent = parent.ID
	}
	return s.Org.AddUnit(c.Context(), c.Who, in, "")
}

func (s door) change(c *front.Ctx) error {
	v, err := s.Org.UnitPage(c.Context(), c.Who, "", c.Path("id"))
	if err != nil {
		return err
	}
	f := orgpage.UnitForm{ID: v.ID, Tree: v.Unit.Tree, Name: v.Name, Version: v.Version, Form: orgpage.Form{Values: map[string]string{
		"name": v.Name, "short": v.Short, "kind": v.Kind, "code": v.Code, "aliases": strings.Join(v.Spoken(), "、")}}}
	if v.Inspected {
		f.Values["inspected"] = "yes"
	}
	return c.Render(orgpage.Edit(f))
}

func (s door) changeUnit(c *front.Ctx) error {
	version, _ := strconv.ParseInt(c.Value("version"), 10, 64)
	in := unitInput(c)
	err := s.Org.ChangeUnit(c.Context(), c.Who, c.Path("id"), version, in, typedDay(c, "day"), c.Value("note"))
	if front.Invalid(err) {
		v, err2 := s.Org.UnitPage(c.Context(), c.Who, "", c.Path("id"))
		if err2 != nil {
			return err2
		}
		return c.RenderStatus(http.StatusUnprocessableEntity, orgpage.Edit(orgpage.UnitForm{Form: orgForm(c, err), ID: v.ID, Tree: v.Unit.Tree, Name: v.Name, Version: version}))
	}
	if err != nil {
		return err
	}
	return c.See("/org/units/" + c.Path("id"))
}

func (s door) orgAppoint(c *front.Ctx) error {
	err := s.appoint(c)
	if front.Invalid(err) {
		return s.unitWith(c, c.Path("id"), http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/org/units/" + c.Path("id"))
}

func (s door) appoint(c *front.Ctx) error {
	p, err := s.Org.PickPerson(c.Context(), c.Who, "person", c.Value("person"))
	if err != nil {
		return err
	}
	_, err = s.Org.Appoint(c.Context(), c.Who, org.Appointment{Person: p.ID, Unit: c.Path("id"), Title: c.Value("title"), Kind: c.Value("kind"),
		Since: typedDay(c, "since"), Until: typedDay(c, "until"), Replace: c.Value("replace") == "yes"})
	return err
}

func (s door) orgLinkParty(c *front.Ctx) error {
	err := s.linkParty(c)
	if front.Invalid(err) {
		return s.unitWith(c, c.Path("id"), http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/org/units/" + c.Path("id"))
}

func (s door) linkParty(c *front.Ctx) error {
	var ids []string
	for _, name := range splitNames(c.Value("units")) {
		u, err := s.Org.PickUnit(c.Context(), c.Who, org.UnitTree, "units", name)
		if err != nil {
			return err
		}
		ids = append(ids, u.ID)
	}
	return s.Org.LinkParty(c.Context(), c.Who, c.Path("id"), ids, "")
}

func (s door) setTerm(c *front.Ctx) error {
	number, _ := strconv.Atoi(c.Value("number"))
	err := s.Org.SetTerm(c.Context(), c.Who, org.Term{Party: c.Path("id"), Number: number, Since: typedDay(c, "term_since"), Until: typedDay(c, "term_until")})
	if front.Invalid(err) {
		return s.unitWith(c, c.Path("id"), http.StatusUnprocessableEntity, front.Renamed(err, map[string]string{"since": "term_since", "until": "term_until"}))
	}
	if err != nil {
		return err
	}
	return c.See("/org/units/" + c.Path("id"))
}

func (s door) endPost(c *front.Ctx) error {
	if err := s.Org.EndPost(c.Context(), c.Who, c.Path("id"), typedDay(c, "until")); err != nil {
		return err
	}
	return c.See(orgBack(c))
}

func (s door) endPortfolio(c *front.Ctx) error {
	if err := s.Org.EndPortfolio(c.Context(), c.Who, c.Path("id"), typedDay(c, "until")); err != nil {
		return err
	}
	return c.See(orgBack(c))
}

// orgBack is the page of the register that the form stood on; the form says it, and only such pages count.
func orgBack(c *front.Ctx) string {
	if to := front.Local(c.Value("back")); strings.HasPrefix(to, "/org/") {
		return to
	}
	return "/org"
}
