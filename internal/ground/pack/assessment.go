package pack

import (
	"gopkg.in/yaml.v3"
)

// Assessment is the kind of packs that hold the forms of ballots and panels: aspects, grades, what a
// grade is worth, and when a result counts.
const Assessment Kind = "assessment"

// Form is what voters or a panel are asked, and how the answers become a result.
type Form struct {
	Code    string   `json:"code"`
	Title   Text     `json:"title"`
	Note    Text     `json:"note,omitzero"`
	Cites   []Cite   `json:"cites"`
	Aspects []Aspect `json:"aspects"`
	Overall string   `json:"overall,omitempty"` // the aspect that is shown as a bar, "" for none
	Grades  []Grade  `json:"grades"`            // the best first
	Pass    int      `json:"pass,omitempty"`    // a score below it demands a written explanation; 0 for no such rule
	Return  int      `json:"return"`            // per cent of the ballots given out that must come back valid
	Least   int      `json:"least"`             // with fewer valid ballots there is no breakdown at all
	Merge   int      `json:"merge"`             // with fewer valid ballots small cells are put together
	Line    int      `json:"-"`
}

// Aspect is one thing that is graded. Weight is its share in the score, 0 for one that is only shown.
type Aspect struct {
	Code   string `json:"code"`
	Title  Text   `json:"title"`
	Weight int    `json:"weight"`
}

// Grade is one answer: what it is worth, and the score from which a result is called so.
type Grade struct {
	Code  string `json:"code"`
	Title Text   `json:"title"`
	Worth int    `json:"worth"`
	From  int    `json:"from"`
}

// Form finds a form of the pack by its code.
func (p *Pack) Form(code string) (Form, bool) {
	for _, f := range p.Forms {
		if f.Code == code {
			return f, true
		}
	}
	return Form{}, false
}

// AspectOf finds an aspect by its code.
func (f Form) AspectOf(code string) (Aspect, bool) {
	for _, a := range f.Aspects {
		if a.Code == code {
			return a, true
		}
	}
	return Aspect{}, false
}

// GradeOf finds a grade by its code.
func (f Form) GradeOf(code string) (Grade, bool) {
	for _, g := range f.Grades {
		if g.Code == code {
			return g, true
		}
	}
	return Grade{}, false
}

func (r *reader) forms(n *yaml.Node) []Form {
	var out []Form
	r.list(n, func(x *yaml.Node) { out = append(out, r.form(x)) })
	if n.Kind == yaml.SequenceNode && len(out) == 0 {
		r.fail(n, "empty_list")
	}
	return out
}

func (r *reader) form(n *yaml.Node) Form {
	f := Form{Line: n.Line}
	r.mapping(n,
		must("code", func(v *yaml.Node) { f.Code = r.once(v, "forms") }),
		must("title", func(v *yaml.Node) { f.Title = r.text(v) }),
		may("note", func(v *yaml.Node) { f.Note = r.text(v) }),
		must("cite", func(v *yaml.Node) { f.Cites = r.cites(v) }),
		must("aspects", func(v *yaml.Node) { f.Aspects = r.aspects(v, "aspects of "+f.Code) }),
		may("overall", func(v *yaml.Node) {
			f.Overall = r.code(v)
			if _, ok := f.AspectOf(f.Overall); !ok {
				r.fail(v, "form_overall", "code", f.Overall)
			}
		}),
		must("grades", func(v *yaml.Node) { f.Grades = r.grades(v, "grades of "+f.Code) }),
		may("pass", func(v *yaml.Node) { f.Pass = r.count(v, 0, 100) }),
		must("return", func(v *yaml.Node) { f.Return = r.count(v, 1, 100) }),
		must("least", func(v *yaml.Node) { f.Least = r.count(v, 5, 1000) }), // never fewer than ground/tally allows
		must("merge", func(v *yaml.Node) { f.Merge = r.count(v, f.Least, 10000) }))
	return f
}

func (r *reader) aspects(n *yaml.Node, list string) (out []Aspect) {
	sum := 0
	r.list(n, func(x *yaml.Node) {
		var a Aspect
		r.mapping(x,
			must("code", func(v *yaml.Node) { a.Code = r.once(v, list) }),
			must("title", func(v *yaml.Node) { a.Title = r.text(v) }),
			must("weight", func(v *yaml.Node) { a.Weight = r.count(v, 0, 100) }))
		sum += a.Weight
		out = append(out, a)
	})
	if sum == 0 {
		r.fail(n, "form_weights")
	}
	return out
}

// grades reads them from the best to the worst; the last one begins at 0, so that every score has a name.
func (r *reader) grades(n *yaml.Node, list string) (out []Grade) {
	r.list(n, func(x *yaml.Node) {
		var g Grade
		ok := r.mapping(x,
			must("code", func(v *yaml.Node) { g.Code = r.once(v, list) }),
			must("title", func(v *yaml.Node) { g.Title = r.text(v) }),
			must("worth", func(v *yaml.Node) { g.Worth = r.count(v, 0, 100) }),
			must("from", func(v *yaml.Node) { g.From = r.count(v, 0, 100) }))
		if i := len(out) - 1; ok && i >= 0 && (g.Worth >= out[i].Worth || g.From >= out[i].From) {
			r.fail(x, "form_order", "code", g.Code)
		}
		out = append(out, g)
	})
	switch {
	case len(out) < 2:
		r.fail(n, "form_grades")
	case out[len(out)-1].From != 0:
		r.fail(n, "form_last", "code", out[len(out)-1].Code)
	}
	return out
}
