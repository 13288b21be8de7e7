package house

import (
	"go/ast"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
)

// floors, lowest first. A package imports what is below it.
var floors = []string{"ground", "hall", "rooms", "doors"}

// arrows are the only ways sideways. Among the rooms an arrow is a hand-over: a room imports the room it hands work to.
// A new arrow is a decision: write it here and say why in the change.
var arrows = map[string][]string{
	"hall/access":   {"audit"},
	"hall/org":      {"access", "audit", "batch"}, // its register comes in from workbooks as every list does
	"hall/batch":    {"access", "audit"},
	"hall/notify":   {"access", "audit"},
	"hall/calendar": {"access", "audit", "notify"},
	"hall/file":     {"access", "audit"},
	"hall/search":   {"access", "audit"},
	"hall/approve":  {"access", "audit", "notify"},
	"hall/backup":   {"access", "audit", "file", "approve"},
	"hall/ballot":   {"access", "audit", "calendar"},
	"hall/burden":   {"access", "audit", "calendar", "notify"},

	"rooms/coverage":   {"inspect"},
	"rooms/inspect":    {"framework", "rectify", "clue"},
	"rooms/clue":       {"casework"},
	"rooms/casework":   {"accountability"},
	"rooms/rectify":    {"accountability"},
	"rooms/dutyreport": {"rectify"},
	"rooms/orglife":    {"rectify"},
	"rooms/campaign":   {"framework", "rectify", "clue", "chronic"},
	"rooms/chronic":    {"rectify"},
	"rooms/joint":      {"rectify"},
}

// only names the places where a package may be imported.
var only = []struct {
	pkg    string // with everything below it
	places []string
	why    string
}{
	{"net/http", []string{"internal/doors/web", "cmd", "test"}, "HTTP is one way in"},
	{"github.com/a-h/templ", []string{"internal/doors/pages", "internal/doors/web", "test"}, "pages are the only templates"},
	{"plumbline/internal/doors/pages", []string{"internal/doors/pages", "internal/doors/web", "test"}, "pages are shown by the web alone"},
	{"plumbline/internal/ground/seal", []string{"internal/ground/seal", "internal/rooms/clue", "internal/rooms/casework", "internal/hall/file"}, "what is sealed is opened where it is handled"},
	{"plumbline/migrations", []string{"migrations", "internal/ground/db", "test"}, "one way to the schema"},
	{"github.com/jackc/pgx", []string{"internal/ground/db", "test"}, "only ground/db knows which database it talks to"},
	{"modernc.org/sqlite", []string{"internal/ground/db", "test"}, "only ground/db knows which database it talks to"},
}

// never holds what no arrow may ever allow.
var never = []struct{ from, to, why string }{
	{"internal/rooms/clue", "plumbline/internal/hall/search", "clues keep their own sealed index"},
	{"internal/rooms/casework", "plumbline/internal/hall/search", "cases keep their own sealed index"},
	{"internal/rooms/insight", "plumbline/internal/rooms", "insight reads the v_ views that rooms publish"},
}

func houseArrows(tree fs.FS) []string {
	var faults []string
	for _, s := range sources(tree, "internal", "cmd", "test", "migrations", "words", "packs", "assets") {
		if within(s.name, "internal/deps") { // never built; it keeps modules in go.mod
			continue
		}
		for _, pkg := range s.imports() {
			if why := crossing(s, pkg); why != "" {
				faults = append(faults, s.name+": imports "+pkg+": "+why)
			}
		}
	}
	return faults
}

func crossing(s source, pkg string) string {
	if why := misplaced(s, pkg); why != "" {
		return why
	}
	from, here := room(s.name)
	to, there := room(pkg)
	below, above := slices.Index(floors, to), slices.Index(floors, from)
	switch {
	case below < 0 || above < 0 && !within(s.name, "migrations", "words", "packs", "assets"):
		return "" // not of the house, or from the front door (cmd, test, this package)
	case above < 0 && below > 0:
		return "a drawer knows at most the ground floor"
	case above < 0 || below < above:
		return ""
	case below > above:
		return from + " is below " + to
	case here == there || from == "ground" || from == "doors" || s.test():
		return ""
	case !slices.Contains(arrows[from+"/"+here], there):
		return "no arrow from " + from + "/" + here + " to " + there
	}
	return ""
}

func misplaced(s source, pkg string) string {
	for _, o := range only {
		if (pkg == o.pkg || strings.HasPrefix(pkg, o.pkg+"/")) && !within(s.name, o.places...) && !within(s.name, "internal/house") {
			return "only in " + strings.Join(o.places, ", ") + ": " + o.why
		}
	}
	for _, n := range never {
		if within(s.name, n.from) && within(pkg, n.to) {
			return "never: " + n.why
		}
	}
	base := path.Base(s.name)
	if pkg == "database/sql" && !within(s.name, "internal/ground/db", "test") && base != "sql.go" && !strings.HasPrefix(base, "sql_") && !s.test() {
		return "only in ground/db and a room's sql.go"
	}
	if path.Base(pkg) == "dbtest" && !s.test() && !within(s.name, "test") {
		return "only in tests"
	}
	return ""
}

