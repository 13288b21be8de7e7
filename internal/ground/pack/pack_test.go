package pack_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/packs"
	dict "plumbline/words"
)

func words(t testing.TB) *i18n.Words {
	w, err := dict.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestShippedPacksAreCorrect(t *testing.T) {
	all, err := pack.ReadFS(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]*pack.Pack{}
	for _, p := range all {
		by[p.Name()] = p
		if len(p.Hash) != 64 {
			t.Errorf("%s has no content hash", p.Name())
		}
	}
	county := by["county_bureau 2026"]
	var sizes []int
	for _, s := range county.Categories {
		n := 0
		pack.Walk(s.Under, func(_ int, c pack.Category) { n += len(c.Points) })
		sizes = append(sizes, n)
	}
	if got := fmt.Sprint(sizes); got != "[16 22 18 12]" {
		t.Errorf("points per section %s", got)
	}
	off, work := by["working_calendar 2026"].Year.Count()
	if off != 33 || work != 6 {
		t.Errorf("2026 has %d days off and %d make-up days", off, work)
	}
	english := by["force_inspection 2026"]
	if english.Title.In("zh") != "Force inspection check-list" {
		t.Error("a pack in one language should answer in it")
	}
}

func TestRuleVersions(t *testing.T) {
	p := readDeadlines(t, ``)
	r := p.Rules[0]
	if r.Version() != "A@2026-01-01" || !r.On("2026-06-30") || r.On("2026-07-01") || p.Rules[1].On("2026-06-30") {
		t.Errorf("versions of a rule: %+v", p.Rules)
	}
}

const deadlines = `kind: deadlines
pack: d
version: "1"
title: {zh: 期限, en: Deadlines}
effective: {from: 2026-01-01}
sources: {s: {zh: 规定, en: Provisions}}
recipients: {owner: {zh: 主办人, en: Owner}}
starts: {signed: {zh: 签收, en: Signing}}
rules:
  - code: A
    title: {zh: 方案, en: Plan}
    start: signed
    length: {count: 1, unit: 月}
    warn: [{before: 10, light: yellow, to: [owner]}, {before: 0, light: red, to: [owner]}]
    cite: [{source: s, article: "8"}]
    from: 2026-01-01
    to: 2026-06-30
  - code: A
    title: {zh: 方案, en: Plan}
    start: signed
    length: {count: 10, unit: 工作日}
    warn: []
    extend: {times: 1, length: {count: 5, unit: 工作日}, by: owner}
    cite: [{source: s, pending: true}]
    from: 2026-07-01
`

func readDeadlines(t *testing.T, extra string) *pack.Pack {
	t.Helper()
	p, err := pack.Read("d.yaml", []byte(deadlines+extra))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestMistakesAreNamedByLine plants one fault at a time and expects exactly that line and key.
func TestMistakesAreNamedByLine(t *testing.T) {
	cases := []struct {
		name, old, new string
		line           int
		key            string
	}{
		{"unknown field", "    start: signed\n    length: {count: 1", "    begin: signed\n    length: {count: 1", 12, "pack.unknown_field"},
		{"unknown kind", "kind: deadlines", "kind: deadline", 1, "pack.unknown_kind"},
		{"unknown unit", "unit: 月", "unit: 周", 13, "pack.unknown_unit"},
		{"no article", `[{source: s, article: "8"}]`, `[{source: s}]`, 15, "pack.no_article"},
		{"missing citation", `[{source: s, article: "8"}]`, `[]`, 15, "pack.no_citation"},
		{"bad range", "to: 2026-06-30", "to: 2025-06-30", 10, "pack.bad_range"},
		{"overlap", "to: 2026-06-30", "to: 2026-07-02", 18, "pack.overlap"},
		{"empty English", "{zh: 方案, en: Plan}", "{zh: 方案, en: ''}", 11, "pack.language_missing"},
		{"empty Chinese", "{zh: 期限, en: Deadlines}", "{en: Deadlines}", 4, "pack.language_missing"},
		{"not a day", "to: 2026-06-30", "to: 2026-06-31", 17, "pack.not_day"},
		{"unknown recipient", "light: red, to: [owner]", "light: red, to: [boss]", 14, "pack.unknown_code"},
		{"warnings out of order", "before: 0", "before: 10", 14, "pack.warn_order"},
		{"extension without approver", ", by: owner}", "}", 23, "pack.extend_incomplete"},
		{"field twice", "version: \"1\"", "version: \"1\"\nversion: \"2\"", 4, "pack.field_twice"},
		{"duplicate code", "{s: {zh: 规定, en: Provisions}}", "{s: {zh: 规定, en: P}, s: {zh: 规定, en: P}}", 6, "pack.duplicate_code"},
		{"alias", "version: \"1\"", "version: &v \"1\"", 3, "pack.alias"},
		{"tab", "version: \"1\"", "version:\t[", 3, "pack.not_yaml"},
	}
	say := words(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := pack.Read("d.yaml", []byte(strings.Replace(deadlines, c.old, c.new, 1)))
			var ms pack.Mistakes
			if !errors.As(err, &ms) {
				t.Fatal("the planted fault was not caught")
			}
			found := false
			for _, m := range ms {
				found = found || m.Key == c.key && m.Line == c.line
				for _, lang := range []string{"zh", "en"} {
					text := m.Sentence(func(k string, a ...any) string { return say.Say(lang, k, a...) })
					if strings.Contains(text, "pack.") || !strings.HasPrefix(text, fmt.Sprintf("d.yaml:%d: ", m.Line)) {
						t.Errorf("sentence %q", text)
					}
				}
			}
			if !found {
				t.Errorf("want line %d %s, got:\n%v", c.line, c.key, err)
			}
		})
	}
}

