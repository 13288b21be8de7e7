package directive

import (
	"cmp"
	"slices"
	"strings"

	"plumbline/internal/ground/fault"
)

// unit is what the room needs to know of a unit of the register.
type unit struct {
	ID        string
	Name      string
	Short     string
	Kind      string
	Ord       int64
	Last      int64
	Inspected bool
}

// register is every open unit in register order.
type register []unit

// groups are the words under which a directive addresses many units at once.
var groups = map[string]func(unit) bool{
	"各分局":    func(u unit) bool { return u.Kind == "branch" },
	"各县局":    func(u unit) bool { return u.Kind == "county" },
	"各县（市）局": func(u unit) bool { return u.Kind == "county" },
	"各分县局":   func(u unit) bool { return u.Kind == "branch" || u.Kind == "county" },
	"各支队":    func(u unit) bool { return u.Kind == "detachment" },
	"各部门":    func(u unit) bool { return u.Kind == "department" },
	"各单位":    func(u unit) bool { return u.Inspected },
	"各级党组织":  func(u unit) bool { return u.Inspected },
}

// names are what a sentence may call the units.
func (r register) names() []string {
	var out []string
	for _, u := range r {
		out = append(out, u.Name)
		if u.Short != u.Name {
			out = append(out, u.Short)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // the longest name first
	return out
}

func (r register) find(name string) (unit, bool) {
	for _, u := range r {
		if u.Name == name || u.Short == name {
			return u, true
		}
	}
	return unit{}, false
}

// list finds named units and groups; the first unknown name is returned.
func (r register) list(text string, withGroups bool) (out []unit, unknown string) {
	for _, n := range names(text) {
		if in, ok := groups[n]; ok && withGroups {
			for _, u := range r {
				if in(u) {
					out = append(out, u)
				}
			}
			continue
		}
		u, ok := r.find(n)
		if !ok {
			return nil, n
		}
		out = append(out, u)
	}
	return out, ""
}

// resolve finds every unit that a form names; the error names each field that holds an unknown one.
func (r register) resolve(in NewTask) (lead unit, assist, each []unit, err error) {
	var c fault.Check
	if name := strings.TrimSpace(in.Lead); name != "" {
		var found bool
		lead, found = r.find(name)
		c.That(found, "lead", "directive.task.unit_unknown", "name", name)
	}
	var unknown string
	assist, unknown = r.list(in.Assist, false)
	c.That(unknown == "", "assist", "directive.task.unit_unknown", "name", unknown)
	each, unknown = r.list(in.Each, true)
	c.That(unknown == "", "each", "directive.task.unit_unknown", "name", unknown)
	return lead, assist, each, c.Err()
}

// below are the units directly or indirectly below u.
func (r register) below(u unit) register {
	var out register
	for _, x := range r {
		if x.Ord > u.Ord && x.Ord <= u.Last {
			out = append(out, x)
		}
	}
	return out
}
