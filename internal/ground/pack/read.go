package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"plumbline/internal/ground/clock"
)

// Read checks the bytes of one file and answers the pack, or Mistakes naming every line that is
// wrong. It never answers both.
func Read(file string, raw []byte) (*Pack, error) {
	r := &reader{file: file, langs: []string{"zh", "en"}, seen: map[string]map[string]int{}, words: map[string][]Word{}}
	root := r.parse(raw)
	if root == nil {
		return nil, r.bad
	}
	sum := sha256.Sum256(raw)
	p := &Pack{File: file, Raw: raw, Hash: hex.EncodeToString(sum[:])}
	r.pack(root, p)
	if len(r.bad) > 0 {
		slices.SortStableFunc(r.bad, func(a, b Mistake) int { return a.Line - b.Line })
		return nil, r.bad
	}
	p.Sources, p.Methods, p.Objects = r.words["sources"], r.words["methods"], r.words["objects"]
	p.Recipients, p.Starts = r.words["recipients"], r.words["starts"]
	return p, nil
}

// parse turns bytes into one YAML document without anchors; nil after a failure.
func (r *reader) parse(raw []byte) *yaml.Node {
	if len(raw) > limit {
		r.fail(nil, "too_large", "limit", limit>>20)
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	var doc, next yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		r.fail(nil, "empty_file")
		return nil
	case err != nil:
		r.yamlError(err)
		return nil
	}
	if err := dec.Decode(&next); !errors.Is(err, io.EOF) {
		r.fail(&next, "second_document")
		return nil
	}
	if len(doc.Content) != 1 {
		r.fail(nil, "empty_file")
		return nil
	}
	// An anchor can be expanded into more than the file's size; packs have no use for one.
	if a := findAlias(doc.Content[0], 0); a != nil {
		r.fail(a, "alias")
		return nil
	}
	return doc.Content[0]
}

var (
	yamlLine = regexp.MustCompile(`line (\d+): (.*)`)
	// The library counts the lines of these messages from nought and of all others from one.
	yamlParser = regexp.MustCompile(`^did not find expected (<document start>|key|node content|'-' indicator|',' or)`)
)

func (r *reader) yamlError(err error) {
	n := &yaml.Node{Line: 1}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		n.Line, _ = strconv.Atoi(m[1])
		text = m[2]
		if yamlParser.MatchString(text) {
			n.Line++
		}
	}
	r.fail(n, "not_yaml", "detail", short(text))
}

func findAlias(n *yaml.Node, depth int) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || depth > 100 {
		return n
	}
	for _, c := range n.Content {
		if a := findAlias(c, depth+1); a != nil {
			return a
		}
	}
	return nil
}

// pack reads the head that all kinds share, then the body of its kind.
func (r *reader) pack(n *yaml.Node, p *Pack) {
	head := []field{
		must("kind", func(v *yaml.Node) { p.Kind = r.kind(v) }),
		must("pack", func(v *yaml.Node) { p.Code = r.code(v) }),
		must("version", func(v *yaml.Node) { p.Version = r.code(v) }),
		may("languages", func(v *yaml.Node) { r.languages(v) }),
		must("title", func(v *yaml.Node) { p.Title = r.text(v) }),
		may("note", func(v *yaml.Node) { p.Note = r.text(v) }),
		must("effective", func(v *yaml.Node) { p.From, p.To = r.effective(v) }),
	}
	body, ok := r.body(Kind(peek(n, "kind")), p)
	if !ok {
		// Without a kind no other field can be judged; one sentence is enough.
		if k := node(n, "kind"); k != nil {
			r.kind(k)
		} else {
			r.fail(n, "missing_field", "field", "kind")
		}
		return
	}
	r.mapping(n, append(head, body...)...)
	p.Languages = r.langs
	r.overlaps(p.Rules)
}

func (r *reader) body(k Kind, p *Pack) ([]field, bool) {
	sources := must("sources", r.vocabulary("sources"))
	switch k {
	case Taxonomy:
		return []field{may("sources", r.vocabulary("sources")),
			must("categories", func(v *yaml.Node) { p.Categories = r.categories(v, 0, false) })}, true
	case Checklist:
		return []field{sources, must("methods", r.vocabulary("methods")), must("objects", r.vocabulary("objects")),
			must("sections", func(v *yaml.Node) { p.Categories = r.categories(v, 0, true) })}, true
	case Deadlines:
		return []field{sources, must("recipients", r.vocabulary("recipients")), must("starts", r.vocabulary("starts")),
			must("rules", func(v *yaml.Node) { r.list(v, func(x *yaml.Node) { p.Rules = append(p.Rules, r.rule(x)) }) })}, true
	case Duties:
		return []field{sources,
			must("duties", func(v *yaml.Node) { r.list(v, func(x *yaml.Node) { p.Duties = append(p.Duties, r.duty(x)) }) })}, true
	case Campaign:
		return r.campaign(p), true
	case Rhythms:
		return r.rhythm(p), true
	case Assessment:
		return []field{sources, must("forms", func(v *yaml.Node) { p.Forms = r.forms(v) })}, true
	case Outline:
		return r.outline(p), true
	case Party:
		return r.numbers(p), true
	case MoneyPlan:
		return r.budgetFields(&p.Budget), true
	case WorkScheme:
		return r.schemeFields(&p.Scheme), true
	case Calendar:
		y := &yearReader{r, &p.Year, map[clock.Day]bool{}}
		return []field{sources, must("cite", func(v *yaml.Node) { p.Cites = r.cites(v) }),
			must("year", func(v *yaml.Node) { p.Year.Year = r.count(v, 2000, 2999) }),
			must("off", y.holidays), must("work", y.workdays)}, true
	}
	return nil, false
}

func (r *reader) kind(n *yaml.Node) Kind {
	if k := Kind(n.Value); slices.Contains(Kinds, k) {
		return k
	}
	r.fail(n, "unknown_kind", "value", short(n.Value), "known", "taxonomy, checklist, deadlines, duties, calendar, campaign, assessment, rhythm, outline, budget, scheme, party")
	return ""
}

// languages narrows the languages in which every wording must be given.
func (r *reader) languages(n *yaml.Node) {
	var langs []string
	r.list(n, func(x *yaml.Node) {
		if x.Value != "zh" && x.Value != "en" || slices.Contains(langs, x.Value) {
			r.fail(x, "unknown_language", "value", short(x.Value))
			return
		}
		langs = append(langs, x.Value)
	})
	if len(langs) == 0 {
		r.fail(n, "unknown_language", "value", "")
		return
	}
	r.langs = langs
}

// peek finds a scalar of a mapping before the mapping is read.
func peek(n *yaml.Node, name string) string {
	if v := node(n, name); v != nil {
		return v.Value
	}
	return ""
}

func node(n *yaml.Node, name string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}
