package approveweb

import (
	"net/http"
	"net/url"

	approvepage "plumbline/internal/doors/pages/approve"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	rectifyweb "plumbline/internal/doors/web/rectify"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/org"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/approvals", Right: access.SignedIn, Handle: s.box},
		{Method: get, Pattern: "/approvals/{id}", Right: access.SignedIn, Handle: s.box},
		{Method: post, Pattern: "/approvals/{id}", Right: access.SignedIn, Handle: s.decide, StepUp: true},
		{Method: post, Pattern: "/approvals/{id}/withdraw", Right: access.SignedIn, Handle: s.withdraw},
		{Method: post, Pattern: "/approvals/{id}/take", Right: access.SignedIn, Handle: s.take, StepUp: true},
		{Method: get, Pattern: "/rectify/export/ask", Right: access.ExportItem, Handle: s.askExport},
		{Method: post, Pattern: "/rectify/export/ask", Right: access.ExportItem, Handle: s.sendExport, StepUp: true},
		{Method: get, Pattern: "/org/export/ask", Right: access.ExportOrg, Handle: s.askOrg},
		{Method: post, Pattern: "/org/export/ask", Right: access.ExportOrg, Handle: s.sendOrg, StepUp: true},
		{Method: get, Pattern: "/audit/export/ask", Right: access.ReadAudit, Handle: s.askLog},
		{Method: post, Pattern: "/audit/export/ask", Right: access.ReadAudit, Handle: s.sendLog, StepUp: true},
	}
}

func (s door) box(c *front.Ctx) error {
	m, err := s.model(c)
	if err != nil {
		return err
	}
	return c.Render(approvepage.Box(*m))
}

// model reads the page: the list, and the request of the path or the first of the list.
func (s door) model(c *front.Ctx) (*approvepage.Model, error) {
	if !front.MayApprove(c) {
		return nil, fault.NotFound()
	}
	m := &approvepage.Model{Show: c.Query("show"), Now: s.DB.Clock().Now(), Form: url.Values{}}
	if m.Show != approvepage.Asked && m.Show != approvepage.Decided {
		m.Show = approvepage.Waiting
	}
	var err error
	if m.Box, err = s.Approve.Box(c.Context(), c.Who); err != nil {
		return nil, err
	}
	if m.Categories, err = rectifyweb.CategoryText(s.Server, c); err != nil {
		return nil, err
	}
	id := c.Path("id")
	if id == "" {
		id = firstOf(m)
	}
	if id != "" {
		if m.Open, err = s.open(c, id); err != nil {
			return nil, err
		}
	}
	return m, s.units(c, m)
}

// firstOf is the request that the page opens by itself: the first that can be decided, else the first.
func firstOf(m *approvepage.Model) string {
	past := map[string][]*approve.Request{approvepage.Asked: m.Box.Asked, approvepage.Decided: m.Box.Decided}[m.Show]
	if len(past) > 0 {
		return past[0].ID
	}
	if m.Show != approvepage.Waiting || len(m.Box.Waiting) == 0 {
		return ""
	}
	for _, e := range m.Box.Waiting {
		if e.Bar == nil {
			return e.ID
		}
	}
	return m.Box.Waiting[0].ID
}

// open reads one request; its content is computed again by its room, where the reader may see it.
func (s door) open(c *front.Ctx, id string) (*approvepage.Open, error) {
	v, err := s.Approve.View(c.Context(), c.Who, id)
	if err != nil {
		return nil, err
	}
	o := &approvepage.Open{View: v}
	a, err := AgreeableOf(s.Server, v.Code)
	if err != nil {
		return nil, err
	}
	o.CanTake = a.take != nil
	if !o.Shown() || v.State != approve.Waiting {
		return o, nil
	}
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) (err error) {
		o.Content, err = a.content(tx, v.Request)
		return err
	})
	if f, ok := fault.As(err); ok && f.Kind != fault.KindInternal {
		o.Gone, err = true, nil
	}
	return o, err
}

// units names the units that the page mentions.
func (s door) units(c *front.Ctx, m *approvepage.Model) error {
	m.Units = map[string]string{}
	return s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		name := func(id string) {
			if u, ok := f.At(id); ok {
				m.Units[id] = u.Short
			}
		}
		for _, e := range m.Box.Waiting {
			name(e.Asked.Unit)
		}
		for _, r := range m.Box.Asked {
			name(r.Asked.Unit)
		}
		for _, r := range m.Box.Decided {
			name(r.Asked.Unit)
		}
		if m.Open != nil {
			name(m.Open.Asked.Unit)
			name(m.Open.Unit)
		}
		return nil
	})
}

// decide carries the second person's answer to the room, in one transaction with what it does.
func (s door) decide(c *front.Ctx) error {
	answer := c.Value("answer")
	if answer != "yes" && answer != "no" {
		return fault.Invalid(fault.On("answer", "approve.answer_missing"))
	}
	in := approve.Decision{Seen: c.Value("seen"), Reason: c.Value("reason"), Yes: answer == "yes"}
	err := s.DB.Write(c.Context(), c.Who, func(tx *db.Tx) error {
		r, err := approve.Load(tx, c.Path("id"))
		if err != nil {
			return err
		}
		a, err := AgreeableOf(s.Server, r.Code)
		if err != nil {
			return err
		}
		return a.Decide(tx, r, in)
	})
	return s.again(c, approve.Settle(c.Context(), s.DB, c.Who, err))
}

func (s door) withdraw(c *front.Ctx) error {
	return s.again(c, s.Approve.Withdraw(c.Context(), c.Who, c.Path("id"), c.Value("reason")))
}

// again shows the request: as it stands now, or with what was wrong in the form.
func (s door) again(c *front.Ctx, err error) error {
	if err == nil {
		return c.See("/approvals/" + url.PathEscape(c.Path("id")))
	}
	if !front.ShownAgain(err) {
		return err
	}
	m, also := s.model(c)
	if also != nil {
		return err // the request is out of the reader's sight now: the refusal says why
	}
	m.Form, _ = c.Form()
	m.Problems = part.ProblemsOf(c.Context(), err)
	status := http.StatusUnprocessableEntity
	if fault.Is(err, fault.KindConflict) {
		status = http.StatusConflict
	}
	return c.RenderStatus(status, approvepage.Box(*m))
}

// take hands out what was agreed to, once.
func (s door) take(c *front.Ctx) error {
	v, err := s.Approve.View(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	a, err := AgreeableOf(s.Server, v.Code)
	if err != nil || a.take == nil || !v.Mine {
		return fault.NotFound()
	}
	return s.taken(c, a.take(c, v.Request))
}

func (s door) taken(c *front.Ctx, err error) error {
	if err == nil || !front.ShownAgain(err) {
		return err
	}
	return s.again(c, err)
}
