package search

import "plumbline/internal/ground/db"

// Reindex writes the index of every document anew, into an empty one: after a house was restored,
// because a copy does not hold the index.
func Reindex(tx *db.Tx) error {
	docs, err := allDocs(tx)
	if err != nil {
		return err
	}
	above := map[string][]string{}
	for _, s := range docs {
		units, ok := above[s.doc.Unit]
		if !ok {
			if units, err = unitsAbove(tx, s.doc.Unit); err != nil {
				return err
			}
			above[s.doc.Unit] = units
		}
		if err := writeGrams(tx, s.row, s.doc.tokens(units)); err != nil {
			return err
		}
	}
	return nil
}
