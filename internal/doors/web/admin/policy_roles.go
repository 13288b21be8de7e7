package adminweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"plumbline/internal/doors/pages/part"
	policypage "plumbline/internal/doors/pages/policy"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
)

// What the roles page shows at once: people at the left, grants that end soon, units found.
const (
	rolesPeople = 16
	rolesSoon   = 30
	rolesUnits  = 20
)

func (s door) policyRoles(c *front.Ctx) error {
	m := policypage.RolesModel{Find: c.Query("q"), Today: c.Today(), MayEdit: access.Anywhere(c.Who, access.GrantRole)}
	var err error
	if m.People, err = s.Access.Logins(c.Context(), c.Who, m.Find, "", rolesPeople); err != nil {
		return err
	}
	if m.Soon, m.Names, err = s.Access.EndingSoon(c.Context(), c.Who, rolesSoon, rolesPeople); err != nil {
		return err
	}
	return c.Render(policypage.Roles(m))
}

func (s door) policyRolesOf(c *front.Ctx) error {
	return s.showRoles(c, http.StatusOK, &wish{Day: c.Today(), Side: c.Query("side")}, nil)
}

// wish is what the form carries from step to step: nothing of it is stored before it is applied.
type wish struct {
	access.Changes
	Side string
	Unit string // what units were searched for
	Open string // the unit whose units below are listed
	Day  clock.Day
}

// wishOf reads the form.
func (s door) wishOf(c *front.Ctx) (*wish, error) {
	w := &wish{Side: c.Value("side"), Unit: c.Value("unit"), Day: c.Today()}
	w.Revoke, w.Reason = c.Values("revoke"), c.Value("reason")
	if _, err := c.Form(); err != nil {
		return w, err
	}
	var check fault.Check
	roles, at, since, until, basis := c.Values("role"), c.Values("at"), c.Values("since"), c.Values("until"), c.Values("basis")
	for i := range min(len(roles), len(at), len(since), len(until), len(basis)) {
		g := access.NewGrant{Role: roles[i], Unit: at[i], Basis: strings.TrimSpace(basis[i])}
		g.Since = readDay(&check, "since", since[i])
		g.Until = readDay(&check, "until", until[i])
		check.That(slices.Contains(access.Roles, g.Role), "role", "access.role_unknown", "role", g.Role)
		check.That(g.Until == "" || g.Until >= g.Since, "until", "access.until_before_since")
		w.Grants = append(w.Grants, g)
	}
	if d := readDay(&check, "day", c.Value("day")); d != "" {
		w.Day = d
	}
	return w, check.Err()
}

func readDay(check *fault.Check, field, v string) clock.Day {
	if v = strings.TrimSpace(v); v == "" {
		return ""
	}
	d, err := clock.ParseDay(v)
	check.That(err == nil, field, "shell.not_a_day", "value", v)
	return d
}

// policyChange is every step of the form before it is handed in: the button says which. Nothing is
// stored; the page is shown again with the wish changed.
func (s door) policyChange(c *front.Ctx) error {
	w, err := s.wishOf(c)
	if err != nil {
		return s.showRoles(c, http.StatusUnprocessableEntity, w, err)
	}
	do, value, _ := strings.Cut(c.Value("do"), ":")
	w.step(do, value)
	return s.showRoles(c, http.StatusOK, w, nil)
}

// step changes the wish by one press.
func (w *wish) step(do, value string) {
	switch do {
	case "add":
		role, unit, _ := strings.Cut(value, ":")
		if slices.Contains(access.Roles, role) {
			w.Grants = append(w.Grants, access.NewGrant{Role: role, Unit: unit, Since: w.Day})
		}
	case "drop":
		if i, err := strconv.Atoi(value); err == nil && i >= 0 && i < len(w.Grants) {
			w.Grants = slices.Delete(w.Grants, i, i+1)
		}
	case "revoke":
		if i := slices.Index(w.Revoke, value); i >= 0 {
			w.Revoke = slices.Delete(w.Revoke, i, i+1)
		} else {
			w.Revoke = append(w.Revoke, value)
		}
	case "side":
		w.Side = value
	case "open":
		w.Open, w.Unit = value, ""
	}
}

// policyApply makes the changes, all or none.
func (s door) policyApply(c *front.Ctx) error {
	w, err := s.wishOf(c)
	if err != nil {
		return s.showRoles(c, http.StatusUnprocessableEntity, w, err)
	}
	l, err := s.Access.Login(c.Context(), c.Who, c.Path("login"))
	if err != nil {
		return err
	}
	w.Login = l.ID
	if err := s.Access.Change(c.Context(), c.Who, w.Changes); err != nil {
		if front.Invalid(err) {
			return s.showRoles(c, http.StatusUnprocessableEntity, w, err)
		}
		return err
	}
	return c.See("/admin/roles/" + l.Login + "?side=" + w.Side)
}

