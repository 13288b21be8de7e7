// Package tally keeps figures about units from becoming figures about persons. A number of people in a
// unit that is smaller than five points at them: such cells are merged before anybody sees them
// (TRUST.md 1.6). Numbers of matters, papers or days are not numbers of people and need none of this.
//
// Whatever counts persons for a page or an export goes through Merge; the guard in internal/house names
// every statement that counts persons and does not say why.
package tally

import "slices"

// Least is the smallest number of persons that is shown.
const Least = 5

// Cell is a number of persons in a unit or a group of units.
type Cell struct {
	Unit string // its id, "" for what was merged
	Name string
	N    int64
}

// Merge answers the cells that may be shown, in their order, with one more at the end for those that
// were merged, named rest. Empty cells stay. What was merged is at least two cells and at least Least
// persons, so that it cannot be worked out from the total; if not even all of them reach that, known is
// false and no figure at all may be shown.
func Merge(cells []Cell, rest string) (shown []Cell, known bool) {
	var small []int
	var sum int64
	for i, c := range cells {
		if c.N > 0 && c.N < Least {
			small = append(small, i)
			sum += c.N
		}
	}
	if len(small) == 0 {
		return slices.Clone(cells), true
	}
	for len(small) < 2 || sum < Least {
		next := smallest(cells, small)
		if next < 0 {
			return nil, false
		}
		small = append(small, next)
		sum += cells[next].N
	}
	for i, c := range cells {
		if !slices.Contains(small, i) {
			shown = append(shown, c)
		}
	}
	return append(shown, Cell{Name: rest, N: sum}), true
}

// smallest is the index of the smallest cell with anybody in it that is not taken yet, -1 for none.
func smallest(cells []Cell, taken []int) int {
	at := -1
	for i, c := range cells {
		if c.N > 0 && !slices.Contains(taken, i) && (at < 0 || c.N < cells[at].N) {
			at = i
		}
	}
	return at
}
