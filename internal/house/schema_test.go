package house

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// column is one line of a create table or add column.
type column struct {
	at, table, name, kind string
	class                 string // P0 … P5, "" when missing
}

// schema is what the migrations make: the columns, and the room that owns each table (by the file's name).
type schema struct {
	columns []column
	owner   map[string]string
	views   map[string]bool
	faults  []string
}

var (
	migrationName = regexp.MustCompile(`^migrations/(\d{4})_([a-z]+)(?:_[a-z0-9_]+)?\.sql$`)
	createTable   = regexp.MustCompile(`(?i)^\s*create table (?:if not exists )?(\w+)\s*\(`)
	createView    = regexp.MustCompile(`(?i)^\s*create view (\w+)`)
	fulltextTable = regexp.MustCompile(`\{\{\s*fulltext\s+"(\w+)"`)
	addColumn     = regexp.MustCompile(`(?i)^\s*alter table (\w+) add (?:column )?(\w+)\s+(.*)$`)
	columnLine    = regexp.MustCompile(`^\s*"?([\p{L}_]\w*)"?\s+(\S.*)$`)
	constraint    = regexp.MustCompile(`(?i)^\s*(primary key|unique|check|foreign key|constraint|references|exclude)\b`)
	classMark     = regexp.MustCompile(`--\s*(P[0-5])\b`)
)

func readSchema(tree fs.FS) schema {
	s := schema{owner: map[string]string{}, views: map[string]bool{}}
	numbers := map[string]string{}
	each(tree, []string{".sql"}, func(name, text string) {
		m := migrationName.FindStringSubmatch(name)
		if m == nil {
			s.faults = append(s.faults, name+": a migration is named NNNN_room_what.sql")
			return
		}
		if other := numbers[m[1]]; other != "" {
			s.faults = append(s.faults, name+": has the number of "+other)
		}
		numbers[m[1]] = name
		s.read(name, m[2], text)
	}, "migrations")
	return s
}

func (s *schema) read(name, owner, text string) {
	table, depth := "", 0
	for i, line := range strings.Split(text, "\n") {
		at := fmt.Sprintf("%s:%d", name, i+1)
		code := line
		if c := strings.Index(line, "--"); c >= 0 {
			code = line[:c]
		}
		for _, re := range []*regexp.Regexp{createTable, fulltextTable} {
			if m := re.FindStringSubmatch(code); m != nil {
				s.owner[m[1]] = owner
			}
		}
		if m := createView.FindStringSubmatch(code); m != nil {
			s.views[m[1]] = true
		}
		if m := addColumn.FindStringSubmatch(code); m != nil {
			s.add(at, m[1], m[2], m[3], line)
		}
		if m := createTable.FindStringSubmatch(code); m != nil {
			table, depth = m[1], 0
		} else if table != "" && depth == 1 && !constraint.MatchString(code) {
			if m := columnLine.FindStringSubmatch(code); m != nil {
				s.add(at, table, m[1], m[2], line)
			}
		}
		if table != "" {
			depth += strings.Count(code, "(") - strings.Count(code, ")")
			if depth <= 0 {
				table = ""
			}
		}
	}
}

func (s *schema) add(at, table, name, kind, line string) {
	c := column{at: at, table: table, name: strings.ToLower(name), kind: kind}
	if m := classMark.FindStringSubmatch(line); m != nil {
		c.class = m[1]
	}
	s.columns = append(s.columns, c)
}

// classes wants a data class on every column: what may be shown to whom is decided when the column is made.
func classes(tree fs.FS) []string {
	s := readSchema(tree)
	faults := s.faults
	for _, c := range s.columns {
		if c.class == "" {
			faults = append(faults, c.at+": column "+c.table+"."+c.name+" has no data class (-- P0 … P5)")
		}
	}
	return faults
}

func TestEveryColumnHasAClass(t *testing.T) {
	holds(t, classes)
	catches(t, classes, map[string]string{
		"migrations/0130_rectify.sql": "create table item (\n\tid text primary key, -- P1\n\ttitle text not null,\n\tprimary key (id),\n\tcheck (length(title) > 0)\n);\n" +
			"alter table item add column due text; -- P2\nalter table item add column note text;\n",
		"migrations/0130_rectify_more.sql": "-- nothing\n",
		"migrations/later.sql":             "-- nothing\n",
	}, "0130_rectify.sql:3: column item.title has no data class", "column item.note has no data class",
		"has the number of", "later.sql: a migration is named")
}

