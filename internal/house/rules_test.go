package house

import (
	"fmt"
	"go/ast"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	ruleMark = regexp.MustCompile(`^//\s*rule:\s*(\S+)`)
	packID   = regexp.MustCompile(`(?m)^\s*(?:-\s*)?(?:id|key|code|rule|cite|short):\s*["']?([^"'\n#]+?)["']?\s*(?:#.*)?$`)
)

// ruleReferences wants every `// rule: ID` of the code to stand in a pack, where its article and its date are.
func ruleReferences(tree fs.FS) []string {
	known := map[string]bool{}
	each(tree, []string{".yaml", ".yml"}, func(_, text string) {
		for _, m := range packID.FindAllStringSubmatch(text, -1) {
			known[strings.TrimSpace(m[1])] = true
		}
	}, "packs")
	var faults []string
	for _, s := range sources(tree, "internal", "cmd") {
		if within(s.name, "internal/house") {
			continue
		}
		for _, group := range s.ast.Comments {
			for _, c := range group.List {
				if m := ruleMark.FindStringSubmatch(c.Text); m != nil && !known[m[1]] {
					faults = append(faults, fmt.Sprintf("%s: rule %q stands in no pack", s.at(c), m[1]))
				}
			}
		}
	}
	return faults
}

func TestRulesStandInPacks(t *testing.T) {
	holds(t, ruleReferences)
	catches(t, ruleReferences, map[string]string{
		"packs/zh/deadlines.yaml":         "rules:\n  - id: rectify.plan-due\n    cite: 整改验收办法\n",
		"internal/rooms/rectify/close.go": "package rectify\n\n// rule: rectify.plan-due art.12\nvar a = 1\n\n// rule: 整改验收办法 art.3\nvar b = 2 // rule: gone art.1\n",
	}, `close.go:7: rule "gone" stands in no pack`)
}

// owners of a note that something is still to be done: an issue, or it is not written.
func notes(tree fs.FS) []string {
	loose := regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)
	owned := regexp.MustCompile(`TODO\(#\d+\)`)
	var faults []string
	for _, s := range sources(tree, "internal", "cmd", "test") {
		for _, group := range s.ast.Comments {
			for _, c := range group.List {
				if loose.MatchString(owned.ReplaceAllString(c.Text, "")) && !within(s.name, "internal/house") {
					faults = append(faults, s.at(c)+": a note without an issue")
				}
			}
		}
	}
	return faults
}

func TestNotesHaveAnIssue(t *testing.T) {
	holds(t, notes)
	catches(t, notes, map[string]string{
		"internal/rooms/rectify/close.go": "package rectify\n\n// TODO: later\nvar a = 1\n\n// TODO(#12): later\nvar b = 2\n",
	}, "close.go:3: a note without an issue")
}

// packageComments wants each package to say what it is for.
func packageComments(tree fs.FS) []string {
	said := map[string]bool{}
	for _, s := range sources(tree, "internal", "cmd", "words", "migrations", "packs", "assets") {
		dir := s.name[:strings.LastIndex(s.name, "/")]
		if s.test() || within(s.name, "internal/doors/pages") && strings.HasSuffix(s.name, "_templ.go") {
			continue
		}
		said[dir] = said[dir] || s.ast.Doc != nil
	}
	var faults []string
	for dir, ok := range said {
		if !ok {
			faults = append(faults, dir+": the package does not say what it is for (doc.go)")
		}
	}
	return faults
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	holds(t, packageComments)
	catches(t, packageComments, map[string]string{
		"internal/rooms/rectify/doc.go":   "// Package rectify keeps the ledger.\npackage rectify\n",
		"internal/rooms/rectify/close.go": "package rectify\n",
		"internal/rooms/inspect/paper.go": "package inspect\n",
	}, "rooms/inspect: the package does not say")
}

// sizes lists what has outgrown its place. It is a talk, not a failure.
func sizes(tree fs.FS) (long []string) {
	for _, s := range sources(tree, "internal", "cmd", "test") {
		if strings.HasSuffix(s.name, "_templ.go") {
			continue
		}
		if n := s.set.File(s.ast.Pos()).LineCount(); n > 400 {
			long = append(long, fmt.Sprintf("%s: %d lines (400)", s.name, n))
		}
		for _, d := range s.ast.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || s.test() {
				continue
			}
			if n := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1; n > 60 {
				long = append(long, fmt.Sprintf("%s: %s has %d lines (60)", s.at(f), f.Name.Name, n))
			}
		}
	}
	slices.Sort(long)
	return long
}

func TestSizes(t *testing.T) {
	for _, l := range sizes(osTree()) {
		t.Log(l)
	}
	catches(t, sizes, map[string]string{
		"cmd/x/main.go": "package main\n" + strings.Repeat("// line\n", 400) + "func f() {\n" + strings.Repeat("\tg()\n", 60) + "}\n",
		"cmd/x/ok.go":   "package main\n",
	}, "main.go: 463 lines", "f has 62 lines")
}

var requirement = regexp.MustCompile(`(?m)^\t([a-z][\w./-]+) v\S+$`)

// dependencies wants a line in docs/dependencies.md for every direct requirement of go.mod, and no line for none.
func dependencies(tree fs.FS) []string {
	mod, err := fs.ReadFile(tree, "go.mod")
	if err != nil {
		return []string{err.Error()}
	}
	doc, err := fs.ReadFile(tree, "docs/dependencies.md")
	if err != nil {
		return []string{err.Error()}
	}
	var faults []string
	need := map[string]bool{}
	for _, m := range requirement.FindAllStringSubmatch(string(mod), -1) { // indirect ones end with a comment
		need[m[1]] = true
		if !strings.Contains(string(doc), "| `"+m[1]+"` |") {
			faults = append(faults, "docs/dependencies.md: nothing about "+m[1])
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(string(doc), -1) {
		if !need[m[1]] {
			faults = append(faults, "docs/dependencies.md: "+m[1]+" is not in go.mod")
		}
	}
	return faults
}

func TestDependenciesAreExplained(t *testing.T) {
	holds(t, dependencies)
	catches(t, dependencies, map[string]string{
		"go.mod":               "module plumbline\n\nrequire (\n\tgithub.com/a/b v1.0.0\n\tgithub.com/c/d v1.2.3\n\tgithub.com/e/f v0.1.0 // indirect\n)\n",
		"docs/dependencies.md": "| `github.com/a/b` | because |\n| `github.com/gone/x` | because |\n",
	}, "nothing about github.com/c/d", "github.com/gone/x is not in go.mod")
}
