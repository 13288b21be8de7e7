package searchweb

import (
	"strconv"
	"strings"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/pages/searchpage"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/search"
)

// opened are the pages on which kinds are shown. A check point is a place on its pack's page.
var opened = map[search.Kind]string{
	search.Item:      "/rectify/items/{id}",
	search.Finding:   "/findings/{id}",
	search.Paper:     "/papers/{id}",
	search.Directive: "/directive/{id}",
	search.Task:      "/directive/tasks/duty/{id}",
	search.Point:     "/framework/{id}",
	search.Unit:      "/org/units/{id}",
	search.Person:    "/org/people/{id}",
	search.Chronic:   "/chronic/items/{id}",
	search.Campaign:  "/campaign/{id}",
}

// opens is the address of a thing; empty where there is no page for it.
func (s door) opens(k search.Kind, id, holder string) string {
	if !s.Serves(opened[k]) {
		return ""
	}
	if k == search.Point {
		_, code, _ := strings.Cut(id, "/") // the list's code and its own
		return strings.Replace(opened[k], "{id}", holder, 1) + "#p-" + code
	}
	return strings.Replace(opened[k], "{id}", id, 1)
}

func dueOf(today, due clock.Day) part.Due { return part.DueOf(today, due, 0) }

func facets(c *front.Ctx, x question, f search.Facets) []searchpage.FacetGroup {
	say := func(key string, args ...any) string { return i18n.T(c.Context(), key, args...) }
	count := func(n int) string {
		if n > search.Most {
			return say("search.more.short")
		}
		return strconv.Itoa(n)
	}
	counts := map[search.Kind]int{}
	all := f.Total + len(x.hits)
	for k, n := range f.Kinds {
		counts[k] = n
	}
	for _, h := range x.hits {
		counts[h.Kind]++
	}
	kinds := searchpage.FacetGroup{Head: say("search.kinds"), Facets: []searchpage.Facet{
		{Text: say("search.kind.all"), N: count(all), Href: x.href("kind", ""), Current: len(x.q.Kinds) == 0},
	}}
	for _, k := range search.Kinds {
		chosen := len(x.q.Kinds) > 0 && x.q.Kinds[0] == k
		if counts[k] > 0 || chosen {
			kinds.Facets = append(kinds.Facets, searchpage.Facet{Text: say("search.kind." + string(k)), N: count(counts[k]), Href: x.href("kind", string(k)), Current: chosen})
		}
	}
	groups := []searchpage.FacetGroup{kinds}
	units := searchpage.FacetGroup{Head: say("search.units")}
	for _, u := range f.Units {
		chosen := x.unit == u.Unit
		to := u.Unit
		if chosen {
			to = ""
		}
		units.Facets = append(units.Facets, searchpage.Facet{Text: u.Name, N: count(u.N), Href: x.href("unit", to), Current: chosen})
	}
	times := searchpage.FacetGroup{Head: say("search.times"), Facets: choice(x, "time", x.time, count,
		option{"recent", say("search.time.recent"), f.Recent}, option{"year", say("search.time.year", "y", c.Today().Year()), f.Year}, option{"older", say("search.time.older"), f.Older})}
	states := searchpage.FacetGroup{Head: say("search.states"), Facets: choice(x, "state", x.q.State, count,
		option{"open", say("search.state.open"), f.Open}, option{"done", say("search.state.done"), f.Done})}
	for _, g := range []searchpage.FacetGroup{units, times, states} {
		if len(g.Facets) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

type option struct {
	value, text string
	n           int
}

// choice is a group of which one may be chosen; choosing it again takes it away.
func choice(x question, name, now string, count func(int) string, options ...option) []searchpage.Facet {
	var out []searchpage.Facet
	for _, o := range options {
		if o.n == 0 && now != o.value {
			continue
		}
		to := o.value
		if now == o.value {
			to = ""
		}
		out = append(out, searchpage.Facet{Text: o.text, N: count(o.n), Href: x.href(name, to), Current: now == o.value})
	}
	return out
}
