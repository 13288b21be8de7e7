package jointweb

import (
	"net/http"

	jointpage "plumbline/internal/doors/pages/joint"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	rectifyweb "plumbline/internal/doors/web/rectify"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/joint"
)

func (s door) finding(c *front.Ctx) error { return s.showFinding(c, http.StatusOK, nil) }

func (s door) showFinding(c *front.Ctx, status int, problems part.Problems) error {
	f, err := s.Joint.Finding(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	m := jointpage.FindingModel{Finding: f, Problems: problems, MayEdit: access.May(c.Who, access.EditJoint, f.Place()) == nil}
	if m.Form, err = c.Form(); err != nil {
		return err
	}
	cats, err := rectifyweb.ItemCategories(s.Server, c)
	if err != nil {
		return err
	}
	m.Categories = cats
	return c.RenderStatus(status, jointpage.Finding(m))
}

func (s door) hand(c *front.Ctx) error {
	due, err := c.DayOf("due")
	if err == nil {
		err = s.Joint.HandOver(c.Context(), c.Who, c.Path("id"), joint.Handing{Target: c.Value("target"), Category: c.Value("category"), Due: due})
	}
	return s.findingDone(c, err)
}

func (s door) withdraw(c *front.Ctx) error {
	return s.findingDone(c, s.Joint.Withdraw(c.Context(), c.Who, c.Path("id"), c.Value("why")))
}

func (s door) findingDone(c *front.Ctx, err error) error {
	if front.Invalid(err) {
		return s.showFinding(c, http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err))
	}
	return c.Then(err, "/joint/findings/"+c.Path("id"))
}
