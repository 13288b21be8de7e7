package burden

import (
	"cmp"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// Supplied is something that a unit has handed in.
type Supplied struct {
	Kind  string
	Ref   string
	Title string
	On    clock.Day
	Href  string
	Alike int // of 100: how much of the shorter title's character pairs both have
}

// memory is for how many days what was handed in counts as handed in: a year and a month, so that
// last year's same return is found.
const memory = 396

// alikeFrom is from which likeness on a title counts as the same matter. Two titles of bureau Chinese
// share about a third of their pairs by chance (情况, 工作, 报告 …), so half is the least that says anything.
const alikeFrom = 60

// alike compares two titles by their character pairs: shared ones over those of the shorter title.
func alike(a, b string) int {
	left, right := pairs(a), pairs(b)
	if len(left) > len(right) {
		left, right = right, left
	}
	if len(left) < 3 {
		return 0 // too short to mean anything
	}
	shared := 0
	for g := range left {
		if right[g] {
			shared++
		}
	}
	return 100 * shared / len(left)
}

func pairs(s string) map[string]bool {
	out := map[string]bool{}
	for _, g := range cut.Bigrams(s) {
		if len([]rune(g)) == 2 {
			out[g] = true
		}
	}
	return out
}

// nearest is the supplied thing most like the title, the latest of equals; ok is false when none is near.
func nearest(title string, had []Supplied) (best Supplied, ok bool) {
	for _, s := range had {
		if s.Alike = alike(title, s.Title); s.Alike >= alikeFrom && (s.Alike > best.Alike || s.Alike == best.Alike && s.On > best.On) {
			best, ok = s, true
		}
	}
	return best, ok
}

// shown are the rights to see what a unit supplied, by its kind: an asker is told of nothing that he or
// she could not open. A kind that is not here is shown to nobody.
var shown = map[string]access.Right{"asking": access.ReadBurden, "duty": access.ReadTask}

// lookUp finds for each unit what it has supplied of the kind that is asked, as far as the actor may see it.
func lookUp(tx *db.Tx, title string, units []unit) (map[string]Supplied, error) {
	out := map[string]Supplied{}
	from := tx.Today().Add(-memory)
	for _, u := range units {
		had, err := listSupplied(tx, u.ID, from)
		if err != nil {
			return nil, err
		}
		had = slices.DeleteFunc(had, func(s Supplied) bool {
			right, ok := shown[s.Kind]
			return !ok || !access.ScopeOf(tx.Who, right).Has(u.Ord)
		})
		slices.SortFunc(had, func(a, b Supplied) int { return cmp.Compare(b.On, a.On) })
		if s, ok := nearest(title, had); ok {
			out[u.ID] = s
		}
	}
	return out, nil
}
