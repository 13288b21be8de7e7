package orglife

import (
	"fmt"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/pack"
)

func beat(every pack.Every) pack.Beat { return pack.Beat{Code: "x", Every: every, First: 1, Last: 12} }

func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		beat pack.Beat
		day  clock.Day
		want string
	}{
		{beat(pack.EachMonth), "2026-02-11", "2026-02 2026-02-01 2026-02-28"},
		{beat(pack.EachMonth), "2024-12-31", "2024-12 2024-12-01 2024-12-31"},
		{beat(pack.EachQuarter), "2026-06-18", "2026-Q2 2026-04-01 2026-06-30"},
		{beat(pack.EachYear), "2026-06-18", "2026 2026-01-01 2026-12-31"},
		{pack.Beat{Every: pack.EachYear, First: 10, Last: 12}, "2026-06-18", "2026 2026-10-01 2026-12-31"},
		{pack.Beat{Every: pack.EachYear, First: 2, Last: 3}, "2026-06-18", ""},
		{beat(pack.EachMeeting), "2026-06-18", ""},
	} {
		p, ok := PeriodAt(c.beat, c.day)
		got := ""
		if ok {
			got = fmt.Sprintf("%s %s %s", p.Code, p.From, p.Until)
		}
		if got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.beat.Every, c.day, got, c.want)
		}
	}
}

// TestAChangedPackCountsFromTheNextPeriod goes through the ways in which a rule changes.
func TestAChangedPackCountsFromTheNextPeriod(t *testing.T) {
	until := func(day clock.Day, a, b pack.Every) func(clock.Day) (pack.Beat, bool) {
		return func(d clock.Day) (pack.Beat, bool) {
			every := a
			if d >= day {
				every = b
			}
			return beat(every), every != ""
		}
	}
	for _, c := range []struct {
		name        string
		from, today clock.Day
		fresh       bool
		rule        func(clock.Day) (pack.Beat, bool)
		want        string
	}{
		{"the server was off", "2026-03-01", "2026-06-18", false, until("2030-01-01", pack.EachMonth, ""), "2026-03 2026-04 2026-05 2026-06"},
		{"a new branch", "2026-06-18", "2026-06-18", true, until("2030-01-01", pack.EachMonth, ""), "2026-06"},
		{"quarter to month, in the quarter", "2026-04-01", "2026-08-10", false, until("2026-05-10", pack.EachQuarter, pack.EachMonth), "2026-Q2 2026-07 2026-08"},
		{"month to quarter, in the month", "2026-04-01", "2026-08-10", false, until("2026-04-10", pack.EachMonth, pack.EachQuarter), "2026-04 2026-Q3"},
		{"a new duty in the middle of a month", "2026-06-18", "2026-06-18", true, until("2026-06-10", "", pack.EachMonth), ""},
		{"and from the next", "2026-07-01", "2026-07-01", true, until("2026-06-10", "", pack.EachMonth), "2026-07"},
		{"no longer owed", "2026-04-01", "2026-08-10", false, until("2026-05-15", pack.EachMonth, ""), "2026-04 2026-05"},
	} {
		var got []string
		for _, p := range since(c.from, c.today, c.fresh, c.rule) {
			got = append(got, p.Code)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, strings.Join(got, " "), c.want)
		}
	}
}

func TestWhatABranchOwes(t *testing.T) {
	h := pack.Rhythm{Committee: 7}
	committee := pack.Beat{For: []string{"party_cell"}, Needs: []string{"committee"}}
	groups := pack.Beat{For: []string{"party_cell"}, Needs: []string{"groups"}}
	for _, c := range []struct {
		b    Branch
		beat pack.Beat
		want bool
	}{
		{Branch{Kind: "party_cell", Members: 6}, committee, false},
		{Branch{Kind: "party_cell", Members: 7}, committee, true},
		{Branch{Kind: "party_cell", Members: 6, Committee: "yes"}, committee, true},
		{Branch{Kind: "party_cell", Members: 30, Committee: "no"}, committee, false},
		{Branch{Kind: "party_cell", Members: 30}, groups, false},
		{Branch{Kind: "party_cell", Members: 30, Groups: 2}, groups, true},
		{Branch{Kind: "party_committee", Members: 30, Groups: 2}, groups, false},
	} {
		if got := c.b.Owes(h, c.beat); got != c.want {
			t.Errorf("%+v: %v", c.b, got)
		}
	}
}

// TestAMissedDutyStaysMissed: whatever is recorded later, the time at which it was shown as missed stays.
func TestAMissedDutyStaysMissed(t *testing.T) {
	now := clock.Day("2026-06-18").Time()
	d := Duty{Mark: Open, Period: Period{From: "2026-04-01", Until: "2026-04-30"}, Closes: "2026-05-08", LateUntil: "2026-05-30"}
	if d.Stands("2026-05-08") != Open || d.Stands("2026-05-09") != Missed {
		t.Error("when it closes")
	}
	miss := d
	miss.Miss(now)
	if x := miss; x.Fulfil("a", "2026-05-02", 0, false, "2026-05-20") || x.Mark != Missed {
		t.Error("held after the period, it was done")
	}
	if x := miss; x.Fulfil("a", "2026-04-28", 20, true, "2026-05-31") || x.Mark != Missed {
		t.Error("written too late, it counted")
	}
	if x := miss; !x.Fulfil("a", "2026-04-28", 12, true, "2026-05-20") || x.Mark != Late || x.MissedAt.IsZero() || x.LateDays != 12 {
		t.Errorf("written late: %+v", x)
	}
	if x := miss; x.MakeUp("a", "2026-05-12", "2026-06-18", now) != nil || x.Mark != MadeUp || x.MissedAt.IsZero() || x.DoneOn != "" {
		t.Errorf("made up: %+v", x)
	}
	if x := miss; x.MakeUp("a", "2026-04-12", "2026-06-18", now) == nil {
		t.Error("a meeting of the period makes up for it")
	}
	if x := d; x.MakeUp("a", "2026-05-02", "2026-05-03", now) == nil {
		t.Error("what is open was made up")
	}
}
