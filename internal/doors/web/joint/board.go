package jointweb

import (
	"net/http"
	"net/url"

	jointpage "plumbline/internal/doors/pages/joint"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	paper "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/joint"
)

func (s door) board(c *front.Ctx) error { return s.showBoard(c, http.StatusOK, nil) }

func (s door) showBoard(c *front.Ctx, status int, problems part.Problems) error {
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
	if m.Units, err = s.units(c); err != nil {
		return err
	}
	return c.RenderStatus(status, jointpage.Board(m))
}

func jointFilter(c *front.Ctx) joint.Filter {
	q := c.R.URL.Query()
	return joint.Filter{Unit: q.Get("unit"), Department: q.Get("department"), Own: q.Get("own") == "1"}
}

// units are the units that a finding may be about.
func (s door) units(c *front.Ctx) (out []part.Option, err error) {
	list, err := s.Joint.Units(c.Context(), c.Who)
	for _, u := range list {
		out = append(out, part.Option{Value: u.ID, Text: u.Name})
	}
	return out, err
}

func (s door) export(c *front.Ctx) error {
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

// dates are the meetings and the days of open tasks.
func (s door) dates(c *front.Ctx) error {
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

func (s door) join(c *front.Ctx) error {
	_, err := s.Joint.Join(c.Context(), c.Who, joint.Department{Name: c.Value("name"), Field: c.Value("field"), Unit: c.Value("depunit")})
	if front.Invalid(err) {
		return s.showBoard(c, http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	return c.Then(err, "/joint")
}

func (s door) leave(c *front.Ctx) error {
	return c.Then(s.Joint.Leave(c.Context(), c.Who, c.Path("id")), "/joint")
}

func (s door) jointNew(c *front.Ctx) error {
	return s.findingForm(c, http.StatusOK, url.Values{"unit": {c.Query("unit")}, "found": {string(c.Today())}}, nil)
}

func (s door) findingForm(c *front.Ctx, status int, form url.Values, problems part.Problems) error {
	b, err := s.Joint.Board(c.Context(), c.Who, joint.Filter{Own: true})
	if err != nil {
		return err
	}
	m := jointpage.FindingModel{Form: form, Problems: problems, Departments: b.Departments}
	if m.Units, err = s.units(c); err != nil {
		return err
	}
	return c.RenderStatus(status, jointpage.NewFinding(m))
}

func (s door) find(c *front.Ctx) error {
	day, err := c.DayOf("found")
	var id string
	if err == nil {
		id, err = s.Joint.Find(c.Context(), c.Who, joint.NewFinding{Department: c.Value("department"), Unit: c.Value("unit"), Found: day, Title: c.Value("title"), Body: c.Value("body"), Paper: c.Value("paper")})
	}
	if front.Invalid(err) {
		form, also := c.Form()
		if also != nil {
			return also
		}
		return s.findingForm(c, http.StatusUnprocessableEntity, form, part.ProblemsOf(c.Context(), err))
	}
	return c.Then(err, "/joint/findings/"+id)
}
