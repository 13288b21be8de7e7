package search

import (
	"context"
	"sort"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// Hall finds.
type Hall struct{ db *db.DB }

// New makes the hall.
func New(d *db.DB) *Hall { return &Hall{db: d} }

// Found is one page of hits, newest entries first. Next continues after it; 0 when there is no more.
type Found struct {
	Hits []Hit
	Next int64
}

const pageSize = 20

// Find answers with the hits that the actor may see. No words, or no right to any kind, is an empty
// answer and no fault.
func (h *Hall) Find(ctx context.Context, actor who.Actor, q Query) (f Found, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		f, err = FindIn(tx, q)
		return err
	})
	return f, err
}

// FindIn is Find within a transaction.
func FindIn(tx *db.Tx, q Query) (Found, error) {
	if q.Limit <= 0 {
		q.Limit = pageSize
	}
	p, err := planFor(tx, tx.Who, q)
	if err != nil || p.nobody {
		return Found{}, err
	}
	hits, err := selectHits(tx, p, q.After, q.Limit+1)
	if err != nil {
		return Found{}, err
	}
	f := Found{Hits: hits}
	if len(hits) > q.Limit {
		f.Hits = hits[:q.Limit]
		f.Next = f.Hits[q.Limit-1].row
	}
	return f, nil
}

// Most is where counting stops; a count of Most+1 reads "more than 1,000".
const Most = 1000

// UnitCount is how many hits belong to a unit.
type UnitCount struct {
	Unit string
	Name string
	N    int
}

// Facets counts the hits of a question in several ways. Capped tells that there are more than Most
// hits; then kinds are counted one by one, each up to Most+1, and the rest over a thousand of them.
type Facets struct {
	Total  int
	Capped bool
	Kinds  map[Kind]int
	Units  []UnitCount // most first, at most eight
	Open   int
	Done   int
	Recent int // within thirty days
	Year   int // this year
	Older  int
}

// Facets counts what Find would find with q, whatever its kind.
func (h *Hall) Facets(ctx context.Context, actor who.Actor, q Query) (f Facets, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		f, err = FacetsIn(tx, q)
		return err
	})
	return f, err
}

// FacetsIn is Facets within a transaction.
func FacetsIn(tx *db.Tx, q Query) (Facets, error) {
	f := Facets{Kinds: map[Kind]int{}}
	chosen := q.Kinds
	q.Kinds = nil
	p, err := planFor(tx, tx.Who, q)
	if err != nil || p.nobody {
		return f, err
	}
	if err := prepare(tx); err != nil {
		return f, err
	}
	list, err := selectTraits(tx, p, Most+1)
	if err != nil {
		return f, err
	}
	f.add(list, chosen, tx.Today())
	if len(list) > Most {
		f.Capped = true
		err = f.countKinds(tx, q, p)
	}
	return f, err
}

func (f *Facets) add(list []trait, chosen []Kind, today clock.Day) {
	f.Total = len(list)
	units := map[string]*UnitCount{}
	for _, t := range list {
		f.Kinds[t.kind]++
		if len(chosen) > 0 && chosen[0] != t.kind {
			continue
		}
		f.addOne(t, today)
		if t.unit == "" {
			continue
		}
		if units[t.unit] == nil {
			units[t.unit] = &UnitCount{Unit: t.unit, Name: t.name}
		}
		units[t.unit].N++
	}
	for _, u := range units {
		f.Units = append(f.Units, *u)
	}
	sort.Slice(f.Units, func(i, j int) bool {
		a, b := f.Units[i], f.Units[j]
		return a.N > b.N || a.N == b.N && a.Name < b.Name
	})
	f.Units = f.Units[:min(len(f.Units), 8)]
}

func (f *Facets) addOne(t trait, today clock.Day) {
	if t.done {
		f.Done++
	} else {
		f.Open++
	}
	if t.day == "" {
		return
	}
	if t.day >= today.Add(-30) {
		f.Recent++
	}
	if t.day.Year() == today.Year() {
		f.Year++
	} else {
		f.Older++
	}
}

func (f *Facets) countKinds(tx *db.Tx, q Query, all plan) error {
	for _, r := range all.kinds {
		q.Kinds = []Kind{r.kind}
		p, err := planFor(tx, tx.Who, q)
		if err != nil {
			return err
		}
		if f.Kinds[r.kind], err = countHits(tx, p, Most+1); err != nil {
			return err
		}
	}
	return nil
}
