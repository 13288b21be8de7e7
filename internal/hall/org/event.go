package org

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

// What can happen to a unit; each has a words key org.event.<kind>.
const (
	EventAdded   = "added"
	EventRenamed = "renamed"
	EventMoved   = "moved"  // Other is the new parent; Was and Became are the parents' names
	EventMerged  = "merged" // into Other
	EventJoined  = "joined" // Other was merged into this unit
	EventSplit   = "split"  // Other was made out of this unit
	EventCarved  = "carved" // this unit was made out of Other
	EventClosed  = "closed"
)

// Event is one line of a unit's history.
type Event struct {
	Unit   string
	Kind   string
	Day    clock.Day
	Other  string // the other unit, when there is one
	Was    string // name or parent before
	Became string // and after
	Note   string // basis: the document that ordered it
	At     time.Time
}

// History is what happened to a unit, the latest first.
func History(tx *db.Tx, unit string) ([]Event, error) { return loadEvents(tx, unit) }

// Successors are the units that answer today for what a unit once had: itself while it exists, else those
// it was merged or split into, followed to their ends.
func Successors(tx *db.Tx, unit string) ([]Unit, error) {
	f, err := Tree(tx)
	if err != nil {
		return nil, err
	}
	events, err := loadSuccessions(tx)
	if err != nil {
		return nil, err
	}
	next := map[string][]string{}
	for _, e := range events {
		next[e.Unit] = append(next[e.Unit], e.Other)
	}
	return f.successors(unit, next, tx.Today(), map[string]bool{}), nil
}

func (f *Forest) successors(id string, next map[string][]string, day clock.Day, seen map[string]bool) []Unit {
	u, ok := f.At(id)
	if !ok || seen[id] {
		return nil
	}
	seen[id] = true
	if u.Open(day) {
		return []Unit{u}
	}
	var out []Unit
	for _, n := range next[id] {
		out = append(out, f.successors(n, next, day, seen)...)
	}
	return out
}
