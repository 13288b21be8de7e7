package pack_test

import (
	"errors"
	"strings"
	"testing"

	"plumbline/internal/ground/pack"
	"plumbline/packs"
)

func TestPartyNumbers(t *testing.T) {
	raw, err := packs.FS.ReadFile("party_rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Read("party_rules.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	if p.Number(pack.MemberHours) != 32 || p.Number(pack.OfficerHours) != 56 || p.Number("none") != 0 || len(p.Categories) != len(p.Numbers) {
		t.Error("the pack is not read whole")
	}
	for old, want := range map[[2]string]string{
		{"code: branch_least,", "code: branch_lest,"}:   "pack.not_one_of",
		{"code: branch_most,", "code: branch_least,"}:   "pack.duplicate_code",
		{"value: 32", "value: many"}:                    "pack.not_count",
		{"  - {code: member_hours", "#  {member_hours"}: "pack.missing_number",
	} {
		_, err := pack.Read("p.yaml", []byte(strings.Replace(string(raw), old[0], old[1], 1)))
		var ms pack.Mistakes
		if !errors.As(err, &ms) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %s, got %v", old, want, err)
		}
	}
}
