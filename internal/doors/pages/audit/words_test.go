package auditpage

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"plumbline/words"
)

var actionName = regexp.MustCompile(`^(access|audit|calendar|directive|file|framework|inspect|notify|org|rectify|search)\.[a-z_]+$`)

// recorders are functions that take the action's name as an argument.
var recorders = regexp.MustCompile(`(?i)^(record|act|change|transact|switch|step|verb|edit|write|settle)`)

// recorded finds the action names that the sources record: the Action of an entry, what is called or
// assigned as an action, the argument of a recording function, the Records column of a table of moves.
func recorded(tree fs.FS) map[string]string {
	found := map[string]string{}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		raw, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, raw, 0)
		if err != nil {
			return nil // the compiler's to name
		}
		ast.Inspect(file, func(n ast.Node) bool {
			for _, e := range candidates(n) {
				if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if s, err := strconv.Unquote(lit.Value); err == nil && actionName.MatchString(s) {
						found[s] = name
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		panic(err)
	}
	return found
}

func candidates(n ast.Node) []ast.Expr {
	switch x := n.(type) {
	case *ast.KeyValueExpr:
		if k, ok := x.Key.(*ast.Ident); ok && k.Name == "Action" {
			return []ast.Expr{x.Value}
		}
	case *ast.AssignStmt:
		if id, ok := x.Lhs[0].(*ast.Ident); ok && strings.EqualFold(id.Name, "action") {
			return x.Rhs
		}
	case *ast.CallExpr:
		if recorders.MatchString(called(x.Fun)) {
			return x.Args
		}
	case *ast.CompositeLit:
		if id, ok := x.Type.(*ast.ArrayType); ok {
			if elem, ok := id.Elt.(*ast.Ident); ok && elem.Name == "Move" {
				var out []ast.Expr
				for _, row := range x.Elts {
					if r, ok := row.(*ast.CompositeLit); ok {
						out = append(out, r.Elts...)
					}
				}
				return out
			}
		}
	}
	return nil
}

func called(f ast.Expr) string {
	switch x := f.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// Every action that can be recorded has a name in both languages, because the auditor reads names.
func TestEveryActionHasWords(t *testing.T) {
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join("..", "..", "..")
	found := map[string]string{}
	for _, floor := range []string{"hall", "rooms", "doors"} {
		maps.Copy(found, recorded(os.DirFS(filepath.Join(root, floor))))
	}
	if len(found) < 60 {
		t.Errorf("only %d actions found; the search has gone blind", len(found))
	}
	for _, a := range slices.Sorted(maps.Keys(found)) {
		if !w.Has("audit.action." + a) {
			t.Errorf("%s: action %s has no words audit.action.%s", found[a], a, a)
		}
	}
}

// The control: a planted action is found in each of the ways in which actions are written.
func TestRecordedFindsActions(t *testing.T) {
	tree := fstest.MapFS{
		"a.go":      {Data: []byte(`package a; var e = audit.Entry{Action: "rectify.one", Kind: "item"}`)},
		"b.go":      {Data: []byte(`package a; func f() { action := "org.two"; recordPaper(tx, "inspect.three", nil); r.record(tx, "access.four") }`)},
		"c.go":      {Data: []byte(`package a; var Moves = []Move{{ActSign, nil, "rectify.five", Kept}}`)},
		"d.go":      {Data: []byte(`package a; var k = fault.Conflict("rectify.not_an_action")`)},
		"e_test.go": {Data: []byte(`package a; var e = audit.Entry{Action: "rectify.test"}`)},
	}
	got := slices.Sorted(maps.Keys(recorded(tree)))
	want := []string{"access.four", "inspect.three", "org.two", "rectify.five", "rectify.one"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
