package rectifyweb

import (
	"strconv"
	"sync"

	"plumbline/internal/doors/pages/part"
	rectifypage "plumbline/internal/doors/pages/rectify"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/rectify"
)

func (s door) ledger(c *front.Ctx) error {
	f := LedgerFilter(c)
	page, err := s.Rectify.LedgerPage(c.Context(), c.Who, f)
	if err != nil {
		return err
	}
	m := rectifypage.LedgerModel{Page: page, Today: c.Today(), MayRegister: access.Anywhere(c.Who, access.RegisterItem),
		MayImport: access.Anywhere(c.Who, access.ImportItem) && s.Serves("/rectify/import"),
		MayExport: access.Anywhere(c.Who, access.ExportItem) && s.Serves("/rectify/export.xlsx")}
	if m.Categories, err = ItemCategories(s.Server, c); err != nil {
		return err
	}
	if f.Lead != "" && len(page.List.Lines) > 0 {
		m.Person = page.List.Lines[0].Lead
	}
	return c.Render(rectifypage.Ledger(m))
}

// LedgerFilter reads the conditions of an address; what is not a number is no condition.
func LedgerFilter(c *front.Ctx) rectify.Filter {
	number := func(name string) int {
		n, err := strconv.Atoi(c.Query(name))
		if err != nil {
			return 0
		}
		return n
	}
	return rectify.Filter{State: rectify.State(c.Query("state")), Unit: c.Query("unit"), Year: number("year"), Source: rectify.Source(c.Query("source")), Ref: c.Query("ref"),
		Category: c.Query("category"), Lead: c.Query("lead"), Time: c.Query("time"), Flagged: c.Query("flagged") == "1", Had: c.Query("had"), Text: c.Query("q"),
		Sort: rectify.Sort(c.Query("sort")), Desc: c.Query("desc") == "1", After: c.R.URL.Query().Get("after"), Before: c.R.URL.Query().Get("before"), Limit: number("n")}
}

// ItemCategories are the ledger's categories of the shipped pack, in the reader's language. They are
// compiled in, so each language is laid out once.
func ItemCategories(s *front.Server, c *front.Ctx) (rectifypage.Categories, error) {
	lang := i18n.Lang(c.Context())
	if v, ok := categoriesIn.Load(lang); ok {
		return v.(rectifypage.Categories), nil
	}
	packs, err := s.Packs(pack.Taxonomy)
	if err != nil {
		return nil, err
	}
	var out rectifypage.Categories
	for _, p := range packs {
		if p.Code != "problem_categories" {
			continue
		}
		pack.Walk(p.Categories, func(_ int, x pack.Category) {
			out = append(out, part.Option{Value: x.Code, Text: x.Title.In(lang)})
		})
	}
	categoriesIn.Store(lang, out)
	return out, nil
}

var categoriesIn sync.Map // language → rectifypage.Categories
