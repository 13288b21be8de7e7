package ballot

import (
	"testing"

	"plumbline/internal/ground/pack"
)

func counts(rows ...[]int) Counts {
	c := Counts{Seq: 1, N: rows}
	for _, n := range rows[0] {
		c.Filled += n
	}
	return c
}

func same(row []int) Counts { return counts(row, row, row) }

func TestWhetherThereIsAResult(t *testing.T) {
	f := testForm()
	for _, x := range []struct {
		name        string
		c           Counts
		distributed int
		irregular   bool
		standing    string
		score       string
		grade       string
		below       bool
	}{
		{"all well", same([]int{74, 27, 8, 1}), 118, false, Stands, "93.09", "good", false}, // (7400+2295+560+50) ÷ 110, rounded
		{"four ballots", same([]int{4, 0, 0, 0}), 4, false, TooFew, "", "", false},
		{"five ballots, alike", same([]int{5, 0, 0, 0}), 5, false, Stands, "100.00", "good", false},
		{"few came back", same([]int{79, 0, 0, 0}), 100, false, LowReturn, "", "", false},
		{"just enough came back", same([]int{80, 0, 0, 0}), 100, false, Stands, "100.00", "good", false},
		{"the roll does not fit", same([]int{100, 0, 0, 0}), 100, true, NotRight, "", "", false},
		{"below the pass mark", same([]int{0, 0, 10, 20}), 30, false, Stands, "56.67", "poor", true},
		{"cells put together", same([]int{8, 1, 2, 0}), 11, false, Stands, "", "good", false},
	} {
		s := judge(f, Subject{Seq: 1, Label: "x"}, x.c, x.distributed, x.irregular)
		if s.Standing != x.standing || s.Grade.Code != x.grade || s.Below != x.below {
			t.Errorf("%s: %+v", x.name, s)
		}
		if got := s.ScoreText(); x.name != "all well" && got != x.score {
			t.Errorf("%s: score %s, want %s", x.name, got, x.score)
		}
		if (s.Standing == Stands) != (len(s.Rows) > 0) {
			t.Errorf("%s: %s with %d rows", x.name, s.Standing, len(s.Rows))
		}
	}
}

// Nobody is pointed at: in a small poll no cell from 1 to 4 is shown, and no score from which it could be
// worked out. The control is the same poll with the bound taken away.
func TestSmallCellsArePutTogether(t *testing.T) {
	pointing := func(f pack.Form) (n int) {
		for a := 0; a <= 12; a++ {
			for b := 0; a+b <= 12; b++ {
				s := judge(f, Subject{Seq: 1}, same([]int{a, b, 12 - a - b, 0}), 12, false)
				for _, r := range s.Rows {
					for _, c := range r.Cells {
						if c.N > 0 && c.N < 5 {
							n++
						}
						if c.Together && s.Scored {
							n++
						}
					}
				}
			}
		}
		return n
	}
	if n := pointing(testForm()); n > 0 {
		t.Errorf("%d cells point at persons", n)
	}
	loose := testForm()
	loose.Merge = 0
	if pointing(loose) == 0 {
		t.Error("the control shows nothing: the test would not notice a small cell")
	}
}

func TestCountsReadBack(t *testing.T) {
	f := testForm()
	c := counts([]int{3, 1, 0, 0}, []int{4, 0, 0, 0}, []int{0, 0, 0, 4})
	got := Counts{Seq: 1, Filled: 4}
	if err := got.read(f, c.text()); err != nil || got.text() != c.text() || !got.sound(f) {
		t.Errorf("%q reads back as %q, %v", c.text(), got.text(), err)
	}
	for _, bad := range []string{"", "1,2", "1,2,3,4;1,2,3,4", "a,0,0,0;0,0,0,0;0,0,0,0"} {
		if err := got.read(f, bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
	if uneven := counts([]int{3, 1, 0, 0}, []int{3, 0, 0, 0}, []int{0, 0, 0, 4}); uneven.sound(f) {
		t.Error("an aspect with fewer marks than ballots passes")
	}
}
