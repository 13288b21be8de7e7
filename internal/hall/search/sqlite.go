package search

import (
	"strings"

	"plumbline/internal/ground/db"
)

// SQLite: FTS5 over the tokens, contentless; a phrase of bigrams is an exact part of the text. This
// file and postgres.go are the only places that know which database they talk to.

func liteWrite(tx *db.Tx, row int64, tokens []string) error {
	_, err := tx.Exec(`insert into search_gram (rowid, grams) values ($1, $2)`, row, strings.Join(tokens, " "))
	return err
}

func liteMatching(a *db.Args, p plan) string {
	return `search_gram join search_doc d on d.id = search_gram.rowid and search_gram match ` + a.Add(liteQuery(p.expr))
}

// liteQuery writes an expression in the language of FTS5. Tokens are letters and digits only, so
// that nothing needs escaping.
func liteQuery(e expr) string {
	if len(e.phrase) > 0 {
		q := `"` + strings.Join(e.phrase, " ") + `"`
		if e.prefix {
			q += "*"
		}
		return q
	}
	parts := make([]string, len(e.all)+len(e.any))
	word := " AND "
	for i, x := range e.all {
		parts[i] = liteQuery(x)
	}
	if len(e.any) > 0 {
		word = " OR "
		for i, x := range e.any {
			parts[i] = liteQuery(x)
		}
	}
	return "(" + strings.Join(parts, word) + ")"
}