func TestWholeFileMistakes(t *testing.T) {
	for in, key := range map[string]string{
		"":                              "pack.empty_file",
		"# only a comment\n":            "pack.empty_file",
		deadlines + "---\nkind: x\n":    "pack.second_document",
		"- a\n":                         "pack.missing_field",
		strings.Repeat("# x\n", 600000): "pack.too_large",
	} {
		_, err := pack.Read("f.yaml", []byte(in))
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("want %s, got %v", key, err)
		}
	}
}

func TestCalendarMistakes(t *testing.T) {
	raw, _ := packs.FS.ReadFile("calendar/2026.yaml")
	for old, want := range map[[2]string]string{
		{"- 2026-01-04", "- 2026-01-05"}:             ":24: pack.not_weekend",
		{"- 2026-02-14", "- 2026-02-21"}:             ":25: pack.day_twice",
		{"to: 2026-01-03", "to: 2027-01-03"}:         ":16: pack.other_year",
		{"from: 2026-02-15", "from: 2026-02-24"}:     ":17: pack.bad_range",
		{"name: {zh: 元旦, en: New Year}", "name: 元旦"}: ":16: pack.not_text",
	} {
		_, err := pack.Read("c.yaml", bytes.Replace(raw, []byte(old[0]), []byte(old[1]), 1))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %s, got %v", old, want, err)
		}
	}
}

func TestFoldersAreCheckedTogether(t *testing.T) {
	tax := `kind: taxonomy
pack: t
version: "%s"
title: {zh: 分类, en: Tree}
effective: {from: %s}
categories: [{code: a, title: {zh: 甲, en: A}}]
`
	one := fmt.Sprintf(tax, "1", "2026-01-01")
	for name, c := range map[string]struct{ second, key string }{
		"same version": {one, "pack.version_twice"},
		"overlap":      {fmt.Sprintf(tax, "2", "2027-01-01"), "pack.packs_overlap"},
		"other kind":   {strings.Replace(deadlines, "pack: d", "pack: t", 1), "pack.code_of_other_kind"},
	} {
		fsys := fstest.MapFS{"a.yaml": {Data: []byte(one)}, "b.yaml": {Data: []byte(c.second)}}
		if _, err := pack.ReadFS(fsys); err == nil || !strings.Contains(err.Error(), c.key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	raw, _ := packs.FS.ReadFile("county_bureau.yaml")
	alone := fstest.MapFS{"c.yaml": {Data: raw}}
	if _, err := pack.ReadFS(alone); err == nil || !strings.Contains(err.Error(), "pack.stray_category") {
		t.Errorf("a check-list without its categories: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(deadlines))
	for _, name := range []string{"county_bureau.yaml", "calendar/2026.yaml", "chronic_problems.yaml", "rules/duties.yaml"} {
		raw, err := packs.FS.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("kind: calendar\nyear: 2026\noff: [{from: 2000-01-01, to: 2999-12-31}]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := pack.Read("f.yaml", raw)
		var ms pack.Mistakes
		switch {
		case err == nil && p == nil, err != nil && p != nil:
			t.Fatal("a pack or mistakes, never both and never neither")
		case err != nil && (!errors.As(err, &ms) || len(ms) == 0):
			t.Fatalf("an error that names no line: %v", err)
		}
		for _, m := range ms {
			if m.Line < 1 {
				t.Fatalf("line %d", m.Line)
			}
		}
	})
}
