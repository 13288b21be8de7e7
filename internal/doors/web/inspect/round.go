package inspectweb

import (
	"net/http"
	"strconv"
	"strings"

	inspectpage "plumbline/internal/doors/pages/inspect"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/inspect"
)

// typed is a form that comes back with what is wrong in it.
func typed(c *front.Ctx, err error) inspectpage.Form {
	return inspectpage.Form{Values: c.Typed(), Problems: part.ProblemsOf(c.Context(), err)}
}

func (s door) list(c *front.Ctx) error { return s.showRounds(c, http.StatusOK, inspectpage.Form{}) }

// showRounds is the list, perhaps with a decision that came back because something was wrong with it.
func (s door) showRounds(c *front.Ctx, status int, f inspectpage.Form) error {
	o, err := s.Inspect.Overview(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, inspectpage.List(inspectpage.ListModel{Overview: o, Problems: f.Problems,
		MayEdit: access.Anywhere(c.Who, access.EditRound), MayApprove: access.Anywhere(c.Who, access.ApproveRound)}))
}

func (s door) newRound(c *front.Ctx) error {
	year := strconv.Itoa(c.Today().Year())
	return c.Render(inspectpage.NewRound(inspectpage.Form{Values: map[string]string{"year": year, "kind": "regular"}}))
}

func (s door) addRound(c *front.Ctx) error {
	year, _ := strconv.Atoi(c.Value("year"))
	starts, ends, err := c.Days("starts", "ends")
	if err == nil {
		_, err = s.Inspect.AddRound(c.Context(), c.Who, inspect.NewRound{Number: c.Value("number"), Name: c.Value("name"), Kind: c.Value("kind"),
			Focus: c.Value("focus"), Year: year, Starts: starts, Ends: ends})
	}
	if front.Invalid(err) {
		return c.RenderStatus(http.StatusUnprocessableEntity, inspectpage.NewRound(typed(c, err)))
	}
	if err != nil {
		return err
	}
	return c.See("/inspect")
}

func (s door) approveRound(c *front.Ctx) error {
	err := s.Inspect.ApproveRound(c.Context(), c.Who, inspect.RoundID(c.Path("id")), c.Value("decision"))
	if front.Invalid(err) {
		return s.showRounds(c, http.StatusUnprocessableEntity, typed(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/inspect")
}

// round finds a round and its teams among those that the actor sees.
func round(c *front.Ctx) (inspect.Round, []inspect.Team, error) {
	o, err := c.S.Inspect.Overview(c.Context(), c.Who)
	if err != nil {
		return inspect.Round{}, nil, err
	}
	for _, r := range o.Rounds {
		if string(r.ID) == c.Path("id") {
			return r, o.Teams[r.ID], nil
		}
	}
	return inspect.Round{}, nil, fault.NotFound()
}

func (s door) newTeam(c *front.Ctx) error {
	r, teams, err := round(c)
	if err != nil {
		return err
	}
	return c.Render(inspectpage.NewTeam(r, inspectpage.Form{Values: map[string]string{"position": strconv.Itoa(len(teams) + 1)}}))
}

func (s door) authoriseTeam(c *front.Ctx) error {
	r, _, err := round(c)
	if err != nil {
		return err
	}
	err = s.authorise(c, r)
	if front.Invalid(err) {
		return c.RenderStatus(http.StatusUnprocessableEntity, inspectpage.NewTeam(r, typed(c, err)))
	}
	if err != nil {
		return err
	}
	return c.See("/inspect")
}

func (s door) authorise(c *front.Ctx, r inspect.Round) error {
	until, _, err := c.Days("until", "until")
	if err != nil {
		return err
	}
	position, _ := strconv.Atoi(c.Value("position"))
	in := inspect.NewTeam{Round: r.ID, Position: position, Name: c.Value("name"), Authority: c.Value("authority"), Until: until}
	for _, x := range []struct{ field, duty string }{{"leader", inspect.DutyLeader}, {"deputy", inspect.DutyDeputy}, {"members", inspect.DutyMember}} {
		for _, name := range strings.FieldsFunc(c.Value(x.field), func(r rune) bool { return strings.ContainsRune("、,，;；\n ", r) }) {
			p, err := s.PersonNamed(c, x.field, name)
			if err != nil {
				return err
			}
			in.Members = append(in.Members, inspect.TeamMember{Person: p.ID, Name: p.Name, Duty: x.duty})
		}
	}
	_, err = s.Inspect.AuthoriseTeam(c.Context(), c.Who, in)
	return err
}

func (s door) newSchedule(c *front.Ctx) error {
	r, teams, err := round(c)
	if err != nil {
		return err
	}
	lists, err := s.checklistOptions(c)
	if err != nil {
		return err
	}
	return c.Render(inspectpage.Schedule(r, teams, lists, inspectpage.Form{Values: map[string]string{}}))
}

func (s door) inspectSchedule(c *front.Ctx) error {
	r, teams, err := round(c)
	if err != nil {
		return err
	}
	err = s.schedule(c, r)
	if front.Invalid(err) {
		lists, err2 := s.checklistOptions(c)
		if err2 != nil {
			return err2
		}
		return c.RenderStatus(http.StatusUnprocessableEntity, inspectpage.Schedule(r, teams, lists, typed(c, err)))
	}
	if err != nil {
		return err
	}
	return c.See("/inspect")
}

func (s door) schedule(c *front.Ctx, r inspect.Round) error {
	enters, leaves, err := c.Days("enters", "leaves")
	if err != nil {
		return err
	}
	unit, err := s.UnitNamed(c, "unit", c.Value("unit"))
	if err != nil {
		return err
	}
	code, version, _ := strings.Cut(c.Value("checklist"), "@")
	_, err = s.Inspect.Schedule(c.Context(), c.Who, inspect.NewInspection{Round: r.ID, Team: inspect.TeamID(c.Value("team")), Unit: unit.ID, Batch: c.Value("batch"),
		Checklist: code, ChecklistVersion: version, Enters: enters, Leaves: leaves})
	return err
}

// checklistOptions are the check-lists in force, by code and version.
func (s door) checklistOptions(c *front.Ctx) ([]part.Option, error) {
	packs, err := s.Packs(pack.Checklist)
	out := []part.Option{{Value: "", Text: i18n.T(c.Context(), "inspect.choose")}}
	for _, p := range packs {
		out = append(out, part.Option{Value: p.Code + "@" + p.Version, Text: p.Title.In(i18n.Lang(c.Context())) + "　" + p.Version})
	}
	return out, err
}
