package org

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const unitCols = `id, tree, coalesce(parent_id, ''), code, name, short, kind, ord, last, depth, initials, inspected, since, until, version`

func scanUnit(s db.Scanner) (u Unit, err error) {
	err = s.Scan(&u.ID, &u.Tree, &u.Parent, &u.Code, &u.Name, &u.Short, &u.Kind, &u.Ord, &u.Last, &u.Depth, &u.Initials,
		&u.Inspected, &u.Since, &u.Until, &u.Version)
	return u, err
}

func loadUnits(tx *db.Tx) ([]Unit, error) {
	return db.All(tx, scanUnit, `select `+unitCols+` from org_unit order by ord`)
}

func loadAliases(tx *db.Tx) (map[string][]Alias, error) {
	type row struct {
		unit string
		a    Alias
	}
	rows, err := db.All(tx, func(s db.Scanner) (r row, err error) {
		err = s.Scan(&r.unit, &r.a.Name, &r.a.Why, &r.a.Initials, &r.a.Until)
		return r, err
	}, `select unit_id, name, why, initials, until from org_alias order by unit_id, until desc, name`)
	out := map[string][]Alias{}
	for _, r := range rows {
		out[r.unit] = append(out[r.unit], r.a)
	}
	return out, err
}

func treeToken(tx *db.Tx) (string, error) {
	return db.Value[string](tx, `select token from org_tree where id = 1`)
}

// lockTree keeps other changes of the trees out until this transaction ends; two of them at once would
// give out the same numbers.
func lockTree(tx *db.Tx) error {
	_, err := tx.Exec(`insert into org_tree (id, token) values (1, '') on conflict (id) do update set token = org_tree.token`)
	return err
}

func setTreeToken(tx *db.Tx, token string) error {
	_, err := tx.Exec(`update org_tree set token = $1 where id = 1`, token)
	return err
}

func insertUnit(tx *db.Tx, u Unit) error {
	_, err := tx.Exec(`insert into org_unit (id, tree, parent_id, code, name, short, kind, ord, last, depth, initials, inspected, since)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		u.ID, u.Tree, null(u.Parent), u.Code, u.Name, u.Short, u.Kind, u.Ord, u.Last, u.Depth, u.Initials, u.Inspected, string(u.Since))
	return err
}

// saveUnit stores everything but the numbers; fault.Conflict when somebody was faster.
func saveUnit(tx *db.Tx, u Unit) error {
	n, err := tx.Exec(`update org_unit set parent_id = $1, code = $2, name = $3, short = $4, kind = $5, initials = $6, inspected = $7,
		since = $8, until = $9, version = version + 1 where id = $10 and version = $11`,
		null(u.Parent), u.Code, u.Name, u.Short, u.Kind, u.Initials, u.Inspected, string(u.Since), string(u.Until), u.ID, u.Version)
	return oneRow(n, err)
}

func saveNumbers(tx *db.Tx, m Moved) error {
	_, err := tx.Exec(`update org_unit set ord = $1, last = $2, depth = $3 where id = $4`, m.Ord, m.Last, m.Depth, m.Unit)
	return err
}

func oneRow(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("org.changed_meanwhile")
	}
	return err
}

// null stores an absent reference as null, because ” would break the foreign key.
func null(id string) any {
	if id == "" {
		return nil
	}
	return id
}

func putAlias(tx *db.Tx, unit string, a Alias) error {
	_, err := tx.Exec(`insert into org_alias (unit_id, name, why, initials, until) values ($1, $2, $3, $4, $5)
		on conflict (unit_id, name) do update set why = excluded.why, until = excluded.until`,
		unit, a.Name, a.Why, Initials(a.Name), string(a.Until))
	return err
}

func dropAlias(tx *db.Tx, unit, name string) error {
	_, err := tx.Exec(`delete from org_alias where unit_id = $1 and name = $2 and why = $3`, unit, name, AliasUsed)
	return err
}

func insertEvent(tx *db.Tx, e Event) error {
	_, err := tx.Exec(`insert into org_event (unit_id, kind, day, other_id, was, became, note, at, actor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Unit, e.Kind, string(e.Day), null(e.Other), e.Was, e.Became, e.Note, db.Stamp(tx.Now), tx.Who.Label())
	return err
}

func scanEvent(s db.Scanner) (e Event, err error) {
	err = s.Scan(&e.Unit, &e.Kind, &e.Day, &e.Other, &e.Was, &e.Became, &e.Note, db.At(&e.At))
	return e, err
}

const eventCols = `unit_id, kind, day, coalesce(other_id, ''), was, became, note, at`

func loadEvents(tx *db.Tx, unit string) ([]Event, error) {
	return db.All(tx, scanEvent, `select `+eventCols+` from org_event where unit_id = $1 order by day desc, seq desc`, unit)
}

func loadSuccessions(tx *db.Tx) ([]Event, error) {
	return db.All(tx, scanEvent, `select `+eventCols+` from org_event where kind in ('merged', 'split') order by seq`)
}

func openChildren(tx *db.Tx, unit string, day clock.Day) (int64, error) {
	return db.Value[int64](tx, `select count(*) from org_unit where parent_id = $1 and (until = '' or until >= $2)`, unit, string(day))
}

func peopleIn(tx *db.Tx, unit string, day clock.Day) (int64, error) {
	return db.Value[int64](tx, `select count(*) from org_person where unit_id = $1 and (until = '' or until >= $2)`, unit, string(day))
}

// moveContents hands persons, running portfolios and running links of a unit over to its successor.
func moveContents(tx *db.Tx, from, to string, day clock.Day) error {
	if _, err := tx.Exec(`update org_person set unit_id = $1, version = version + 1 where unit_id = $2 and until = ''`, to, from); err != nil {
		return err
	}
	for _, q := range []string{
		`insert into org_link (party_id, unit_id, since) select party_id, $1, $2 from org_link where unit_id = $3 and until = '' on conflict (party_id, unit_id) do nothing`,
		`insert into org_link (party_id, unit_id, since) select $1, unit_id, $2 from org_link where party_id = $3 and until = '' on conflict (party_id, unit_id) do nothing`,
	} {
		if _, err := tx.Exec(q, to, string(day), from); err != nil {
			return err
		}
	}
	return endContents(tx, from, day.Add(-1))
}

// endContents ends what ran at a unit that exists no longer: posts, portfolios and links.
func endContents(tx *db.Tx, unit string, day clock.Day) error {
	for _, q := range []string{
		`update org_post set until = case when since > $1 then since else $2 end, version = version + 1 where unit_id = $3 and (until = '' or until > $4)`,
		`update org_portfolio set until = case when since > $1 then since else $2 end, version = version + 1 where unit_id = $3 and (until = '' or until > $4)`,
		`update org_link set until = case when since > $1 then since else $2 end where unit_id = $3 and (until = '' or until > $4)`,
		`update org_link set until = case when since > $1 then since else $2 end where party_id = $3 and (until = '' or until > $4)`,
	} {
		if _, err := tx.Exec(q, string(day), string(day), unit, string(day)); err != nil {
			return err
		}
	}
	return nil
}

func putSetting(tx *db.Tx, key, value string) error {
	_, err := tx.Exec(`insert into house_setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, version = house_setting.version + 1`, key, value)
	return err
}

func loadSetting(tx *db.Tx, key string) (string, error) {
	return db.Value[string](tx, `select value from house_setting where key = $1`, key)
}
