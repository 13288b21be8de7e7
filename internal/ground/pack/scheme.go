package pack

import (
	"regexp"

	"gopkg.in/yaml.v3"
)

// WorkScheme is the kind of packs that hold the yearly list of Party work, the hearings of reports
// on it, and the scheme by which organisations are assessed.
const WorkScheme Kind = "scheme"

// Scheme is the assessment of organisations with what is planned and heard in the same year.
type Scheme struct {
	Sections []Section
	Hearings []Hearing
	Tasks    []Work
}

// Section is a part of a scheme; its items' weights make its weight, and all weights make a hundred.
type Section struct {
	Code   string
	Title  Text
	Weight int
	Items  []Measure
	Line   int
}

// Measure is one item. From names the records from which it is computed, "typed" when there are none.
type Measure struct {
	Code     string
	Title    Text
	Weight   int
	Evidence Text
	From     string
	Cites    []Cite
	Line     int
}

// Froms are the records from which an item may be computed; the last one is typed by people.
var Froms = []string{"duties", "hours", "items", "budget", "hearings", "work", "typed"}

// Hearing is one hearing of reports a year, between two days written as 06-30.
type Hearing struct {
	Code  string
	Title Text
	Opens string
	Due   string
	Cites []Cite
	Line  int
}

// Work is one task of the yearly list with its road map.
type Work struct {
	Code     string
	Title    Text
	Standard Text
	Rhythm   string
	Due      string
	Road     []Mile
	Cites    []Cite
	Line     int
}

// Mile is one stage of a road map.
type Mile struct {
	Title Text
	Due   string
}

// Computed tells whether the records answer.
func (m Measure) Computed() bool { return m.From != "typed" }

// Measures lists every item in order.
func (s *Scheme) Measures() (out []Measure) {
	for _, x := range s.Sections {
		out = append(out, x.Items...)
	}
	return out
}

func (r *reader) schemeFields(s *Scheme) []field {
	return []field{
		must("sources", r.vocabulary("sources")),
		must("tasks", func(v *yaml.Node) { r.list(v, func(x *yaml.Node) { s.Tasks = append(s.Tasks, r.work(x)) }) }),
		must("hearings", func(v *yaml.Node) { r.list(v, func(x *yaml.Node) { s.Hearings = append(s.Hearings, r.hearing(x)) }) }),
		must("sections", func(v *yaml.Node) {
			sum := 0
			r.list(v, func(x *yaml.Node) {
				s.Sections = append(s.Sections, r.section(x))
				sum += s.Sections[len(s.Sections)-1].Weight
			})
			if sum != 100 {
				r.fail(v, "weights", "sum", sum, "want", 100)
			}
		}),
	}
}

func (r *reader) section(n *yaml.Node) Section {
	s := Section{Line: n.Line}
	sum := 0
	ok := r.mapping(n,
		must("code", func(v *yaml.Node) { s.Code = r.once(v, "codes") }),
		must("title", func(v *yaml.Node) { s.Title = r.text(v) }),
		must("weight", func(v *yaml.Node) { s.Weight = r.count(v, 1, 100) }),
		must("items", func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) {
				s.Items = append(s.Items, r.measure(x))
				sum += s.Items[len(s.Items)-1].Weight
			})
		}))
	if ok && sum != s.Weight {
		r.fail(n, "weights", "sum", sum, "want", s.Weight)
	}
	return s
}

func (r *reader) measure(n *yaml.Node) Measure {
	m := Measure{Line: n.Line}
	r.mapping(n,
		must("code", func(v *yaml.Node) { m.Code = r.once(v, "codes") }),
		must("title", func(v *yaml.Node) { m.Title = r.text(v) }),
		must("weight", func(v *yaml.Node) { m.Weight = r.count(v, 1, 100) }),
		must("evidence", func(v *yaml.Node) { m.Evidence = r.text(v) }),
		must("from", func(v *yaml.Node) { m.From = r.oneOf(v, Froms) }),
		must("cite", func(v *yaml.Node) { m.Cites = r.cites(v) }))
	return m
}

func (r *reader) hearing(n *yaml.Node) Hearing {
	h := Hearing{Line: n.Line}
	r.mapping(n,
		must("code", func(v *yaml.Node) { h.Code = r.once(v, "hearings") }),
		must("title", func(v *yaml.Node) { h.Title = r.text(v) }),
		must("opens", func(v *yaml.Node) { h.Opens = r.yearDay(v) }),
		must("due", func(v *yaml.Node) { h.Due = r.yearDay(v) }),
		must("cite", func(v *yaml.Node) { h.Cites = r.cites(v) }))
	if h.Opens > h.Due {
		r.fail(n, "bad_range", "from", h.Opens, "to", h.Due)
	}
	return h
}

func (r *reader) work(n *yaml.Node) Work {
	w := Work{Line: n.Line}
	r.mapping(n,
		must("code", func(v *yaml.Node) { w.Code = r.once(v, "tasks") }),
		must("title", func(v *yaml.Node) { w.Title = r.text(v) }),
		must("standard", func(v *yaml.Node) { w.Standard = r.text(v) }),
		must("rhythm", func(v *yaml.Node) { w.Rhythm = r.oneOf(v, []string{"month", "quarter", "once"}) }),
		must("due", func(v *yaml.Node) { w.Due = r.yearDay(v) }),
		must("road", func(v *yaml.Node) { r.list(v, func(x *yaml.Node) { w.Road = append(w.Road, r.mile(x)) }) }),
		must("cite", func(v *yaml.Node) { w.Cites = r.cites(v) }))
	for i, m := range w.Road {
		if m.Due > w.Due || i > 0 && m.Due < w.Road[i-1].Due {
			r.fail(n, "road_order", "due", m.Due)
		}
	}
	return w
}

func (r *reader) mile(n *yaml.Node) Mile {
	var m Mile
	r.mapping(n,
		must("title", func(v *yaml.Node) { m.Title = r.text(v) }),
		must("due", func(v *yaml.Node) { m.Due = r.yearDay(v) }))
	return m
}

var monthDay = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`)

// yearDay reads 06-30, a day of any year; the 29th of February and the 31st of a short month are none.
func (r *reader) yearDay(n *yaml.Node) string {
	v := n.Value
	if !monthDay.MatchString(v) || v[3:] == "31" && (v[:2] == "02" || v[:2] == "04" || v[:2] == "06" || v[:2] == "09" || v[:2] == "11") || v == "02-29" || v == "02-30" {
		r.fail(n, "bad_year_day", "value", short(v))
		return ""
	}
	return v
}
