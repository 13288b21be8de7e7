package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"plumbline/internal/doors/pages/searchpage"
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

// searchPalette answers what is typed into the palette with a fragment of options: what was found in
// each kind, units and people, and pages to go to.
func (s *Server) searchPalette(c *Ctx) error {
	began := s.DB.Clock().Now()
	m := searchpage.PaletteModel{Q: c.Query("q")}
	if len(search.Parse(m.Q).Terms) > 0 {
		total, err := s.paletteHits(c, &m)
		if err != nil {
			return err
		}
		m.Count = i18n.T(c.ctx, "search.count", "n", total, "s", strconv.FormatFloat(s.DB.Clock().Now().Sub(began).Seconds(), 'f', 3, 64))
	} else if recent := c.recent(""); len(recent) > 0 && m.Q == "" {
		m.Groups = append(m.Groups, searchpage.Group{Head: i18n.T(c.ctx, "search.recent"), Links: recent})
	}
	if places := c.places(m.Q); len(places) > 0 {
		m.Groups = append(m.Groups, searchpage.Group{Head: i18n.T(c.ctx, "search.goto"), Links: places})
	}
	c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	return searchpage.Palette(m).Render(c.ctx, c.W)
}

func (s *Server) paletteHits(c *Ctx, m *searchpage.PaletteModel) (total string, err error) {
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		x, err := c.question(tx)
		if err != nil || x.lost {
			total = "0"
			return err
		}
		f, err := search.FacetsIn(tx, x.q)
		if err != nil {
			return err
		}
		total = c.total(f, x)
		for _, g := range paletteGroups {
			if err := c.paletteGroup(tx, m, x, f, g.head, g.kinds, g.most); err != nil {
				return err
			}
		}
		if len(x.hits) > 0 {
			m.Groups = append(m.Groups, searchpage.Group{Head: i18n.T(c.ctx, "search.kind.unit") + " · " + i18n.T(c.ctx, "search.kind.person"), N: strconv.Itoa(len(x.hits)), Hits: openable(x.hits[:min(3, len(x.hits))])})
		}
		return nil
	})
	return total, err
}

func (c *Ctx) paletteGroup(tx *db.Tx, m *searchpage.PaletteModel, x question, f search.Facets, head string, kinds []search.Kind, most int) error {
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
	g := searchpage.Group{Head: i18n.T(c.ctx, head), N: strconv.Itoa(min(n, search.Most))}
	if n > search.Most {
		g.N = i18n.T(c.ctx, "search.more.short")
	}
	for _, h := range found.Hits {
		g.Hits = append(g.Hits, c.hit(h, x.q.Text))
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
func (c *Ctx) places(q string) []searchpage.Link {
	var out []searchpage.Link
	want := strings.ToLower(q)
	for _, g := range c.menu() {
		for _, l := range g.Links {
			name := i18n.T(c.ctx, "nav."+l.Key)
			if strings.Contains(strings.ToLower(name), want) || strings.HasPrefix(org.Initials(name), want) {
				out = append(out, searchpage.Link{Text: name, Icon: "arrow-right", Href: l.Href})
			}
		}
	}
	if len(search.Parse(q).Terms) > 0 {
		out = append(out, searchpage.Link{Text: i18n.T(c.ctx, "search.everything", "q", q), Icon: "search", Href: "/search?" + url.Values{"q": {q}}.Encode()})
	}
	return out
}

// The last questions are kept in the browser, for this session only.
const (
	recentCookie = "pl_recent"
	mostRecent   = 5
	mostText     = 60
)

// recent are the last questions but the present one.
func (c *Ctx) recent(but string) []searchpage.Link {
	var out []searchpage.Link
	for _, q := range c.asked() {
		if q != but {
			out = append(out, searchpage.Link{Text: q, Icon: "history", Href: "/search?" + url.Values{"q": {q}}.Encode()})
		}
	}
	return out
}

func (c *Ctx) asked() []string {
	v, err := url.ParseQuery(c.cookie(c.S.own(recentCookie)))
	if err != nil {
		return nil
	}
	return v["q"][:min(len(v["q"]), mostRecent)]
}

func (c *Ctx) remember(q string) {
	if q == "" || len([]rune(q)) > mostText {
		return
	}
	list := []string{q}
	for _, old := range c.asked() {
		if old != q && len(list) < mostRecent {
			list = append(list, old)
		}
	}
	c.setRecent(url.Values{"q": list}.Encode(), 0)
}

func (c *Ctx) setRecent(value string, age int) {
	http.SetCookie(c.W, &http.Cookie{Name: c.S.own(recentCookie), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: c.S.secure, SameSite: http.SameSiteStrictMode})
}

// searchClear forgets the last questions.
func (s *Server) searchClear(c *Ctx) error {
	c.setRecent("", -1)
	return c.See("/search")
}
