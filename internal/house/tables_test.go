package house

import (
	"go/ast"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	statement = regexp.MustCompile(`(?is)^\s*(with|select|insert|update|delete)\s`)
	writes    = regexp.MustCompile(`(?i)\b(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from)\s+"?([a-z_][a-z0-9_]*)`)
	afterDo   = regexp.MustCompile(`(?i)\bdo\s+update\s+set\b`)
)

// keepers names the package that keeps the tables of a migration whose name is not a room's.
var keepers = map[string]string{
	"house": "hall/org", // settings of the house: written when it is set up
}

// tables finds statements that write a table of another room. A table belongs to the room its migration is named after;
// the others call that room's functions or read its v_ views.
func tables(tree fs.FS) []string {
	s := readSchema(tree)
	var faults []string
	for _, f := range sources(tree, "internal/hall", "internal/rooms", "internal/doors", "cmd") {
		if f.test() {
			continue
		}
		floor, here := room(f.name)
		f.literals(func(n ast.Node, text string) {
			if !statement.MatchString(text) {
				return
			}
			for _, m := range writes.FindAllStringSubmatch(afterDo.ReplaceAllString(text, "do "), -1) {
				owner := s.owner[m[1]]
				switch {
				case owner == "":
					faults = append(faults, f.at(n)+": writes "+m[1]+", which no migration makes")
				case owner != here && keepers[owner] != floor+"/"+here:
					faults = append(faults, f.at(n)+": writes "+m[1]+", a table of "+owner)
				}
			}
		})
	}
	return faults
}

// sqlPlace wants every statement in a file named sql.go or sql_….go, where a reader looks for it.
func sqlPlace(tree fs.FS) []string {
	var faults []string
	for _, f := range sources(tree, "internal/hall", "internal/rooms", "internal/doors", "cmd") {
		// hall/search has one file per database, the only place besides ground/db.
		if base := path.Base(f.name); f.test() || base == "sql.go" || strings.HasPrefix(base, "sql_") || within(f.name, "internal/hall/search") {
			continue
		}
		f.literals(func(n ast.Node, text string) {
			if statement.MatchString(text) && regexp.MustCompile(`(?i)\b(from|into|set)\b`).MatchString(text) && text == strings.TrimSpace(text) {
				faults = append(faults, f.at(n)+": SQL belongs in the room's sql.go")
			}
		})
	}
	return faults
}

func TestARoomWritesItsOwnTables(t *testing.T) {
	holds(t, tables)
	catches(t, tables, map[string]string{
		"migrations/0130_rectify_ledger.sql": "create table item (\n\tid text -- P1\n);\n",
		"migrations/0120_inspect.sql":        "create table finding (\n\tid text -- P1\n);\n",
		"internal/rooms/rectify/sql.go": "package rectify\nconst a = `insert into item (id) values ($1) on conflict (id) do update set id = excluded.id`\n" +
			"const b = `update finding set id = $1`\nconst c = `delete from nowhere where id = $1`\nconst d = \"update your browser\"\n",
		"internal/rooms/inspect/sql.go": "package inspect\nconst a = `with x as (select 1) insert into item select id from finding`\n",
	}, "rectify/sql.go:3: writes finding, a table of inspect", "rectify/sql.go:4: writes nowhere",
		"rectify/sql.go:5: writes your", "inspect/sql.go:2: writes item, a table of rectify")
}

func TestSQLHasItsPlace(t *testing.T) {
	holds(t, sqlPlace)
	catches(t, sqlPlace, map[string]string{
		"internal/rooms/rectify/close.go":   "package rectify\nvar n = row(`select id from item where id = $1`)\nvar s = \"select one\"\n",
		"internal/rooms/rectify/sql.go":     "package rectify\nconst q = `select id from item`\n",
		"internal/rooms/rectify/sql_due.go": "package rectify\nconst q = `select id from item`\n",
	}, "rectify/close.go:2: SQL belongs")
}
