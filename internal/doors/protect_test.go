package doors

import (
	"regexp"
	"slices"
	"testing"

	"plumbline/internal/ground/db"
)

// undecided lists tables about whose protection nothing was decided, decisions about tables that do
// not exist, and excepted columns that do not exist.
func undecided(schema string, protected []db.Watched, not map[string]string) []string {
	there := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)create table (\w+) \((.*?)\n\);`).FindAllStringSubmatch(schema, -1) {
		there[m[1]] = m[2]
	}
	for _, m := range regexp.MustCompile(`alter table (\w+) add column ([^\n]*)`).FindAllStringSubmatch(schema, -1) {
		there[m[1]] += "\n" + m[2]
	}
	var faults []string
	for _, p := range protected {
		body, ok := there[p.Table]
		if !ok || not[p.Table] != "" {
			faults = append(faults, p.Table+": decided twice, or no such table")
		}
		for _, c := range slices.Concat(p.Key, p.Except) {
			if !regexp.MustCompile(`(?m)^\s*` + c + `\s`).MatchString(body) {
				faults = append(faults, p.Table+"."+c+": no such column")
			}
		}
		delete(there, p.Table)
	}
	for table := range not {
		delete(there, table)
	}
	for table := range there {
		faults = append(faults, table+": is it protected? Say so in Protected or Unprotected")
	}
	return faults
}

func TestEveryTableIsDecided(t *testing.T) {
	text, _ := db.SchemaText()
	for _, f := range undecided(text, Protected, Unprotected) {
		t.Error(f)
	}
	// A new table, a lost column and a table decided twice are noticed.
	planted := "create table a (\n\tid text, -- P1\n\tn integer -- P1\n);\ncreate table b (\n\tid text -- P1\n);\n"
	got := undecided(planted, []db.Watched{{Table: "a", Key: []string{"id"}, Except: []string{"m"}}}, map[string]string{"a": "twice"})
	if len(got) != 3 {
		t.Errorf("three planted faults, noticed %q", got)
	}
}
