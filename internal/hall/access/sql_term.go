package access

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

const termCols = `g.id, g.login_id, g.role, g.unit_id, u.short, u.ord, u.last, g.since, g.until, g.basis, g.granted_by, g.revoked_at <> ''`

func scanTerm(s db.Scanner) (t Term, err error) {
	err = s.Scan(&t.ID, &t.Login, &t.Role, &t.Unit, &t.UnitName, &t.First, &t.Last, &t.Since, &t.Until, &t.Basis, &t.By, &t.Revoked)
	return t, err
}

// termsOfPerson are all grants of the person behind an account, over all accounts, ended ones too.
func termsOfPerson(tx *db.Tx, login string) ([]Term, error) {
	return db.All(tx, scanTerm, `select `+termCols+` from access_grant g join access_login l on l.id = g.login_id join org_unit u on u.id = g.unit_id
		where l.person_id = (select person_id from access_login where id = $1) order by g.granted_at, g.id`, login)
}

func endingSoon(tx *db.Tx, from, until clock.Day, limit int) ([]Term, map[string]Login, error) {
	list, err := db.All(tx, scanTerm, `select `+termCols+` from access_grant g join access_login l on l.id = g.login_id join org_unit u on u.id = g.unit_id
		where l.active and g.revoked_at = '' and g.until >= $1 and g.until <= $2 order by g.until, g.id`+db.Limit(limit), from, until)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.Login
	}
	var a db.Args
	logins, err := db.All(tx, scanLogin, `select `+loginCols+loginFrom+` where l.id in `+db.In(&a, ids), a...)
	names := map[string]Login{}
	for _, l := range logins {
		names[l.ID] = l
	}
	return list, names, err
}

func scanSpot(s db.Scanner) (u Spot, err error) {
	err = s.Scan(&u.ID, &u.Name, &u.Parent, &u.First, &u.Last, &u.Depth)
	return u, err
}

const spotCols = `u.id, u.short, coalesce(u.parent_id, ''), u.ord, u.last, u.depth`

func listSpots(tx *db.Tx) ([]Spot, error) {
	return db.All(tx, scanSpot, `select `+spotCols+` from v_node u where u.until = '' or u.until >= $1 order by u.ord`, tx.Today())
}

func unitAt(tx *db.Tx, id string) (Spot, error) {
	return db.One(tx, scanSpot, `select `+spotCols+` from v_node u where u.id = $1`, id)
}

// homeOf is the stretch of the unit that the person belongs to; zero for none.
func homeOf(tx *db.Tx, person string) (s who.Span, err error) {
	list, err := db.All(tx, func(r db.Scanner) (s who.Span, err error) {
		err = r.Scan(&s.First, &s.Last)
		return s, err
	}, `select u.ord, u.last from v_person p join v_unit u on u.id = p.unit_id where p.id = $1`, person)
	if len(list) > 0 {
		s = list[0]
	}
	return s, err
}
