package cli

import (
	"bytes"
	"strings"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/audit"
	"plumbline/words"
)

// The rules of the program are printed by the binary alone, each with its sentence in both languages; on an
// export they are compared with what the house declared.
func TestVerifyPolicy(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		var out bytes.Buffer
		if err := (&VerifyCmd{Policy: true, Lang: lang}).Run(&Terminal{Out: &out, Version: "1.2.3"}); err != nil {
			t.Fatal(err)
		}
		text := out.String()
		for _, p := range doors.PolicyParts() {
			if len(p.Hash) != 64 || p.Lines == 0 || !strings.Contains(text, p.Hash) {
				t.Errorf("%s: %s not printed", lang, p.Name)
			}
		}
		for _, key := range []string{"audit.policy", "audit.invariant", "audit.promise"} {
			if strings.Contains(text, key) {
				t.Errorf("%s: a sentence is missing: %s", lang, text)
			}
		}
		if n := strings.Count(text, "\n  - "); n != len(promises)+len(audit.Invariants) {
			t.Errorf("%s: %d rules", lang, n)
		}
	}
	dir, key := exportedHouse(t)
	var out bytes.Buffer
	if err := (&VerifyCmd{Dir: dir, Key: key, Policy: true, Lang: "en"}).Run(&Terminal{Out: &out}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "  same "); n != len(doors.PolicyParts()) {
		t.Errorf("%d tables are the same:\n%s", n, out.String())
	}
	other := declaredText(mustWords(t), "en", []byte(`{"rights":"00"}`))
	if strings.Count(other, "OTHER") != len(doors.PolicyParts()) {
		t.Errorf("a house with other tables: %s", other)
	}
	if err := (&VerifyCmd{Lang: "en"}).Run(&Terminal{Out: &out}); code(err) != 2 {
		t.Errorf("nothing to check: %v", err)
	}
	if err := (&VerifyCmd{Dir: dir, Witness: []string{"x"}, Lang: "en"}).Run(&Terminal{Out: &out}); code(err) != 2 {
		t.Errorf("a bad witness key: %v", err)
	}
}

func mustWords(t *testing.T) *i18n.Words {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}
