package pack

import "gopkg.in/yaml.v3"

// Outline is the kind of packs that hold the outline of a yearly report: its sections, the words with
// which it is returned, and the steps of its year.
const Outline Kind = "outline"

// Part is one section of an outline: how long it may be, and what it has to answer.
type Part struct {
	Code    string   `json:"code"`
	Title   Text     `json:"title"`
	Least   int      `json:"least,omitempty"` // characters
	Most    int      `json:"most,omitempty"`  // characters
	Share   int      `json:"share,omitempty"` // at least so many per cent of the report
	Facts   []string `json:"facts,omitempty"` // names of the fact sheets beside it
	Asks    []Word   `json:"asks"`
	Prompts []Text   `json:"prompts,omitempty"`
	Cites   []Cite   `json:"cites"`
	Line    int      `json:"-"`
}

// Stride is one step of the year's calendar: reckoned by a rule from the step before it, the first
// one from the notice.
type Stride struct {
	Code  string `json:"code"`
	Title Text   `json:"title"`
	Rule  string `json:"rule"`
	Line  int    `json:"-"`
}

func (r *reader) outline(p *Pack) []field {
	return []field{
		must("sources", r.vocabulary("sources")),
		must("sections", func(v *yaml.Node) { p.Parts = r.parts(v) }),
		must("reasons", func(v *yaml.Node) { p.Reasons = r.wordsOf(v, "reasons") }),
		must("steps", func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) { p.Strides = append(p.Strides, r.stride(x)) })
			r.some(v)
		}),
	}
}

func (r *reader) parts(n *yaml.Node) (out []Part) {
	r.list(n, func(x *yaml.Node) { out = append(out, r.part(x)) })
	r.some(n)
	return out
}

func (r *reader) part(n *yaml.Node) Part {
	p := Part{Line: n.Line}
	ok := r.mapping(n,
		must("code", func(v *yaml.Node) { p.Code = r.once(v, "sections") }),
		must("title", func(v *yaml.Node) { p.Title = r.text(v) }),
		may("least", func(v *yaml.Node) { p.Least = r.count(v, 0, 100_000) }),
		may("most", func(v *yaml.Node) { p.Most = r.count(v, 1, 100_000) }),
		may("share", func(v *yaml.Node) { p.Share = r.count(v, 1, 90) }),
		may("facts", func(v *yaml.Node) { r.list(v, func(x *yaml.Node) { p.Facts = append(p.Facts, r.code(x)) }) }),
		must("asks", func(v *yaml.Node) { p.Asks = r.wordsOf(v, "asks") }),
		may("prompts", func(v *yaml.Node) { r.list(v, func(x *yaml.Node) { p.Prompts = append(p.Prompts, r.text(x)) }) }),
		must("cite", func(v *yaml.Node) { p.Cites = r.cites(v) }))
	if ok && p.Most > 0 && p.Most < p.Least {
		r.fail(n, "bad_limits", "least", p.Least, "most", p.Most)
	}
	return p
}

func (r *reader) stride(n *yaml.Node) Stride {
	s := Stride{Line: n.Line}
	r.mapping(n,
		must("code", func(v *yaml.Node) { s.Code = r.once(v, "steps") }),
		must("title", func(v *yaml.Node) { s.Title = r.text(v) }),
		must("rule", func(v *yaml.Node) { s.Rule = r.code(v) }))
	return s
}

// wordsOf reads {code: text …} as a list in the order of the file; codes are told apart across the
// whole file, so that a word is found by its code alone.
func (r *reader) wordsOf(n *yaml.Node, list string) (out []Word) {
	if n.Kind != yaml.MappingNode {
		r.fail(n, "not_mapping", "known", "code: text")
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		out = append(out, Word{Code: r.once(n.Content[i], list), Text: r.text(n.Content[i+1])})
	}
	if len(out) == 0 {
		r.fail(n, "empty_list")
	}
	return out
}

func (r *reader) some(n *yaml.Node) {
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.fail(n, "empty_list")
	}
}
