package rectifyweb

import (
	"net/http"
	"net/url"
	"strings"

	"plumbline/internal/doors/pages/part"
	rectifypage "plumbline/internal/doors/pages/rectify"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/rooms/rectify"
)

func (s door) askRegister(c *front.Ctx) error {
	return s.registerForm(c, http.StatusOK, url.Values{"due_kind": {string(rectify.InPhase)}, "unit": {c.Query("unit")}}, nil)
}

func (s door) registerForm(c *front.Ctx, status int, form url.Values, problems part.Problems) error {
	m := rectifypage.RegisterModel{Form: form, Problems: problems}
	var err error
	if m.Units, err = s.Rectify.Reach(c.Context(), c.Who); err != nil {
		return err
	}
	if m.Categories, err = ItemCategories(s.Server, c); err != nil {
		return err
	}
	return c.RenderStatus(status, rectifypage.Register(m))
}

func (s door) register(c *front.Ctx) error {
	id, err := s.registerItem(c)
	if err == nil {
		return c.See("/rectify/items/" + string(id))
	}
	if !front.Invalid(err) {
		return err
	}
	form, also := c.Form()
	if also != nil {
		return also
	}
	return s.registerForm(c, http.StatusUnprocessableEntity, form, part.ProblemsOf(c.Context(), err))
}

func (s door) registerItem(c *front.Ctx) (rectify.ItemID, error) {
	due, err := c.DayOf("due")
	if err != nil {
		return "", err
	}
	return s.Rectify.Register(c.Context(), c.Who, rectify.Registration{Unit: c.Value("unit"), Source: rectify.Source(c.Value("source")), SourceName: c.Value("source_name"),
		Title: c.Value("title"), Finding: c.Value("finding"), Manifestations: strings.Split(c.Value("manifestations"), "\n"), Effect: c.Value("effect"),
		Cite: c.Value("cite"), CiteText: c.Value("cite_text"), Category: c.Value("category"), Severity: c.Value("severity"), Repeated: c.Value("repeated") == "1",
		Flagged: c.Value("flagged") == "1", FlaggedWhy: c.Value("flagged_why"), Target: c.Value("target"), Due: due, DueKind: rectify.DueKind(c.Value("due_kind"))})
}
