package web

import (
	"net/http"
	"strings"

	"plumbline/internal/doors/pages/importpage"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/rooms/rectify"
)

// rectifyFileRoutes are the ways of the ledger in and out of workbooks.
func (s *Server) rectifyFileRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/rectify/import", Right: access.ImportItem, Handle: s.rectifyImport},
		{Method: post, Pattern: "/rectify/import", Right: access.ImportItem, Handle: s.rectifyUpload, Body: uploadBody},
		{Method: get, Pattern: "/rectify/import/{batch}", Right: access.ImportItem, Handle: s.rectifyImportCheck},
		{Method: post, Pattern: "/rectify/import/{batch}", Right: access.ImportItem, Handle: s.rectifyImportStore},
		{Method: post, Pattern: "/rectify/import/{batch}/drop", Right: access.ImportItem, Handle: s.rectifyImportDrop},
		{Method: get, Pattern: "/rectify/template.xlsx", Right: access.ImportItem, Handle: s.rectifyTemplate},
		{Method: get, Pattern: "/rectify/export.xlsx", Right: access.ExportItem, Handle: s.rectifyExport},
	}
}

func (s *Server) rectifyImportModel(c *Ctx) (importpage.Model, error) {
	m := importpage.Model{Title: i18n.T(c.Context(), "rectify.import.title"), Current: "ledger", Back: "/rectify", BackText: i18n.T(c.Context(), "rectify.import.back"),
		Upload: "/rectify/import", Template: "/rectify/template.xlsx"}
	recent, err := s.Batch.Recent(c.Context(), c.Who, batch.Ledger)
	for _, b := range recent {
		m.Recent = append(m.Recent, receiptOf(c.Context(), b))
	}
	return m, err
}

// ledgerInput is a workbook with what the room needs to read it.
func (s *Server) ledgerInput(data []byte) (rectify.ImportInput, error) {
	in := rectify.ImportInput{Data: data, Say: s.Words.Say}
	packs, err := s.Packs(pack.Taxonomy)
	if err != nil {
		return in, err
	}
	for _, p := range packs {
		if p.Code != "problem_categories" {
			continue
		}
		in.Categories = map[string]string{}
		pack.Walk(p.Categories, func(_ int, x pack.Category) {
			for _, name := range []string{x.Code, x.Title.In("zh"), x.Title.In("en")} {
				if name = strings.ToLower(name); name != "" && in.Categories[name] == "" {
					in.Categories[name] = x.Code
				}
			}
		})
	}
	return in, nil
}

func (s *Server) rectifyImport(c *Ctx) error {
	m, err := s.rectifyImportModel(c)
	if err != nil {
		return err
	}
	return c.Render(importpage.Page(m))
}

func (s *Server) rectifyUpload(c *Ctx) error {
	name, data, err := c.uploaded()
	if err == nil {
		var in rectify.ImportInput
		if in, err = s.ledgerInput(data); err == nil {
			_, err = s.Rectify.CheckImport(c.Context(), c.Who, in)
		}
	}
	if Invalid(err) {
		m, err2 := s.rectifyImportModel(c)
		if err2 != nil {
			return err2
		}
		m.Problems = importProblems(c.Context(), err)
		return c.RenderStatus(http.StatusUnprocessableEntity, importpage.Page(m))
	}
	if err != nil {
		return err
	}
	b, err := s.Batch.Put(c.Context(), c.Who, batch.Ledger, name, data)
	if err != nil {
		return err
	}
	return c.See("/rectify/import/" + b.ID)
}

func (s *Server) rectifyImportCheck(c *Ctx) error { return s.rectifyImportWith(c, http.StatusOK, nil) }

func (s *Server) rectifyImportWith(c *Ctx, status int, problem error) error {
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Ledger, c.Path("batch"))
	if err != nil {
		return err
	}
	m, err := s.rectifyImportModel(c)
	if err != nil {
		return err
	}
	m = withBatch(m, b)
	m.Problems = importProblems(c.Context(), problem)
	switch b.State {
	case batch.Done:
		r := receiptOf(c.Context(), b)
		m.Receipt = &r
		return c.RenderStatus(status, importpage.Page(m))
	case batch.Dropped:
		return c.See("/rectify/import")
	}
	in, err := s.ledgerInput(data)
	if err != nil {
		return err
	}
	got, err := s.Rectify.CheckImport(c.Context(), c.Who, in)
	if err != nil {
		return err
	}
	m.Errors, m.Notes = importpage.ErrorsOf(c.Context(), got.Bad), importpage.ErrorsOf(c.Context(), got.Table.Notes)
	sheet := importpage.SheetOf(c.Context(), got.Table, got.Columns, got.Bad)
	sheet.New, sheet.Same, sheet.Bad = got.New, got.Same, got.Left
	m.Sheets = []importpage.Sheet{sheet}
	return c.RenderStatus(status, importpage.Page(m))
}

