package demo

import (
	"strings"
	"testing"

	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/passage"
	"plumbline/packs"
)

// TestDutyTextsFitTheOutline: every unit's report of every year is as long as the outline of the pack
// asks, and shares something with the year before, but not all of it.
func TestDutyTextsFitTheOutline(t *testing.T) {
	raw, err := packs.FS.ReadFile("duty_outline.yaml")
	if err != nil {
		t.Fatal(err)
	}
	outline, err := pack.Read("duty_outline.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []string{"城东分局", "城西分局", "江北分局", "云岭县公安局", "交警支队", "法制支队", "信访处", "政治部", "市局"} {
		for year := 2024; year <= 2027; year++ {
			all, words, total := "", map[string]int{}, 0
			for _, s := range outline.Parts {
				text := dutyText(s.Code, unit, year)
				if strings.ContainsAny(text, "{}") {
					t.Errorf("%s %s: %s", unit, s.Code, text)
				}
				words[s.Code] = passage.Count(text)
				total += words[s.Code]
				all += text + "\n"
			}
			for _, s := range outline.Parts {
				if n := words[s.Code]; n < s.Least || s.Most > 0 && n > s.Most || s.Share > 0 && n*100 < s.Share*total {
					t.Errorf("%s %d %s: %d words of %d, wanted %d to %d, %d%%", unit, year, s.Code, n, total, s.Least, s.Most, s.Share)
				}
			}
			last := ""
			for _, s := range outline.Parts {
				last += dutyText(s.Code, unit, year-1) + "\n"
			}
			if share := passage.Share(all, passage.Shared(all, last)); share < 5 || share > 60 {
				t.Errorf("%s %d shares %d%% with the year before", unit, year, share)
			}
		}
	}
}
