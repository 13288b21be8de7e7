package pack

import (
	"slices"

	"gopkg.in/yaml.v3"
)

func (r *reader) rule(n *yaml.Node) Rule {
	u := Rule{Line: n.Line}
	r.mapping(n,
		must("code", func(v *yaml.Node) { u.Code = r.code(v) }),
		must("title", func(v *yaml.Node) { u.Title = r.text(v) }),
		must("start", func(v *yaml.Node) { u.Start = r.known(v, "starts") }),
		must("length", func(v *yaml.Node) { u.Length = r.length(v) }),
		may("earliest", func(v *yaml.Node) { u.Earliest = r.length(v) }),
		may("roll", func(v *yaml.Node) { u.Roll = r.flag(v) }),
		must("warn", func(v *yaml.Node) { u.Warn = r.warnings(v) }),
		may("extend", func(v *yaml.Node) { u.Extend = r.extend(v) }),
		may("suspend", func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) { u.Suspend = append(u.Suspend, r.text(x)) })
		}),
		must("cite", func(v *yaml.Node) { u.Cites = r.cites(v) }),
		must("from", func(v *yaml.Node) { u.From = r.day(v) }),
		may("to", func(v *yaml.Node) { u.To = r.day(v) }))
	r.order(n, u.From, u.To)
	return u
}

// length reads {count: 10, unit: 工作日}.
func (r *reader) length(n *yaml.Node) Length {
	var l Length
	r.mapping(n,
		must("count", func(v *yaml.Node) { l.Count = r.count(v, 1, 1000) }),
		must("unit", func(v *yaml.Node) {
			u, ok := unitNames[v.Value]
			if !ok {
				r.fail(v, "unknown_unit", "value", short(v.Value))
			}
			l.Unit = u
		}))
	return l
}

// warnings reads the warning points; they run from the earliest to the due date and grow in
// strength with it, so that a reader never meets a green letter after a yellow one.
func (r *reader) warnings(n *yaml.Node) []Warning {
	var out []Warning
	r.list(n, func(x *yaml.Node) {
		var w Warning
		ok := r.mapping(x,
			must("before", func(v *yaml.Node) { w.Before = r.count(v, 0, 400) }),
			must("light", func(v *yaml.Node) { w.Light = r.light(v) }),
			must("to", func(v *yaml.Node) { w.To = r.knownList(v, "recipients") }))
		if len(out) > 0 && ok && w.Before >= out[len(out)-1].Before {
			r.fail(x, "warn_order", "before", w.Before)
		}
		out = append(out, w)
	})
	return out
}

func (r *reader) light(n *yaml.Node) Light {
	l := Light(n.Value)
	if !slices.Contains([]Light{Green, Yellow, Red}, l) {
		r.fail(n, "unknown_light", "value", short(n.Value))
	}
	return l
}

func (r *reader) extend(n *yaml.Node) Extend {
	var e Extend
	ok := r.mapping(n,
		must("times", func(v *yaml.Node) { e.Times = r.count(v, 0, 20) }),
		may("length", func(v *yaml.Node) { e.Length = r.length(v) }),
		may("by", func(v *yaml.Node) { e.By = r.known(v, "recipients") }),
		may("notify", func(v *yaml.Node) { e.Notify = r.knownList(v, "recipients") }))
	if ok && e.Times > 0 && (e.Length.Zero() || e.By == "") {
		r.fail(n, "extend_incomplete")
	}
	return e
}

// overlaps refuses two versions of one rule that would both be in force on some day.
func (r *reader) overlaps(rules []Rule) {
	for i, a := range rules {
		for _, b := range rules[:i] {
			if a.Code != "" && a.Code == b.Code && !apart(a, b) {
				r.fail(&yaml.Node{Line: a.Line}, "overlap", "code", a.Code, "line", b.Line)
			}
		}
	}
}

func apart(a, b Rule) bool {
	return a.To != "" && a.To < b.From || b.To != "" && b.To < a.From
}
