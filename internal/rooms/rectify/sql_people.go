package rectify

import "plumbline/internal/ground/db"

func scanPerson(s db.Scanner) (p Person, err error) {
	err = s.Scan(&p.ID, &p.Name)
	return p, err
}

func peopleOf(tx *db.Tx, u unit, limit int) ([]Person, error) {
	return db.All(tx, scanPerson, `select p.id, p.name from v_person p join v_unit u on u.id = p.unit_id
		where u.ord >= $1 and u.ord <= $2 and (p.until = '' or p.until >= $3) order by u.ord, p.name, p.id limit $4`, u.Ord, u.Last, string(tx.Today()), limit)
}

func peopleNamed(tx *db.Tx, name, badge string) ([]Person, error) {
	return db.All(tx, scanPerson, `select id, name from v_person where name = $1 and ($2 = '' or badge = $3) and (until = '' or until >= $4) limit 2`,
		name, badge, badge, string(tx.Today()))
}

func unitsBelow(tx *db.Tx, u unit, limit int) ([]UnitNode, error) {
	return db.All(tx, func(s db.Scanner) (n UnitNode, err error) {
		err = s.Scan(&n.ID, &n.Name, &n.Short, &n.Ord, &n.Last, &n.Depth)
		return n, err
	}, `select id, name, short, ord, last, depth from v_unit where ord > $1 and ord <= $2 and (until = '' or until >= $3) order by ord limit $4`, u.Ord, u.Last, string(tx.Today()), limit)
}

func unitsWithin(tx *db.Tx, scope db.Scope, limit int) ([]UnitNode, error) {
	var args db.Args
	q := `select id, name, short, ord, last, depth from v_unit where ` + scope.Where("ord", &args) + ` and depth <= 3 and (until = '' or until >= ` + args.Add(string(tx.Today())) + `) order by ord limit ` + args.Add(limit)
	return db.All(tx, func(s db.Scanner) (n UnitNode, err error) {
		err = s.Scan(&n.ID, &n.Name, &n.Short, &n.Ord, &n.Last, &n.Depth)
		return n, err
	}, q, args...)
}

// listWaiting groups the listed items of a scope by unit and source document; an item that came alone
// is a group of its own.
func listWaiting(tx *db.Tx, scope db.Scope, limit int) ([]Waiting, error) {
	var args db.Args
	q := `select i.unit_id, u.name, i.source_ref, min(i.id), min(i.source), min(i.source_name), min(i.title), count(*), min(i.registered_on)
		from rectify_item i join v_unit u on u.id = i.unit_id where i.step = 0 and ` + scope.Rows("i.unit_ord", "i.id", &args) + `
		group by i.unit_id, u.name, i.source_ref, case when i.source_ref = '' then i.id else '' end order by 9, 4 limit ` + args.Add(limit)
	return db.All(tx, func(s db.Scanner) (w Waiting, err error) {
		err = s.Scan(&w.Unit, &w.UnitName, &w.Ref, &w.Item, &w.Source, &w.SourceName, &w.Title, &w.N, &w.Registered)
		return w, err
	}, q, args...)
}

func listHanded(tx *db.Tx, scope db.Scope, limit int) ([]Handed, error) {
	var args db.Args
	q := `select c.measure_id, c.unit_id, c.unit_ord, u.short, c.due, c.state, c.note, c.sent_at, c.answered_at, c.answered_by, c.version, m.body, m.target, i.id, i.number, i.title, a.short
		from rectify_cascade c join v_unit u on u.id = c.unit_id join rectify_measure m on m.id = c.measure_id join rectify_item i on i.id = m.item_id join v_unit a on a.id = i.unit_id
		where c.state in ('sent', 'accepted') and ` + scope.Where("c.unit_ord", &args) + ` order by c.due, c.measure_id, c.unit_id limit ` + args.Add(limit)
	return db.All(tx, func(s db.Scanner) (h Handed, err error) {
		c := &h.Cascade
		err = s.Scan(&c.Measure, &c.Unit, &c.UnitOrd, &c.UnitName, &c.Due, &c.State, &c.Note, db.At(&c.SentAt), db.At(&c.AnsweredAt), &c.AnsweredBy, &c.Version, &h.Body, &h.Target, &h.Item, &h.Number, &h.Title, &h.From)
		return h, err
	}, q, args...)
}
