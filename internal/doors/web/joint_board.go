package web

import (
	"net/http"
	"net/url"

	jointpage "plumbline/internal/doors/pages/joint"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/joint"
)

func (s *Server) jointBoard(c *Ctx) error { return s.showBoard(c, http.StatusOK, nil) }

func (s *Server) showBoard(c *Ctx, status int, problems part.Problems) error {
	m := jointpage.BoardModel{Today: c.Today(), Filter: jointFilter(c), MayEdit: access.Anywhere(c.Who, access.EditJoint), Problems: problems}
	if c.R.URL.RawQuery != "" {
		m.Query = "?" + c.R.URL.RawQuery
	}
	var err error
	if m.Form, err = c.Form(); err != nil {
		return err
	}
	if m.Board, err = s.Joint.Board(c.Context(), c.Who, m.Filter); err != nil {
		return err
	}
	if m.Units, err = s.jointUnits(c); err != nil {
		return err
	}
	return c.RenderStatus(status, jointpage.Board(m))
}

func jointFilter(c *Ctx) joint.Filter {
	q := c.R.URL.Query()
	return joint.Filter{Unit: q.Get("unit"), Department: q.Get("department"), Own: q.Get("own") == "1"}
}

// jointUnits are the units that a finding may be about.
func (s *Server) jointUnits(c *Ctx) (out []part.Option, err error) {
	list, err := s.Joint.Units(c.Context(), c.Who)
	for _, u := range list {
		out = append(out, part.Option{Value: u.ID, Text: u.Name})
	}
	return out, err
}

func (s *Server) jointExport(c *Ctx) error {
	b, err := s.Joint.Board(c.Context(), c.Who, jointFilter(c))
	if err != nil {
		return err
	}
	t := func(key string) string { return i18n.T(c.Context(), key) }
	heads := []paper.Head{{Title: t("joint.col.unit"), Width: 20}, {Title: t("joint.col.number")}, {Title: t("joint.col.title"), Width: 50}, {Title: t("joint.col.from"), Width: 18}, {Title: t("joint.col.day"), Kind: paper.DayCell}, {Title: t("joint.col.state")}}
	var rows [][]any
	for _, l := range b.Lines {
		rows = append(rows, []any{l.UnitName, l.Number, l.Title, jointpage.From(c.Context(), l), l.Day, jointpage.State(c.Context(), l)})
	}
	return c.Xlsx(t("joint.title"), []string{t("joint.list_note")}, heads, rows)
}

// jointDates are the meetings and the days of open tasks.
func (s *Server) jointDates(c *Ctx) error {
	b, err := s.Joint.Board(c.Context(), c.Who, joint.Filter{Own: true})
	if err != nil {
		return err
	}
	var out []paper.Event
	for _, m := range b.Meetings {
		out = append(out, paper.Event{UID: "joint-" + m.ID, Day: m.Day, Title: m.Subject, Place: m.Where})
	}
	for _, t := range b.Tasks {
		out = append(out, paper.Event{UID: "joint-task-" + t.ID, Day: t.Due, Title: t.DepName + " " + t.Title})
	}
	return c.ICS(i18n.T(c.Context(), "joint.title"), out)
}

func (s *Server) jointJoin(c *Ctx) error {
	_, err := s.Joint.Join(c.Context(), c.Who, joint.Department{Name: c.Value("name"), Field: c.Value("field"), Unit: c.Value("depunit")})
	if Invalid(err) {
		return s.showBoard(c, http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	return c.then(err, "/joint")
}

func (s *Server) jointLeave(c *Ctx) error {
	return c.then(s.Joint.Leave(c.Context(), c.Who, c.Path("id")), "/joint")
}

// then leads to the page when the act went well.
func (c *Ctx) then(err error, to string) error {
	if err != nil {
		return err
	}
	return c.See(to)
}

func (s *Server) jointNew(c *Ctx) error {
	return s.findingForm(c, http.StatusOK, url.Values{"unit": {c.Query("unit")}, "found": {string(c.Today())}}, nil)
}

func (s *Server) findingForm(c *Ctx, status int, form url.Values, problems part.Problems) error {
	b, err := s.Joint.Board(c.Context(), c.Who, joint.Filter{Own: true})
	if err != nil {
		return err
	}
	m := jointpage.FindingModel{Form: form, Problems: problems, Departments: b.Departments}
	if m.Units, err = s.jointUnits(c); err != nil {
		return err
	}
	return c.RenderStatus(status, jointpage.NewFinding(m))
}

func (s *Server) jointFind(c *Ctx) error {
	day, err := c.dayOf("found")
	var id string
	if err == nil {
		id, err = s.Joint.Find(c.Context(), c.Who, joint.NewFinding{Department: c.Value("department"), Unit: c.Value("unit"), Found: day, Title: c.Value("title"), Body: c.Value("body"), Paper: c.Value("paper")})
	}
	if Invalid(err) {
		form, also := c.Form()
		if also != nil {
			return also
		}
		return s.findingForm(c, http.StatusUnprocessableEntity, form, part.ProblemsOf(c.Context(), err))
	}
	return c.then(err, "/joint/findings/"+id)
}
