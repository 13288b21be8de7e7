package rectifyweb

import (
	"net/http"
	"strings"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/rooms/rectify"
)

// rectifyFileRoutes are the ways of the ledger in and out of workbooks.
func (s door) rectifyFileRoutes() []front.Route {
	return append(s.ComesIn(front.ListIn{List: func() batch.List { return rectify.LedgerIn(s.categoryCodes) }, At: "/rectify/import", Template: "/rectify/template.xlsx",
		Title: "rectify.import.title", Current: "ledger", Back: "/rectify", BackText: "rectify.import.back"}),
		front.Route{Method: http.MethodGet, Pattern: "/rectify/export.xlsx", Right: access.ExportItem, Handle: s.export})
}

// categoryCodes finds a category's code by its code or its title in any language.
func (s door) categoryCodes() (map[string]string, error) {
	packs, err := s.Packs(pack.Taxonomy)
	if err != nil {
		return nil, err
	}
	var codes map[string]string
	for _, p := range packs {
		if p.Code != "problem_categories" {
			continue
		}
		codes = map[string]string{}
		pack.Walk(p.Categories, func(_ int, x pack.Category) {
			for _, name := range []string{x.Code, x.Title.In("zh"), x.Title.In("en")} {
				if name = strings.ToLower(name); name != "" && codes[name] == "" {
					codes[name] = x.Code
				}
			}
		})
	}
	return codes, nil
}

// export writes the list as it is filtered at the moment; its conditions stand in the first rows.
// More rows than one person may take away are asked for first.
func (s door) export(c *front.Ctx) error {
	f := LedgerFilter(c)
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
	if e.Category, err = CategoryText(s.Server, c); err != nil {
		return err
	}
	if e.Conditions, err = ConditionsOf(s.Server, c, f, e.Category); err != nil {
		return err
	}
	b, err := s.Rectify.Export(c.Context(), c.Who, e)
	if err != nil {
		return err
	}
	return c.Workbook(b, i18n.T(c.Context(), "rectify.export.title")+" "+string(c.Today())+".xlsx")
}

// CategoryText says a category's title by its code.
func CategoryText(s *front.Server, c *front.Ctx) (func(string) string, error) {
	categories, err := ItemCategories(s, c)
	return func(code string) string {
		for _, o := range categories {
			if o.Value == code {
				return o.Text
			}
		}
		return code
	}, err
}

// ConditionsOf says a filter in words.
func ConditionsOf(s *front.Server, c *front.Ctx, f rectify.Filter, category func(string) string) ([]string, error) {
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
