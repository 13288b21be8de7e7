package org

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
)

// Hall keeps the register.
type Hall struct {
	db    *db.DB
	words *i18n.Words
}

// New makes the hall. The words are those in which a workbook's titles are written and recognised.
func New(d *db.DB, w *i18n.Words) *Hall { return &Hall{db: d, words: w} }

// Moved is a unit whose tree numbers have changed.
type Moved struct {
	Unit            string
	WasOrd, WasLast int64
	Ord, Last       int64
	Depth, WasDepth int
}

var renumbers []func(*db.Tx, []Moved) error

// OnRenumber registers a function that corrects rows carrying unit_ord, in the transaction that renumbers.
// It is for package initialisation only, and the function must give the same result when called twice.
func OnRenumber(f func(tx *db.Tx, moved []Moved) error) { renumbers = append(renumbers, f) }

func renumbered(tx *db.Tx, moved []Moved) error {
	if len(moved) == 0 {
		return nil
	}
	for _, f := range renumbers {
		if err := f(tx, moved); err != nil {
			return err
		}
	}
	return nil
}

// placeOf is where an act on a unit happens. Party organisations have no grants of their own yet: who may
// change them is decided at the root of the units.
func placeOf(f *Forest, u Unit) access.Place {
	if u.Tree == PartyTree {
		if root, ok := f.Root(UnitTree); ok {
			return access.Place{Ord: root.Ord}
		}
	}
	return access.Place{Ord: u.Ord}
}
