package org

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

// currentHeads lists the head of every unit that has one on the day.
func currentHeads(tx *db.Tx, day clock.Day) (map[string]Post, error) {
	posts, err := db.All(tx, scanPost, `select `+postCols+` from org_post x join org_person p on p.id = x.person_id
		where x.kind = 'head' and x.since <= $1 and (x.until = '' or x.until >= $2) order by x.since, x.id`, string(day), string(day))
	out := make(map[string]Post, len(posts))
	for _, p := range posts {
		out[p.Unit] = p
	}
	return out, err
}

// personWhere is the condition of a list of people.
func personWhere(q string, scope db.Scope, day clock.Day, a *db.Args) string {
	where := scope.Where("u.ord", a) + ` and (p.until = '' or p.until >= ` + a.Add(string(day)) + `)`
	if q != "" {
		like, start := "%"+escapeLike(q)+"%", escapeLike(q)+"%"
		where += ` and (p.name like ` + a.Add(like) + ` escape '!' or p.badge like ` + a.Add(start) + ` escape '!' or p.initials like ` + a.Add(start) + ` escape '!')`
	}
	return where
}

func countPersons(tx *db.Tx, q string, scope db.Scope) (int64, error) {
	var a db.Args
	where := personWhere(q, scope, tx.Today(), &a)
	return db.Value[int64](tx, `select count(*) from org_person p join org_unit u on u.id = p.unit_id where `+where, a...)
}

// pagePersons reads a page in register order, by id within a unit, behind the person named after.
func pagePersons(tx *db.Tx, q string, scope db.Scope, after string, limit int) ([]Person, error) {
	var a db.Args
	where := personWhere(q, scope, tx.Today(), &a)
	if after != "" {
		where += ` and (u.ord, p.id) > (select u2.ord, p2.id from org_person p2 join org_unit u2 on u2.id = p2.unit_id where p2.id = ` + a.Add(after) + `)`
	}
	return db.All(tx, scanPerson, `select `+personCols+` from org_person p join org_unit u on u.id = p.unit_id where `+where+` order by u.ord, p.id limit `+a.Add(limit), a...)
}

// runningTitles joins the titles of each person's running posts.
func runningTitles(tx *db.Tx, persons []string, day clock.Day) (map[string]string, error) {
	var a db.Args
	in := db.In(&a, persons)
	posts, err := db.All(tx, scanPost, `select `+postCols+` from org_post x join org_person p on p.id = x.person_id
		where x.person_id in `+in+` and x.since <= `+a.Add(string(day))+` and (x.until = '' or x.until >= `+a.Add(string(day))+`) order by x.since, x.id`, a...)
	out := map[string]string{}
	for _, p := range posts {
		if out[p.Person] != "" {
			out[p.Person] += "、"
		}
		out[p.Person] += p.Title
	}
	return out, err
}

func unitOfPersons(tx *db.Tx) (map[string]string, error) {
	people, err := db.All(tx, scanPerson, `select `+personCols+` from org_person p where p.until = ''`)
	out := make(map[string]string, len(people))
	for _, p := range people {
		out[p.ID] = p.Unit
	}
	return out, err
}

// running counts the posts and portfolios that run on the day.
func running(tx *db.Tx, day clock.Day) (posts, portfolios int64, err error) {
	if posts, err = db.Value[int64](tx, `select count(*) from org_post where until = '' or until >= $1`, string(day)); err != nil {
		return 0, 0, err
	}
	portfolios, err = db.Value[int64](tx, `select count(*) from org_portfolio where until = '' or until >= $1`, string(day))
	return posts, portfolios, err
}
