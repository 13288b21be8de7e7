package access_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"plumbline/internal/hall/access"
	"plumbline/words"
)

var update = flag.Bool("update", false, "write docs/policy.md anew")

// TestPolicyPageIsCurrent keeps docs/policy.md what the table says; -update writes it anew. Every
// right, role, kind and prohibition has its words in both languages.
func TestPolicyPageIsCurrent(t *testing.T) {
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	const file = "../../../docs/policy.md"
	want := access.Markdown("en", w.Say)
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("docs/policy.md is not what the table says; run: go test ./internal/hall/access -run PolicyPage -update (%v)", err)
	}
	for _, r := range access.Table() {
		if !strings.Contains(want, "| "+r.Number()+" | ") {
			t.Errorf("%s is not in the matrix", r.Number())
		}
		for _, key := range []string{"right." + string(r.Right), "policy.kind." + string(r.Kind)} {
			if !w.Has(key) {
				t.Errorf("no words for %s", key)
			}
		}
	}
	for _, r := range access.Table() {
		if text := r.StatesText("zh", w.Say); strings.Contains(text, "state.") {
			t.Errorf("%s: a state without words: %s", r.Number(), text)
		}
	}
	for _, n := range access.Prohibitions {
		if !w.Has(access.SentenceOf(n)) {
			t.Errorf("no sentence for %s", n)
		}
	}
	if w.Has("right.item.fly") || w.Has(access.SentenceOf("N-99")) { // the control: words that do not exist are missed
		t.Error("everything has words")
	}
}
