package web

import (
	"net/http"
	"strconv"
	"strings"

	trainingpage "plumbline/internal/doors/pages/training"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/training"
)

func (s *Server) trainingPlanForm(c *Ctx) error {
	return s.showPlanForm(c, http.StatusOK, c.Query("up"), trainingpage.Form{})
}

func (s *Server) showPlanForm(c *Ctx, status int, up string, f trainingpage.Form) error {
	m := trainingpage.PlanModel{Year: c.trainingYear(), Form: f}
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

func (s *Server) trainingPlan(c *Ctx) error {
	in := training.Planning{Party: c.Value("party"), Title: c.Value("title"), Kind: c.Value("kind"), Central: c.Value("central") == "1", Host: c.Value("host"), Location: c.Value("location"),
		Month: c.partyWhole("month"), First: c.partyDay("first"), Last: c.partyDay("last"), Halves: c.partyWhole("halves"), Hours: c.partyWhole("hours"),
		Officers: c.Value("officers") == "1", MakesUp: c.Value("makes_up")}
	if in.Month == 0 && len(in.First) == len("2026-01-02") {
		in.Month, _ = strconv.Atoi(string(in.First[5:7]))
	}
	id, err := s.Training.Plan(c.Context(), c.Who, c.trainingYear(), in)
	if Invalid(err) {
		return s.showPlanForm(c, http.StatusUnprocessableEntity, in.MakesUp, c.trainingForm(err, planFields...))
	}
	if err != nil {
		return err
	}
	return c.See("/training/courses/" + id)
}

func (s *Server) trainingCourse(c *Ctx) error {
	return s.showCourse(c, http.StatusOK, trainingpage.Form{}, nil)
}

func (s *Server) showCourse(c *Ctx, status int, f trainingpage.Form, present map[string]bool) error {
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

func (s *Server) courseAct(c *Ctx, err error, present map[string]bool, fields ...string) error {
	if Invalid(err) {
		return s.showCourse(c, http.StatusUnprocessableEntity, c.trainingForm(err, fields...), present)
	}
	if err != nil {
		return err
	}
	return c.See("/training/courses/" + c.Path("id"))
}

// trainingHold takes the roll: whoever is not ticked was absent, for the reason given.
func (s *Server) trainingHold(c *Ctx) error {
	in := training.Holding{First: c.partyDay("first"), Last: c.partyDay("last"), Halves: c.partyWhole("halves"), Hours: c.partyWhole("hours"), Present: c.Values("present"), Reason: c.Value("reason")}
	present := map[string]bool{}
	for _, p := range in.Present {
		present[p] = true
	}
	return s.courseAct(c, s.Training.Hold(c.Context(), c.Who, c.Path("id"), c.partyVersion(), in), present, "first", "last", "reason")
}

func (s *Server) trainingCancel(c *Ctx) error {
	return s.courseAct(c, s.Training.Cancel(c.Context(), c.Who, c.Path("id"), c.partyVersion(), c.Value("why")), nil, "why")
}

func (s *Server) trainingRecognise(c *Ctx) error {
	err := s.Training.Recognise(c.Context(), c.Who, c.Path("id"), training.Recognising{Hours: c.partyWhole("hours"), Proof: c.Value("proof")})
	return s.courseAct(c, err, nil, "hours", "proof")
}
