package org

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

const personCols = `p.id, p.name, p.badge, coalesce(p.unit_id, ''), p.phone, p.initials, p.until, p.version`

func scanPerson(s db.Scanner) (p Person, err error) {
	err = s.Scan(&p.ID, &p.Name, &p.Badge, &p.Unit, &p.Phone, &p.Initials, &p.Until, &p.Version)
	return p, err
}

func insertPerson(tx *db.Tx, p Person) error {
	_, err := tx.Exec(`insert into org_person (id, name, badge, unit_id, phone, initials, since) values ($1, $2, $3, $4, $5, $6, $7)`,
		p.ID, p.Name, p.Badge, null(p.Unit), p.Phone, p.Initials, string(tx.Today()))
	return err
}

func savePerson(tx *db.Tx, p Person) error {
	n, err := tx.Exec(`update org_person set name = $1, badge = $2, unit_id = $3, phone = $4, initials = $5, until = $6, version = version + 1
		where id = $7 and version = $8`, p.Name, p.Badge, null(p.Unit), p.Phone, p.Initials, string(p.Until), p.ID, p.Version)
	return oneRow(n, err)
}

func loadPerson(tx *db.Tx, id string) (Person, error) {
	return db.One(tx, scanPerson, `select `+personCols+` from org_person p where p.id = $1`, id)
}

func allPersons(tx *db.Tx) ([]Person, error) {
	return db.All(tx, scanPerson, `select `+personCols+` from org_person p join org_unit u on u.id = p.unit_id order by u.ord, p.name, p.id`)
}

func listPersons(tx *db.Tx, unit string, day clock.Day) ([]Person, error) {
	return db.All(tx, scanPerson, `select `+personCols+` from org_person p where p.unit_id = $1 and (p.until = '' or p.until >= $2)
		order by case when exists (select 1 from org_post x where x.person_id = p.id and x.kind = 'head' and x.until = '') then 0
			when exists (select 1 from org_post x where x.person_id = p.id and x.kind = 'deputy' and x.until = '') then 1 else 2 end, p.name, p.id`,
		unit, string(day))
}

func searchPersons(tx *db.Tx, q string, scope db.Scope, limit int) ([]Person, error) {
	var a db.Args
	where := scope.Where("u.ord", &a)
	if q != "" {
		like := "%" + escapeLike(q) + "%"
		where += ` and (p.name like ` + a.Add(like) + ` escape '!' or p.badge like ` + a.Add(escapeLike(q)+"%") + ` escape '!' or p.initials like ` + a.Add(escapeLike(q)+"%") + ` escape '!')`
	}
	return db.All(tx, scanPerson, `select `+personCols+` from org_person p join org_unit u on u.id = p.unit_id
		where `+where+` and (p.until = '' or p.until >= `+a.Add(string(tx.Today()))+`) order by u.ord, p.name, p.id limit `+a.Add(limit), a...)
}

func endOfPerson(tx *db.Tx, person string, day clock.Day) error {
	for _, q := range []string{
		`update org_post set until = case when since > $1 then since else $2 end, version = version + 1 where person_id = $3 and until = ''`,
		`update org_portfolio set until = case when since > $1 then since else $2 end, version = version + 1 where person_id = $3 and until = ''`,
	} {
		if _, err := tx.Exec(q, string(day), string(day), person); err != nil {
			return err
		}
	}
	return nil
}

const postCols = `x.id, x.person_id, p.name, x.unit_id, x.title, x.kind, x.since, x.until, x.version`

func scanPost(s db.Scanner) (p Post, err error) {
	err = s.Scan(&p.ID, &p.Person, &p.Name, &p.Unit, &p.Title, &p.Kind, &p.Since, &p.Until, &p.Version)
	return p, err
}

func insertPost(tx *db.Tx, p Post) error {
	_, err := tx.Exec(`insert into org_post (id, person_id, unit_id, title, kind, since, until) values ($1, $2, $3, $4, $5, $6, $7)`,
		p.ID, p.Person, p.Unit, p.Title, p.Kind, string(p.Since), string(p.Until))
	return err
}

func savePost(tx *db.Tx, p Post) error {
	n, err := tx.Exec(`update org_post set title = $1, kind = $2, since = $3, until = $4, version = version + 1 where id = $5 and version = $6`,
		p.Title, p.Kind, string(p.Since), string(p.Until), p.ID, p.Version)
	return oneRow(n, err)
}

func loadPost(tx *db.Tx, id string) (Post, error) {
	return db.One(tx, scanPost, `select `+postCols+` from org_post x join org_person p on p.id = x.person_id where x.id = $1`, id)
}

const postOrder = ` order by case when x.until = '' then 0 else 1 end, case x.kind when 'head' then 0 when 'deputy' then 1 when 'discipline' then 2 when 'liaison' then 3 else 4 end, x.since desc, x.id`

// listPosts takes the column from this package's own code, never from a caller outside.
func listPosts(tx *db.Tx, column, id string) ([]Post, error) {
	return db.All(tx, scanPost, `select `+postCols+` from org_post x join org_person p on p.id = x.person_id where x.`+column+` = $1`+postOrder, id)
}

func allPosts(tx *db.Tx) ([]Post, error) {
	return db.All(tx, scanPost, `select `+postCols+` from org_post x join org_person p on p.id = x.person_id join org_unit u on u.id = x.unit_id order by u.ord, x.since, x.id`)
}

// headPosts lists the heads of a unit, the latest first.
func headPosts(tx *db.Tx, unit string) ([]Post, error) {
	return db.All(tx, scanPost, `select `+postCols+` from org_post x join org_person p on p.id = x.person_id
		where x.unit_id = $1 and x.kind = 'head' order by x.since desc, x.id desc`, unit)
}

const portfolioCols = `x.id, x.person_id, p.name, coalesce(x.unit_id, ''), x.field, x.since, x.until, x.version`

func scanPortfolio(s db.Scanner) (p Portfolio, err error) {
	err = s.Scan(&p.ID, &p.Person, &p.Name, &p.Unit, &p.Field, &p.Since, &p.Until, &p.Version)
	return p, err
}

func insertPortfolio(tx *db.Tx, p Portfolio) error {
	_, err := tx.Exec(`insert into org_portfolio (id, person_id, unit_id, field, since, until) values ($1, $2, $3, $4, $5, $6)`,
		p.ID, p.Person, null(p.Unit), p.Field, string(p.Since), string(p.Until))
	return err
}

func savePortfolio(tx *db.Tx, p Portfolio) error {
	n, err := tx.Exec(`update org_portfolio set until = $1, version = version + 1 where id = $2 and version = $3`, string(p.Until), p.ID, p.Version)
	return oneRow(n, err)
}

func loadPortfolio(tx *db.Tx, id string) (Portfolio, error) {
	return db.One(tx, scanPortfolio, `select `+portfolioCols+` from org_portfolio x join org_person p on p.id = x.person_id where x.id = $1`, id)
}

func listPortfolios(tx *db.Tx, column, id string) ([]Portfolio, error) {
	return db.All(tx, scanPortfolio, `select `+portfolioCols+` from org_portfolio x join org_person p on p.id = x.person_id
		where x.`+column+` = $1 order by case when x.until = '' then 0 else 1 end, x.since desc, x.id`, id)
}

func allPortfolios(tx *db.Tx) ([]Portfolio, error) {
	return db.All(tx, scanPortfolio, `select `+portfolioCols+` from org_portfolio x join org_person p on p.id = x.person_id order by p.name, x.since, x.id`)
}
