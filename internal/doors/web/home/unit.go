package homeweb

import (
	"slices"
	"strconv"
	"strings"

	burdenpage "plumbline/internal/doors/pages/burden"
	homepage "plumbline/internal/doors/pages/home"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/burden"
	"plumbline/internal/rooms/rectify"
)

// unitStates are the rows of a unit's own problems, in the order of the work.
var unitStates = []rectify.State{rectify.Listed, rectify.Working, rectify.MostlyDone, rectify.Claimed, rectify.Verifying, rectify.Returned, rectify.Standing, rectify.Relapsed, rectify.Closed}

// homeGrant is the unit at whose home the actor sits: the first grant of a unit's role.
func homeGrant(a who.Actor) (who.Grant, bool) {
	for _, role := range []access.Role{access.UnitHead, access.Liaison, access.Lead, access.Owner, access.Leader, access.Office} {
		for _, g := range a.Grants {
			if g.Role == role {
				return g, true
			}
		}
	}
	return who.Grant{}, false
}

func (s door) unit(c *front.Ctx) error {
	g, ok := homeGrant(c.Who)
	if !ok {
		return fault.NotFound()
	}
	m := homepage.UnitModel{Today: c.Today(), UnitName: g.UnitName, UnitID: g.Unit}
	todos, more, err := s.todos(c)
	if err != nil {
		return err
	}
	if access.Anywhere(c.Who, access.ReadBurden) {
		if m.Meter, err = s.Burden.Unit(c.Context(), c.Who, g.Unit); err != nil {
			return err
		}
	}
	todos = once(append(askedTodos(c, m.Meter.Open), todos...))
	m.Groups = homepage.Grouped(c.Context(), todos, m.Today)
	if m.Notices, err = s.latestNotices(c); err != nil {
		return err
	}
	if m.States, err = s.ownStates(c, g.Unit); err != nil {
		return err
	}
	if m.Figures, err = s.ledgerFigures(c, g.Unit, mineFigure(c, len(todos), more)); err != nil {
		return err
	}
	m.Figures = append(m.Figures, ourTurn(c, m.States))
	if spared := m.Spared(); spared.N != "" {
		spared.Title, spared.Note = i18n.T(c.Context(), "burden.figure.spared"), i18n.T(c.Context(), "burden.figure.spared_note")
		m.Figures = append(m.Figures, spared)
	}
	return c.Render(homepage.Unit(m))
}

// once leaves out what is listed already: a thing that is asked of the unit is a date of the calendar too.
func once(list []homepage.Todo) []homepage.Todo {
	type thing struct {
		href string
		due  clock.Day
	}
	seen := map[thing]bool{}
	return slices.DeleteFunc(list, func(t homepage.Todo) bool {
		k := thing{t.Href, t.Due}
		again := t.Due != "" && seen[k]
		seen[k] = true
		return again
	})
}

// askedTodos are the things asked of the unit by rooms that have no list of todos of their own.
func askedTodos(c *front.Ctx, open []burden.Matter) (out []homepage.Todo) {
	for _, x := range open {
		if x.Kind == "item" || x.Kind == "duty" {
			continue // listed with the act that is due: see turns
		}
		href, ok := opens(c.Who, x)
		if !ok {
			continue // another one's page: counted in the meter, not listed
		}
		out = append(out, homepage.Todo{Due: x.Due, Title: x.Title, Href: href, Verb: i18n.T(c.Context(), "burden.verb"), Auto: x.Auto, Cells: x.Auto + x.Hand,
			Meta: []string{burdenpage.MatterAsker(c.Context(), x), i18n.ShortDay(c.Context(), x.On)}})
	}
	return out
}

// opens answers the page that the reader may open about the matter. A duty report is its reporter's; who
// looks after the unit's dates is led to the year.
func opens(a who.Actor, x burden.Matter) (string, bool) {
	room, _, _ := strings.Cut(x.Kind, ".")
	switch room {
	case "dutyreport":
		if a.Has(access.Liaison) && !a.Has(access.UnitHead) {
			return "/dutyreport", true
		}
		return x.Href, access.Anywhere(a, access.WriteDuty)
	case "orglife":
		return x.Href, access.Anywhere(a, access.ReadActivity)
	case "partywork":
		return x.Href, access.Anywhere(a, access.ReadWork)
	case "joint":
		return x.Href, access.Anywhere(a, access.ReadJoint)
	}
	return x.Href, true
}

// ownStates counts the unit's items by state, with the nearest day of each and whose turn it is.
func (s door) ownStates(c *front.Ctx, unit string) ([]homepage.StateRow, error) {
	n, err := s.Rectify.Counts(c.Context(), c.Who, unit, 0, nil)
	if err != nil {
		return nil, err
	}
	var out []homepage.StateRow
	for _, state := range unitStates {
		row := homepage.StateRow{State: state, N: n.States[state].All, Ours: state.WithUnit(), Turn: i18n.T(c.Context(), "home.turn."+string(state)),
			Href: "/rectify?unit=" + unit + "&state=" + string(state)}
		if state == rectify.Working {
			row.N += n.States[rectify.Signed].All
		}
		if row.N > 0 && state != rectify.Closed {
			list, err := s.Rectify.Ledger(c.Context(), c.Who, rectify.Filter{State: state, Unit: unit, Limit: 1})
			if err != nil {
				return nil, err
			}
			if len(list.Lines) > 0 {
				row.Nearest = list.Lines[0].Due
			}
		}
		out = append(out, row)
	}
	return out, nil
}

func ourTurn(c *front.Ctx, rows []homepage.StateRow) part.Figure {
	var ours int64
	for _, r := range rows {
		if r.Ours {
			ours += r.N
		}
	}
	return part.Figure{Title: i18n.T(c.Context(), "home.figure.ours"), N: strconv.FormatInt(ours, 10), Unit: i18n.T(c.Context(), "home.unit_of.items", "n", ours), Note: i18n.T(c.Context(), "home.figure.ours_note")}
}
