package rectify

import (
	"strings"

	"plumbline/internal/ground/db"
)

// eachExported reads the rows of a filter in the order of its list, one at a time.
func eachExported(tx *db.Tx, f Filter, scope db.Scope, u *unit, each func(exported) error) error {
	var args db.Args
	where := conditions(tx, f, scope, u != nil, &args) // an export reads all of its part, so the unit's own index serves it
	direction := ""
	if f.Desc {
		direction = " desc"
	}
	by := strings.Join(orders[f.Sort].cols, direction+", ") + direction
	q := `select i.number, i.suffix, i.finding, i.title, u.name, i.source, i.source_name, i.category, i.severity, i.target, i.due_kind, i.due, i.lead_name, i.owner_name, i.topic,
		i.state, i.done, i.percent, i.summary, i.due_first, i.signed_on, i.closed_on, i.close_number,
		coalesce((select string_agg(m.body, '` + "\n" + `' order by m.position) from rectify_manifestation m where m.item_id = i.id), ''),
		coalesce((select string_agg(v.name, '、' order by v.ord) from rectify_partner p join v_unit v on v.id = p.unit_id where p.item_id = i.id), '')
		from rectify_item i join v_unit u on u.id = i.unit_id where ` + strings.Join(where, " and ") + ` order by ` + by + db.Limit(f.Limit+1)
	rows, err := tx.Query(q, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var x exported
		if err := rows.Scan(&x.Number, &x.Suffix, &x.Finding, &x.Title, &x.UnitName, &x.Source, &x.SourceName, &x.Category, &x.Severity, &x.Target, &x.DueKind, &x.Due,
			&x.Lead.Name, &x.Owner.Name, &x.Topic, &x.State, &x.Done, &x.Percent, &x.Summary, &x.DueFirst, &x.SignedOn, &x.ClosedOn, &x.CloseNumber, &x.Manifest, &x.Partners); err != nil {
			return err
		}
		if err := each(x); err != nil {
			return err
		}
	}
	return rows.Err()
}

// countExported counts the rows of an export without reading them.
func countExported(tx *db.Tx, f Filter, scope db.Scope, u *unit) (int, error) {
	var args db.Args
	where := conditions(tx, f, scope, u != nil, &args)
	n, err := db.Value[int64](tx, `select count(*) from rectify_item i join v_unit u on u.id = i.unit_id where `+strings.Join(where, " and "), args...)
	return int(n), err
}

// findingsOf lists what a unit's items came from and say, so that an import knows them again.
func findingsOf(tx *db.Tx, unit string) (map[string]bool, error) {
	keys, err := db.All(tx, func(s db.Scanner) (key string, err error) {
		var source Source
		var name, finding string
		err = s.Scan(&source, &name, &finding)
		return sameKey(source, name, finding), err
	}, `select source, source_name, finding from rectify_item where unit_id = $1`, unit)
	out := make(map[string]bool, len(keys))
	for _, k := range keys {
		out[k] = true
	}
	return out, err
}
