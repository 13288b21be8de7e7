package audit

import (
	"strconv"
	"strings"

	"plumbline/internal/ground/db"
)

// listRows reads most entries from the cursor on: downwards, or upwards when After is set.
func listRows(tx *db.Tx, f Filter, most int) ([]Row, error) {
	var args db.Args
	where := f.where(&args)
	order := "desc"
	switch {
	case f.After > 0:
		where, order = where+" and e.seq > "+args.Add(f.After), "asc"
	case f.Before > 0:
		where += " and e.seq < " + args.Add(f.Before)
	}
	return db.All(tx, scanRow, `select `+rowColumns+rowTables+`where `+where+` order by e.seq `+order+` limit `+strconv.Itoa(most), args...)
}

func countRows(tx *db.Tx, f Filter) (int64, error) {
	var args db.Args
	return db.Value[int64](tx, `select count(*) from (select 1 from audit_entry e where `+f.where(&args)+` limit `+strconv.Itoa(MostCounted)+`) as x`, args...)
}

// where is the condition of a filter; never empty.
func (f Filter) where(args *db.Args) string {
	parts := []string{"1=1"}
	add := func(cond string, v any) { parts = append(parts, cond+args.Add(v)) }
	if f.From != "" {
		add("e.at >= ", db.Stamp(f.From.Time()))
	}
	if f.To != "" {
		add("e.at < ", db.Stamp(f.To.Add(1).Time()))
	}
	if f.Person != "" {
		parts = append(parts, "(e.actor = "+args.Add(f.Person)+" or e.seq in (select d.seq from audit_detail d where d.name = "+args.Add(f.Person)+"))")
	}
	if f.Action != "" {
		add("e.action = ", f.Action)
	}
	if f.Kind != "" {
		add("e.kind = ", f.Kind)
	}
	if f.ID != "" {
		add("e.ref = ", f.ID)
	}
	if f.Sensitive {
		parts = append(parts, "e.action in "+db.In(args, Sensitive))
	}
	return strings.Join(parts, " and ")
}

func scanWord(sc db.Scanner) (string, error) {
	var s string
	err := sc.Scan(&s)
	return s, err
}

// actionsThere walks the index from one action to the next, so that a long record is not read whole.
func actionsThere(tx *db.Tx) ([]string, error) {
	return db.All(tx, scanWord, `with recursive a(action) as (
		select min(action) from audit_entry
		union all select (select min(e.action) from audit_entry e where e.action > a.action) from a where a.action is not null)
		select action from a where action is not null`)
}

func countAfter(tx *db.Tx, seq int64) (int64, error) {
	return db.Value[int64](tx, `select count(*) from audit_entry where seq > $1`, seq)
}
