package db

import (
	"fmt"
	"slices"
	"strings"
)

// Column is one column of a table in the portable form. Kind is text, int, bool, bytes or json.
type Column struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// Table is what the catalogue says of a table: enough to write its rows in an order that is the same
// on both databases, and to read them back.
type Table struct {
	Name    string
	Columns []Column
	Key     []string // columns of the primary key
	Counter string   // the column that the database numbers by itself, "" for none
	After   []string // tables that its rows point to
}

// Step is a migration as a database applied it.
type Step struct {
	Name string `json:"name"`
	Sum  string `json:"sum"`
	At   string `json:"at"`
}

// Applied lists the migrations of the database in the order of their names.
func Applied(tx *Tx) ([]Step, error) {
	return All(tx, func(s Scanner) (m Step, err error) {
		err = s.Scan(&m.Name, &m.Sum, &m.At)
		return m, err
	}, "select name, sum, at from schema_migration order by name")
}

// Tables lists every table that holds something of its own, each after the tables that its rows
// point to. Left out are the list of migrations and full-text indexes, which are made again.
func Tables(tx *Tx) ([]Table, error) {
	names, err := All(tx, scanName, tableNames(tx.dialect))
	if err != nil {
		return nil, err
	}
	all := make([]Table, 0, len(names))
	for _, n := range names {
		t, err := describe(tx, n)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return inOrder(all)
}

func tableNames(dialect string) string {
	if dialect == postgres {
		return `select c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> 'schema_migration'
			and not exists (select 1 from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.atttypid = 'tsvector'::regtype)
			order by c.relname collate "C"`
	}
	return `select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite~_%' escape '~' and name <> 'schema_migration' order by name`
}

func scanName(s Scanner) (n string, err error) {
	err = s.Scan(&n)
	return n, err
}

func describe(tx *Tx, name string) (Table, error) {
	t := Table{Name: name}
	columns, keys := `select name, type, pk, '' from pragma_table_info($1) order by cid`, ""
	points := `select distinct "table" from pragma_foreign_key_list($1)`
	if tx.dialect == postgres {
		columns = `select a.attname, format_type(a.atttypid, null), coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1, a.attidentity::text
			from pg_catalog.pg_attribute a left join pg_catalog.pg_index i on i.indrelid = a.attrelid and i.indisprimary
			where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`
		points = `select distinct r.relname from pg_catalog.pg_constraint c join pg_catalog.pg_class r on r.oid = c.confrelid where c.conrelid = to_regclass($1) and c.contype = 'f'`
	} else if err := tx.Row(`select lower(sql) from sqlite_master where type = 'table' and name = $1`, name).Scan(&keys); err != nil {
		return t, err
	}
	type found struct {
		name, kind, identity string
		key                  int
	}
	list, err := All(tx, func(s Scanner) (c found, err error) {
		err = s.Scan(&c.name, &c.kind, &c.key, &c.identity)
		return c, err
	}, columns, name)
	if err != nil {
		return t, err
	}
	for _, c := range list {
		kind, ok := kinds[strings.ToLower(c.kind)]
		if !ok {
			return t, fmt.Errorf("column %s.%s is of type %s, which has no portable form", name, c.name, c.kind)
		}
		t.Columns = append(t.Columns, Column{c.name, kind})
		if c.identity != "" || c.key > 0 && strings.Contains(keys, "autoincrement") {
			t.Counter = c.name
		}
	}
	slices.SortStableFunc(list, func(a, b found) int { return a.key - b.key })
	for _, c := range list {
		if c.key > 0 {
			t.Key = append(t.Key, c.name)
		}
	}
	if len(t.Key) == 0 {
		return t, fmt.Errorf("table %s has no primary key, so its rows have no order", name)
	}
	t.After, err = All(tx, scanName, points, name)
	return t, err
}

// kinds are the types of the migrations in both databases. SQLite keeps JSON as json_text, whose
// name says what it is and whose affinity is text.
var kinds = map[string]string{"text": "text", "integer": "int", "bigint": "int", "boolean": "bool",
	"blob": "bytes", "bytea": "bytes", "json_text": "json", "jsonb": "json"}

// inOrder puts each table after those that it points to; a table may point to itself.
func inOrder(all []Table) ([]Table, error) {
	var out []Table
	done := map[string]bool{}
	for len(out) < len(all) {
		before := len(out)
		for _, t := range all {
			waits := slices.ContainsFunc(t.After, func(n string) bool { return n != t.Name && !done[n] })
			if !done[t.Name] && !waits {
				done[t.Name] = true
				out = append(out, t)
			}
		}
		if len(out) == before {
			return nil, fmt.Errorf("tables point to each other in a circle; %d of %d have an order", before, len(all))
		}
	}
	return out, nil
}

// kind is the kind of a column, "" when there is none of that name.
func (t Table) kind(column string) string {
	for _, c := range t.Columns {
		if c.Name == column {
			return c.Kind
		}
	}
	return ""
}
