package approveweb

import (
	"net/http"
	"net/url"

	approvepage "plumbline/internal/doors/pages/approve"
	"plumbline/internal/doors/pages/part"
	auditweb "plumbline/internal/doors/web/audit"
	"plumbline/internal/doors/web/front"
	rectifyweb "plumbline/internal/doors/web/rectify"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/approve"
	"plumbline/internal/rooms/rectify"
)

// filterNames are the conditions of the ledger that an export goes by.
var filterNames = []string{"state", "unit", "year", "source", "ref", "category", "lead", "time", "flagged", "q", "sort", "desc"}

// exportModel is the form that asks for a bulk export of the filter in the address, or in the form.
func (s door) exportModel(c *front.Ctx) (*approvepage.AskModel, rectify.Filter, []string, error) {
	f := rectifyweb.LedgerFilter(c)
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
	category, err := rectifyweb.CategoryText(s.Server, c)
	if err != nil {
		return nil, f, nil, err
	}
	conditions, err := rectifyweb.ConditionsOf(s.Server, c, f, category)
	if err != nil {
		return nil, f, nil, err
	}
	m.Lines = append([]string{i18n.T(c.Context(), "approve.export.rows", "n", plan.Rows), i18n.T(c.Context(), "approve.export.most", "most", rectify.MostAlone)}, conditions...)
	return m, f, conditions, nil
}

func (s door) askExport(c *front.Ctx) error {
	m, _, _, err := s.exportModel(c)
	if err != nil {
		return err
	}
	return c.Render(approvepage.Ask(*m))
}

func (s door) sendExport(c *front.Ctx) error {
	m, f, conditions, err := s.exportModel(c)
	if err != nil {
		return err
	}
	id, err := s.Rectify.AskExport(c.Context(), c.Who, f, conditions, c.Value("reason"))
	return s.askedFor(c, m, id, err)
}

// askedFor leads to the request, or shows the form with what was wrong.
func (s door) askedFor(c *front.Ctx, m *approvepage.AskModel, id string, err error) error {
	if err == nil {
		return c.See("/approvals/" + id + "?show=asked")
	}
	if !front.ShownAgain(err) {
		return err
	}
	m.Reason, m.Problems = c.Value("reason"), part.ProblemsOf(c.Context(), err)
	return c.RenderStatus(http.StatusUnprocessableEntity, approvepage.Ask(*m))
}

// takeLedger hands out the workbook that was agreed to.
func (s door) takeLedger(c *front.Ctx, r *approve.Request) error {
	category, err := rectifyweb.CategoryText(s.Server, c)
	if err != nil {
		return err
	}
	b, err := s.Rectify.Export(c.Context(), c.Who, rectify.Export{Lang: i18n.Lang(c.Context()), Say: s.Words.Say, Category: category, Approval: r.ID})
	if err != nil {
		return err
	}
	return c.Workbook(b, i18n.T(c.Context(), "rectify.export.title")+" "+string(c.Today())+".xlsx")
}

func (s door) logModel(c *front.Ctx) *approvepage.AskModel {
	ctx := c.Context()
	return &approvepage.AskModel{Title: i18n.T(ctx, "approve.log.title"), Action: "/audit/export/ask", Back: "/audit", Current: "audit",
		Lines: []string{i18n.T(ctx, "approve.log.details"), s.Audit.Origin()}}
}

func (s door) askLog(c *front.Ctx) error { return c.Render(approvepage.Ask(*s.logModel(c))) }

func (s door) sendLog(c *front.Ctx) error {
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
func (s door) takeLog(c *front.Ctx, r *approve.Request) error {
	return auditweb.SendLog(s.Server, c, true, r.ID)
}
