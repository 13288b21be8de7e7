package pack

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Every says how often a duty of organisation life falls due.
type Every string

// The frequencies. A duty of a meeting falls due at each meeting whose kind asks for it.
const (
	EachMonth   Every = "month"
	EachQuarter Every = "quarter"
	EachYear    Every = "year"
	EachMeeting Every = "meeting"
)

// Beat is one duty of organisation life: what, how often, by which organisations.
type Beat struct {
	Code     string   `json:"code"`
	Title    Text     `json:"title"`
	Short    Text     `json:"short"`
	Every    Every    `json:"every"`
	First    int      `json:"first,omitempty"` // with year: the months of its window
	Last     int      `json:"last,omitempty"`
	For      []string `json:"for"`              // kinds of Party organisations
	Needs    []string `json:"needs,omitempty"`  // committee, groups: without them the organisation does not owe it
	Posts    bool     `json:"posts,omitempty"`  // who is called are the holders of a post in it, not its members
	Vote     bool     `json:"vote,omitempty"`   // a vote may be taken: more than half have to be there
	Opens    string   `json:"opens,omitempty"`  // the duty of a meeting that this meeting brings with it
	Matrix   bool     `json:"matrix,omitempty"` // a column of the year's table
	Together []string `json:"together,omitempty"`
	Cites    []Cite   `json:"cites"`
}

// Rhythm is what a pack of kind rhythm holds.
type Rhythm struct {
	Write     int // workdays within which a record is written
	Count     int // days after the period within which a late record still counts
	Committee int // members from which a branch has a committee
	Absences  []Word
	Faults    []Word
	Matters   []Word
	Beats     []Beat
}

// Beat finds a duty by its code.
func (r Rhythm) Beat(code string) (Beat, bool) {
	i := slices.IndexFunc(r.Beats, func(b Beat) bool { return b.Code == code })
	if i < 0 {
		return Beat{}, false
	}
	return r.Beats[i], true
}

// Knows tells whether a vocabulary has the code.
func Knows(list []Word, code string) bool {
	return slices.ContainsFunc(list, func(w Word) bool { return w.Code == code })
}

// rhythm are the fields of a pack of duties of organisation life. Its duties stand as categories too, so that the
// pages of packs list and compare them like any other.
func (r *reader) rhythm(p *Pack) []field {
	h := &p.Rhythm
	words := func(name string) field {
		return must(name, func(v *yaml.Node) { r.vocabulary(name)(v) })
	}
	return []field{
		must("sources", r.vocabulary("sources")), words("absences"), words("faults"), words("matters"),
		must("limits", func(v *yaml.Node) {
			r.mapping(v,
				must("write", func(x *yaml.Node) { h.Write = r.count(x, 0, 30) }),
				must("count", func(x *yaml.Node) { h.Count = r.count(x, 0, 366) }),
				must("committee", func(x *yaml.Node) { h.Committee = r.count(x, 1, 50) }))
		}),
		must("rhythm", func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) { h.Beats = append(h.Beats, r.beat(x, p)) })
			if v.Kind == yaml.SequenceNode && len(h.Beats) == 0 {
				r.fail(v, "empty_list")
			}
			r.beatsTogether(v, h.Beats)
			h.Absences, h.Faults, h.Matters = r.words["absences"], r.words["faults"], r.words["matters"]
		}),
	}
}

var (
	beatNeeds = []string{"committee", "groups"}
	beatEvery = []string{string(EachMonth), string(EachQuarter), string(EachYear), string(EachMeeting)}
	partyOrgs = []string{"party_committee", "party_branch_committee", "party_department", "party_general", "party_cell", "party_joint", "party_temporary"}
)

func (r *reader) beat(n *yaml.Node, p *Pack) Beat {
	var b Beat
	line := n.Line
	r.mapping(n,
		must("code", func(v *yaml.Node) { b.Code = r.once(v, "codes") }),
		must("title", func(v *yaml.Node) { b.Title = r.text(v) }),
		must("short", func(v *yaml.Node) { b.Short = r.text(v) }),
		must("every", func(v *yaml.Node) { b.Every = Every(r.oneOf(v, beatEvery)) }),
		may("window", func(v *yaml.Node) {
			r.mapping(v,
				must("first", func(x *yaml.Node) { b.First = r.count(x, 1, 12) }),
				must("last", func(x *yaml.Node) { b.Last = r.count(x, max(b.First, 1), 12) }))
		}),
		must("for", func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) { b.For = append(b.For, r.oneOf(x, partyOrgs)) })
		}),
		may("needs", func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) { b.Needs = append(b.Needs, r.oneOf(x, beatNeeds)) })
		}),
		may("posts", func(v *yaml.Node) { b.Posts = r.flag(v) }),
		may("vote", func(v *yaml.Node) { b.Vote = r.flag(v) }),
		may("matrix", func(v *yaml.Node) { b.Matrix = r.flag(v) }),
		may("opens", func(v *yaml.Node) { b.Opens = r.code(v) }),
		may("together", func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) { b.Together = append(b.Together, r.code(x)) })
		}),
		must("cite", func(v *yaml.Node) { b.Cites = r.cites(v) }))
	if b.First == 0 {
		b.First, b.Last = 1, 12
	} else if b.Every != EachYear {
		r.fail(n, "window_without_year", "code", b.Code)
	}
	p.Categories = append(p.Categories, Category{Code: b.Code, Title: b.Title, Cites: b.Cites, Line: line})
	return b
}

// beatsTogether finds duties that name one which the pack does not have.
func (r *reader) beatsTogether(n *yaml.Node, all []Beat) {
	var codes []string
	for _, b := range all {
		codes = append(codes, b.Code)
	}
	for _, b := range all {
		for _, c := range append(slices.Clone(b.Together), b.Opens) {
			if c != "" && !slices.Contains(codes, c) {
				r.fail(n, "stray_beat", "code", b.Code, "other", c)
			}
		}
	}
}

// oneOf reads a word of a fixed list.
func (r *reader) oneOf(n *yaml.Node, known []string) string {
	if n.Kind == yaml.ScalarNode && slices.Contains(known, n.Value) {
		return n.Value
	}
	r.fail(n, "not_one_of", "value", short(n.Value), "known", strings.Join(known, ", "))
	return ""
}
