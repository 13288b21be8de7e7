package searchweb

import (
	"net/url"
	"strconv"
	"strings"

	"plumbline/internal/doors/pages/searchpage"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/org"
	"plumbline/internal/hall/search"
)

// paletteGroups are the kinds that stand together in the palette, and how many of each are shown.
var paletteGroups = []struct {
	head  string
	kinds []search.Kind
	most  int
}{
	{"search.kind.item", []search.Kind{search.Item, search.Chronic}, 4},
	{"search.kind.paper", []search.Kind{search.Paper, search.Finding}, 2},
	{"search.kind.task", []search.Kind{search.Task, search.Directive, search.Campaign}, 2},
	{"search.kind.point", []search.Kind{search.Point}, 2},
}

// palette answers what is typed into the palette with a fragment of options: what was found in
// each kind, units and people, and pages to go to.
func (s door) palette(c *front.Ctx) error {
	began := s.DB.Clock().Now()
	m := searchpage.PaletteModel{Q: c.Query("q")}
	if len(search.Parse(m.Q).Terms) > 0 {
		total, err := s.paletteHits(c, &m)
		if err != nil {
			return err
		}
		m.Count = i18n.T(c.Context(), "search.count", "n", total, "s", strconv.FormatFloat(s.DB.Clock().Now().Sub(began).Seconds(), 'f', 3, 64))
	} else if recent := recent(c, ""); len(recent) > 0 && m.Q == "" {
		m.Groups = append(m.Groups, searchpage.Group{Head: i18n.T(c.Context(), "search.recent"), Links: recent})
	}
	if places := places(c, m.Q); len(places) > 0 {
		m.Groups = append(m.Groups, searchpage.Group{Head: i18n.T(c.Context(), "search.goto"), Links: places})
	}
	c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	return searchpage.Palette(m).Render(c.Context(), c.W)
}

func (s door) paletteHits(c *front.Ctx, m *searchpage.PaletteModel) (total string, err error) {
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		x, err := questionOf(c, tx)
		if err != nil || x.lost {
			total = "0"
			return err
		}
		f, err := search.FacetsIn(tx, x.q)
		if err != nil {
			return err
		}
		total = totalOf(c, f, x)
		for _, g := range paletteGroups {
			if err := paletteGroup(c, tx, m, x, f, g.head, g.kinds, g.most); err != nil {
				return err
			}
		}
		if len(x.hits) > 0 {
			m.Groups = append(m.Groups, searchpage.Group{Head: i18n.T(c.Context(), "search.kind.unit") + " · " + i18n.T(c.Context(), "search.kind.person"), N: strconv.Itoa(len(x.hits)), Hits: openable(x.hits[:min(3, len(x.hits))])})
		}
		return nil
	})
	return total, err
}

func paletteGroup(c *front.Ctx, tx *db.Tx, m *searchpage.PaletteModel, x question, f search.Facets, head string, kinds []search.Kind, most int) error {
	n := 0
	for _, k := range kinds {
		n += f.Kinds[k]
	}
	if n == 0 {
		return nil
	}
	q := x.q
	q.Kinds, q.Limit = kinds, most
	found, err := search.FindIn(tx, q)
	if err != nil {
		return err
	}
	g := searchpage.Group{Head: i18n.T(c.Context(), head), N: strconv.Itoa(min(n, search.Most))}
	if n > search.Most {
		g.N = i18n.T(c.Context(), "search.more.short")
	}
	for _, h := range found.Hits {
		g.Hits = append(g.Hits, hit(c, h, x.q.Text))
	}
	if g.Hits = openable(g.Hits); len(g.Hits) > 0 {
		m.Groups = append(m.Groups, g)
	}
	return nil
}

// openable keeps what has a page: an option of the palette must lead somewhere.
func openable(hits []searchpage.Hit) []searchpage.Hit {
	var out []searchpage.Hit
	for _, h := range hits {
		if h.Href != "" {
			out = append(out, h)
		}
	}
	return out
}

// places are the pages of the menu whose name contains what was typed, or whose initials begin with
// it; with a word to search for, all results come last.
func places(c *front.Ctx, q string) []searchpage.Link {
	var out []searchpage.Link
	want := strings.ToLower(q)
	for _, g := range c.Menu() {
		for _, l := range g.Links {
			name := i18n.T(c.Context(), "nav."+l.Key)
			if strings.Contains(strings.ToLower(name), want) || strings.HasPrefix(org.Initials(name), want) {
				out = append(out, searchpage.Link{Text: name, Icon: "arrow-right", Href: l.Href})
			}
		}
	}
	if len(search.Parse(q).Terms) > 0 {
		out = append(out, searchpage.Link{Text: i18n.T(c.Context(), "search.everything", "q", q), Icon: "search", Href: "/search?" + url.Values{"q": {q}}.Encode()})
	}
	return out
}

// recent are the last questions but the present one.
func recent(c *front.Ctx, but string) []searchpage.Link {
	var out []searchpage.Link
	for _, q := range asked(c) {
		if q != but {
			out = append(out, searchpage.Link{Text: q, Icon: "history", Href: "/search?" + url.Values{"q": {q}}.Encode()})
		}
	}
	return out
}

func asked(c *front.Ctx) []string {
	v, err := url.ParseQuery(c.CookieOf(c.S.Own(front.RecentCookie)))
	if err != nil {
		return nil
	}
	return v["q"][:min(len(v["q"]), front.MostRecent)]
}

func remember(c *front.Ctx, q string) {
	if q == "" || len([]rune(q)) > front.MostText {
		return
	}
	list := []string{q}
	for _, old := range asked(c) {
		if old != q && len(list) < front.MostRecent {
			list = append(list, old)
		}
	}
	c.SetRecent(url.Values{"q": list}.Encode(), 0)
}

// searchClear forgets the last questions.
func (s door) searchClear(c *front.Ctx) error {
	c.SetRecent("", -1)
	return c.See("/search")
}
