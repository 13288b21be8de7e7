package pack

import (
	"os"
	"strings"
	"testing"
)

func TestAssessment(t *testing.T) {
	raw, err := os.ReadFile("../../../packs/assessment.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read("assessment.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	f, ok := p.Form("duty")
	if !ok || len(f.Aspects) != 6 || len(f.Grades) != 4 || f.Overall != "overall" || f.Pass != 70 || f.Least != 5 {
		t.Fatalf("the ballot of duty reports reads as %+v", f)
	}
	if _, ok := f.GradeOf("fair"); !ok {
		t.Error("a grade is not found by its code")
	}
	for _, c := range []struct{ was, is, want string }{
		{"overall: overall", "overall: nothing", "pack.form_overall"},
		{"worth: 85, from: 80", "worth: 100, from: 80", "pack.form_order"},
		{"title: {zh: 差, en: Poor}, worth: 50, from: 0", "title: {zh: 差, en: Poor}, worth: 50, from: 10", "pack.form_last"},
		{"least: 5", "least: 4", "pack.not_count"}, // fewer would show what single persons voted
		{"    merge: 20\n", "", "pack.missing_field"},
		{"- {code: politics,", "- {code: duty,", "pack.duplicate_code"},
		{"weight: 100}", "weight: 0}", "pack.form_weights"},
	} {
		_, err := Read("assessment.yaml", []byte(strings.Replace(string(raw), c.was, c.is, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "assessment.yaml:") {
			t.Errorf("%q instead of %q: %v, want %s with its line", c.is, c.was, err, c.want)
		}
	}
}
