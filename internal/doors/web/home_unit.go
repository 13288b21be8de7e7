package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	homepage "plumbline/internal/doors/pages/home"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/notify"
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

func (s *Server) homeUnit(c *Ctx) error {
	g, ok := homeGrant(c.Who)
	if !ok {
		return fault.NotFound()
	}
	m := homepage.UnitModel{Today: c.Today(), UnitName: g.UnitName, UnitID: g.Unit}
	todos, more, err := s.todos(c)
	if err != nil {
		return err
	}
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
	m.Asked, err = s.asked(c)
	if err != nil {
		return err
	}
	return c.Render(homepage.Unit(m))
}

// ownStates counts the unit's items by state, with the nearest day of each and whose turn it is.
func (s *Server) ownStates(c *Ctx, unit string) ([]homepage.StateRow, error) {
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

func ourTurn(c *Ctx, rows []homepage.StateRow) part.Figure {
	var ours int64
	for _, r := range rows {
		if r.Ours {
			ours += r.N
		}
	}
	return part.Figure{Title: i18n.T(c.Context(), "home.figure.ours"), N: strconv.FormatInt(ours, 10), Unit: i18n.T(c.Context(), "home.unit_of.items", "n", ours), Note: i18n.T(c.Context(), "home.figure.ours_note")}
}

// asks are the notices that want something of the unit, by the kind of matter; the others only tell.
var asks = map[string]string{
	"item_listed": "item", "item_returned": "item", "item_relapsed": "item", "feedback_listed": "feedback",
	"plan_to_sign": "plan", "plan_returned": "plan", "list_inherited": "plan", "handed_down": "measure",
}

// asked counts what was asked of the unit's people this month, by the kind of matter; the asker can
// see the same count. It reads the inbox of the actor, which is short.
func (s *Server) asked(c *Ctx) ([]homepage.AskedRow, error) {
	count := map[string]int{}
	before := ""
	for range 5 { // at most five pages of the inbox
		page, err := s.Notify.Inbox(c.Context(), c.Who, false, before)
		if err != nil {
			return nil, err
		}
		done := countAsked(c, page, count)
		if before = page.Before; before == "" || done {
			break
		}
	}
	var out []homepage.AskedRow
	for kind, n := range count {
		out = append(out, homepage.AskedRow{Asker: i18n.T(c.Context(), "home.asked.kind."+kind), N: n})
	}
	slices.SortFunc(out, func(a, b homepage.AskedRow) int { return cmp.Or(b.N-a.N, strings.Compare(a.Asker, b.Asker)) })
	return out, nil
}

func countAsked(c *Ctx, page notify.Page, count map[string]int) (past bool) {
	first := monthStart(c.Today()).Time()
	for _, n := range page.Notices {
		if n.At.Before(first) {
			return true
		}
		if kind, ok := asks[n.Subject]; ok {
			count[kind]++
		}
	}
	return false
}
