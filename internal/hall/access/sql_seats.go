package access

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

func nodesOf(tx *db.Tx, person string, role Role, day clock.Day) ([]who.Span, error) {
	return db.All(tx, func(r db.Scanner) (s who.Span, err error) {
		err = r.Scan(&s.First, &s.Last)
		return s, err
	}, `select distinct u.ord, u.last from access_grant g join access_login l on l.id = g.login_id join v_node u on u.id = g.unit_id
		where l.person_id = $1 and l.active and g.role = $2 and g.revoked_at = '' and g.since <= $3 and (g.until = '' or g.until >= $4)`, person, role, day, day)
}

func givenBy(tx *db.Tx, grant, person string, from time.Time) (bool, error) {
	n, err := db.Value[int64](tx, `select count(*) from access_grant g join access_login l on l.id = g.granted_by
		where g.id = $1 and l.person_id = $2 and g.granted_at >= $3`, grant, person, db.Stamp(from))
	return n > 0, err
}

func heldBy(tx *db.Tx, person string, day clock.Day) ([]Role, error) {
	return db.All(tx, func(r db.Scanner) (role Role, err error) {
		err = r.Scan(&role)
		return role, err
	}, `select distinct g.role from access_grant g join access_login l on l.id = g.login_id
		where l.person_id = $1 and g.revoked_at = '' and (g.until = '' or g.until >= $2) order by 1`, person, day)
}
