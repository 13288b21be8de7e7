package search

import (
	"strconv"
	"strings"

	"plumbline/internal/ground/db"
)

// PostgreSQL: the tokens as a tsvector with their positions, under a GIN index; the parser for text
// is not used, because it does not know Chinese words.

func pgWrite(tx *db.Tx, row int64, tokens []string) error {
	_, err := tx.Exec(`insert into search_gram (rowid, grams) values ($1, cast(cast($2 as text) as tsvector))`, row, pgVector(tokens))
	return err
}

// mostPosition is the last position that a tsvector keeps apart.
const mostPosition = 16383

func pgVector(tokens []string) string {
	var b strings.Builder
	for i, t := range tokens {
		b.WriteString("'" + t + "':" + strconv.Itoa(min(i+1, mostPosition)) + " ")
	}
	return b.String()
}

// The planner does not know how often a pair of characters occurs, and guesses wrong both ways: it
// walks a million rows backwards for a word that occurs five times, or collects a million rows for
// one that every row has. So the index is asked first. Up to fewRows entries are fetched and sorted;
// beyond that the newest entries are read one by one, of which at least every two hundredth is a hit
// at a million. Facets need no order: they take what the index gives first.
const fewRows = 5000

func pgLook(tx *db.Tx, p *plan) error {
	if err := pgSet(tx, "on", "8"); err != nil {
		return err
	}
	n, err := db.Value[int](tx, `select count(*) from (select 1 from search_gram where grams @@ cast(cast($1 as text) as tsquery) limit $2) x`, pgQuery(p.expr), fewRows+1)
	if err != nil {
		return err
	}
	if p.rare = n <= fewRows; p.rare {
		return nil
	}
	return pgSet(tx, "off", "1")
}

// pgSet steers the planner until the end of the transaction: never a whole table, and either
// whatever it likes best, or the joins as they are written, one row after the other in the order of
// the key. Compiling the statement costs more than running it.
func pgSet(tx *db.Tx, collect, collapse string) error {
	_, err := db.Value[string](tx, `select set_config('jit', 'off', true) || set_config('enable_seqscan', 'off', true)
		|| set_config('enable_bitmapscan', $1, true) || set_config('enable_hashjoin', $1, true) || set_config('enable_mergejoin', $1, true)
		|| set_config('join_collapse_limit', $2, true)`, collect, collapse)
	return err
}

func pgMatching(a *db.Args, p plan) string {
	match := `grams @@ cast(cast(` + a.Add(pgQuery(p.expr)) + ` as text) as tsquery)`
	if p.rare {
		return `(select rowid from search_gram where ` + match + ` limit ` + a.Add(fewRows) + `) g join search_doc d on d.id = g.rowid`
	}
	return `search_gram g join search_doc d on d.id = g.rowid and g.` + match
}

// pgQuery writes an expression as a tsquery.
func pgQuery(e expr) string {
	if len(e.phrase) > 0 {
		q := "'" + strings.Join(e.phrase, "' <-> '") + "'"
		if e.prefix {
			q += ":*"
		}
		return q
	}
	parts := make([]string, len(e.all)+len(e.any))
	word := " & "
	for i, x := range e.all {
		parts[i] = pgQuery(x)
	}
	if len(e.any) > 0 {
		word = " | "
		for i, x := range e.any {
			parts[i] = pgQuery(x)
		}
	}
	return "(" + strings.Join(parts, word) + ")"
}
