package web

import (
	"net/http"
	"net/url"

	approvepage "plumbline/internal/doors/pages/approve"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/approve"
	"plumbline/internal/rooms/rectify"
)

// filterNames are the conditions of the ledger that an export goes by.
var filterNames = []string{"state", "unit", "year", "source", "ref", "category", "lead", "time", "flagged", "q", "sort", "desc"}

// exportModel is the form that asks for a bulk export of the filter in the address, or in the form.
func (s *Server) exportModel(c *Ctx) (*approvepage.AskModel, rectify.Filter, []string, error) {
	f := ledgerFilter(c)
	m := &approvepage.AskModel{Title: i18n.T(c.Context(), "approve.export.title"), Current: "ledger"}
	q := url.Values{}
	for _, n := range filterNames {
		if v := c.Query(n); v != "" {
			q.Set(n, v)
		}
	}
	m.Action, m.Back = "/rectify/export/ask", "/rectify"
	if len(q) > 0 {
		m.Action, m.Back = m.Action+"?"+q.Encode(), m.Back+"?"+q.Encode()
	}
	plan, err := s.Rectify.PlanExport(c.Context(), c.Who, f)
	if err != nil {
		return nil, f, nil, err
	}
	category, err := s.categoryText(c)
	if err != nil {
		return nil, f, nil, err
	}
	conditions, err := s.conditionsOf(c, f, category)
	if err != nil {
		return nil, f, nil, err
	}
	m.Lines = append([]string{i18n.T(c.Context(), "approve.export.rows", "n", plan.Rows), i18n.T(c.Context(), "approve.export.most", "most", rectify.MostAlone)}, conditions...)
	return m, f, conditions, nil
}

func (s *Server) approveAskExport(c *Ctx) error {
	m, _, _, err := s.exportModel(c)
	if err != nil {
		return err
	}
	return c.Render(approvepage.Ask(*m))
}

func (s *Server) approveSendExport(c *Ctx) error {
	m, f, conditions, err := s.exportModel(c)
	if err != nil {
		return err
	}
	id, err := s.Rectify.AskExport(c.Context(), c.Who, f, conditions, c.Value("reason"))
	return s.askedFor(c, m, id, err)
}

// askedFor leads to the request, or shows the form with what was wrong.
func (s *Server) askedFor(c *Ctx, m *approvepage.AskModel, id string, err error) error {
	if err == nil {
		return c.See("/approvals/" + id + "?show=asked")
	}
	if !shownAgain(err) {
		return err
	}
	m.Reason, m.Problems = c.Value("reason"), part.ProblemsOf(c.Context(), err)
	return c.RenderStatus(http.StatusUnprocessableEntity, approvepage.Ask(*m))
}

// takeLedger hands out the workbook that was agreed to.
func (s *Server) takeLedger(c *Ctx, r *approve.Request) error {
	category, err := s.categoryText(c)
	if err != nil {
		return err
	}
	b, err := s.Rectify.Export(c.Context(), c.Who, rectify.Export{Lang: i18n.Lang(c.Context()), Say: s.Words.Say, Category: category, Approval: r.ID})
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "rectify.export.title")+" "+string(c.Today())+".xlsx")
}

func (s *Server) logModel(c *Ctx) *approvepage.AskModel {
	ctx := c.Context()
	return &approvepage.AskModel{Title: i18n.T(ctx, "approve.log.title"), Action: "/audit/export/ask", Back: "/audit", Current: "audit",
		Lines: []string{i18n.T(ctx, "approve.log.details"), s.Audit.Origin()}}
}

func (s *Server) approveAskLog(c *Ctx) error { return c.Render(approvepage.Ask(*s.logModel(c))) }

func (s *Server) approveSendLog(c *Ctx) error {
	id := ""
	err := s.DB.Write(c.Context(), c.Who, func(tx *db.Tx) error {
		r, err := approve.AskLogExport(tx, s.Audit.Origin(), c.Value("reason"))
		if err == nil {
			id = r.ID
		}
		return err
	})
	return s.askedFor(c, s.logModel(c), id, err)
}

// takeLog hands out the record with its details.
func (s *Server) takeLog(c *Ctx, r *approve.Request) error { return s.sendLog(c, true, r.ID) }
