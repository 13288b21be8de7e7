package web

import (
	"net/http"

	burdenpage "plumbline/internal/doors/pages/burden"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/burden"
)

func (s *Server) burdenAsking(c *Ctx) error { return s.showAsking(c, http.StatusOK, nil) }

func (s *Server) showAsking(c *Ctx, status int, problems part.Problems) error {
	a, parts, err := s.Burden.Asking(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	mine := a.Withdrawn.IsZero() && access.May(c.Who, access.AskUnit, a.Place()) == nil
	return c.RenderStatus(status, burdenpage.Asking(burdenpage.AskingModel{Asking: a, Parts: parts, Mine: mine, Today: c.Today(), Problems: problems}))
}

func (s *Server) burdenWithdraw(c *Ctx) error {
	err := s.Burden.Withdraw(c.Context(), c.Who, c.Path("id"), c.Value("why"))
	if Invalid(err) {
		return s.showAsking(c, http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	if err != nil {
		return err
	}
	return c.See("/burden/" + c.Path("id"))
}

func (s *Server) burdenPart(c *Ctx) error { return s.showPart(c, http.StatusOK, nil) }

func (s *Server) showPart(c *Ctx, status int, problems part.Problems) error {
	a, p, err := s.Burden.Part(c.Context(), c.Who, c.Path("id"), c.Path("unit"))
	if err != nil {
		return err
	}
	m := burdenpage.PartModel{Asking: a, Part: p, Today: c.Today(), Text: c.Value("text"), Problems: problems}
	m.May = a.Withdrawn.IsZero() && access.May(c.Who, access.AnswerAsking, p.Place()) == nil
	m.MayAgain = a.Withdrawn.IsZero() && access.May(c.Who, access.AskUnit, a.Place()) == nil
	return c.RenderStatus(status, burdenpage.Part(m))
}

func (s *Server) burdenAnswer(c *Ctx) error {
	return s.partDone(c, s.Burden.Answer(c.Context(), c.Who, c.Path("id"), c.Path("unit"), burden.Reply{Text: c.Value("text"), Original: c.Value("original") == "1"}))
}

func (s *Server) burdenAgain(c *Ctx) error {
	return s.partDone(c, s.Burden.WantAgain(c.Context(), c.Who, c.Path("id"), c.Path("unit"), c.Value("why")))
}

func (s *Server) partDone(c *Ctx, err error) error {
	if Invalid(err) {
		return s.showPart(c, http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	if err != nil {
		return err
	}
	return c.See("/burden/" + c.Path("id") + "/units/" + c.Path("unit"))
}