func TestFloorsAndArrows(t *testing.T) {
	holds(t, houseArrows)
	file := func(pkgs ...string) string {
		return "package x\nimport (\n\"" + strings.Join(pkgs, "\"\n\"") + "\"\n)\n"
	}
	catches(t, houseArrows, map[string]string{
		"internal/ground/db/open.go":           file("plumbline/internal/hall/audit"),
		"internal/hall/audit/record.go":        file("plumbline/internal/rooms/rectify"),
		"internal/hall/audit/entry.go":         file("plumbline/internal/hall/org"),
		"internal/rooms/rectify/close.go":      file("net/http", "plumbline/internal/hall/audit"),
		"internal/rooms/rectify/list.go":       file("database/sql"),
		"internal/rooms/rectify/sql.go":        file("database/sql"),
		"internal/rooms/rectify/sql_ledger.go": file("database/sql"),
		"internal/rooms/clue/find.go":          file("plumbline/internal/hall/search"),
		"internal/rooms/clue/hand.go":          file("plumbline/internal/rooms/rectify"),
		"internal/rooms/directive/page.go":     file("github.com/a-h/templ"),
		"internal/rooms/insight/sum.go":        file("plumbline/internal/rooms/rectify"),
		"internal/doors/job/job.go":            file("plumbline/internal/doors/pages/part"),
		"internal/doors/web/web.go":            file("net/http", "plumbline/internal/doors/pages/part", "plumbline/internal/rooms/inspect"),
		"internal/rooms/inspect/hand.go":       file("plumbline/internal/rooms/rectify", "plumbline/internal/ground/db/dbtest"),
		"words/words.go":                       file("plumbline/internal/ground/i18n", "plumbline/internal/hall/org"),
	},
		"ground/db/open.go: imports plumbline/internal/hall/audit: ground is below hall",
		"hall/audit/record.go: imports plumbline/internal/rooms/rectify: hall is below rooms",
		"no arrow from hall/audit to org",
		"rectify/close.go: imports net/http",
		"rectify/list.go: imports database/sql",
		"clue/find.go: imports plumbline/internal/hall/search: never",
		"no arrow from rooms/clue to rectify",
		"directive/page.go: imports github.com/a-h/templ",
		"insight/sum.go: imports plumbline/internal/rooms/rectify: never",
		"doors/job/job.go: imports plumbline/internal/doors/pages/part",
		"inspect/hand.go: imports plumbline/internal/ground/db/dbtest: only in tests",
		"words/words.go: imports plumbline/internal/hall/org: a drawer",
	)
}

// upkeep lists who may write without recording, and what: never an act of a person.
var upkeep = map[string]string{
	"internal/ground/db":   "it is made there",
	"internal/hall/access": "when a session was last seen; failed sign-in counters",
	"internal/hall/audit":  "sealing the record itself",
	"internal/hall/file":   "the offset of an upload under way",
	"internal/hall/search": "rebuilding the index, which holds nothing of its own",
	"internal/hall/notify": "marking what was sent",
}

// calls finds method calls by name outside the places allowed.
func calls(method, why string, places ...string) guard {
	return func(tree fs.FS) []string {
		var faults []string
		for _, s := range sources(tree, "internal", "cmd") {
			if s.test() || within(s.name, places...) {
				continue
			}
			ast.Inspect(s.ast, func(n ast.Node) bool {
				if c, ok := n.(*ast.CallExpr); ok {
					if sel, ok := c.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == method {
						faults = append(faults, s.at(c)+": calls "+method+": "+why)
					}
				}
				return true
			})
		}
		return faults
	}
}

func TestWhoMayWriteUnrecorded(t *testing.T) {
	var places []string
	for p := range upkeep {
		places = append(places, p)
	}
	g := calls("Upkeep", "only what is no act of anybody may go unrecorded, and is listed in internal/house", places...)
	holds(t, g)
	catches(t, g, map[string]string{
		"internal/rooms/rectify/close.go": "package rectify\nfunc f() { d.Upkeep(nil) }",
		"internal/hall/file/upload.go":    "package file\nfunc f() { d.Upkeep(nil) }",
	}, "rectify/close.go:2: calls Upkeep")
}

func TestOneSQLForBothDatabases(t *testing.T) {
	g := calls("Dialect", "one text for both databases", "internal/ground/db", "internal/hall/search", "internal/hall/backup")
	holds(t, g)
	catches(t, g, map[string]string{
		"internal/rooms/rectify/sql.go": "package rectify\nfunc f() { if tx.Dialect() == \"postgres\" {} }",
		"internal/hall/search/put.go":   "package search\nfunc f() { tx.Dialect() }",
	}, "rectify/sql.go:2: calls Dialect")
}

// An administrator's role is given at the founding of the house and by two persons, and in no other way.
func TestWhoMayGrantAdministrators(t *testing.T) {
	g := calls("GrantAgreed", "an administrator's role takes four eyes", "internal/hall/approve", "internal/hall/access")
	holds(t, g)
	catches(t, g, map[string]string{
		"internal/doors/web/roles_change.go": "package web\nfunc f() { access.GrantAgreed(nil, in) }",
		"internal/hall/approve/grant.go":     "package approve\nfunc f() { access.GrantAgreed(nil, in) }",
	}, "web/roles_change.go:2: calls GrantAgreed")
}
