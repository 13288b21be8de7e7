package rectify

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// side is what stands beside every page of the ledger and does not follow its filter: the counts of
// the states and the unit tree with its own. It changes when an item changes its state or its date, or
// when the tree does; between two changes every reader of the same scope gets the same one.
type side struct {
	counts Counts
	all    map[State]int64 // of the whole house, to judge how small a part a unit is
	units  []UnitNode
	of     int64
	until  time.Time
}

// changes counts the committed acts of this process that moved a state, a date or a unit.
var changes atomic.Int64

// changed marks, once tx has committed, that what was counted before no longer holds.
func changed(tx *db.Tx) { tx.After(func() { changes.Add(1) }) }

// sides keeps the sides of the last readers. Another process on the same database is noticed when
// sideKept is over.
type sides struct {
	mu   sync.Mutex
	kept map[string]side
}

const (
	sideKept  = 10 * time.Second
	mostSides = 500
)

// of finds the side for the asker's scope, or counts it on this snapshot. begun is what changes said
// before the snapshot was taken.
func (s *sides) of(tx *db.Tx, scope db.Scope, unit string, year int, begun int64) (side, error) {
	key := fmt.Sprint(access.ScopeOf(tx.Who, access.ReadItem), scope, unit, year, clock.DayOf(tx.Now))
	s.mu.Lock()
	v, ok := s.kept[key]
	s.mu.Unlock()
	if ok && v.of == changes.Load() && tx.Now.Before(v.until) {
		return v, nil
	}
	v = side{of: begun, until: tx.Now.Add(sideKept)}
	var err error
	if v.units, err = treeOf(tx, unit); err != nil {
		return v, err
	}
	ids := make([]string, len(v.units))
	for i, n := range v.units {
		ids[i] = n.ID
	}
	if v.counts, err = counts(tx, scope, year, ids); err != nil {
		return v, err
	}
	if v.all, err = rootCounts(tx); err != nil {
		return v, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil || len(s.kept) >= mostSides {
		s.kept = map[string]side{}
	}
	s.kept[key] = v
	return v, nil
}
