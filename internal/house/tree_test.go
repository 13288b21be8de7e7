package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "plumbline/"

// guard reads a tree and answers its faults, each beginning with the file that has it.
type guard func(fs.FS) []string

// osTree is the project itself.
func osTree() fs.FS { return os.DirFS("../..") }

// holds runs a guard over the real tree.
func holds(t *testing.T, g guard) {
	t.Helper()
	faults := g(osTree())
	sort.Strings(faults)
	for _, f := range slices.Compact(faults) {
		t.Error(f)
	}
}

// catches runs a guard over a planted tree and wants exactly the faults that contain these texts.
func catches(t *testing.T, g guard, files map[string]string, want ...string) {
	t.Helper()
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	got := g(tree)
	sort.Strings(got)
	got = slices.Compact(got)
	for _, w := range want {
		i := slices.IndexFunc(got, func(f string) bool { return strings.Contains(f, w) })
		if i < 0 {
			t.Errorf("planted fault not caught: no fault says %q, only %q", w, got)
			continue
		}
		got = slices.Delete(got, i, i+1)
	}
	for _, f := range got {
		t.Errorf("fault without cause: %s", f)
	}
}

// each calls f for every file under the folders whose name ends with one of the suffixes.
func each(tree fs.FS, suffixes []string, f func(name, text string), folders ...string) {
	for _, folder := range folders {
		err := fs.WalkDir(tree, folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() {
				if base := path.Base(name); base == "testdata" || base == "node_modules" {
					return fs.SkipDir
				}
				return nil
			}
			if !slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) }) {
				return nil
			}
			raw, err := fs.ReadFile(tree, name)
			if err == nil {
				f(name, string(raw))
			}
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			panic(err)
		}
	}
}

// source is one parsed Go file.
type source struct {
	name string
	ast  *ast.File
	set  *token.FileSet
}

func (s source) test() bool { return strings.HasSuffix(s.name, "_test.go") }

func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.name, s.set.Position(n.Pos()).Line)
}

// imports lists the import paths of the file.
func (s source) imports() []string {
	var out []string
	for _, i := range s.ast.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		out = append(out, p)
	}
	return out
}

// literals calls f with every string literal of the file.
func (s source) literals(f func(n ast.Node, text string)) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				f(lit, text)
			}
		}
		return true
	})
}

// sources parses every Go file under the folders. A file that does not parse is the compiler's to name.
func sources(tree fs.FS, folders ...string) []source {
	var out []source
	each(tree, []string{".go"}, func(name, text string) {
		set := token.NewFileSet()
		if f, err := parser.ParseFile(set, name, text, parser.ParseComments); err == nil {
			out = append(out, source{name, f, set})
		}
	}, folders...)
	return out
}

// room tells the floor and the room of a file or import path below internal/: "hall", "audit".
func room(name string) (floor, room string) {
	parts := strings.Split(strings.TrimPrefix(name, module), "/")
	if len(parts) < 3 || parts[0] != "internal" {
		return "", ""
	}
	return parts[1], parts[2]
}

// within tells whether a file lies in one of the folders, or is one of the files.
func within(name string, places ...string) bool {
	return slices.ContainsFunc(places, func(p string) bool { return name == p || strings.HasPrefix(name, p+"/") })
}
