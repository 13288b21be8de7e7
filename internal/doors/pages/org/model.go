package orgpage

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/org"
)

// Form is a form as it was typed, with what was wrong.
type Form struct {
	Values   map[string]string
	Many     map[string][]string
	Problems part.Problems
}

// Of is what was typed into a field.
func (f Form) Of(name string) string { return f.Values[name] }

// Has tells whether a value of a repeated field was chosen.
func (f Form) Has(name, value string) bool {
	for _, v := range f.Many[name] {
		if v == value {
			return true
		}
	}
	return false
}

// input is a one-line field of this form.
func (f Form) input(ctx context.Context, name, key string, required bool) part.Field {
	return part.Field{Name: name, Label: i18n.T(ctx, key), Value: f.Of(name), Error: f.Problems.Of(name), Required: required}
}

func hinted(x part.Field, hint string) part.Field { x.Hint = hint; return x }

// listed offers the names of a datalist while typing.
func listed(x part.Field, list string) part.Field {
	x.Attrs = templ.Attributes{"list": list, "autocomplete": "off"}
	return x
}

// UnitForm is the form for a new or changed unit; ID is empty for a new one.
type UnitForm struct {
	Form
	ID      string
	Tree    string
	Name    string // of the unit being changed
	Version int64
	Units   []org.Unit // of the tree, for the parent
}

func (f UnitForm) title(ctx context.Context) string {
	switch {
	case f.ID != "":
		return i18n.T(ctx, "org.change.title", "name", f.Name)
	case f.Tree == org.PartyTree:
		return i18n.T(ctx, "org.add.title_party")
	}
	return i18n.T(ctx, "org.add.title")
}

func (f UnitForm) action() string {
	if f.ID != "" {
		return "/org/units/" + f.ID + "/edit"
	}
	return "/org/units"
}

func kinds(ctx context.Context, tree string) []part.Option {
	out := []part.Option{{Value: "", Text: i18n.T(ctx, "org.choose")}}
	for _, k := range org.KindsOf(tree) {
		out = append(out, part.Option{Value: k, Text: i18n.T(ctx, "org.kind."+k)})
	}
	return out
}

func postKinds(ctx context.Context) []part.Option {
	var out []part.Option
	for _, k := range org.PostKinds {
		out = append(out, part.Option{Value: k, Text: i18n.T(ctx, "org.post_kind."+k)})
	}
	return out
}

// ReorganiseForm is the page on which a unit is moved, merged, split or closed.
type ReorganiseForm struct {
	Form
	org.UnitView
	Do      string
	Effects []org.Effect
	Tried   bool // the effects are those of what was typed
}

// Acts in the order of the tabs.
var acts = []string{"move", "merge", "split", "close"}

// nodes makes the tree beside the page: the path to the unit is open, and its children.
func nodes(v org.UnitView) []part.Node {
	open := map[string]bool{}
	for _, p := range v.Path {
		open[p.ID] = true
	}
	kids, seen := map[string][]org.Unit{}, map[string]bool{}
	for _, u := range v.Tree {
		seen[u.ID] = true
	}
	var tops []org.Unit
	for _, u := range v.Tree {
		if seen[u.Parent] {
			kids[u.Parent] = append(kids[u.Parent], u)
		} else {
			tops = append(tops, u)
		}
	}
	var build func(list []org.Unit) []part.Node
	build = func(list []org.Unit) []part.Node {
		out := make([]part.Node, 0, len(list))
		for _, u := range list {
			n := part.Node{Label: u.Short, Href: "/org/units/" + u.ID, Current: u.ID == v.ID, Open: open[u.ID], Nodes: build(kids[u.ID])}
			if len(n.Nodes) > 0 {
				n.N = strconv.Itoa(len(n.Nodes))
			}
			out = append(out, n)
		}
		return out
	}
	return build(tops)
}

// period is from and to, open at the end while it lasts.
func period(ctx context.Context, since, until clock.Day) string {
	from := i18n.Day(ctx, since)
	if since == "" {
		from = i18n.T(ctx, "org.unknown")
	}
	switch {
	case until == "" && since == "":
		return from
	case until == "":
		return i18n.T(ctx, "org.period_open", "from", from)
	}
	return i18n.T(ctx, "org.period", "from", from, "to", i18n.Day(ctx, until))
}

