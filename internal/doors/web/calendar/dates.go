package calendarweb

import (
	"net/http"
	"strings"

	calendarpage "plumbline/internal/doors/pages/calendar"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

func (s door) routes() []front.Route {
	return []front.Route{
		{Method: http.MethodGet, Pattern: calendarpage.Path, Right: access.SignedIn, Handle: s.dates},
		{Method: http.MethodGet, Pattern: calendarpage.Path + ".ics", Right: access.SignedIn, Handle: s.file},
	}
}

// calendarLook reads what of the dates is asked for. Who has nothing to do watches.
func calendarLook(c *front.Ctx) calendar.Look {
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

// dates is everything with a date that is the reader's to do or to watch.
func (s door) dates(c *front.Ctx) error {
	look := calendarLook(c)
	v, err := s.Calendar.Dates(c.Context(), c.Who, look)
	if err != nil {
		return err
	}
	return c.Render(calendarpage.Dates(calendarpage.Model{Page: v, Look: look, Today: c.Today()}))
}

// file are the open dates of a year as a calendar file.
func (s door) file(c *front.Ctx) error {
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
