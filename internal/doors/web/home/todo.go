package homeweb

import (
	calendarpage "plumbline/internal/doors/pages/calendar"
	homepage "plumbline/internal/doors/pages/home"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/directive"
	"plumbline/internal/rooms/inspect"
	"plumbline/internal/rooms/rectify"
)

// listedApart are the groups whose dates the workbench lists with the act that is due.
var listedApart = map[string]bool{"item": true, "task": true, "inspect": true}

// soonDates is how many days ahead a date stands on the workbench.
const soonDates = 14

// dateTodos are the actor's own dates of all other rooms that are overdue or near.
func (s door) dateTodos(c *front.Ctx) (out []homepage.Todo, more bool, err error) {
	for _, group := range calendar.Groups(c.Who) {
		if listedApart[group] {
			continue
		}
		list, units, err := s.Calendar.Waiting(c.Context(), c.Who, group, c.Today().Add(soonDates), mostTodos+1)
		if err != nil {
			return nil, false, err
		}
		for i, p := range list {
			if i == mostTodos {
				more = true
				break
			}
			out = append(out, homepage.Todo{Due: p.Due, Title: calendarpage.Title(c.Context(), p), Href: p.Link, Verb: i18n.T(c.Context(), "calendar.dates.open"),
				Meta: []string{calendarpage.KindWord(c.Context(), p.Kind), units[p.Unit]}})
		}
	}
	return out, more, nil
}

// turn says which items wait for whoever holds a right: a state, the words of the act, and how near
// its day must be before it is shown (0: always).
type turn struct {
	right access.Right
	state rectify.State
	key   string
	near  int
}

// turns is whose turn it is, by the room's own table of moves.
var turns = []turn{
	{access.SignItem, rectify.Listed, "sign", 0},
	{access.SignItem, rectify.Relapsed, "sign", 0},
	{access.DoMeasure, rectify.Returned, "mend", 0},
	{access.DoMeasure, rectify.Working, "report", 30},
	{access.ClaimItem, rectify.MostlyDone, "claim", 0},
	{access.VerifyItem, rectify.Claimed, "begin", 0},
	{access.VerifyItem, rectify.Verifying, "verify", 0},
	{access.CloseItem, rectify.Verifying, "close", 0},
	{access.Urge, rectify.Listed, "urge_sign", -1},
	{access.Urge, rectify.Working, "urge", -1},
}

// mostTodos bounds each kind of todo: the ledger shows the rest.
const mostTodos = 8

// todos collects what waits for the actor, over all rooms; more tells that a kind had more than is listed.
func (s door) todos(c *front.Ctx) (out []homepage.Todo, more bool, err error) {
	for _, add := range []func(*front.Ctx) ([]homepage.Todo, bool, error){s.itemTodos, s.planTodos, s.inspectTodos, s.taskTodos, s.dateTodos} {
		part, cut, err := add(c)
		if err != nil {
			return nil, false, err
		}
		out, more = append(out, part...), more || cut
	}
	return out, more, nil
}

func (s door) itemTodos(c *front.Ctx) (out []homepage.Todo, more bool, err error) {
	for _, t := range turns {
		if !access.Anywhere(c.Who, t.right) || !access.Anywhere(c.Who, access.ReadItem) {
			continue
		}
		list, err := s.Rectify.Ledger(c.Context(), c.Who, rectify.Filter{State: t.state, Limit: mostTodos})
		if err != nil {
			return nil, false, err
		}
		for i, l := range list.Lines {
			if t.near > 0 && l.Due.Sub(c.Today()) > t.near || t.near < 0 && l.Due >= c.Today() {
				continue
			}
			more = more || list.Next != "" && i == len(list.Lines)-1
			out = append(out, homepage.Todo{Due: l.Due, Title: i18n.T(c.Context(), "home.item."+t.key, "title", l.Title), Href: "/rectify/items/" + string(l.ID),
				Verb: i18n.T(c.Context(), "home.verb."+t.key), Meta: []string{i18n.T(c.Context(), "rectify.state."+string(l.State)), l.Unit, l.Label()}})
		}
	}
	return out, more, nil
}

func (s door) inspectTodos(c *front.Ctx) (out []homepage.Todo, more bool, err error) {
	list, err := s.Inspect.Waiting(c.Context(), c.Who)
	if err != nil {
		return nil, false, err
	}
	for _, w := range list {
		href := "/inspect/" + string(w.Inspection)
		if w.What == inspect.WaitFindings || w.What == inspect.WaitFeedback || w.What == inspect.WaitSending {
			href += "/report"
		}
		out = append(out, homepage.Todo{Title: i18n.T(c.Context(), "home.inspect."+w.What, "unit", w.UnitName, "n", w.N), Href: href,
			Verb: i18n.T(c.Context(), "home.verb."+w.What), Meta: []string{w.UnitName}})
	}
	return out, false, nil
}

// taskTodos are tasks of directives: to be signed or reported by a unit, to be accepted by the office.
func (s door) taskTodos(c *front.Ctx) (out []homepage.Todo, more bool, err error) {
	for _, x := range []struct {
		right access.Right
		state directive.State
		key   string
	}{
		{access.DoTask, directive.Issued, "task_sign"}, {access.DoTask, directive.Signed, "task_report"}, {access.DoTask, directive.Returned, "task_report"}, {access.AcceptTask, directive.Reported, "task_accept"},
	} {
		if !access.Anywhere(c.Who, x.right) {
			continue
		}
		list, err := s.Directive.Duties(c.Context(), c.Who, directive.Filter{State: x.state})
		if err != nil {
			return nil, false, err
		}
		for i, d := range list {
			if i == mostTodos {
				more = true
				break
			}
			out = append(out, homepage.Todo{Due: d.Duty.Due, Title: i18n.T(c.Context(), "home.task."+x.key, "title", d.Task.Title), Href: "/directive/tasks/duty/" + string(d.Duty.ID),
				Verb: i18n.T(c.Context(), "home.verb."+x.key), Meta: []string{d.UnitName, d.DirectiveNumber}})
		}
	}
	return out, more, nil
}
