package web

import (
	"net/http"
	"strconv"
	"strings"

	orglifepage "plumbline/internal/doors/pages/orglife"
	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/orglife"
)

func (s *Server) orglifeReviews(c *Ctx) error {
	return s.showReviews(c, http.StatusOK, orglifepage.Form{})
}

func (s *Server) showReviews(c *Ctx, status int, f orglifepage.Form) error {
	v, err := s.Orglife.Reviews(c.Context(), c.Who, c.lifeYear())
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orglifepage.Reviews(orglifepage.ReviewsModel{View: v, Today: c.Today(), Form: f}))
}

func (s *Server) orglifeBegin(c *Ctx) error {
	year, _ := strconv.Atoi(c.Value("year"))
	id, err := s.Orglife.Begin(c.Context(), c.Who, c.Value("party"), year)
	if Invalid(err) {
		return s.showReviews(c, http.StatusUnprocessableEntity, c.orglifeForm(err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/reviews/" + string(id))
}

func (s *Server) orglifeReview(c *Ctx) error {
	return s.showReview(c, http.StatusOK, orglife.ReviewID(c.Path("id")), orglifepage.Form{})
}

func (s *Server) showReview(c *Ctx, status int, id orglife.ReviewID, f orglifepage.Form) error {
	v, err := s.Orglife.Review(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orglifepage.Review(orglifepage.ReviewModel{View: v, Today: c.Today(), Form: f}))
}

// reviewAct runs an act on a review and comes back to it.
func (s *Server) reviewAct(c *Ctx, id orglife.ReviewID, err error) error {
	if Invalid(err) {
		return s.showReview(c, http.StatusUnprocessableEntity, id, c.orglifeForm(err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/reviews/" + string(id))
}

func (c *Ctx) lifeReview() orglife.ReviewID { return orglife.ReviewID(c.Path("id")) }

func (s *Server) orglifeStep(c *Ctx) error {
	return s.reviewAct(c, c.lifeReview(), s.Orglife.TakeStep(c.Context(), c.Who, c.lifeReview(), c.Value("step"), clock.Day(c.Value("day")), c.Value("words")))
}

func (s *Server) orglifeBallot(c *Ctx) error {
	_, err := s.Orglife.CallBallot(c.Context(), c.Who, c.lifeReview(), clock.Day(c.Value("last")))
	return s.reviewAct(c, c.lifeReview(), err)
}

func (s *Server) orglifeJudge(c *Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	var grades []orglife.Grade
	for name := range v {
		if person, ok := strings.CutPrefix(name, "grade."); ok {
			grades = append(grades, orglife.Grade{Person: person, Grade: v.Get(name), Help: strings.TrimSpace(v.Get("help." + person))})
		}
	}
	return s.reviewAct(c, c.lifeReview(), s.Orglife.Judge(c.Context(), c.Who, c.lifeReview(), grades))
}

func (s *Server) orglifeApprove(c *Ctx) error {
	return s.reviewAct(c, c.lifeReview(), s.Orglife.Approve(c.Context(), c.Who, c.lifeReview()))
}

func (s *Server) orglifeReturn(c *Ctx) error {
	return s.reviewAct(c, c.lifeReview(), s.Orglife.Return(c.Context(), c.Who, c.lifeReview(), c.Value("why")))
}

func (s *Server) orglifeCriticise(c *Ctx) error {
	return s.reviewAct(c, c.lifeReview(), s.Orglife.Criticise(c.Context(), c.Who, c.lifeReview(),
		orglife.NewCriticism{Title: c.Value("title"), Measure: c.Value("measure"), Due: clock.Day(c.Value("due"))}))
}

// criticismAct runs an act on a criticism and comes back to its review.
func (s *Server) criticismAct(c *Ctx, do func(orglife.CriticismID) error) error {
	k, err := s.Orglife.Criticism(c.Context(), c.Who, orglife.CriticismID(c.Path("id")))
	if err != nil {
		return err
	}
	return s.reviewAct(c, k.Review, do(k.ID))
}

func (s *Server) orglifeCloseCriticism(c *Ctx) error {
	return s.criticismAct(c, func(id orglife.CriticismID) error {
		return s.Orglife.Close(c.Context(), c.Who, id, clock.Day(c.Value("on")), c.Value("note"))
	})
}

func (s *Server) orglifeHandCriticism(c *Ctx) error {
	return s.criticismAct(c, func(id orglife.CriticismID) error { return s.Orglife.HandOver(c.Context(), c.Who, id) })
}
