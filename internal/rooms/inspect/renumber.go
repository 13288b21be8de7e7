package inspect

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/org"
)

func init() { org.OnRenumber(renumber) }

// renumber follows the unit tree: an inspection and its feedback carry the unit's tree number, so that
// a list filters by it without reading the tree.
func renumber(tx *db.Tx, moved []org.Moved) error {
	for _, m := range moved {
		if err := setOrd(tx, m.Unit, m.Ord); err != nil {
			return err
		}
	}
	return nil
}
