package rectify

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

// countDays counts items by the day of listing or closing since first; column is one of the two.
func countDays(tx *db.Tx, column string, first clock.Day, scope db.Scope) (map[clock.Day]int64, error) {
	var a db.Args
	q := `select ` + column + `, count(*) from rectify_item where ` + column + ` >= ` + a.Add(first)
	if column == "closed_on" {
		q += ` and closed_on <> ''`
	}
	rows, err := tx.Query(q+` and `+scope.Rows("unit_ord", "id", &a)+` group by `+column, a...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[clock.Day]int64{}
	for rows.Next() {
		var day clock.Day
		var n int64
		if err := rows.Scan(&day, &n); err != nil {
			return nil, err
		}
		out[day] = n
	}
	return out, rows.Err()
}

// openNow sums the counters of the units at the top of the scope: everything listed that has not ended.
func openNow(tx *db.Tx, scope db.Scope) (int64, error) {
	var a db.Args
	top := `u.parent_id is null`
	if !scope.All {
		top = `exists (select 1 from v_unit t where t.id = u.id and (` + tops(scope, &a) + `))`
	}
	n, err := db.Value[int64](tx, `select cast(coalesce(sum(c.n), 0) as bigint) from rectify_count c join v_unit u on u.id = c.unit_id
		where c.year = 0 and c.state not in ('', 'closed', 'voided') and `+top, a...)
	if err != nil {
		return 0, err
	}
	gone, err := goneFrom(tx, scope, 0)
	for _, g := range gone {
		if g.state != Closed && g.state != Voided {
			n -= g.n
		}
	}
	return n, err
}

// tops are the units whose subtree is exactly one range of the scope.
func tops(scope db.Scope, a *db.Args) string {
	if len(scope.Ranges) == 0 {
		return "1=0"
	}
	q := ""
	for i, r := range scope.Ranges {
		if i > 0 {
			q += " or "
		}
		q += "t.ord = " + a.Add(r.First)
	}
	return q
}
