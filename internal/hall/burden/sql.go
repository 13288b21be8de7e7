package burden

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

type unit struct {
	ID, Name string
	Ord      int64
}

func loadUnit(tx *db.Tx, id string) (unit, error) {
	return db.One(tx, func(s db.Scanner) (u unit, err error) {
		err = s.Scan(&u.ID, &u.Name, &u.Ord)
		return u, err
	}, `select id, short, ord from v_unit where id = $1`, id)
}

const askingCols = `a.id, a.asker_id, u.short, a.asker_ord, a.title, a.wants, a.basis, a.since, a.until, a.due, a.cells, a.made_name, a.made_at, a.withdrawn_at, a.withdrawn_why, a.version`

const askingFrom = ` from burden_asking a join v_unit u on u.id = a.asker_id`

func scanAsking(s db.Scanner) (a Asking, err error) {
	err = s.Scan(&a.ID, &a.Asker, &a.AskerName, &a.AskerOrd, &a.Title, &a.Wants, &a.Basis, &a.Since, &a.Until, &a.Due, &a.Cells, &a.By, db.At(&a.At), db.At(&a.Withdrawn), &a.Why, &a.Version)
	return a, err
}

func loadAsking(tx *db.Tx, id string) (Asking, error) {
	return db.One(tx, scanAsking, `select `+askingCols+askingFrom+` where a.id = $1`, id)
}

func insertAsking(tx *db.Tx, a Asking) error {
	_, err := tx.Exec(`insert into burden_asking (id, asker_id, asker_ord, title, wants, basis, since, until, due, cells, made_by, made_name, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		a.ID, a.Asker, a.AskerOrd, a.Title, a.Wants, a.Basis, a.Since, a.Until, a.Due, a.Cells, tx.Who.Label(), a.By, db.Stamp(a.At))
	return err
}

func saveAsking(tx *db.Tx, a *Asking) error {
	a.Version++
	return moved(tx.Exec(`update burden_asking set withdrawn_at = $1, withdrawn_why = $2, version = $3 where id = $4 and version = $5`,
		db.Stamp(a.Withdrawn), a.Why, a.Version, a.ID, a.Version-1))
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("burden.changed_meanwhile")
	}
	return err
}

const partCols = `p.asking_id, p.unit_id, u.short, p.unit_ord, p.state, p.had_kind, p.had_ref, p.had_title, p.had_at, p.had_href, p.still_why, p.answer, p.by_original, p.answered_name, p.answered_at, p.version`

const partFrom = ` from burden_part p join v_unit u on u.id = p.unit_id`

func scanPart(s db.Scanner) (p Part, err error) {
	err = s.Scan(&p.Asking, &p.Unit, &p.UnitName, &p.UnitOrd, &p.State, &p.Had.Kind, &p.Had.Ref, &p.Had.Title, &p.Had.On, &p.Had.Href, &p.Still, &p.Answer, &p.ByOrigin, &p.By, db.At(&p.At), &p.Version)
	return p, err
}

func loadPart(tx *db.Tx, asking, unit string) (Part, error) {
	return db.One(tx, scanPart, `select `+partCols+partFrom+` where p.asking_id = $1 and p.unit_id = $2`, asking, unit)
}

func scanHeld(s db.Scanner) (p Part, err error) {
	err = s.Scan(&p.Asking, &p.Unit, &p.UnitName, &p.UnitOrd, &p.State, &p.Had.Kind, &p.Had.Ref, &p.Had.Title, &p.Had.On, &p.Had.Href, &p.Still, &p.Answer, &p.ByOrigin, &p.By, db.At(&p.At), &p.Version,
		&p.Title, &p.Asker, db.At(&p.Asked), &p.Due)
	return p, err
}

func listParts(tx *db.Tx, asking string, scope db.Scope) ([]Part, error) {
	a := db.Args{asking}
	where := scope.Rows("p.unit_ord", "p.asking_id", &a)
	return db.All(tx, scanPart, `select `+partCols+partFrom+` where p.asking_id = $1 and `+where+` order by p.unit_ord`, a...)
}

// listHeld are the unit's parts of the last year that it had supplied before, the open ones first.
func listHeld(tx *db.Tx, unit string, from clock.Day, limit int) ([]Part, error) {
	return db.All(tx, scanHeld, `select `+partCols+`, a.title, k.short, a.made_at, a.due`+partFrom+` join burden_asking a on a.id = p.asking_id join v_unit k on k.id = a.asker_id
		where p.unit_id = $1 and p.had_ref <> '' and a.withdrawn_at = '' and a.made_at >= $2
		order by case when p.state = 'answered' then 1 else 0 end, a.due, p.asking_id`+db.Limit(limit), unit, db.Stamp(from.Time()))
}

func insertPart(tx *db.Tx, p Part) error {
	_, err := tx.Exec(`insert into burden_part (asking_id, unit_id, unit_ord, state, had_kind, had_ref, had_title, had_at, had_href, still_why) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		p.Asking, p.Unit, p.UnitOrd, p.State, p.Had.Kind, p.Had.Ref, p.Had.Title, p.Had.On, p.Had.Href, p.Still)
	return err
}

func savePart(tx *db.Tx, p *Part) error {
	p.Version++
	return moved(tx.Exec(`update burden_part set state = $1, still_why = $2, answer = $3, by_original = $4, answered_by = $5, answered_name = $6, answered_at = $7, version = $8 where asking_id = $9 and unit_id = $10 and version = $11`,
		p.State, p.Still, p.Answer, p.ByOrigin, tx.Who.Label(), p.By, db.Stamp(p.At), p.Version, p.Asking, p.Unit, p.Version-1))
}

// listSupplied are the things that the unit handed in since the day, of every room that says so.
func listSupplied(tx *db.Tx, unit string, from clock.Day) ([]Supplied, error) {
	return db.All(tx, func(s db.Scanner) (x Supplied, err error) {
		err = s.Scan(&x.Kind, &x.Ref, &x.Title, &x.On, &x.Href)
		return x, err
	}, `select kind, ref, title, substr(at, 1, 10), href from v_supplied where unit_id = $1 and at >= $2 order by at desc, kind, ref limit 400`, unit, db.Stamp(from.Time()))
}

func renumber(tx *db.Tx, unit string, ord int64) error {
	if _, err := tx.Exec(`update burden_asking set asker_ord = $1 where asker_id = $2`, ord, unit); err != nil {
		return err
	}
	_, err := tx.Exec(`update burden_part set unit_ord = $1 where unit_id = $2`, ord, unit)
	return err
}

// home is the actor's own unit when it lies in the scope, else the highest unit that does.
func home(tx *db.Tx, scope db.Scope) (id, name string, err error) {
	a := db.Args{tx.Who.UnitOrd}
	where := scope.Where("ord", &a)
	u, err := db.One(tx, func(s db.Scanner) (u unit, err error) {
		err = s.Scan(&u.ID, &u.Name, &u.Ord)
		return u, err
	}, `select id, short, ord from v_unit where `+where+` order by case when ord = $1 then 0 else 1 end, ord limit 1`, a...)
	return u.ID, u.Name, err
}

// listReach are the inspected units in the scope, in the order of the register.
func listReach(tx *db.Tx, scope db.Scope) ([]Choice, error) {
	var a db.Args
	where := scope.Where("ord", &a)
	return db.All(tx, func(s db.Scanner) (c Choice, err error) {
		err = s.Scan(&c.ID, &c.Name, &c.Kind)
		return c, err
	}, `select id, short, kind from v_unit where inspected and until = '' and `+where+` order by ord`, a...)
}
