package access

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

type holder struct {
	login string
	span  int64
}

func holdersOf(tx *db.Tx, role Role, ord int64, day clock.Day) ([]holder, error) {
	return db.All(tx, func(r db.Scanner) (h holder, err error) {
		err = r.Scan(&h.login, &h.span)
		return h, err
	}, `select l.id, min(u.last - u.ord) from access_grant g join access_login l on l.id = g.login_id join v_node u on u.id = g.unit_id
		where g.role = $1 and g.revoked_at = '' and g.since <= $2 and (g.until = '' or g.until >= $3) and u.ord <= $4 and u.last >= $5 and l.active
		group by l.id order by 2, 1`, role, day, day, ord, ord)
}

func loginsOf(tx *db.Tx, person string) ([]string, error) {
	return db.All(tx, func(r db.Scanner) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}, `select id from access_login where person_id = $1 and active order by id`, person)
}

func loginNames(tx *db.Tx, ids []string) (map[string]string, error) {
	type pair struct{ id, login string }
	var a db.Args
	list, err := db.All(tx, func(r db.Scanner) (p pair, err error) {
		err = r.Scan(&p.id, &p.login)
		return p, err
	}, `select id, login from access_login where id in `+db.In(&a, ids), a...)
	out := map[string]string{}
	for _, p := range list {
		out[p.id] = p.login
	}
	return out, err
}
