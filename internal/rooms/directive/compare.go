package directive

import (
	"context"
	"slices"

	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Kinds of changes between two drafts.
const (
	Added    = "added"
	Removed  = "removed"
	DueMoved = "due"
	ActorNew = "actor"
	Standard = "standard"
	Wording  = "wording"
)

// Change is one sentence that differs between two drafts. Both texts are cut in three: what is equal
// before, what differs, what is equal after.
type Change struct {
	Kind     string
	Clause   string // in the newer draft, or the older one for what was removed
	Old, New [3]string
	Tasks    []Task // that hang on the older sentence
}

// Comparison is two drafts clause by clause.
type Comparison struct {
	From, To  int
	Changes   []Change
	Unchanged int
}

// Compare puts two drafts beside each other. NotFound to whoever may not read the directive.
func (r *Room) Compare(ctx context.Context, actor who.Actor, id ID, from, to int) (c Comparison, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		d, err := loadDirective(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadDirective, d.Place()); err != nil {
			return err
		}
		older, err := clausesOf(tx, id, from)
		if err != nil {
			return err
		}
		newer, err := clausesOf(tx, id, to)
		if err != nil {
			return err
		}
		tasks, err := listTasks(tx, id)
		if err != nil {
			return err
		}
		c = compare(older, newer)
		c.From, c.To = from, to
		for i := range c.Changes {
			old := c.Changes[i].Old
			for _, t := range tasks {
				if t.Quote == old[0]+old[1]+old[2] && t.Withdrawn.IsZero() {
					c.Changes[i].Tasks = append(c.Changes[i].Tasks, t)
				}
			}
		}
		return nil
	})
	return c, err
}

// said is one sentence of a draft and where it stands.
type said struct{ text, clause string }

func clausesOf(tx *db.Tx, id ID, draft int) ([]said, error) {
	d, err := loadDraft(tx, id, draft)
	if err != nil {
		return nil, err
	}
	nodes := nodesOf(cut.Outline(d.Body), id, draft) // as cut: decisions do not count here
	where := clauses(nodes)
	body := []rune(d.Body)
	var out []said
	for _, n := range inOrder(nodes) {
		if n.Kind == Sentence {
			out = append(out, said{string(body[n.First:n.Last]), where[n.ID]})
		}
	}
	return out, nil
}

// alike is from which share of common bigrams two sentences count as one that was changed.
const alike = 0.45

func compare(older, newer []said) Comparison {
	var c Comparison
	left := map[string][]int{}
	for i, s := range older {
		left[s.text] = append(left[s.text], i)
	}
	used := make([]bool, len(older))
	var fresh []said
	for _, s := range newer {
		if same := left[s.text]; len(same) > 0 {
			used[same[0]] = true
			left[s.text] = same[1:]
			c.Unchanged++
			continue
		}
		fresh = append(fresh, s)
	}
	for _, s := range fresh {
		best, score := -1, alike
		for i, o := range older {
			if used[i] {
				continue
			}
			if v := likeness(o.text, s.text); v > score {
				best, score = i, v
			}
		}
		if best < 0 {
			c.Changes = append(c.Changes, Change{Kind: Added, Clause: s.clause, New: [3]string{"", s.text, ""}})
			continue
		}
		used[best] = true
		ch := difference(older[best].text, s.text)
		ch.Clause = s.clause
		c.Changes = append(c.Changes, ch)
	}
	for i, o := range older {
		if !used[i] {
			c.Changes = append(c.Changes, Change{Kind: Removed, Clause: o.clause, Old: [3]string{"", o.text, ""}})
		}
	}
	return c
}

// likeness is the share of bigrams that two sentences have in common (Dice).
func likeness(a, b string) float64 {
	x, y := cut.Bigrams(a), cut.Bigrams(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	count := map[string]int{}
	for _, g := range x {
		count[g]++
	}
	both := 0
	for _, g := range y {
		if count[g] > 0 {
			count[g]--
			both++
		}
	}
	return 2 * float64(both) / float64(len(x)+len(y))
}

// difference finds the stretch in which two sentences differ and what kind of change that is.
func difference(old, new string) Change {
	a, b := []rune(old), []rune(new)
	p := 0
	for p < len(a) && p < len(b) && a[p] == b[p] {
		p++
	}
	q := 0
	for q < len(a)-p && q < len(b)-p && a[len(a)-1-q] == b[len(b)-1-q] {
		q++
	}
	return Change{Kind: kindOf(old, new),
		Old: [3]string{string(a[:p]), string(a[p : len(a)-q]), string(a[len(a)-q:])},
		New: [3]string{string(b[:p]), string(b[p : len(b)-q]), string(b[len(b)-q:])}}
}

// kindOf says what a change touches, the weightiest first.
func kindOf(old, new string) string {
	pick := func(s string, kinds ...string) []string {
		var out []string
		for _, p := range cut.Suggest(s, nil) {
			if slices.Contains(kinds, p.Kind) {
				out = append(out, p.Text)
			}
		}
		return out
	}
	switch {
	case !slices.Equal(pick(old, cut.Due, cut.Report), pick(new, cut.Due, cut.Report)):
		return DueMoved
	case !slices.Equal(pick(old, cut.Lead, cut.Assist, cut.Actor), pick(new, cut.Lead, cut.Assist, cut.Actor)):
		return ActorNew
	case !slices.Equal(pick(old, cut.Standard, cut.Count), pick(new, cut.Standard, cut.Count)):
		return Standard
	}
	return Wording
}
