package org

import (
	"context"
	"errors"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// Effect is one thing that a reorganisation would do; each kind has a words key org.effect.<kind>.
type Effect struct {
	Kind    string // new, renamed, moved, closed, people, posts, portfolios
	Name    string
	Was     string
	Becomes string
	N       int64
}

// errPreview takes everything back after a trial.
var errPreview = errors.New("org: a trial is never kept")

// Preview carries a reorganisation out, notes what it did, and takes it back: what is shown is what will
// happen. Faults are those of the verb itself.
func (h *Hall) Preview(ctx context.Context, actor who.Actor, do func(tx *db.Tx) error) (out []Effect, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		before, err := takeStock(tx)
		if err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		after, err := takeStock(tx)
		if err != nil {
			return err
		}
		out = before.compare(after)
		return errPreview
	})
	if errors.Is(err, errPreview) {
		return out, nil
	}
	return nil, err
}

// stock is what a reorganisation can change.
type stock struct {
	f          *Forest
	people     map[string]string // person → unit
	posts      int64
	portfolios int64
}

func takeStock(tx *db.Tx) (s stock, err error) {
	if s.f, err = Tree(tx); err != nil {
		return s, err
	}
	if s.people, err = unitOfPersons(tx); err != nil {
		return s, err
	}
	s.posts, s.portfolios, err = running(tx, tx.Today())
	return s, err
}

func (s stock) compare(now stock) (out []Effect) {
	name := func(f *Forest, id string) string {
		u, _ := f.At(id)
		return u.Name
	}
	for _, u := range now.f.Units {
		was, known := s.f.At(u.ID)
		switch {
		case !known:
			out = append(out, Effect{Kind: "new", Name: u.Name, Becomes: name(now.f, u.Parent)})
			continue
		case was.Until == "" && u.Until != "":
			out = append(out, Effect{Kind: "closed", Name: u.Name, Becomes: string(u.Until)})
		case was.Name != u.Name:
			out = append(out, Effect{Kind: "renamed", Name: was.Name, Was: was.Name, Becomes: u.Name})
		}
		if was.Parent != u.Parent {
			out = append(out, Effect{Kind: "moved", Name: u.Name, Was: name(s.f, was.Parent), Becomes: name(now.f, u.Parent)})
		}
	}
	moved := int64(0)
	for id, unit := range now.people {
		if s.people[id] != unit {
			moved++
		}
	}
	for _, e := range []Effect{{Kind: "people", N: moved}, {Kind: "posts", N: s.posts - now.posts}, {Kind: "portfolios", N: s.portfolios - now.portfolios}} {
		if e.N > 0 {
			out = append(out, e)
		}
	}
	return out
}

// The verbs as a trial runs them.

// RenameTrial is ChangeUnit for Preview.
func RenameTrial(id string, version int64, in UnitInput) func(*db.Tx) error {
	return func(tx *db.Tx) error { return changeUnit(tx, id, version, in, "", "") }
}

// MoveTrial is MoveUnit for Preview.
func MoveTrial(id, parent, after string) func(*db.Tx) error {
	return func(tx *db.Tx) error { return moveUnit(tx, id, parent, after, "", "") }
}

// CloseTrial is CloseUnit for Preview.
func CloseTrial(id string, day clock.Day) func(*db.Tx) error {
	return func(tx *db.Tx) error { return closeUnit(tx, id, day, "") }
}

// MergeTrial is MergeUnits for Preview.
func MergeTrial(in Merging) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := mergeUnits(tx, in)
		return err
	}
}

// SplitTrial is SplitUnit for Preview.
func SplitTrial(in Splitting) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := splitUnit(tx, in)
		return err
	}
}
