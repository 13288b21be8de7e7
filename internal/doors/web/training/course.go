package trainingweb

import (
	"net/http"
	"strconv"
	"strings"

	trainingpage "plumbline/internal/doors/pages/training"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/training"
)

func (s door) planForm(c *front.Ctx) error {
	return s.showPlanForm(c, http.StatusOK, c.Query("up"), trainingpage.Form{})
}

func (s door) showPlanForm(c *front.Ctx, status int, up string, f trainingpage.Form) error {
	m := trainingpage.PlanModel{Year: trainingYear(c), Form: f}
	var err error
	if m.Halls, err = s.Training.Halls(c.Context(), c.Who); err != nil {
		return err
	}
	if up != "" {
		v, err := s.Training.Course(c.Context(), c.Who, up)
		if err != nil {
			return err
		}
		m.MakesUp = &v.Course
	}
	return c.RenderStatus(status, trainingpage.Plan(m))
}

var planFields = []string{"title", "party", "kind", "month", "first", "last", "halves", "hours", "host", "location", "officers", "central"}

func (s door) plan(c *front.Ctx) error {
	in := training.Planning{Party: c.Value("party"), Title: c.Value("title"), Kind: c.Value("kind"), Central: c.Value("central") == "1", Host: c.Value("host"), Location: c.Value("location"),
		Month: c.Whole("month"), First: c.Day("first"), Last: c.Day("last"), Halves: c.Whole("halves"), Hours: c.Whole("hours"),
		Officers: c.Value("officers") == "1", MakesUp: c.Value("makes_up")}
	if in.Month == 0 && len(in.First) == len("2026-01-02") {
		in.Month, _ = strconv.Atoi(string(in.First[5:7]))
	}
	id, err := s.Training.Plan(c.Context(), c.Who, trainingYear(c), in)
	if front.Invalid(err) {
		return s.showPlanForm(c, http.StatusUnprocessableEntity, in.MakesUp, trainingForm(c, err, planFields...))
	}
	if err != nil {
		return err
	}
	return c.See("/training/courses/" + id)
}

func (s door) course(c *front.Ctx) error {
	return s.showCourse(c, http.StatusOK, trainingpage.Form{}, nil)
}

func (s door) showCourse(c *front.Ctx, status int, f trainingpage.Form, present map[string]bool) error {
	m := trainingpage.CourseModel{Form: f, Ticked: present}
	var err error
	if m.CoursePage, err = s.Training.Course(c.Context(), c.Who, c.Path("id")); err != nil {
		return err
	}
	for _, x := range m.Proofs {
		if !x.Withdrawn() {
			m.Files = append(m.Files, trainingpage.Tile(x))
		}
	}
	m.Hint = i18n.T(c.Context(), "file.hint", "list", strings.Join(file.Extensions(), " "), "most", s.Files.Limits().File>>20)
	return c.RenderStatus(status, trainingpage.Course(m))
}

func (s door) courseAct(c *front.Ctx, err error, present map[string]bool, fields ...string) error {
	if front.Invalid(err) {
		return s.showCourse(c, http.StatusUnprocessableEntity, trainingForm(c, err, fields...), present)
	}
	if err != nil {
		return err
	}
	return c.See("/training/courses/" + c.Path("id"))
}

// hold takes the roll: whoever is not ticked was absent, for the reason given.
func (s door) hold(c *front.Ctx) error {
	in := training.Holding{First: c.Day("first"), Last: c.Day("last"), Halves: c.Whole("halves"), Hours: c.Whole("hours"), Present: c.Values("present"), Reason: c.Value("reason")}
	present := map[string]bool{}
	for _, p := range in.Present {
		present[p] = true
	}
	return s.courseAct(c, s.Training.Hold(c.Context(), c.Who, c.Path("id"), c.RowVersion(), in), present, "first", "last", "reason")
}

func (s door) cancel(c *front.Ctx) error {
	return s.courseAct(c, s.Training.Cancel(c.Context(), c.Who, c.Path("id"), c.RowVersion(), c.Value("why")), nil, "why")
}

func (s door) recognise(c *front.Ctx) error {
	err := s.Training.Recognise(c.Context(), c.Who, c.Path("id"), training.Recognising{Hours: c.Whole("hours"), Proof: c.Value("proof")})
	return s.courseAct(c, err, nil, "hours", "proof")
}
