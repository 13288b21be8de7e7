package web

import (
	"net/http"
	"net/url"
	"strconv"

	approvepage "plumbline/internal/doors/pages/approve"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/pages/shell"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/org"
)

// approvals stands in every menu, for those who may ask for a second person or be one.
var approvals = place{"approvals", "/approvals", "writing-sign", access.SignedIn}

func (s *Server) approveRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/approvals", Right: access.SignedIn, Handle: s.approveBox},
		{Method: get, Pattern: "/approvals/{id}", Right: access.SignedIn, Handle: s.approveBox},
		{Method: post, Pattern: "/approvals/{id}", Right: access.SignedIn, Handle: s.approveDecide, StepUp: true},
		{Method: post, Pattern: "/approvals/{id}/withdraw", Right: access.SignedIn, Handle: s.approveWithdraw},
		{Method: post, Pattern: "/approvals/{id}/take", Right: access.SignedIn, Handle: s.approveTake, StepUp: true},
		{Method: get, Pattern: "/rectify/export/ask", Right: access.ExportItem, Handle: s.approveAskExport},
		{Method: post, Pattern: "/rectify/export/ask", Right: access.ExportItem, Handle: s.approveSendExport, StepUp: true},
		{Method: get, Pattern: "/org/export/ask", Right: access.ExportOrg, Handle: s.approveAskOrg},
		{Method: post, Pattern: "/org/export/ask", Right: access.ExportOrg, Handle: s.approveSendOrg, StepUp: true},
		{Method: get, Pattern: "/audit/export/ask", Right: access.ReadAudit, Handle: s.approveAskLog},
		{Method: post, Pattern: "/audit/export/ask", Right: access.ReadAudit, Handle: s.approveSendLog, StepUp: true},
	}
}

// mayApprove tells whether the page of approvals exists for the actor.
func mayApprove(c *Ctx) bool { return approve.MayDecide(c.Who) || approve.MayAsk(c.Who) }

// countApprovals writes into the menu how many requests wait for the actor.
func (c *Ctx) countApprovals(menu []shell.NavGroup) error {
	for _, g := range menu {
		for i := range g.Links {
			if g.Links[i].Key != approvals.key {
				continue
			}
			n, err := c.S.Approve.Count(c.Context(), c.Who)
			if err != nil {
				return err
			}
			if n > 0 {
				g.Links[i].Count = strconv.Itoa(n)
			}
		}
	}
	return nil
}

func (s *Server) approveBox(c *Ctx) error {
	m, err := s.approveModel(c)
	if err != nil {
		return err
	}
	return c.Render(approvepage.Box(*m))
}

// approveModel reads the page: the list, and the request of the path or the first of the list.
func (s *Server) approveModel(c *Ctx) (*approvepage.Model, error) {
	if !mayApprove(c) {
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
	if m.Categories, err = s.categoryText(c); err != nil {
		return nil, err
	}
	id := c.Path("id")
	if id == "" {
		id = firstOf(m)
	}
	if id != "" {
		if m.Open, err = s.approveOpen(c, id); err != nil {
			return nil, err
		}
	}
	return m, s.approveUnits(c, m)
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

// approveOpen reads one request; its content is computed again by its room, where the reader may see it.
func (s *Server) approveOpen(c *Ctx, id string) (*approvepage.Open, error) {
	v, err := s.Approve.View(c.Context(), c.Who, id)
	if err != nil {
		return nil, err
	}
	o := &approvepage.Open{View: v}
	a, err := s.agreeableOf(v.Code)
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

// approveUnits names the units that the page mentions.
func (s *Server) approveUnits(c *Ctx, m *approvepage.Model) error {
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

// approveDecide carries the second person's answer to the room, in one transaction with what it does.
func (s *Server) approveDecide(c *Ctx) error {
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
		a, err := s.agreeableOf(r.Code)
		if err != nil {
			return err
		}
		return a.decide(tx, r, in)
	})
	return s.approveAgain(c, approve.Settle(c.Context(), s.DB, c.Who, err))
}

func (s *Server) approveWithdraw(c *Ctx) error {
	return s.approveAgain(c, s.Approve.Withdraw(c.Context(), c.Who, c.Path("id"), c.Value("reason")))
}

// approveAgain shows the request: as it stands now, or with what was wrong in the form.
func (s *Server) approveAgain(c *Ctx, err error) error {
	if err == nil {
		return c.See("/approvals/" + url.PathEscape(c.Path("id")))
	}
	if !shownAgain(err) {
		return err
	}
	m, also := s.approveModel(c)
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

// approveTake hands out what was agreed to, once.
func (s *Server) approveTake(c *Ctx) error {
	v, err := s.Approve.View(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	a, err := s.agreeableOf(v.Code)
	if err != nil || a.take == nil || !v.Mine {
		return fault.NotFound()
	}
	return s.approveTaken(c, a.take(c, v.Request))
}

func (s *Server) approveTaken(c *Ctx, err error) error {
	if err == nil || !shownAgain(err) {
		return err
	}
	return s.approveAgain(c, err)
}
