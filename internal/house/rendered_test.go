package house

import (
	"bufio"
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var coverLine = regexp.MustCompile(`^(\S+):(\d+)\.\d+,(\d+)\.\d+ \d+ (\d+)$`)

// unrendered wants every exported page component to have been rendered by some test: one of the statements inside it
// was run, by the coverage profile of the tests of the doors and of test/walk.
func unrendered(profile string) guard {
	return func(tree fs.FS) []string {
		ran := map[string][][2]int{} // file → lines run
		in := bufio.NewScanner(strings.NewReader(profile))
		for in.Scan() {
			if m := coverLine.FindStringSubmatch(in.Text()); m != nil && m[4] != "0" {
				from, _ := strconv.Atoi(m[2])
				to, _ := strconv.Atoi(m[3])
				name := strings.TrimPrefix(m[1], module)
				ran[name] = append(ran[name], [2]int{from, to})
			}
		}
		var faults []string
		for _, s := range sources(tree, "internal/doors/pages") {
			if !strings.HasSuffix(s.name, "_templ.go") {
				continue
			}
			for _, d := range s.ast.Decls {
				f, ok := d.(*ast.FuncDecl)
				if !ok || !f.Name.IsExported() || f.Body == nil {
					continue
				}
				// The component's own statement runs when it is made; what it writes is in the function inside.
				if from, to, ok := insideOf(s, f); ok && !anyWithin(ran[s.name], from, to) {
					faults = append(faults, fmt.Sprintf("%s: no test renders %s", strings.Replace(s.name, "_templ.go", ".templ", 1), f.Name.Name))
				}
			}
		}
		return faults
	}
}

func insideOf(s source, f *ast.FuncDecl) (from, to int, ok bool) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if lit, is := n.(*ast.FuncLit); is && !ok {
			from, to, ok = s.set.Position(lit.Pos()).Line, s.set.Position(lit.End()).Line, true
		}
		return !ok
	})
	return from, to, ok
}

func anyWithin(ran [][2]int, from, to int) bool {
	for _, r := range ran {
		if from <= r[0] && r[1] <= to {
			return true
		}
	}
	return false
}

// make unit writes the profile and sets PLUMBLINE_PAGES_COVER; a plain go test has none to read.
func TestEveryPageIsRendered(t *testing.T) {
	if name := os.Getenv("PLUMBLINE_PAGES_COVER"); name != "" {
		profile, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, unrendered(string(profile)))
	}
	page := "package x\n\nfunc %s() templ.Component {\n\treturn templruntime.GeneratedTemplate(func() error {\n\t\tif a {\n\t\t\treturn nil\n\t\t}\n\t\treturn b\n\t})\n}\n"
	catches(t, unrendered("mode: set\nplumbline/internal/doors/pages/x/seen_templ.go:4.52,5.8 1 1\nplumbline/internal/doors/pages/x/new_templ.go:3.30,4.52 1 1\nplumbline/internal/doors/pages/x/new_templ.go:4.52,5.8 1 0\n"),
		map[string]string{
			"internal/doors/pages/x/seen_templ.go": fmt.Sprintf(page, "Seen"),
			"internal/doors/pages/x/new_templ.go":  fmt.Sprintf(page, "New"),
			"internal/doors/pages/x/part_templ.go": fmt.Sprintf(page, "part"),
		}, "pages/x/new.templ: no test renders New")
}
