package chronicweb

import (
	"net/http"

	chronicpage "plumbline/internal/doors/pages/chronic"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/rooms/chronic"
)

func (s door) visits(c *front.Ctx) error {
	return s.showVisits(c, http.StatusOK, chronicpage.Form{}, nil)
}

func (s door) showVisits(c *front.Ctx, status int, f chronicpage.Form, chosen []string) error {
	m := chronicpage.VisitsModel{MayPlan: access.Anywhere(c.Who, access.PlanVisit), Form: f, Chosen: chosen}
	var err error
	if m.Visits, err = s.Chronic.Visits(c.Context(), c.Who); err != nil {
		return err
	}
	if m.Summaries, err = s.Chronic.Summaries(c.Context(), c.Who); err != nil {
		return err
	}
	if m.MayPlan {
		if m.Campaigns, err = s.Chronic.Campaigns(c.Context(), c.Who); err != nil {
			return err
		}
		if m.Nameable, err = s.Chronic.Nameable(c.Context(), c.Who); err != nil {
			return err
		}
	}
	return c.RenderStatus(status, chronicpage.Visits(m))
}

func (s door) planVisit(c *front.Ctx) error {
	on, err := c.DayOf("on")
	var id chronic.VisitID
	if err == nil {
		persons := map[string]string{}
		for _, p := range c.Values("know") {
			persons[p] = chronic.DutyPlan
		}
		for _, p := range c.Values("persons") {
			persons[p] = chronic.DutyVisit
		}
		id, err = s.Chronic.PlanVisit(c.Context(), c.Who, chronic.NewVisit{Campaign: c.Value("campaign"), Way: c.Value("way"), Title: c.Value("title"), Aim: c.Value("aim"), On: on,
			Kind: c.Value("kind"), Size: c.Number("size"), Persons: persons})
	}
	if front.Invalid(err) {
		return s.showVisits(c, http.StatusUnprocessableEntity, chronicForm(c, err, "campaign", "way", "title", "aim", "on", "kind", "size"), c.Values("persons"))
	}
	if err != nil {
		return err
	}
	return c.See("/chronic/visits/" + string(id))
}

func (s door) visit(c *front.Ctx) error {
	return s.showVisit(c, http.StatusOK, chronicpage.Form{}, "")
}

// visitRead reads a visit and records the look before anything of it is sent (TRUST.md 2.9).
func (s door) visitRead(c *front.Ctx) (chronic.VisitView, error) {
	w, err := s.Chronic.VisitPage(c.Context(), c.Who, chronic.VisitID(c.Path("id")))
	if err != nil {
		return w, err
	}
	return w, audit.Looked(c.Context(), s.DB, c.Who, audit.Entry{Action: "chronic.look_visit", Kind: "visit", ID: string(w.Visit.ID), Version: w.Visit.Version})
}

func (s door) showVisit(c *front.Ctx, status int, f chronicpage.Form, act string) error {
	w, err := s.visitRead(c)
	if err != nil {
		return err
	}
	m := chronicpage.VisitModel{W: w, Form: f, Act: act, Today: c.Today(), FileHint: fileHint(s, c)}
	if m.Categories, err = ChronicCategories(s.Server, c); err != nil {
		return err
	}
	return c.RenderStatus(status, chronicpage.Visit(m))
}

// visitActed comes back to the page of the visit after an act.
func (s door) visitActed(c *front.Ctx, act string, err error, fields ...string) error {
	if front.Invalid(err) {
		return s.showVisit(c, http.StatusUnprocessableEntity, chronicForm(c, err, fields...), act)
	}
	if err != nil {
		return err
	}
	return c.See("/chronic/visits/" + c.Path("id"))
}

func (s door) drawVisit(c *front.Ctx) error {
	return s.visitActed(c, "draw", s.Chronic.DrawVisit(c.Context(), c.Who, chronic.VisitID(c.Path("id"))))
}

func (s door) dropVisit(c *front.Ctx) error {
	return s.visitActed(c, "drop", s.Chronic.DropVisit(c.Context(), c.Who, chronic.VisitID(c.Path("id"))))
}

func (s door) observe(c *front.Ctx) error {
	_, err := s.Chronic.Observe(c.Context(), c.Who, chronic.VisitID(c.Path("id")), chronic.NewObservation{Lot: c.Number("lot"), SeenAt: c.Value("seen_at"), Body: c.Value("body"), Wrong: c.Value("wrong") == "1"})
	return s.visitActed(c, "observe", err, "lot", "seen_at", "body")
}

func (s door) coSign(c *front.Ctx) error {
	return s.visitActed(c, "cosign", s.Chronic.CoSign(c.Context(), c.Who, chronic.VisitID(c.Path("id")), chronic.ObserveID(c.Value("observation"))))
}

func (s door) finishVisit(c *front.Ctx) error {
	return s.visitActed(c, "finish", s.Chronic.FinishVisit(c.Context(), c.Who, chronic.VisitID(c.Path("id")), c.Value("summary")), "summary")
}

func (s door) handObservation(c *front.Ctx) error {
	due, err := c.DayOf("due")
	if err == nil {
		err = s.Chronic.HandObservation(c.Context(), c.Who, chronic.VisitID(c.Path("id")), chronic.ObserveID(c.Value("observation")),
			chronic.Result{To: c.Value("to"), Title: c.Value("title"), Category: c.Value("category"), Due: due})
	}
	return s.visitActed(c, "hand", err)
}
