package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/packs"
)

func shipped(t testing.TB) Days {
	t.Helper()
	all, err := pack.ReadFS(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	var years []pack.Year
	for _, p := range all {
		if p.Kind == pack.Calendar {
			years = append(years, p.Year)
		}
	}
	return NewDays(years...)
}

func TestReckon(t *testing.T) {
	days := shipped(t)
	for _, c := range []struct {
		start clock.Day
		n     int
		unit  pack.Unit
		want  clock.Day
	}{
		{"2026-09-20", 15, pack.Workday, "2026-10-16"}, // mid-autumn, national day, 10 October made up
		{"2026-09-21", 10, pack.Workday, "2026-10-12"},
		{"2026-02-03", 5, pack.Workday, "2026-02-10"}, // the scenario of the domain paper
		{"2026-02-13", 1, pack.Workday, "2026-02-14"}, // a Saturday made up
		{"2026-02-14", 1, pack.Workday, "2026-02-24"}, // over the whole Spring Festival
		{"2024-02-08", 2, pack.Workday, "2024-02-18"}, // 9 February 2024 was worked
		{"2026-04-08", 1, pack.Month, "2026-05-08"},
		{"2026-04-08", 3, pack.Month, "2026-07-08"},
		{"2026-01-31", 1, pack.Month, "2026-02-28"},
		{"2024-01-31", 1, pack.Month, "2024-02-29"},
		{"2026-10-31", 4, pack.Month, "2027-02-28"},
		{"2026-08-31", 6, pack.Month, "2027-02-28"},
		{"2026-06-18", 60, pack.Day, "2026-08-17"},
		{"2026-06-18", 24, pack.Hour, "2026-06-19"},
	} {
		got, err := Reckon(c.start, pack.Length{Count: c.n, Unit: c.unit}, days)
		if err != nil || got != c.want {
			t.Errorf("%d %s after %s: %s, %v; want %s", c.n, c.unit, c.start, got, err, c.want)
		}
	}
}

func TestMissingYearIsNamedNotGuessed(t *testing.T) {
	_, err := Reckon("2026-12-28", pack.Length{Count: 10, Unit: pack.Workday}, shipped(t))
	f, ok := fault.As(err)
	if !ok || f.Fields[0].Key != "calendar.year_missing" || f.Fields[0].Args[1] != 2027 {
		t.Fatalf("reckoning into 2027: %v", err)
	}
	// the control: the last working days of 2026 need no other year
	if got, err := Reckon("2026-12-28", pack.Length{Count: 3, Unit: pack.Workday}, shipped(t)); err != nil || got != "2026-12-31" {
		t.Fatalf("%s %v", got, err)
	}
}

func TestRoll(t *testing.T) {
	r := pack.Rule{Length: pack.Length{Count: 15, Unit: pack.Day}, Roll: true}
	if got, _ := Due(r, "2026-09-17", shipped(t)); got != "2026-10-08" {
		t.Errorf("a due date on 2 October rolls to %s", got)
	}
	r.Roll = false
	if got, _ := Due(r, "2026-09-17", shipped(t)); got != "2026-10-02" {
		t.Errorf("without rolling %s", got)
	}
}

func anyDay(t *rapid.T, label string) clock.Day {
	return clock.Day("2023-01-01").Add(rapid.IntRange(0, 1200).Draw(t, label))
}

// TestReckonProperties: later starts and longer spans never end earlier; workdays count exactly the
// worked days; months land on the same day of the month or on the last.
func TestReckonProperties(t *testing.T) {
	days := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		start, n := anyDay(t, "start"), rapid.IntRange(1, 40).Draw(t, "n")
		unit := rapid.SampledFrom([]pack.Unit{pack.Day, pack.Workday, pack.Month, pack.Hour}).Draw(t, "unit")
		due, err := Reckon(start, pack.Length{Count: n, Unit: unit}, days)
		longer, err2 := Reckon(start, pack.Length{Count: n + 1, Unit: unit}, days)
		later, err3 := Reckon(start.Add(1), pack.Length{Count: n, Unit: unit}, days)
		if err != nil || err2 != nil || err3 != nil {
			t.Skip("beyond the calendars")
		}
		if due <= start || longer < due || later < due {
			t.Fatalf("%s + %d %s = %s, +1 %s, a day later %s", start, n, unit, due, longer, later)
		}
		switch unit {
		case pack.Workday:
			checkWorked(t, days, start, due, n)
		case pack.Month:
			checkMonth(t, start, due)
		}
	})
}

func checkWorked(t *rapid.T, days Days, start, due clock.Day, n int) {
	counted := 0
	for d := start.Add(1); d <= due; d = d.Add(1) {
		if ok, _ := days.Working(d); ok {
			counted++
		}
	}
	if last, _ := days.Working(due); counted != n || !last {
		t.Fatalf("%d worked days from %s to %s, want %d", counted, start, due, n)
	}
}

func checkMonth(t *rapid.T, start, due clock.Day) {
	s, d := start.Time().Day(), due.Time().Day()
	if d != s && (d > s || due.Add(1).Time().Day() != 1) {
		t.Fatalf("%s and months is %s: neither the same day nor the last", start, due)
	}
}

func TestHoursRunThrough(t *testing.T) {
	at := time.Date(2026, 6, 18, 17, 30, 0, 0, clock.Zone)
	if got := ReckonHours(at, 24); got != at.Add(24*time.Hour) {
		t.Error(got)
	}
}

func TestLight(t *testing.T) {
	for _, c := range []struct {
		d     Dates
		today clock.Day
		want  Light
		shape string
	}{
		{Dates{Due: "2026-06-18"}, "2026-06-18", Light{Soon, 0}, "triangle"},
		{Dates{Due: "2026-06-18"}, "2026-06-19", Light{Late, 1}, "square"},
		{Dates{Due: "2026-06-28"}, "2026-06-18", Light{Soon, 10}, "triangle"},
		{Dates{Due: "2026-06-29"}, "2026-06-18", Light{OK, 11}, "disc"},
		{Dates{Due: "2026-06-29", Warn: 20}, "2026-06-18", Light{Soon, 11}, "triangle"},
		{Dates{}, "2026-06-18", Light{Long, 0}, "ring"},
		{Dates{Due: "2026-06-01", Kept: "2026-06-01"}, "2026-06-18", Light{Kept, 0}, "tick"},
		{Dates{Due: "2026-06-01", Kept: "2026-06-04"}, "2026-06-18", Light{Kept, 3}, "tick"},
		{Dates{Due: "2026-06-01", HeldSince: "2026-05-30"}, "2026-06-18", Light{Held, 19}, "bars"},
	} {
		got := LightOf(c.d, c.today)
		if got != c.want || got.Lamp.Shape() != c.shape {
			t.Errorf("%+v on %s: %+v %s", c.d, c.today, got, got.Lamp.Shape())
		}
	}
}

func TestCrossed(t *testing.T) {
	warn := []pack.Warning{{Before: 20}, {Before: 10}, {Before: 0}}
	for day, want := range map[clock.Day]int{"2026-06-09": -1, "2026-06-10": 0, "2026-06-20": 1, "2026-06-30": 1, "2026-07-01": 2} {
		if got := crossed(warn, "2026-06-30", day); got != want {
			t.Errorf("%s: %d, want %d", day, got, want)
		}
	}
}
