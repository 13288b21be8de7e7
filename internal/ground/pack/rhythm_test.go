package pack_test

import (
	"errors"
	"strings"
	"testing"

	"plumbline/internal/ground/pack"
	"plumbline/packs"
)

func TestRhythm(t *testing.T) {
	raw, err := packs.FS.ReadFile("duty_calendar.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Read("duty_calendar.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	if b, ok := p.Rhythm.Beat("life_meeting"); !ok || b.First != 10 || b.Last != 12 || b.Every != pack.EachYear {
		t.Errorf("the yearly meeting: %+v", b)
	}
	if len(p.Categories) != len(p.Rhythm.Beats) || !pack.Knows(p.Rhythm.Absences, "leave") || pack.Knows(p.Rhythm.Absences, "sick") {
		t.Error("the pack is not read whole")
	}
	for old, want := range map[[2]string]string{
		{"every: quarter", "every: week"}:                                               "pack.not_one_of",
		{"for: [party_cell, party_joint]", "for: [station]"}:                            "pack.not_one_of",
		{"together: [lecture]", "together: [song]"}:                                     "pack.stray_beat",
		{"every: year\n    window: {first: 10", "every: month\n    window: {first: 10"}: "pack.window_without_year",
		{"write: 3", "write: soon"}:                                                     "pack.not_count",
		{"code: lecture\n", "code: theme_day\n"}:                                        "pack.duplicate_code",
		{"matrix: true", "matrix: yes"}:                                                 "pack.not_flag",
	} {
		_, err := pack.Read("d.yaml", []byte(strings.Replace(string(raw), old[0], old[1], 1)))
		var ms pack.Mistakes
		if !errors.As(err, &ms) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %s, got %v", old, want, err)
		}
	}
}
