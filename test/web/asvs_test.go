package web

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	asvsRow   = regexp.MustCompile(`^\| V(\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \|$`)
	testName  = regexp.MustCompile("`(Test[A-Za-z0-9_]+|Fuzz[A-Za-z0-9_]+)`")
	paperName = regexp.MustCompile("`((?:docs/[^`]+|SECURITY\\.md))`")
	testFunc  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// badTable lists what is wrong with a table of answers.
func badTable(text string, tests map[string]bool, exists func(string) bool) (bad []string, unmet int) {
	want := map[string]string{}
	for _, f := range strings.Fields(asvs) {
		id, level, _ := strings.Cut(f, ":")
		want[id] = level
	}
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "| V") {
			continue
		}
		m := asvsRow.FindStringSubmatch(line)
		if m == nil {
			bad = append(bad, "not a row: "+line)
			continue
		}
		if want[m[1]] != m[2] {
			bad = append(bad, fmt.Sprintf("V%s: level %s, or twice", m[1], m[2]))
		}
		delete(want, m[1])
		named := testName.FindAllStringSubmatch(m[4], -1)
		papers := paperName.FindAllStringSubmatch(m[4], -1)
		for _, n := range named {
			if !tests[n[1]] {
				bad = append(bad, "V"+m[1]+": there is no "+n[1])
			}
		}
		for _, p := range papers {
			if !exists(p[1]) {
				bad = append(bad, "V"+m[1]+": there is no "+p[1])
			}
		}
		if strings.Contains(m[4], "not met") {
			unmet++
		}
		reason := strings.HasPrefix(m[4], "not met: ") || strings.HasPrefix(m[4], "not applicable: ")
		if len(named)+len(papers) == 0 && !reason {
			bad = append(bad, "V"+m[1]+": no test, no paper, no reason")
		}
	}
	for id := range want {
		bad = append(bad, "V"+id+" is not answered")
	}
	return bad, unmet
}

func TestASVS(t *testing.T) {
	tests := map[string]bool{}
	for _, dir := range []string{"../../internal", "../../test", "../../assets", "../../words", "../../cmd"} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") {
				return err
			}
			raw, err := os.ReadFile(dir + "/" + name)
			for _, m := range testFunc.FindAllStringSubmatch(string(raw), -1) {
				tests[m[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile("../../docs/asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	exists := func(name string) bool { _, err := os.Stat("../../" + name); return err == nil }
	bad, unmet := badTable(string(raw), tests, exists)
	for _, b := range bad {
		t.Error(b)
	}
	t.Logf("%d requirements, %d tests to name, %d rows say that something is not met", len(strings.Fields(asvs)), len(tests), unmet)

	planted := strings.Replace(string(raw), "`TestLogoutClears`", "`TestThatIsNot`", 1)
	planted = strings.Replace(planted, "| V3.4.4 | 2 |", "| V3.4.4 | 1 |", 1)
	planted = strings.Replace(planted, "`docs/policy.md`", "`docs/no.md`", 1)
	planted = strings.Replace(planted, "| not applicable: no WebRTC |", "| no |", 1)
	planted = regexp.MustCompile(`(?m)^\| V9\.2\.3 .*$`).ReplaceAllString(planted, "")
	got, _ := badTable(planted, tests, exists)
	if len(got) != len(bad)+5 {
		t.Errorf("of five planted faults %d were found: %q", len(got)-len(bad), got)
	}
}
