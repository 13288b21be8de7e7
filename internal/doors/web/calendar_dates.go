package web

import (
	"net/http"
	"strings"

	calendarpage "plumbline/internal/doors/pages/calendar"
	homepage "plumbline/internal/doors/pages/home"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

func (s *Server) calendarRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Pattern: calendarpage.Path, Right: access.SignedIn, Handle: s.calendarDates},
		{Method: http.MethodGet, Pattern: calendarpage.Path + ".ics", Right: access.SignedIn, Handle: s.calendarFile},
	}
}

// calendarLook reads what of the dates is asked for. Who has nothing to do watches.
func calendarLook(c *Ctx) calendar.Look {
	l := calendar.Look{Group: c.Query("group"), Month: c.Today(), Missed: c.Query("state") == "missed"}
	if d, err := clock.ParseDay(c.Query("month") + "-01"); err == nil {
		l.Month = d
	}
	if d, err := clock.ParseDay(c.Query("day")); err == nil && !l.Missed {
		l.Day, l.Month = d, d
	}
	if due, id, ok := strings.Cut(c.Query("after"), "."); ok {
		if d, err := clock.ParseDay(due); err == nil {
			l.After = calendar.Cursor{Due: d, ID: id}
		}
	}
	l.All = c.Query("view") == "all" || c.Query("view") != "mine" && len(calendar.ToDo(c.Who, "")) == 0
	return l
}

// calendarDates is everything with a date that is the reader's to do or to watch.
func (s *Server) calendarDates(c *Ctx) error {
	look := calendarLook(c)
	v, err := s.Calendar.Dates(c.Context(), c.Who, look)
	if err != nil {
		return err
	}
	return c.Render(calendarpage.Dates(calendarpage.Model{Page: v, Look: look, Today: c.Today()}))
}

// calendarFile are the open dates of a year as a calendar file.
func (s *Server) calendarFile(c *Ctx) error {
	list, units, err := s.Calendar.File(c.Context(), c.Who, calendarLook(c))
	if err != nil {
		return err
	}
	events := make([]paper.Event, 0, len(list))
	for _, p := range list {
		title := calendarpage.KindWord(c.Context(), p.Kind)
		if !p.Restricted && p.Title != "" {
			title += "：" + p.Title
		}
		events = append(events, paper.Event{UID: p.ID, Day: p.Due, Title: title, Note: units[p.Unit]})
	}
	return c.ICS(i18n.T(c.Context(), "calendar.dates.title"), events)
}

// listedApart are the groups whose dates the workbench lists with the act that is due.
var listedApart = map[string]bool{"item": true, "task": true, "inspect": true}

// soonDates is how many days ahead a date stands on the workbench.
const soonDates = 14

// dateTodos are the actor's own dates of all other rooms that are overdue or near.
func (s *Server) dateTodos(c *Ctx) (out []homepage.Todo, more bool, err error) {
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
