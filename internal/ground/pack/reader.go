package pack

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"plumbline/internal/ground/clock"
)

// limit bounds a pack file; the largest of ours is a tenth of it.
const limit = 2 << 20

// depthLimit bounds the nesting of categories.
const depthLimit = 8

// reader walks the nodes of one file and collects what is wrong. It never stops at the first
// mistake: the person mends a file once, not once per line.
type reader struct {
	file  string
	langs []string
	bad   Mistakes
	seen  map[string]map[string]int // list name → code → first line
	words map[string][]Word         // declared vocabularies: sources, methods …
}

func (r *reader) fail(n *yaml.Node, key string, args ...any) {
	line := 1
	if n != nil && n.Line > 0 {
		line = n.Line
	}
	if len(r.bad) < 200 {
		r.bad = append(r.bad, Mistake{File: r.file, Line: line, Key: "pack." + key, Args: args})
	}
}

// field is one allowed key of a mapping.
type field struct {
	name string
	must bool
	read func(n *yaml.Node)
}

func must(name string, read func(*yaml.Node)) field { return field{name, true, read} }
func may(name string, read func(*yaml.Node)) field  { return field{name, false, read} }

// mapping reads n as a mapping with exactly the given fields, in the order of the table, so that a
// later field may rely on an earlier one whatever the order in the file.
func (r *reader) mapping(n *yaml.Node, fields ...field) bool {
	if n.Kind != yaml.MappingNode {
		r.fail(n, "not_mapping", "known", names(fields))
		return false
	}
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		switch {
		case !slices.ContainsFunc(fields, func(f field) bool { return f.name == key.Value }):
			r.fail(key, "unknown_field", "field", key.Value, "known", names(fields))
		case values[key.Value] != nil:
			r.fail(key, "field_twice", "field", key.Value, "line", values[key.Value].Line)
		default:
			values[key.Value] = val
		}
	}
	for _, f := range fields {
		if v := values[f.name]; v != nil {
			f.read(v)
		} else if f.must {
			r.fail(n, "missing_field", "field", f.name)
		}
	}
	return true
}

func names(fields []field) string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.name
	}
	return strings.Join(out, ", ")
}

// list reads n as a sequence.
func (r *reader) list(n *yaml.Node, each func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "not_list")
		return
	}
	for _, x := range n.Content {
		each(x)
	}
}

// str reads a scalar that is not empty.
func (r *reader) str(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || strings.TrimSpace(n.Value) == "" {
		r.fail(n, "empty")
		return ""
	}
	return strings.TrimSpace(n.Value)
}

func (r *reader) count(n *yaml.Node, least, most int) int {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
		r.fail(n, "not_count", "value", short(n.Value), "least", least, "most", most)
		return least
	}
	return v
}

func (r *reader) day(n *yaml.Node) clock.Day {
	d, err := clock.ParseDay(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.fail(n, "not_day", "value", short(n.Value))
		return ""
	}
	return d
}

func (r *reader) flag(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		r.fail(n, "not_flag", "value", short(n.Value))
	}
	return n.Value == "true"
}

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)

func (r *reader) code(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || !codeForm.MatchString(n.Value) {
		r.fail(n, "bad_code", "value", short(n.Value))
		return ""
	}
	return n.Value
}

// once reads a code that must be unique within the named list of the file.
func (r *reader) once(n *yaml.Node, list string) string {
	c := r.code(n)
	if c == "" {
		return ""
	}
	if r.seen[list] == nil {
		r.seen[list] = map[string]int{}
	}
	if first, dup := r.seen[list][c]; dup {
		r.fail(n, "duplicate_code", "code", c, "line", first)
	} else {
		r.seen[list][c] = n.Line
	}
	return c
}

// text reads {zh, en}. Every language of the pack must have a wording.
func (r *reader) text(n *yaml.Node) Text {
	var t Text
	if n.Kind != yaml.MappingNode {
		r.fail(n, "not_text")
		return t
	}
	r.mapping(n,
		may("zh", func(v *yaml.Node) { t.Zh = strings.TrimSpace(v.Value) }),
		may("en", func(v *yaml.Node) { t.En = strings.TrimSpace(v.Value) }))
	for _, lang := range r.langs {
		if lang == "zh" && t.Zh == "" || lang == "en" && t.En == "" {
			r.fail(n, "language_missing", "lang", lang)
		}
	}
	return t
}

// vocabulary reads {code: {zh, en}, …} and declares it under the list's name.
func (r *reader) vocabulary(list string) func(n *yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.MappingNode {
			r.fail(n, "not_vocabulary")
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			c := r.once(n.Content[i], list)
			r.words[list] = append(r.words[list], Word{Code: c, Text: r.text(n.Content[i+1])})
		}
	}
}

// known reads a code of a declared vocabulary.
func (r *reader) known(n *yaml.Node, list string) string {
	c := r.code(n)
	if c == "" {
		return ""
	}
	var all []string
	for _, w := range r.words[list] {
		if w.Code == c {
			return c
		}
		all = append(all, w.Code)
	}
	r.fail(n, "unknown_code", "code", c, "list", list, "known", strings.Join(all, ", "))
	return ""
}

func (r *reader) knownList(n *yaml.Node, list string) []string {
	var out []string
	r.list(n, func(x *yaml.Node) {
		if c := r.known(x, list); c != "" {
			out = append(out, c)
		}
	})
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.fail(n, "empty_list")
	}
	return out
}

func short(s string) string {
	if rs := []rune(s); len(rs) > 40 {
		return string(rs[:40]) + "…"
	}
	return s
}
