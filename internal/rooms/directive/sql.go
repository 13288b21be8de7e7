package directive

import (
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

const directiveCols = `id, number, year, title, paper, dated, unit_id, unit_ord, draft, tasks, made_by, made_at, withdrawn_at, withdrawn_why, version`

func scanDirective(s db.Scanner) (d Directive, err error) {
	err = s.Scan(&d.ID, &d.Number, &d.Year, &d.Title, &d.Paper, &d.Dated, &d.Unit, &d.UnitOrd, &d.Draft, &d.Tasks, &d.MadeBy, db.At(&d.MadeAt), db.At(&d.Withdrawn), &d.Why, &d.Version)
	return d, err
}

func loadDirective(tx *db.Tx, id ID) (Directive, error) {
	return db.One(tx, scanDirective, `select `+directiveCols+` from directive_directive where id = $1`, id)
}

func insertDirective(tx *db.Tx, d Directive) error {
	_, err := tx.Exec(`insert into directive_directive (id, number, year, title, paper, dated, unit_id, unit_ord, draft, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		d.ID, d.Number, d.Year, d.Title, d.Paper, d.Dated, d.Unit, d.UnitOrd, d.Draft, d.MadeBy, db.Stamp(d.MadeAt))
	return taken(err)
}

// taken turns a number that somebody else took in the same moment into a conflict.
func taken(err error) error {
	if err != nil && db.IsUnique(err) {
		return fault.Conflict("directive.changed_meanwhile")
	}
	return err
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("directive.changed_meanwhile")
	}
	return err
}

func saveDirective(tx *db.Tx, d *Directive) error {
	d.Version++
	return moved(tx.Exec(`update directive_directive set draft = $1, tasks = $2, withdrawn_at = $3, withdrawn_why = $4, version = $5 where id = $6 and version = $7`,
		d.Draft, d.Tasks, db.Stamp(d.Withdrawn), d.Why, d.Version, d.ID, d.Version-1))
}

// number gives the directive the next number of its year.
func number(tx *db.Tx, d *Directive) error {
	n, err := db.Value[int64](tx, `select count(*) from directive_directive where year = $1`, d.Year)
	d.Number = fmt.Sprintf("BS-%02d-%03d", d.Year%100, n+1)
	return err
}

// home is the highest unit at which the actor may edit directives.
func home(tx *db.Tx) (id string, ord int64, err error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.EditDirective).Where("ord", &a)
	err = tx.Row(`select id, ord from v_unit where `+where+` order by ord limit 1`, a...).Scan(&id, &ord)
	if err != nil {
		return "", 0, fault.NotFound()
	}
	return id, ord, nil
}

func renumber(tx *db.Tx, unit string, ord int64) error {
	if _, err := tx.Exec(`update directive_directive set unit_ord = $1 where unit_id = $2`, ord, unit); err != nil {
		return err
	}
	_, err := tx.Exec(`update directive_duty set unit_ord = $1 where unit_id = $2`, ord, unit)
	return err
}

func insertDraft(tx *db.Tx, id ID, d Draft) error {
	_, err := tx.Exec(`insert into directive_draft (directive_id, draft, source, file_name, body, hash, saved_by, saved_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, d.N, d.Source, d.File, d.Body, d.Hash, d.SavedBy, db.Stamp(d.SavedAt))
	return err
}

func loadDraft(tx *db.Tx, id ID, n int) (Draft, error) {
	return db.One(tx, func(s db.Scanner) (d Draft, err error) {
		err = s.Scan(&d.N, &d.Source, &d.File, &d.Body, &d.Hash, &d.SavedBy, db.At(&d.SavedAt))
		return d, err
	}, `select draft, source, file_name, body, hash, saved_by, saved_at from directive_draft where directive_id = $1 and draft = $2`, id, n)
}

// listDrafts are the drafts without their text, newest first.
func listDrafts(tx *db.Tx, id ID) ([]Draft, error) {
	return db.All(tx, func(s db.Scanner) (d Draft, err error) {
		err = s.Scan(&d.N, &d.Source, &d.File, &d.Hash, &d.SavedBy, db.At(&d.SavedAt))
		return d, err
	}, `select draft, source, file_name, hash, saved_by, saved_at from directive_draft where directive_id = $1 order by draft desc`, id)
}

const nodeCols = `id, directive_id, draft, parent_id, kind, level, marker, title, first_cp, last_cp, demands, mark, reason, version`

func scanNode(s db.Scanner) (n Node, err error) {
	err = s.Scan(&n.ID, &n.Directive, &n.Draft, &n.Parent, &n.Kind, &n.Level, &n.Marker, &n.Title, &n.First, &n.Last, &n.Demands, &n.Mark, &n.Reason, &n.Version)
	return n, err
}

func loadNode(tx *db.Tx, id NodeID) (Node, error) {
	return db.One(tx, scanNode, `select `+nodeCols+` from directive_node where id = $1`, id)
}

func listNodes(tx *db.Tx, id ID, draft int) ([]Node, error) {
	nodes, err := db.All(tx, scanNode, `select `+nodeCols+` from directive_node where directive_id = $1 and draft = $2 order by first_cp, level, last_cp desc, id`, id, draft)
	return inOrder(nodes), err
}

func insertNode(tx *db.Tx, n Node) error {
	_, err := tx.Exec(`insert into directive_node (id, directive_id, draft, parent_id, kind, level, marker, title, first_cp, last_cp, demands, mark, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		n.ID, n.Directive, n.Draft, n.Parent, n.Kind, n.Level, n.Marker, n.Title, n.First, n.Last, n.Demands, n.Mark, n.Reason)
	return err
}

func saveNode(tx *db.Tx, n *Node) error {
	n.Version++
	return moved(tx.Exec(`update directive_node set title = $1, first_cp = $2, last_cp = $3, demands = $4, mark = $5, reason = $6, version = $7 where id = $8 and version = $9`,
		n.Title, n.First, n.Last, n.Demands, n.Mark, n.Reason, n.Version, n.ID, n.Version-1))
}

// nextSibling is the next node of the same kind under the same heading.
func nextSibling(tx *db.Tx, n Node) (Node, error) {
	return db.One(tx, scanNode, `select `+nodeCols+` from directive_node where directive_id = $1 and draft = $2 and parent_id = $3 and kind = $4 and first_cp >= $5 and mark <> 'merged' and mark <> 'pruned' order by first_cp, id limit 1`,
		n.Directive, n.Draft, n.Parent, n.Kind, n.Last)
}

// adopt moves what stands under one node to another.
func adopt(tx *db.Tx, from, to NodeID) error {
	_, err := tx.Exec(`update directive_node set parent_id = $1, version = version + 1 where parent_id = $2`, to, from)
	return err
}

// loadUnits are the open units in register order.
func loadUnits(tx *db.Tx) (register, error) {
	return db.All(tx, func(s db.Scanner) (u unit, err error) {
		err = s.Scan(&u.ID, &u.Name, &u.Short, &u.Kind, &u.Ord, &u.Last, &u.Inspected)
		return u, err
	}, `select id, name, short, kind, ord, last, inspected from v_unit where until = '' order by ord`)
}

// listDirectives are the directives in the scope, newest first, with their counts.
func listDirectives(tx *db.Tx, limit int) ([]Listed, error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.ReadDirective).Rows("v.unit_ord", "v.id", &a)
	today := a.Add(tx.Today())
	barred := access.Barred(tx.Who, access.KindDuty) // duties of units from which the reader is recused are not counted
	clear := func() string { return ` and ` + barred.Clear("d.unit_ord", "d.id", &a) }
	q := `select v.id, v.number, v.year, v.title, v.paper, v.dated, v.unit_id, v.unit_ord, v.draft, v.tasks, v.made_by, v.made_at, v.withdrawn_at, v.withdrawn_why, v.version,
		(select count(*) from directive_task t where t.directive_id = v.id and t.withdrawn_at = ''),
		(select count(*) from directive_duty d join directive_task t on t.id = d.task_id where t.directive_id = v.id and t.withdrawn_at = ''` + clear() + `),
		(select count(*) from directive_duty d join directive_task t on t.id = d.task_id where t.directive_id = v.id and t.withdrawn_at = '' and d.state = 'accepted'` + clear() + `),
		(select count(*) from directive_duty d join directive_task t on t.id = d.task_id where t.directive_id = v.id and t.withdrawn_at = '' and d.state in ('issued', 'signed', 'returned') and d.due < ` + today + clear() + `)
		from directive_directive v where ` + where + ` order by v.made_at desc, v.id desc limit ` + a.Add(limit)
	return db.All(tx, func(s db.Scanner) (l Listed, err error) {
		d := &l.Directive
		err = s.Scan(&d.ID, &d.Number, &d.Year, &d.Title, &d.Paper, &d.Dated, &d.Unit, &d.UnitOrd, &d.Draft, &d.Tasks, &d.MadeBy, db.At(&d.MadeAt), db.At(&d.Withdrawn), &d.Why, &d.Version,
			&l.Live, &l.Duties, &l.Accepted, &l.Late)
		return l, err
	}, q, a...)
}
