package pack

import (
	"gopkg.in/yaml.v3"

	"plumbline/internal/ground/clock"
)

// effective reads {from, to}; to is included and may be absent.
func (r *reader) effective(n *yaml.Node) (from, to clock.Day) {
	r.mapping(n,
		must("from", func(v *yaml.Node) { from = r.day(v) }),
		may("to", func(v *yaml.Node) { to = r.day(v) }))
	r.order(n, from, to)
	return from, to
}

func (r *reader) order(n *yaml.Node, from, to clock.Day) {
	if from != "" && to != "" && to < from {
		r.fail(n, "bad_range", "from", string(from), "to", string(to))
	}
}

// cites reads a list of citations; an empty one is a missing citation, because a point without a
// basis may not be held against anybody.
func (r *reader) cites(n *yaml.Node) []Cite {
	var out []Cite
	r.list(n, func(x *yaml.Node) { out = append(out, r.cite(x)) })
	if n.Kind == yaml.SequenceNode && len(out) == 0 {
		r.fail(n, "no_citation")
	}
	return out
}

func (r *reader) cite(n *yaml.Node) Cite {
	var c Cite
	r.mapping(n,
		must("source", func(v *yaml.Node) { c.Source = r.known(v, "sources") }),
		may("article", func(v *yaml.Node) { c.Article = r.str(v) }),
		may("pending", func(v *yaml.Node) { c.Pending = r.flag(v) }))
	if n.Kind == yaml.MappingNode && c.Article == "" && !c.Pending {
		r.fail(n, "no_article")
	}
	for _, w := range r.words["sources"] {
		if w.Code == c.Source {
			c.Title = w.Text
		}
	}
	return c
}

// categories reads a tree; with points for a check-list, where each leaf must hold some.
func (r *reader) categories(n *yaml.Node, depth int, points bool) []Category {
	var out []Category
	if depth >= depthLimit {
		r.fail(n, "too_deep", "limit", depthLimit)
		return nil
	}
	r.list(n, func(x *yaml.Node) { out = append(out, r.category(x, depth, points)) })
	if n.Kind == yaml.SequenceNode && len(out) == 0 && depth == 0 {
		r.fail(n, "empty_list")
	}
	return out
}

func (r *reader) category(n *yaml.Node, depth int, points bool) Category {
	c := Category{Line: n.Line}
	fields := []field{
		must("code", func(v *yaml.Node) { c.Code = r.once(v, "codes") }),
		must("title", func(v *yaml.Node) { c.Title = r.text(v) }),
		may("note", func(v *yaml.Node) { c.Note = r.text(v) }),
		may("cite", func(v *yaml.Node) { c.Cites = r.cites(v) }),
		may("under", func(v *yaml.Node) { c.Under = r.categories(v, depth+1, points) }),
	}
	if points {
		fields = append(fields, may("points", func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) { c.Points = append(c.Points, r.point(x)) })
		}))
	}
	if r.mapping(n, fields...) && points && len(c.Points) == 0 && len(c.Under) == 0 {
		r.fail(n, "no_points", "code", c.Code)
	}
	return c
}

func (r *reader) point(n *yaml.Node) Point {
	p := Point{Line: n.Line}
	r.mapping(n,
		must("code", func(v *yaml.Node) { p.Code = r.once(v, "codes") }),
		must("title", func(v *yaml.Node) { p.Title = r.text(v) }),
		must("look", func(v *yaml.Node) { p.Look = r.text(v) }),
		must("how", func(v *yaml.Node) { p.How = r.text(v) }),
		must("evidence", func(v *yaml.Node) { p.Evidence = r.text(v) }),
		must("wording", func(v *yaml.Node) { p.Wording = r.text(v) }),
		must("methods", func(v *yaml.Node) { p.Methods = r.knownList(v, "methods") }),
		must("objects", func(v *yaml.Node) { p.Objects = r.knownList(v, "objects") }),
		may("categories", func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) { p.Categories = append(p.Categories, r.code(x)) })
		}),
		must("cite", func(v *yaml.Node) { p.Cites = r.cites(v) }))
	return p
}

func (r *reader) duty(n *yaml.Node) Duty {
	d := Duty{Line: n.Line}
	r.mapping(n,
		must("code", func(v *yaml.Node) { d.Code = r.once(v, "codes") }),
		must("title", func(v *yaml.Node) { d.Title = r.text(v) }),
		must("text", func(v *yaml.Node) { d.Text = r.text(v) }),
		must("cite", func(v *yaml.Node) { d.Cites = r.cites(v) }))
	return d
}

// yearReader checks the days of a calendar against each other as they are read: all within the
// year, no day both off and made up, a make-up day on a weekend, nothing twice.
type yearReader struct {
	*reader
	year *Year
	seen map[clock.Day]bool
}

func (y *yearReader) holidays(n *yaml.Node) {
	y.list(n, func(x *yaml.Node) {
		h := Holiday{Line: x.Line}
		y.mapping(x,
			must("name", func(v *yaml.Node) { h.Name = y.text(v) }),
			must("from", func(v *yaml.Node) { h.From = y.day(v) }),
			must("to", func(v *yaml.Node) { h.To = y.day(v) }))
		y.order(x, h.From, h.To)
		y.year.Off = append(y.year.Off, h)
		if h.From != "" && h.From <= h.To && y.within(x, h.From) && y.within(x, h.To) {
			for d := h.From; d <= h.To; d = d.Add(1) {
				y.once(x, d)
			}
		}
	})
}

func (y *yearReader) workdays(n *yaml.Node) {
	y.list(n, func(x *yaml.Node) {
		d := y.day(x)
		if d == "" || !y.within(x, d) {
			return
		}
		if !Weekend(d) {
			y.fail(x, "not_weekend", "day", string(d))
		}
		y.once(x, d)
		y.year.Work = append(y.year.Work, d)
	})
}

func (y *yearReader) within(n *yaml.Node, d clock.Day) bool {
	if d.Year() == y.year.Year {
		return true
	}
	y.fail(n, "other_year", "day", string(d), "year", y.year.Year)
	return false
}

func (y *yearReader) once(n *yaml.Node, d clock.Day) {
	if y.seen[d] {
		y.fail(n, "day_twice", "day", string(d))
	}
	y.seen[d] = true
}

// Weekend tells whether d is a Saturday or Sunday.
func Weekend(d clock.Day) bool { return d.Weekday() == 0 || d.Weekday() == 6 }
