package orglifeweb

import (
	"net/http"
	"strconv"
	"strings"

	orglifepage "plumbline/internal/doors/pages/orglife"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/orglife"
)

func (s door) reviews(c *front.Ctx) error {
	return s.showReviews(c, http.StatusOK, orglifepage.Form{})
}

func (s door) showReviews(c *front.Ctx, status int, f orglifepage.Form) error {
	v, err := s.Orglife.Reviews(c.Context(), c.Who, lifeYear(c))
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orglifepage.Reviews(orglifepage.ReviewsModel{View: v, Today: c.Today(), Form: f}))
}

func (s door) begin(c *front.Ctx) error {
	year, _ := strconv.Atoi(c.Value("year"))
	id, err := s.Orglife.Begin(c.Context(), c.Who, c.Value("party"), year)
	if front.Invalid(err) {
		return s.showReviews(c, http.StatusUnprocessableEntity, orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/reviews/" + string(id))
}

func (s door) review(c *front.Ctx) error {
	return s.showReview(c, http.StatusOK, orglife.ReviewID(c.Path("id")), orglifepage.Form{})
}

func (s door) showReview(c *front.Ctx, status int, id orglife.ReviewID, f orglifepage.Form) error {
	v, err := s.Orglife.Review(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, orglifepage.Review(orglifepage.ReviewModel{View: v, Today: c.Today(), Form: f}))
}

// reviewAct runs an act on a review and comes back to it.
func (s door) reviewAct(c *front.Ctx, id orglife.ReviewID, err error) error {
	if front.Invalid(err) {
		return s.showReview(c, http.StatusUnprocessableEntity, id, orglifeForm(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/orglife/reviews/" + string(id))
}

func lifeReview(c *front.Ctx) orglife.ReviewID { return orglife.ReviewID(c.Path("id")) }

func (s door) step(c *front.Ctx) error {
	return s.reviewAct(c, lifeReview(c), s.Orglife.TakeStep(c.Context(), c.Who, lifeReview(c), c.Value("step"), clock.Day(c.Value("day")), c.Value("words")))
}

func (s door) ballot(c *front.Ctx) error {
	_, err := s.Orglife.CallBallot(c.Context(), c.Who, lifeReview(c), clock.Day(c.Value("last")))
	return s.reviewAct(c, lifeReview(c), err)
}

func (s door) judge(c *front.Ctx) error {
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
	return s.reviewAct(c, lifeReview(c), s.Orglife.Judge(c.Context(), c.Who, lifeReview(c), grades))
}

func (s door) approve(c *front.Ctx) error {
	return s.reviewAct(c, lifeReview(c), s.Orglife.Approve(c.Context(), c.Who, lifeReview(c)))
}

func (s door) orglifeReturn(c *front.Ctx) error {
	return s.reviewAct(c, lifeReview(c), s.Orglife.Return(c.Context(), c.Who, lifeReview(c), c.Value("why")))
}

func (s door) criticise(c *front.Ctx) error {
	return s.reviewAct(c, lifeReview(c), s.Orglife.Criticise(c.Context(), c.Who, lifeReview(c),
		orglife.NewCriticism{Title: c.Value("title"), Measure: c.Value("measure"), Due: clock.Day(c.Value("due"))}))
}

// criticismAct runs an act on a criticism and comes back to its review.
func (s door) criticismAct(c *front.Ctx, do func(orglife.CriticismID) error) error {
	k, err := s.Orglife.Criticism(c.Context(), c.Who, orglife.CriticismID(c.Path("id")))
	if err != nil {
		return err
	}
	return s.reviewAct(c, k.Review, do(k.ID))
}

func (s door) closeCriticism(c *front.Ctx) error {
	return s.criticismAct(c, func(id orglife.CriticismID) error {
		return s.Orglife.Close(c.Context(), c.Who, id, clock.Day(c.Value("on")), c.Value("note"))
	})
}

func (s door) handCriticism(c *front.Ctx) error {
	return s.criticismAct(c, func(id orglife.CriticismID) error { return s.Orglife.HandOver(c.Context(), c.Who, id) })
}
