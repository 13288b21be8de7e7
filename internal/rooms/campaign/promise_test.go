package campaign

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// promises are words by which leniency could be promised. The room says facts and where the rules stand
// (DOMAIN.md 7.5); what follows from them is the competent organ's to find.
var promises = []string{"从宽", "从轻", "减轻处", "免予处", "免于处", "不予追究", "不追究", "既往不咎", "宽大", "网开一面", "可以免", "主动说明的，", "自查从宽", "被查从严",
	"lenien", "mitigat", "amnesty", "will not be punished", "no punishment", "lighter"}

// deeds are parts of names of verbs, routes, columns and words that would act upon a person. A proposal to the
// competent organ is none (DOMAIN.md 14).
var deeds = []string{"suspend", "dismiss", "veto", "depose", "demote", "oust", "removeperson", "remove_person", "blockhonour", "block_honour", "disqualif", "strip_", "tingzhi", "mianzhi"}

// said are the files in which the room and its pages speak.
func said(t *testing.T, patterns ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, p := range patterns {
		list, err := filepath.Glob("../../../" + p)
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: %v, %d files", p, err, len(list))
		}
		for _, f := range list {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(f, "_test.go") {
				out[f] = string(raw)
			}
		}
	}
	return out
}

func found(files map[string]string, list []string, only *regexp.Regexp) (faults []string) {
	for f, text := range files {
		if only != nil {
			text = strings.Join(only.FindAllString(text, -1), "\n")
		}
		for _, w := range list {
			if strings.Contains(strings.ToLower(text), w) {
				faults = append(faults, f+" says "+w)
			}
		}
	}
	return faults
}

// No word of the room, of its pages, of its packs or of its demo promises leniency.
func TestNothingPromisesLeniency(t *testing.T) {
	files := said(t, "words/campaign.toml", "internal/doors/pages/campaign/*.templ", "internal/doors/pages/campaign/*.go", "internal/doors/web/campaign/*.go", "internal/rooms/campaign/*.go", "packs/campaign_stages.yaml")
	for _, f := range found(files, promises, nil) {
		t.Error(f)
	}
	files["planted"] = `"campaign.window.note" = { zh = "主动交代的一律从宽处理", en = "Leniency for whoever comes forward" }`
	if got := found(files, promises, nil); len(got) != 2 {
		t.Errorf("a planted promise: %v", got)
	}
}

// No verb, route, column or word of the room acts upon a person.
func TestNothingActsUponAPerson(t *testing.T) {
	names := regexp.MustCompile(`(?m)^func \([^)]*\) \w+|Pattern: "[^"]+"|Action: "[^"]+"|^\t\w+ (text|integer|boolean|bigint)|^create (table|view) \w+|^"[a-z_.]+"|Act\w* +Act += "\w+"|href="[^"]*"|name="[^"]*"`)
	files := said(t, "words/campaign.toml", "internal/doors/pages/campaign/*.templ", "internal/doors/web/campaign/*.go", "internal/rooms/campaign/*.go", "migrations/0170_campaign.sql")
	for _, f := range found(files, deeds, names) {
		t.Error(f)
	}
	for name, planted := range map[string]string{
		"verb":   "func (r *Room) SuspendPerson(ctx context.Context) error {",
		"route":  `{Method: post, Pattern: "/campaign/{id}/veto", Right: x}`,
		"column": "\tdismissed_at text not null, -- P4",
		"words":  `"campaign.proposal.suspend" = { zh = "x", en = "x" }`,
	} {
		if got := found(map[string]string{name: planted}, deeds, names); len(got) != 1 {
			t.Errorf("a planted %s: %v", name, got)
		}
	}
	// No state of a person is stored: a proposal has the days of the paper and nothing of what became of it.
	schema := files["../../../migrations/0170_campaign.sql"]
	_, table, _ := strings.Cut(schema, "create table campaign_proposal (")
	table, _, _ = strings.Cut(table, ");")
	for _, w := range []string{"state", "decided", "result", "until", "effect"} {
		if regexp.MustCompile(`(?m)^\t` + w).MatchString(table) {
			t.Errorf("a proposal stores %s", w)
		}
	}
}
