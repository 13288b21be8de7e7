package joint

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

const lineCols = `source, ref, number, department, department_id, unit_id, unit_short, day, title, state, item_id, paper`

func scanLine(s db.Scanner) (l Line, err error) {
	err = s.Scan(&l.Source, &l.Ref, &l.Number, &l.Department, &l.DepID, &l.Unit, &l.UnitName, &l.Day, &l.Title, &l.State, &l.Item, &l.Paper)
	return l, err
}

// listLines is the one list: what departments found, and what stands in the ledger beside it, in the
// order of the register and the latest first within a unit. A part that the reader has no right to is
// not in it.
func listLines(tx *db.Tx, f Filter, limit int) ([]Line, error) {
	var a db.Args
	own := access.ScopeOf(tx.Who, access.ReadJoint).Rows("f.unit_ord", "f.id", &a)
	ledger := access.ScopeOf(tx.Who, access.ReadItem).Rows("i.unit_ord", "i.id", &a)
	reach := access.ScopeOf(tx.Who, access.ReadJoint).Where("i.unit_ord", &a)
	q := `select ` + lineCols + ` from (
		select 'joint' as source, f.id as ref, f.number, d.name as department, f.department_id, f.unit_id, u.short as unit_short, u.ord as unit_ord, f.found_on as day, f.title,
			case when f.withdrawn_at <> '' then 'withdrawn' when f.item_id <> '' then 'handed' else 'open' end as state, f.item_id, f.paper
		from joint_finding f join joint_department d on d.id = f.department_id join v_unit u on u.id = f.unit_id where ` + own + `
		union all
		select i.source, i.id, i.number, '', '', i.unit_id, u.short, u.ord, i.registered_on, i.title, i.state, i.id, ''
		from v_item i join v_unit u on u.id = i.unit_id where i.state not in ('closed', 'voided') and i.source <> 'joint' and ` + ledger + ` and ` + reach + `
	) x where 1 = 1`
	if f.Unit != "" {
		q += ` and unit_id = ` + a.Add(f.Unit)
	}
	if f.Department != "" {
		q += ` and department_id = ` + a.Add(f.Department)
	}
	if f.Own {
		q += ` and source = 'joint'`
	}
	return db.All(tx, scanLine, q+` order by unit_ord, day desc, ref desc`+db.Limit(limit), a...)
}

// listFound counts by unit what each department found in the year: a department's column, a unit's row.
func listFound(tx *db.Tx, year string) ([]Found, error) {
	a := db.Args{year}
	own := access.ScopeOf(tx.Who, access.ReadJoint).Rows("f.unit_ord", "f.id", &a)
	return db.All(tx, func(s db.Scanner) (x Found, err error) {
		err = s.Scan(&x.Unit, &x.UnitName, &x.Department, &x.N)
		return x, err
	}, `select f.unit_id, u.short, f.department_id, count(*) from joint_finding f join v_unit u on u.id = f.unit_id
		where substr(f.found_on, 1, 4) = $1 and f.withdrawn_at = '' and `+own+` group by f.unit_id, u.short, u.ord, f.department_id order by u.ord, f.department_id`, a...)
}

func listUnits(tx *db.Tx) ([]UnitChoice, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadJoint).Where("ord", &a)
	return db.All(tx, func(s db.Scanner) (u UnitChoice, err error) {
		err = s.Scan(&u.ID, &u.Name)
		return u, err
	}, `select id, short from v_unit where inspected and until = '' and `+where+` order by ord`, a...)
}

// foundKeys are the findings that stand, as an import compares them.
func foundKeys(tx *db.Tx) (map[string]bool, error) {
	keys, err := db.All(tx, func(s db.Scanner) (string, error) {
		var department, unit, day, title string
		err := s.Scan(&department, &unit, &day, &title)
		return foundKey(department, unit, day, title), err
	}, `select department_id, unit_id, found_on, title from joint_finding where withdrawn_at = ''`)
	out := make(map[string]bool, len(keys))
	for _, k := range keys {
		out[k] = true
	}
	return out, err
}
