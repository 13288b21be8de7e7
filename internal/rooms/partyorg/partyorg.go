package partyorg

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/org"
)

// Numbers finds a pack by code and version, the one in force for an empty version: the framework's answer.
type Numbers func(tx *db.Tx, code, version string) (*pack.Pack, error)

// Room is the room of Party organisations and members.
type Room struct {
	db    *db.DB
	packs Numbers
}

// New makes the room.
func New(d *db.DB, packs Numbers) *Room { return &Room{db: d, packs: packs} }

// Standards is the code of the pack of numbers.
const Standards = "party_rules"

// numbers are those in force today.
func (r *Room) numbers(tx *db.Tx) (*pack.Pack, error) { return r.packs(tx, Standards, "") }

func init() {
	org.OnRenumber(func(tx *db.Tx, moved []org.Moved) error {
		for _, m := range moved {
			if err := renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
		}
		return nil
	})
}

// Branches are the kinds of Party organisations that members belong to.
var Branches = []string{"party_cell", "party_joint", "party_temporary"}

// IsBranch tells whether members belong to organisations of the kind.
func IsBranch(kind string) bool {
	for _, k := range Branches {
		if k == kind {
			return true
		}
	}
	return false
}
