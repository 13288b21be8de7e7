package calendar

import (
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

// where is the condition that a row is in one of the sights.
func where(sights []Sight, a *db.Args) string {
	var parts []string
	for _, s := range sights {
		kinds := `kind in ` + db.In(a, s.Kinds)
		seen := s.Scope.Rows("unit_ord", "matter", a)
		if s.Person != "" {
			named := `persons like ` + a.Add("%|"+s.Person+"|%")
			seen = `(` + seen + ` or persons <> '' and ` + named + ` and ` + s.Clear.Rows("unit_ord", "matter", a) + `)`
		}
		parts = append(parts, kinds+` and `+seen)
	}
	return `(` + strings.Join(parts, ` or `) + `)`
}

func listAgenda(tx *db.Tx, sights []Sight, w Wanted) ([]Promise, error) {
	var a db.Args
	q := `select ` + promiseCols + ` from calendar_promise where due >= ` + a.Add(w.From) + ` and due <= ` + a.Add(w.Until)
	switch {
	case w.Open:
		q += ` and kept_at = '' and dropped_at = '' and missed_at = ''`
	case w.Missed:
		q += ` and dropped_at = '' and (missed_at <> '' or kept_at = '' and closes <> '' and closes < ` + a.Add(tx.Today()) + `)`
	default:
		q += ` and dropped_at = ''`
	}
	if w.After.ID != "" {
		q += ` and (due > ` + a.Add(w.After.Due) + ` or due = ` + a.Add(w.After.Due) + ` and id > ` + a.Add(w.After.ID) + `)`
	}
	return db.All(tx, scanPromise, q+` and `+where(sights, &a)+` order by due, id limit `+a.Add(w.Limit), a...)
}

func tallyAgenda(tx *db.Tx, sights []Sight, from, until, today clock.Day) ([]tallied, error) {
	a := db.Args{today}
	q := `select due, kind, closes, held_since, kept_at <> '', missed_at <> '' or kept_at = '' and closes <> '' and closes < $1, late > 0, done_on > due, count(*)
		from calendar_promise where due >= ` + a.Add(from) + ` and due <= ` + a.Add(until) + ` and dropped_at = '' and ` + where(sights, &a)
	return db.All(tx, func(r db.Scanner) (t tallied, err error) {
		var kept, missed, late, after bool
		if err = r.Scan(&t.p.Due, &t.p.Kind, &t.p.Closes, &t.p.HeldSince, &kept, &missed, &late, &after, &t.n); err == nil {
			t.sample(kept, missed, late, after)
		}
		return t, err
	}, q+` group by 1, 2, 3, 4, 5, 6, 7, 8 order by 1, 2`, a...)
}

// unitNames are the short names behind the dates of some lists.
func unitNames(tx *db.Tx, lists ...[]Promise) (map[string]string, error) {
	out := map[string]string{}
	var ids []string
	for _, l := range lists {
		for _, p := range l {
			if _, known := out[p.Unit]; !known && p.Unit != "" {
				out[p.Unit] = ""
				ids = append(ids, p.Unit)
			}
		}
	}
	for part := range slices.Chunk(ids, 500) {
		var a db.Args
		type name struct{ id, short string }
		list, err := db.All(tx, func(s db.Scanner) (n name, err error) {
			err = s.Scan(&n.id, &n.short)
			return n, err
		}, `select id, short from v_node where id in `+db.In(&a, part), a...)
		if err != nil {
			return nil, err
		}
		for _, n := range list {
			out[n.id] = n.short
		}
	}
	return out, nil
}
