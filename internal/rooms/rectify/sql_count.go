package rectify

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/org"
)

func init() { org.OnRenumber(renumber) }

// lineage is a unit and everything above it.
const lineage = `with recursive line(id, parent_id) as (
	select id, parent_id from v_unit where id = $1
	union all select u.id, u.parent_id from v_unit u join line l on u.id = l.parent_id)`

// counted moves one item between states in the counters of its unit and of every unit above it. An
// empty from is a new item. Rows are touched in the order of ids, so that two transactions on
// PostgreSQL cannot wait for each other.
func counted(tx *db.Tx, unit string, year int, from, to State) error {
	if from == to {
		return nil
	}
	if from != "" {
		if err := count(tx, unit, year, string(from), -1); err != nil {
			return err
		}
	} else if err := count(tx, unit, year, "", 1); err != nil {
		return err
	}
	return count(tx, unit, year, string(to), 1)
}

func count(tx *db.Tx, unit string, year int, state string, by int) error {
	_, err := tx.Exec(lineage+` insert into rectify_count (unit_id, year, state, n)
		select l.id, y.year, cast($2 as text), cast($3 as bigint) from line l cross join (select 0 as year union all select cast($4 as integer)) y where true
		order by l.id, y.year
		on conflict (unit_id, year, state) do update set n = rectify_count.n + excluded.n`, unit, state, by, year)
	return err
}

// recount rebuilds every counter from the ledger: after the tree has changed, and for the test that
// holds the counters against the truth.
func recount(tx *db.Tx) error {
	if _, err := tx.Exec(`delete from rectify_count`); err != nil {
		return err
	}
	_, err := tx.Exec(`with own as (select unit_ord, year, state, count(*) as n from rectify_item group by unit_ord, year, state),
		split as (select unit_ord, year, state, n from own union all select unit_ord, 0, state, n from own
			union all select unit_ord, year, '', n from own union all select unit_ord, 0, '', n from own)
		insert into rectify_count (unit_id, year, state, n)
		select u.id, b.year, b.state, sum(b.n) from split b join v_unit u on u.ord <= b.unit_ord and u.last >= b.unit_ord group by u.id, b.year, b.state`)
	return err
}

// renumber follows a change of the tree: each moved unit's rows get its new number, and the counters
// of the units above are built again.
func renumber(tx *db.Tx, moved []org.Moved) error {
	changed(tx)
	for _, m := range moved {
		id := m.Unit
		for _, table := range []string{"rectify_item", "rectify_plan", "rectify_partner", "rectify_cascade"} {
			if _, err := tx.Exec(`update `+table+` set unit_ord = (select ord from v_unit where id = $1) where unit_id = $2`, id, id); err != nil {
				return err
			}
		}
	}
	return recount(tx)
}
