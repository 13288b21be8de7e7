package orglife

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

// cellRow is what the matrix reads of a duty: all of it stands in the index orglife_duty_matrix.
type cellRow struct {
	ord    int64
	kind   string
	slot   int
	mark   Mark
	closes clock.Day
	id     DutyID
}

func eachCell(tx *db.Tx, scope db.Scope, year int, put func(cellRow)) error {
	a := db.Args{year}
	rows, err := tx.Query(`select party_ord, kind, slot, mark, closes, id from orglife_duty where year = $1 and `+scope.Where("party_ord", &a)+` order by party_ord, kind, slot`, a...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var c cellRow
	for rows.Next() {
		if err := rows.Scan(&c.ord, &c.kind, &c.slot, &c.mark, &c.closes, &c.id); err != nil {
			return err
		}
		put(c)
	}
	return rows.Err()
}

// termsBefore are the branches of a scope whose committee's term ends by a day, the earliest first.
func termsBefore(tx *db.Tx, scope db.Scope, until clock.Day) ([]Term, error) {
	var a db.Args
	where := scope.Where("o.ord", &a)
	return db.All(tx, func(s db.Scanner) (t Term, err error) {
		err = s.Scan(&t.Party, &t.Short, &t.Until)
		return t, err
	}, `select o.party_id, o.short, o.term_until from v_party_org o where `+where+` and o.until = '' and o.term_until <> '' and o.term_until <= `+a.Add(until)+` order by o.term_until, o.ord`, a...)
}
