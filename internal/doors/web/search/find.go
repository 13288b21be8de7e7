package searchweb

import (
	"net/url"
	"slices"
	"strconv"

	"plumbline/internal/doors/pages/searchpage"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/hall/search"
)

// question is what the address asks for.
type question struct {
	q    search.Query
	unit string // id of the unit narrowed to by a facet
	time string // recent, year or older
	lost bool   // a unit was named that does not exist for the asker
	people
}

// people are units and persons found in the register, which has no index of its own.
type people struct{ hits []searchpage.Hit }

// find shows what was found, with the ways to narrow it.
func (s door) find(c *front.Ctx) error {
	began := s.DB.Clock().Now()
	var x question
	var found search.Found
	var facets search.Facets
	err := s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) (err error) {
		if x, err = questionOf(c, tx); err != nil || x.lost {
			return err
		}
		if found, err = search.FindIn(tx, x.q); err != nil {
			return err
		}
		facets, err = search.FacetsIn(tx, x.q)
		return err
	})
	if err != nil {
		return err
	}
	m := results(c, x, found, facets)
	m.Took = strconv.FormatFloat(s.DB.Clock().Now().Sub(began).Seconds(), 'f', 3, 64)
	m.Recent = recent(c, m.Q)
	remember(c, m.Q)
	return c.Render(searchpage.Results(m))
}

// questionOf reads the address; the unit of a facet wins over one written in the text.
func questionOf(c *front.Ctx, tx *db.Tx) (question, error) {
	x := question{unit: c.Query("unit"), time: c.Query("time")}
	x.q = search.Query{Text: c.Query("q"), Any: c.Query("any") == "1", State: c.Query("state")}
	if k := search.Kind(c.Query("kind")); k.Valid() {
		x.q.Kinds = []search.Kind{k}
	}
	x.q.After, _ = strconv.ParseInt(c.Query("after"), 10, 64)
	x.q.Since, x.q.Until = timeOf(x.time, tx.Today())
	if err := under(c, tx, &x); err != nil || x.lost {
		return x, err
	}
	return x, findPeople(c, tx, &x)
}

func timeOf(name string, today clock.Day) (since, until clock.Day) {
	year := today[:4]
	switch name {
	case "recent":
		return today.Add(-30), ""
	case "year":
		return year + "-01-01", ""
	case "older":
		return "", clock.Day(strconv.Itoa(today.Year()-1) + "-12-31")
	}
	return "", ""
}

func under(c *front.Ctx, tx *db.Tx, x *question) error {
	scope := access.ScopeOf(c.Who, access.ReadOrg)
	if x.unit != "" {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		u, ok := f.At(x.unit)
		x.lost = !ok || !scope.Has(u.Ord)
		x.q.Under = &db.Range{First: u.Ord, Last: u.Last}
		return nil
	}
	for _, name := range search.Parse(x.q.Text).Units {
		list, err := org.FindUnits(tx, name, scope, 1)
		if err != nil {
			return err
		}
		if x.lost = len(list) == 0; x.lost {
			return nil
		}
		x.q.Under = &db.Range{First: list[0].Ord, Last: list[0].Last}
	}
	return nil
}

const mostPeople = 20

// findPeople looks in the register for units and persons, on the first page of a question that is
// not narrowed to something else.
func findPeople(c *front.Ctx, tx *db.Tx, x *question) error {
	terms := search.Parse(x.q.Text).Terms
	if len(terms) != 1 || x.q.After > 0 || x.q.State != "" || x.time != "" || !access.Anywhere(c.Who, access.ReadOrg) {
		return nil
	}
	scope := access.ScopeOf(c.Who, access.ReadOrg)
	if x.q.Under != nil {
		scope = scope.Within(*x.q.Under)
	}
	f, err := org.Tree(tx)
	if err != nil {
		return err
	}
	if x.wants(search.Unit) {
		units, err := org.FindUnits(tx, terms[0], scope, mostPeople)
		if err != nil {
			return err
		}
		for _, u := range units {
			parent, _ := f.At(u.Parent)
			x.hits = append(x.hits, searchpage.Hit{Kind: search.Unit, Title: u.Name, Number: u.Code, Unit: parent.Short, Href: door{Server: c.S}.opens(search.Unit, u.ID, "")})
		}
	}
	if x.wants(search.Person) {
		persons, err := org.FindPersons(tx, terms[0], scope, mostPeople)
		if err != nil {
			return err
		}
		for _, p := range persons {
			u, _ := f.At(p.Unit)
			x.hits = append(x.hits, searchpage.Hit{Kind: search.Person, Title: p.Name, Number: p.Badge, Unit: u.Short, Href: door{Server: c.S}.opens(search.Person, p.ID, "")})
		}
	}
	return nil
}

func (x question) wants(k search.Kind) bool {
	return len(x.q.Kinds) == 0 || slices.Contains(x.q.Kinds, k)
}

// href is the address of the question with some of its parts changed; an empty value takes one away.
func (x question) href(changes ...string) string {
	v := url.Values{}
	set := func(k, s string) {
		v.Del(k)
		if s != "" {
			v.Set(k, s)
		}
	}
	set("q", x.q.Text)
	if len(x.q.Kinds) > 0 {
		set("kind", string(x.q.Kinds[0]))
	}
	set("unit", x.unit)
	set("time", x.time)
	set("state", x.q.State)
	if x.q.Any {
		set("any", "1")
	}
	for i := 0; i+1 < len(changes); i += 2 {
		set(changes[i], changes[i+1])
	}
	return "/search?" + v.Encode()
}

func (x question) narrowed() bool {
	return len(x.q.Kinds) > 0 || x.unit != "" || x.time != "" || x.q.State != ""
}

func results(c *front.Ctx, x question, found search.Found, f search.Facets) searchpage.Model {
	words := search.Parse(x.q.Text)
	m := searchpage.Model{Q: x.q.Text, Any: x.q.Any, Words: len(words.Terms), Narrowed: x.narrowed(), AllHref: "/search?" + url.Values{"q": {x.q.Text}}.Encode()}
	m.AnyHref = x.href("any", map[bool]string{true: "", false: "1"}[x.q.Any])
	m.Hits = x.hits
	for _, h := range found.Hits {
		m.Hits = append(m.Hits, hit(c, h, x.q.Text))
	}
	m.Shown = len(m.Hits)
	m.Total = totalOf(c, f, x)
	if found.Next > 0 {
		m.Next = x.href("after", strconv.FormatInt(found.Next, 10))
	}
	if x.q.After > 0 {
		m.First = x.href()
	}
	if m.Words > 0 && !x.lost {
		m.Groups = facets(c, x, f)
	}
	return m
}

func totalOf(c *front.Ctx, f search.Facets, x question) string {
	n := f.Total
	if len(x.q.Kinds) > 0 {
		n = f.Kinds[x.q.Kinds[0]]
	}
	n += len(x.hits)
	if n > search.Most {
		return i18n.T(c.Context(), "search.more")
	}
	return strconv.Itoa(n)
}

const snippetLong = 90

func hit(c *front.Ctx, h search.Hit, q string) searchpage.Hit {
	out := searchpage.Hit{
		Kind: h.Kind, Href: door{Server: c.S}.opens(h.Kind, h.ID, h.Holder), Title: h.Title, Snippet: search.Snippet(h.Body, q, snippetLong),
		Number: h.Number, Unit: h.UnitName, State: h.State, Done: h.Done, Day: h.Day,
	}
	if h.Due != "" && !h.Done {
		out.HasDue, out.Due = true, dueOf(c.Today(), h.Due)
	}
	return out
}