func (s *Server) rectifyImportStore(c *Ctx) error {
	id := c.Path("batch")
	b, data, err := s.Batch.Get(c.Context(), c.Who, batch.Ledger, id)
	if err != nil {
		return err
	}
	if b.State != batch.Waiting {
		return c.See("/rectify/import/" + id)
	}
	in, err := s.ledgerInput(data)
	if err != nil {
		return err
	}
	in.Batch, in.GoodOnly = b.Number, c.Value("how") == "good"
	done, err := s.Rectify.Import(c.Context(), c.Who, in)
	if Invalid(err) {
		return s.rectifyImportWith(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if err := s.Batch.Finish(c.Context(), c.Who, batch.Ledger, id, batch.Figures{New: done.New, Same: done.Same, Left: done.Left}); err != nil {
		return err
	}
	return c.See("/rectify/import/" + id)
}

func (s *Server) rectifyImportDrop(c *Ctx) error {
	if err := s.Batch.Drop(c.Context(), c.Who, batch.Ledger, c.Path("batch")); err != nil {
		return err
	}
	return c.See("/rectify/import")
}

func (s *Server) rectifyTemplate(c *Ctx) error {
	b, err := rectify.LedgerTemplate(i18n.Lang(c.Context()), s.Words.Say)
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "rectify.import.template_title")+".xlsx")
}

// rectifyExport writes the list as it is filtered at the moment; its conditions stand in the first rows.
// More rows than one person may take away are asked for first.
func (s *Server) rectifyExport(c *Ctx) error {
	f := ledgerFilter(c)
	plan, err := s.Rectify.PlanExport(c.Context(), c.Who, f)
	if err != nil {
		return err
	}
	if !plan.Alone {
		if plan.Asked != nil {
			return c.See("/approvals/" + plan.Asked.ID + "?show=asked")
		}
		return c.See("/rectify/export/ask?" + c.R.URL.RawQuery)
	}
	e := rectify.Export{Filter: f, Lang: i18n.Lang(c.Context()), Say: s.Words.Say}
	if e.Category, err = s.categoryText(c); err != nil {
		return err
	}
	if e.Conditions, err = s.conditionsOf(c, f, e.Category); err != nil {
		return err
	}
	b, err := s.Rectify.Export(c.Context(), c.Who, e)
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "rectify.export.title")+" "+string(c.Today())+".xlsx")
}

// categoryText says a category's title by its code.
func (s *Server) categoryText(c *Ctx) (func(string) string, error) {
	categories, err := s.itemCategories(c)
	return func(code string) string {
		for _, o := range categories {
			if o.Value == code {
				return o.Text
			}
		}
		return code
	}, err
}

// conditionsOf says a filter in words.
func (s *Server) conditionsOf(c *Ctx, f rectify.Filter, category func(string) string) ([]string, error) {
	ctx := c.Context()
	var list []string
	add := func(key, value string) {
		if value != "" {
			list = append(list, i18n.T(ctx, key)+" "+value)
		}
	}
	if f.Unit != "" {
		v, err := s.Org.UnitPage(ctx, c.Who, "", f.Unit)
		if err != nil {
			return nil, err
		}
		add("rectify.column.unit", v.Name)
	}
	if f.State != "" {
		add("rectify.column.state", i18n.T(ctx, "rectify.state."+string(f.State)))
	}
	if f.Source != "" {
		add("rectify.column.source", i18n.T(ctx, "rectify.source."+string(f.Source)))
	}
	if f.Category != "" {
		add("rectify.column.category", category(f.Category))
	}
	if f.Time == rectify.Overdue {
		add("rectify.column.due", i18n.T(ctx, "part.tree.late"))
	}
	add("shell.search", f.Text)
	line := i18n.T(ctx, "rectify.export.all")
	if len(list) > 0 {
		line = i18n.T(ctx, "rectify.export.where", "list", strings.Join(list, i18n.T(ctx, "import.list_comma")))
	}
	return []string{line, i18n.T(ctx, "rectify.export.by", "t", i18n.Minute(ctx, s.DB.Clock().Now()), "who", c.Who.Name)}, nil
}
