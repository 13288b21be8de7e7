package tally

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestMerge(t *testing.T) {
	for _, c := range []struct {
		in   []int64
		want string
	}{
		{[]int64{9, 7, 5}, "9 7 5 true"},
		{[]int64{9, 0, 5}, "9 0 5 true"},
		{[]int64{9, 4, 3}, "9 +7 true"},
		{[]int64{9, 4, 7}, "9 +11 true"},    // one small cell would be the total less the others
		{[]int64{9, 1, 2, 7}, "9 +10 true"}, // two small cells that are three persons
		{[]int64{4}, "false"},
		{[]int64{1, 2}, "false"},
		{[]int64{4, 6}, "+10 true"},
		{nil, "true"},
	} {
		if got := said(c.in); got != c.want {
			t.Errorf("%v: %q, want %q", c.in, got, c.want)
		}
	}
}

func said(in []int64) string {
	var cells []Cell
	for i, n := range in {
		cells = append(cells, Cell{Unit: fmt.Sprint(i), N: n})
	}
	shown, known := Merge(cells, "rest")
	out := ""
	for _, c := range shown {
		if c.Unit == "" {
			out += "+"
		}
		out += fmt.Sprint(c.N) + " "
	}
	return out + fmt.Sprint(known)
}

// Whatever the numbers: nothing small is shown, nothing small can be worked out, nobody is lost.
func TestMergeProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(rapid.Int64Range(0, 12), 0, 12).Draw(t, "cells")
		var cells []Cell
		var total int64
		for i, n := range in {
			cells = append(cells, Cell{Unit: fmt.Sprint(i), N: n})
			total += n
		}
		shown, known := Merge(cells, "rest")
		if !known {
			if total >= Least && len(shown) > 0 {
				t.Fatal("withheld and shown")
			}
			return
		}
		var sum int64
		for _, c := range shown {
			sum += c.N
			if c.N > 0 && c.N < Least {
				t.Fatalf("%d persons are shown", c.N)
			}
		}
		if sum != total {
			t.Fatalf("%d persons became %d", total, sum)
		}
		if hidden := len(cells) - len(shown) + 1; len(shown) > 0 && shown[len(shown)-1].Unit == "" && hidden < 2 {
			t.Fatal("one cell alone was merged")
		}
	})
}
