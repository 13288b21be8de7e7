package search

import "plumbline/internal/ground/db"

func isPostgres(tx *db.Tx) bool { return tx.Dialect() == "postgres" }

// writeGrams puts the tokens of a document into the index.
func writeGrams(tx *db.Tx, row int64, tokens []string) error {
	if isPostgres(tx) {
		return pgWrite(tx, row, tokens)
	}
	return liteWrite(tx, row, tokens)
}

func dropGrams(tx *db.Tx, row int64) error {
	_, err := tx.Exec(`delete from search_gram where rowid = $1`, row)
	return err
}

// look asks the database how it had better read the plan.
func look(tx *db.Tx, p *plan) error {
	if isPostgres(tx) {
		return pgLook(tx, p)
	}
	return nil
}

// prepare tells the database how to read what needs no order.
func prepare(tx *db.Tx) error {
	if isPostgres(tx) {
		return pgSet(tx, "on", "8")
	}
	return nil
}

// matching is the join of index and documents that contain what the plan asks for.
func matching(tx *db.Tx, a *db.Args, p plan) string {
	if isPostgres(tx) {
		return pgMatching(a, p)
	}
	return liteMatching(a, p)
}

// newest orders by number downwards: both indexes deliver it without sorting.
func newest(tx *db.Tx) string {
	if isPostgres(tx) {
		return "g.rowid desc"
	}
	return "search_gram.rowid desc"
}
