package access

import (
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const loginCols = `l.id, l.login, l.person_id, p.name, coalesce(u.short, ''), l.title, l.active, l.last_at, l.version`

const loginFrom = ` from access_login l join v_person p on p.id = l.person_id left join v_unit u on u.id = p.unit_id`

func scanLogin(s db.Scanner) (l Login, err error) {
	err = s.Scan(&l.ID, &l.Login, &l.Person, &l.PersonName, &l.UnitName, &l.Title, &l.Active, &l.LastAt, &l.Version)
	return l, err
}

func listLogins(tx *db.Tx, find, after string, limit int) ([]Login, error) {
	if find == "" {
		return db.All(tx, scanLogin, `select `+loginCols+loginFrom+` where l.login > $1 order by l.login limit $2`, after, limit)
	}
	like := "%" + likeEscape.Replace(strings.ToLower(find)) + "%"
	return db.All(tx, scanLogin, `select `+loginCols+loginFrom+` where l.login > $1 and (l.login like $2 escape '!' or lower(p.name) like $3 escape '!') order by l.login limit $4`,
		after, like, like, limit)
}

var likeEscape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

func loginNamed(tx *db.Tx, name string) (Login, error) {
	return db.One(tx, scanLogin, `select `+loginCols+loginFrom+` where l.login = $1`, name)
}

// listHeld reads the running roles of the accounts on one page.
func listHeld(tx *db.Tx, list []Login, day clock.Day) (map[string][]Held, error) {
	out := map[string][]Held{}
	if len(list) == 0 {
		return out, nil
	}
	var a db.Args
	first, last := a.Add(list[0].Login), a.Add(list[len(list)-1].Login)
	rows, err := tx.Query(`select g.login_id, g.id, g.role, u.short, g.since, g.until, g.basis from access_grant g
		join access_login l on l.id = g.login_id join v_node u on u.id = g.unit_id
		where l.login between `+first+` and `+last+` and g.revoked_at = '' and (g.until = '' or g.until >= `+a.Add(day)+`) order by g.granted_at, g.id`, a...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var login string
		var h Held
		if err := rows.Scan(&login, &h.ID, &h.Role, &h.UnitName, &h.Since, &h.Until, &h.Basis); err != nil {
			return nil, err
		}
		out[login] = append(out[login], h)
	}
	return out, rows.Err()
}

func updateActive(tx *db.Tx, id string, active bool) error {
	n, err := tx.Exec(`update access_login set active = $1, version = version + 1 where id = $2`, active, id)
	if err == nil && n == 0 {
		return fault.NotFound()
	}
	if err == nil && !active {
		_, err = tx.Exec(`delete from access_session where login_id = $1`, id)
	}
	return err
}
