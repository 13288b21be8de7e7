package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// speakers are the functions that take a key of words/: the position of the key, and what they put before it.
var speakers = map[string]struct {
	arg    int
	prefix string
}{
	"T":        {1, ""},
	"Say":      {1, ""},
	"On":       {1, ""},
	"Conflict": {0, ""},
	"That":     {2, ""},
	"Denied":   {0, "denied."},
}

var wordKey = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

// catalogue reads words/*.toml as the program does, and names what is one-sided, double or in the wrong file's shape.
func catalogue(tree fs.FS) (keys map[string]string, faults []string) {
	keys = map[string]string{}
	each(tree, []string{".toml"}, func(name, text string) {
		var part map[string]map[string]string
		if err := toml.Unmarshal([]byte(text), &part); err != nil {
			faults = append(faults, name+": "+err.Error())
			return
		}
		for _, key := range slices.Sorted(maps.Keys(part)) {
			for _, lang := range []string{"zh", "en"} {
				if strings.TrimSpace(part[key][lang]) == "" {
					faults = append(faults, fmt.Sprintf("%s: %q lacks %s", name, key, lang))
				}
			}
			if !wordKey.MatchString(key) {
				faults = append(faults, fmt.Sprintf("%s: %q is not a key (room.verb.what)", name, key))
			}
			if other := keys[key]; other != "" {
				faults = append(faults, fmt.Sprintf("%s: %q stands in %s too", name, key, other))
			}
			keys[key] = name
			faults = append(faults, differentNames(name, key, part[key])...)
		}
	}, "words")
	return keys, faults
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// differentNames finds a value that one language shows and the other forgot. English may spell out the number of a
// singular ("one item"), so the singular is not compared.
func differentNames(name, key string, e map[string]string) (faults []string) {
	names := func(s string) []string {
		var out []string
		for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	if zh, en := names(e["zh"]), names(e["en"]); !slices.Equal(zh, en) {
		faults = append(faults, fmt.Sprintf("%s: %q: Chinese names the values %v, English %v", name, key, zh, en))
	}
	return faults
}

// words compares the catalogue with the sources: every key said exists, every key that exists is said.
func words(tree fs.FS) []string {
	keys, faults := catalogue(tree)
	said := map[string]bool{} // literals that could be a key
	var prefixes []string     // "rectify.state." + something
	for _, s := range sources(tree, "internal", "cmd", "words") {
		if s.test() || within(s.name, "internal/ground/i18n", "internal/house") {
			continue
		}
		s.literals(func(_ ast.Node, text string) { said[text] = true })
		ast.Inspect(s.ast, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.BinaryExpr:
				if text, ok := literal(x.X); ok && x.Op == token.ADD && strings.Contains(text, ".") {
					prefixes = append(prefixes, text)
				}
			case *ast.CallExpr:
				faults = append(faults, unknownKey(s, x, keys, said, &prefixes)...)
			}
			return true
		})
	}
	each(tree, []string{".js", ".yaml", ".yml"}, func(_, text string) {
		for _, m := range regexp.MustCompile(`[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+`).FindAllString(text, -1) {
			said[m] = true
		}
	}, "assets/js", "packs")
	return append(faults, unsaid(keys, said, prefixes)...)
}

func unknownKey(s source, c *ast.CallExpr, keys map[string]string, said map[string]bool, prefixes *[]string) (faults []string) {
	name := ""
	switch f := c.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	sp, ok := speakers[name]
	if !ok || len(c.Args) <= sp.arg {
		return nil
	}
	if b, ok := c.Args[sp.arg].(*ast.BinaryExpr); ok { // "denied." before a part that varies
		if text, ok := literal(b.X); ok {
			*prefixes = append(*prefixes, sp.prefix+text)
		}
	}
	key, ok := literal(c.Args[sp.arg])
	if !ok || name != "Denied" && !wordKey.MatchString(key) {
		return nil
	}
	said[sp.prefix+key] = true
	if keys[sp.prefix+key] == "" {
		faults = append(faults, fmt.Sprintf("%s: says %q, which words/ does not hold", s.at(c), sp.prefix+key))
	}
	return faults
}

func unsaid(keys map[string]string, said map[string]bool, prefixes []string) (faults []string) {
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		dynamic := slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		if !said[key] && !dynamic {
			faults = append(faults, fmt.Sprintf("%s: nobody says %q", keys[key], key))
		}
	}
	return faults
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func TestWords(t *testing.T) {
	holds(t, words)
	catches(t, words, map[string]string{
		"words/rectify.toml": "\"rectify.close.title\" = { zh = \"销号\", en = \"Close out\" }\n\"rectify.close.hint\" = { zh = \"提示\", en = \"\" }\n" +
			"\"rectify.close.old\" = { zh = \"旧\", en = \"old\" }\n\"rectify.state.listed\" = { zh = \"挂号\", en = \"listed\" }\n" +
			"\"rectify.due\" = { zh = \"{max} 之前\", en = \"before then\" }\n\"denied.owner_verifies\" = { zh = \"不可\", en = \"no\" }\n",
		"words/other.toml": "\"rectify.close.title\" = { zh = \"销号\", en = \"Close out\" }\n",
		"internal/doors/pages/rectify/close_templ.go": "package rectifypage\nvar a = i18n.T(ctx, \"rectify.close.title\") + i18n.T(ctx, \"rectify.close.hint\") +\n" +
			"i18n.T(ctx, \"rectify.close.gone\") + i18n.T(ctx, \"rectify.state.\"+string(s))\n",
		"internal/rooms/rectify/close.go": "package rectify\nvar e = fault.Invalid(fault.On(\"due\", \"rectify.due\"))\nvar f = fault.Denied(\"owner_verifies\")\nvar g = fault.Denied(\"nothing\")\n",
	}, `"rectify.close.hint" lacks en`, `nobody says "rectify.close.old"`, `says "rectify.close.gone"`, `"rectify.close.title" stands in`,
		`"rectify.due": Chinese names the values [max], English []`, `says "denied.nothing"`)
}