func names(units []org.Unit) string {
	out := make([]string, len(units))
	for i, u := range units {
		out[i] = u.Name
	}
	return strings.Join(out, "、")
}

// docno is the line above a unit's name.
func docno(ctx context.Context, v org.UnitView) []string {
	out := []string{i18n.T(ctx, "org.kind."+v.Kind)}
	if v.Code != "" {
		out = append(out, i18n.T(ctx, "org.code_is", "code", v.Code))
	}
	if len(v.Path) > 1 {
		out = append(out, names(v.Path[:len(v.Path)-1]))
	}
	return out
}

// eventLine is one line of history in words.
func eventLine(ctx context.Context, e org.EventView) string {
	return i18n.T(ctx, "org.event."+e.Kind, "was", e.Was, "became", e.Became, "other", e.OtherName)
}

// effectLine is one line of the preview in words.
func effectLine(ctx context.Context, e org.Effect) string {
	return i18n.T(ctx, "org.effect."+e.Kind, "name", e.Name, "was", e.Was, "becomes", e.Becomes, "n", e.N)
}

func effectIcon(e org.Effect) string {
	switch e.Kind {
	case "new":
		return "circle-plus"
	case "moved":
		return "corner-down-right"
	case "renamed":
		return "pencil"
	case "closed":
		return "archive"
	case "people":
		return "users"
	}
	return "user-x"
}

func itoa(n int) string { return strconv.Itoa(n) }

func i64(n int64) string { return strconv.FormatInt(n, 10) }

// headOf is the name of a unit's present head, a dash when the chair is empty.
func headOf(v org.UnitView, unit string) string {
	if p, ok := v.Heads[unit]; ok {
		return p.Name
	}
	return "–"
}

func treeHref(tree string) string { return "/org?tree=" + tree }

func currentAct(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

func title(ctx context.Context, v org.UnitView) string {
	if v.ID == "" {
		return i18n.T(ctx, "org.title")
	}
	return v.Name
}

func joined(list []string) string { return strings.Join(list, "、") }

func yesNo(ctx context.Context, on bool) string {
	if on {
		return i18n.T(ctx, "org.yes")
	}
	return i18n.T(ctx, "org.no")
}

func linkTitle(ctx context.Context, v org.UnitView) string {
	if v.Unit.Tree == org.PartyTree {
		return i18n.T(ctx, "org.column.covers")
	}
	return i18n.T(ctx, "org.tree.party")
}

func (f UnitForm) back() string {
	if f.ID != "" {
		return "/org/units/" + f.ID
	}
	return treeHref(f.Tree)
}

func nameKey(tree string) string {
	if tree == org.PartyTree {
		return "org.column.party_name"
	}
	return "org.column.unit_name"
}

func parentKey(tree string) string {
	if tree == org.PartyTree {
		return "org.column.parent_party"
	}
	return "org.column.parent_unit"
}

// PersonForm is the form of a new or changed person; ID is empty for a new one.
type PersonForm struct {
	Form
	ID      string
	Person  string // name of the person being changed
	Version int64
	Units   []org.Unit
}

func (f PersonForm) title(ctx context.Context) string {
	if f.ID != "" {
		return i18n.T(ctx, "org.change.title", "name", f.Person)
	}
	return i18n.T(ctx, "org.person.add")
}

func (f PersonForm) action() string {
	if f.ID != "" {
		return "/org/people/" + f.ID + "/edit"
	}
	return "/org/people"
}

func (f PersonForm) back() string {
	if f.ID != "" {
		return "/org/people/" + f.ID
	}
	return "/org/people"
}

func badgeLine(ctx context.Context, v org.PersonView) string {
	if v.Person.Badge == "" {
		return ""
	}
	return i18n.T(ctx, "org.badge_is", "badge", v.Person.Badge)
}

func pageHref(v org.PeopleView, after string) string {
	q := url.Values{}
	for k, s := range map[string]string{"q": v.Query.Q, "unit": v.Query.Unit, "after": after} {
		if s != "" {
			q.Set(k, s)
		}
	}
	return "/org/people?" + q.Encode()
}

func firstPage(v org.PeopleView) string {
	if v.Query.After == "" {
		return ""
	}
	return pageHref(v, "")
}

func nextPage(v org.PeopleView) string {
	if v.Next == "" {
		return ""
	}
	return pageHref(v, v.Next)
}
