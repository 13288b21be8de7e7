package rectify

import (
	"testing"

	"plumbline/internal/ground/clock"
)

// Three weeks ending with 10 open: last week 2 listed and 5 closed, so it began with 13; the week
// before 4 listed, so the one before it ended with 9.
func TestTrendCountsBackward(t *testing.T) {
	monday := clock.Day("2026-06-15")
	got := backward(monday, 3, 10, map[clock.Day]int64{"2026-06-16": 2, "2026-06-10": 4}, map[clock.Day]int64{"2026-06-17": 5})
	want := []Week{{"2026-06-01", 9, 0}, {"2026-06-08", 13, 0}, {"2026-06-15", 10, 5}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("week %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}