// policyAsk asks a second person for the administrator's roles of the wish.
func (s door) policyAsk(c *front.Ctx) error {
	w, err := s.wishOf(c)
	if err != nil {
		return s.showRoles(c, http.StatusUnprocessableEntity, w, err)
	}
	l, err := s.Access.Login(c.Context(), c.Who, c.Path("login"))
	if err != nil {
		return err
	}
	err = s.DB.Write(c.Context(), c.Who, func(tx *db.Tx) error {
		for _, g := range w.Grants {
			if !access.IsAdministrator(g.Role) {
				continue
			}
			g.Login = l.ID
			if _, err := approve.AskGrant(tx, g, g.Basis); err != nil {
				return err
			}
		}
		return nil
	})
	if front.Invalid(err) {
		return s.showRoles(c, http.StatusUnprocessableEntity, w, err)
	}
	if err != nil {
		return err
	}
	return c.See("/approvals")
}

// showRoles draws the page of one account with the wish on it.
func (s door) showRoles(c *front.Ctx, status int, w *wish, problem error) error {
	of, err := s.Access.RolesOf(c.Context(), c.Who, c.Path("login"))
	if err != nil {
		return err
	}
	m := policypage.RolesModel{Of: &of, Find: c.Query("q"), Today: c.Today(), Day: w.Day, Side: w.Side, Unit: w.Unit, Reason: w.Reason,
		MayEdit: access.Anywhere(c.Who, access.GrantRole), Second: s.Serves("/approvals"), Problems: part.ProblemsOf(c.Context(), problem)}
	if m.People, err = s.Access.Logins(c.Context(), c.Who, m.Find, "", rolesPeople); err != nil {
		return err
	}
	if !slices.ContainsFunc(m.People, func(l access.Login) bool { return l.ID == of.ID }) {
		m.People = slices.Insert(m.People, 0, of.Login)
	}
	w.Login = of.ID
	if m.Pending, err = s.Access.CheckGrants(c.Context(), c.Who, w.Changes); fault.Is(err, fault.KindNotFound) {
		return fault.Invalid(fault.On("", "roles.unit_gone"))
	} else if err != nil {
		return err
	}
	for _, t := range of.Terms {
		if slices.Contains(w.Revoke, t.ID) && t.Login == of.ID {
			m.Ending = append(m.Ending, t)
		}
		if t.In(m.Today) && t.Until != "" && t.Until.Sub(m.Today) <= rolesSoon {
			m.Soon = append(m.Soon, t)
		}
	}
	spots, err := s.Access.Spots(c.Context(), c.Who)
	if err != nil {
		return err
	}
	if m.Side == "" {
		m.Side = sideOf(of.Terms, m.Today)
	}
	m.Spots = shown(spots, of, m, w.Open)
	m.Preview(spots[0].First)
	return c.RenderStatus(status, policypage.Roles(m))
}

// sideOf is the side of the matrix on which the person holds a role, the first one for nobody.
func sideOf(terms []access.Term, today clock.Day) string {
	for _, side := range policypage.Sides {
		if slices.ContainsFunc(terms, func(t access.Term) bool { return t.In(today) && slices.Contains(side.Roles, t.Role) }) {
			return side.Key
		}
	}
	return policypage.Sides[0].Key
}

// shown picks the rows: the top, the person's own unit, where there is a grant or a wish, what was
// searched for, and what lies below the unit that was opened, each with the way down to it.
func shown(spots []access.Spot, of access.RolesOf, m policypage.RolesModel, open string) (out []access.Spot) {
	want := map[string]bool{}
	found := 0
	for _, u := range spots {
		here := u.Parent == "" || u.First == of.Home.First || u.ID == open || u.Parent == open && open != ""
		here = here || slices.ContainsFunc(of.Terms, func(t access.Term) bool { return t.Unit == u.ID && !t.Revoked && (t.Until == "" || t.Until >= m.Today) })
		here = here || slices.ContainsFunc(m.Pending, func(c access.Checked) bool { return c.Unit == u.ID })
		if !here && m.Unit != "" && found < rolesUnits && strings.Contains(strings.ToLower(u.Name), strings.ToLower(m.Unit)) {
			here, found = true, found+1
		}
		if here {
			want[u.ID] = true
		}
	}
	if len(want) < 4 && open == "" { // somebody without a role: the units at the top are where one begins
		for _, u := range spots {
			if u.Depth <= 1 && len(want) < rolesUnits {
				want[u.ID] = true
			}
		}
	}
	for _, u := range slices.Backward(spots) {
		if want[u.ID] && u.Parent != "" {
			want[u.Parent] = true
		}
	}
	for _, u := range spots {
		if want[u.ID] {
			out = append(out, u)
		}
	}
	return out
}
