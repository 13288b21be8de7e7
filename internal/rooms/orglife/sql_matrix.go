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

// Hours are the recognised hours of one branch in a year, beside what its members owe together.
type Hours struct {
	Party  string
	Short  string
	People int
	Due    int
	Done   int
}

// hoursIn reads the training room's totals by branch, in register order; a joint branch stands in them once a unit.
func hoursIn(tx *db.Tx, scope db.Scope, year int) ([]Hours, error) {
	a := db.Args{year}
	return db.All(tx, func(s db.Scanner) (h Hours, err error) {
		err = s.Scan(&h.Party, &h.Short, &h.People, &h.Due, &h.Done)
		return h, err
	}, `select t.party_id, o.short, max(t.people), max(t.hours_due), max(t.hours_done) from v_training_unit t join v_party o on o.id = t.party_id
		where t.year = $1 and `+scope.Where("t.party_ord", &a)+` group by t.party_id, o.short, t.party_ord order by t.party_ord`, a...)
}

// Money is one category of the Party budget of a part of the tree, in fen.
type Money struct {
	Category string
	Planned  int64
	Approved int64
	Spent    int64
}

func moneyIn(tx *db.Tx, scope db.Scope, year int) ([]Money, error) {
	a := db.Args{year}
	return db.All(tx, func(s db.Scanner) (m Money, err error) {
		err = s.Scan(&m.Category, &m.Planned, &m.Approved, &m.Spent)
		return m, err
	}, `select x.category, cast(sum(x.planned) as bigint), cast(sum(x.approved) as bigint), cast(sum(x.spent) as bigint) from
		(select distinct b.party_id, b.category, b.planned, b.approved, b.spent from v_budget_unit b join v_party o on o.id = b.party_id where b.year = $1 and `+scope.Where("o.ord", &a)+`) x
		group by x.category order by x.category`, a...)
}
