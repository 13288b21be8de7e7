package burdenweb

import (
	"net/http"

	burdenpage "plumbline/internal/doors/pages/burden"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/burden"
)

func (s door) asking(c *front.Ctx) error { return s.showAsking(c, http.StatusOK, nil) }

func (s door) showAsking(c *front.Ctx, status int, problems part.Problems) error {
	a, parts, err := s.Burden.Asking(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	mine := a.Withdrawn.IsZero() && access.May(c.Who, access.AskUnit, a.Place()) == nil
	return c.RenderStatus(status, burdenpage.Asking(burdenpage.AskingModel{Asking: a, Parts: parts, Mine: mine, Today: c.Today(), Problems: problems}))
}

func (s door) withdraw(c *front.Ctx) error {
	err := s.Burden.Withdraw(c.Context(), c.Who, c.Path("id"), c.Value("why"))
	if front.Invalid(err) {
		return s.showAsking(c, http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	if err != nil {
		return err
	}
	return c.See("/burden/" + c.Path("id"))
}

func (s door) part(c *front.Ctx) error { return s.showPart(c, http.StatusOK, nil) }

func (s door) showPart(c *front.Ctx, status int, problems part.Problems) error {
	a, p, err := s.Burden.Part(c.Context(), c.Who, c.Path("id"), c.Path("unit"))
	if err != nil {
		return err
	}
	m := burdenpage.PartModel{Asking: a, Part: p, Today: c.Today(), Text: c.Value("text"), Problems: problems}
	m.May = a.Withdrawn.IsZero() && access.May(c.Who, access.AnswerAsking, p.Place()) == nil
	m.MayAgain = a.Withdrawn.IsZero() && access.May(c.Who, access.AskUnit, a.Place()) == nil
	return c.RenderStatus(status, burdenpage.Part(m))
}

func (s door) answer(c *front.Ctx) error {
	return s.partDone(c, s.Burden.Answer(c.Context(), c.Who, c.Path("id"), c.Path("unit"), burden.Reply{Text: c.Value("text"), Original: c.Value("original") == "1"}))
}

func (s door) again(c *front.Ctx) error {
	return s.partDone(c, s.Burden.WantAgain(c.Context(), c.Who, c.Path("id"), c.Path("unit"), c.Value("why")))
}

func (s door) partDone(c *front.Ctx, err error) error {
	if front.Invalid(err) {
		return s.showPart(c, http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	if err != nil {
		return err
	}
	return c.See("/burden/" + c.Path("id") + "/units/" + c.Path("unit"))
}