var (
	jsonName  = regexp.MustCompile(`json:"([^",]+)`)
	inputName = regexp.MustCompile(`<(?:input|select|textarea)[^>]*\bname="([^"{]+)"`)
)

func parts(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '_' || r == '-' || r == '.' || r == ' ' })
}

func forbiddenPart(name string) string {
	for _, p := range parts(name) {
		for _, f := range forbidden {
			if p == f || f[0] > 127 && strings.Contains(p, f) {
				return f
			}
		}
	}
	return ""
}

func forbiddenNames(tree fs.FS) []string {
	var faults []string
	say := func(at, what, name string) {
		if f := forbiddenPart(name); f != "" {
			faults = append(faults, fmt.Sprintf("%s: %s %q: %s is not stored about anybody", at, what, name, f))
		}
	}
	s := readSchema(tree)
	ofPeople := map[string]bool{}
	for _, c := range s.columns {
		say(c.at, "column", c.table+"."+c.name)
		if slices.Contains(parts(c.name), "person") || slices.Contains(parts(c.name), "login") {
			ofPeople[c.table] = true
		}
	}
	for _, c := range s.columns {
		for _, p := range parts(c.name) {
			if ofPeople[c.table] && slices.Contains(marksOfPeople, p) {
				faults = append(faults, c.at+": column "+c.table+"."+c.name+" could be a mark given to a person; persons are not scored or ranked")
			}
		}
	}
	each(tree, []string{".go", ".templ"}, func(name, text string) {
		for _, m := range jsonName.FindAllStringSubmatch(text, -1) {
			say(name, "JSON name", m[1])
		}
		for _, m := range inputName.FindAllStringSubmatch(text, -1) {
			say(name, "form field", m[1])
		}
	}, "internal/hall", "internal/rooms", "internal/doors", "cmd")
	return faults
}

func TestForbiddenNames(t *testing.T) {
	holds(t, forbiddenNames)
	catches(t, forbiddenNames, map[string]string{
		"migrations/0010_org.sql":            "create table person (\n\tid text, -- P1\n\tbirth_date text, -- P4\n\tstage text -- P1\n);\ncreate table duty (\n\tperson_id text, -- P1\n\tscore bigint -- P2\n);\ncreate table unit_mark (\n\tunit_id text, -- P1\n\tscore bigint -- P2\n);\n",
		"internal/hall/org/person.go":        "package org\ntype Person struct { Nation string `json:\"民族\"` }\n",
		"internal/doors/pages/org/new.templ": "<input class=\"x\" name=\"spouse_name\">\n<input name=\"name\">",
	}, `column "person.birth_date"`, "duty.score could be a mark", `JSON name "民族"`, `form field "spouse_name"`)
}

// published compares the migrations that a release has shipped with what they were then. The list is
// migrations/published.sum, in the form of sha256sum; a release appends to it.
func published(tree fs.FS) []string {
	raw, err := fs.ReadFile(tree, "migrations/published.sum")
	if err != nil {
		return []string{"migrations/published.sum: " + err.Error()}
	}
	var faults []string
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		f := strings.Fields(line)
		if len(f) != 2 {
			continue
		}
		text, err := fs.ReadFile(tree, path.Join("migrations", f[1]))
		if err != nil {
			faults = append(faults, "migrations/"+f[1]+": was published and is gone")
			continue
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != f[0] {
			faults = append(faults, "migrations/"+f[1]+": was published and is changed; write a new migration")
		}
	}
	return faults
}

func TestPublishedMigrationsStay(t *testing.T) {
	holds(t, published)
	sum := sha256.Sum256([]byte("create table a (b text);"))
	list := hex.EncodeToString(sum[:]) + "  0001_a.sql\n" + hex.EncodeToString(sum[:]) + "  0002_b.sql\n" + hex.EncodeToString(sum[:]) + "  0003_c.sql\n"
	catches(t, published, map[string]string{
		"migrations/published.sum": list,
		"migrations/0001_a.sql":    "create table a (b text);",
		"migrations/0002_b.sql":    "create table a (b bigint);",
	}, "0002_b.sql: was published and is changed", "0003_c.sql: was published and is gone")
}
