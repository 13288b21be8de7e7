package search

import "plumbline/internal/ground/db"

// Ref names a thing by its kind and id.
type Ref struct{ Kind, ID string }

type numbered struct {
	Ref
	number string
}

func scanNumbered(sc db.Scanner) (numbered, error) {
	var n numbered
	err := sc.Scan(&n.Kind, &n.ID, &n.number)
	return n, err
}

// Numbers gives the numbers that people read (编号) of the things among refs that have one. A number
// is of data class P1: it says that a matter exists and nothing of what it is about, so pages for
// which ids alone would be unreadable may show it without the matter's own right.
func Numbers(tx *db.Tx, refs []Ref) (map[Ref]string, error) {
	var ids []string
	for _, r := range refs {
		if r.ID != "" {
			ids = append(ids, r.ID)
		}
	}
	out := map[Ref]string{}
	if len(ids) == 0 {
		return out, nil
	}
	var args db.Args
	list, err := db.All(tx, scanNumbered, `select kind, ref, number from search_doc where number <> '' and kind in `+
		db.In(&args, Kinds)+` and ref in `+db.In(&args, ids), args...)
	for _, n := range list {
		out[n.Ref] = n.number
	}
	return out, err
}
