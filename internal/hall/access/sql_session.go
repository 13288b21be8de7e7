package access

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

func insertSession(tx *db.Tx, login string, s Session) error {
	if _, err := tx.Exec(`delete from access_session where login_id = $1 and ends_at < $2`, login, db.Stamp(tx.Now)); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into access_session (id, login_id, csrf, created_at, seen_at, ends_at, level, stepped_at, place) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		s.ID, login, s.CSRF, db.Stamp(s.Made), db.Stamp(s.Seen), db.Stamp(s.Ends), s.Level, db.Stamp(s.Stepped), s.Place)
	return err
}

func stampSignIn(tx *db.Tx, login string) error {
	_, err := tx.Exec(`update access_login set last_at = $1, failed = 0 where id = $2`, db.Stamp(tx.Now), login)
	return err
}

func loadSession(tx *db.Tx, id string) (a who.Actor, s Session, err error) {
	type both struct {
		a who.Actor
		s Session
	}
	x, err := db.One(tx, func(r db.Scanner) (x both, err error) {
		err = r.Scan(&x.s.ID, &x.s.CSRF, db.At(&x.s.Made), db.At(&x.s.Seen), db.At(&x.s.Ends), &x.s.Level, db.At(&x.s.Stepped), &x.s.Place, &x.s.Account,
			&x.a.Login, &x.a.Person, &x.a.Name, &x.a.Title, &x.s.Lang, &x.a.Unit, &x.a.UnitOrd)
		return x, err
	}, `select s.id, s.csrf, s.created_at, s.seen_at, s.ends_at, s.level, s.stepped_at, s.place, l.login, l.id, p.id, p.name, l.title, l.lang, coalesce(u.id, ''), coalesce(u.ord, 0)
		from access_session s join access_login l on l.id = s.login_id join v_person p on p.id = l.person_id left join v_unit u on u.id = p.unit_id
		where s.id = $1 and l.active`, id)
	return x.a, x.s, err
}

// grantsOrRecused are the grants of an account and whether recusals must be read as well: in one statement,
// so that nobody acts by a role that came together with a recusal. Without grants they always are.
func grantsOrRecused(tx *db.Tx, login string, day clock.Day) (list []who.Grant, recused bool, err error) {
	list, err = db.All(tx, func(r db.Scanner) (g who.Grant, err error) {
		err = r.Scan(&g.ID, &g.Role, &g.Unit, &g.UnitName, &g.First, &g.Last, &recused)
		return g, err
	}, `select g.id, g.role, u.id, u.short, u.ord, u.last,
			exists (select 1 from access_recusal r join access_login l on l.person_id = r.person_id where l.id = g.login_id and r.lifted_at = '')`+grantsFrom, login, day, day)
	return list, recused || len(list) == 0, err
}

func touchSession(tx *db.Tx, id string) error {
	_, err := tx.Exec(`update access_session set seen_at = $1 where id = $2`, db.Stamp(tx.Now), id)
	return err
}

// stepSession gives the session of a cookie another one, under which its form token stays the same, and
// notes that its person is there, with nothing left to do.
func stepSession(tx *db.Tx, was, cookie string) (int64, error) {
	token, err := db.Value[string](tx, `select csrf from access_session where id = $1`, sessionID(was))
	if err != nil {
		return 0, err
	}
	now := db.Stamp(tx.Now)
	return tx.Exec(`update access_session set id = $1, csrf = $2, stepped_at = $3, seen_at = $4, level = 'strong' where id = $5`,
		sessionID(cookie), veil(cookie, veil(was, token)), now, now, sessionID(was))
}

func deleteSession(tx *db.Tx, login, id string) (int64, error) {
	return tx.Exec(`delete from access_session where login_id = $1 and id = $2`, login, id)
}

// deleteSessionNamed ends the session whose id begins so: a page names a session by the part of its
// id that the record shows too.
func deleteSessionNamed(tx *db.Tx, login, short string) (int64, error) {
	return tx.Exec(`delete from access_session where login_id = $1 and substr(id, 1, 16) = $2`, login, short)
}

func deleteOtherSessions(tx *db.Tx, login, keep string) (int64, error) {
	return tx.Exec(`delete from access_session where login_id = $1 and id <> $2`, login, keep)
}

// deleteBeyond ends the oldest sessions of an account so that most remain, weak ones apart.
func deleteBeyond(tx *db.Tx, login string, most int) (int64, error) {
	list, err := db.All(tx, func(r db.Scanner) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}, `select id from access_session where login_id = $1 and level <> 'weak' order by created_at desc, id`, login)
	if err != nil || len(list) <= most {
		return 0, err
	}
	var a db.Args
	return tx.Exec(`delete from access_session where id in `+db.In(&a, list[most:]), a...)
}

func listSessions(tx *db.Tx, login string) ([]Session, error) {
	return db.All(tx, func(r db.Scanner) (s Session, err error) {
		err = r.Scan(&s.ID, db.At(&s.Made), db.At(&s.Seen), db.At(&s.Ends), &s.Level, &s.Place)
		return s, err
	}, `select id, created_at, seen_at, ends_at, level, place from access_session where login_id = $1 and ends_at > $2 and seen_at > $3 order by seen_at desc, id`,
		login, db.Stamp(tx.Now), db.Stamp(tx.Now.Add(-IdleLimit)))
}

// A browser that the account knows. The cookie's hash is the id; it is forgotten half a year after
// its last use.
func loadDevice(tx *db.Tx, login, id string, since time.Time) (int64, error) {
	return db.Value[int64](tx, `select count(*) from access_device where id = $1 and login_id = $2 and seen_at > $3`, id, login, db.Stamp(since))
}

func insertDevice(tx *db.Tx, login, id string) error {
	now := db.Stamp(tx.Now)
	if _, err := tx.Exec(`delete from access_device where login_id = $1 and seen_at < $2`, login, db.Stamp(tx.Now.Add(-deviceKept))); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into access_device (id, login_id, made_at, seen_at) values ($1, $2, $3, $4)`, id, login, now, now)
	return err
}

func touchDevice(tx *db.Tx, id string) error {
	_, err := tx.Exec(`update access_device set seen_at = $1, failed = 0 where id = $2`, db.Stamp(tx.Now), id)
	return err
}

func deleteDevices(tx *db.Tx, login string) error {
	_, err := tx.Exec(`delete from access_device where login_id = $1`, login)
	return err
}

// countDeviceFailure forgets the browser when it has failed too often.
func countDeviceFailure(tx *db.Tx, id string) error {
	if _, err := tx.Exec(`update access_device set failed = failed + 1 where id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(`delete from access_device where id = $1 and failed >= $2`, id, mostFailures)
	return err
}

// countFailure counts a wrong password and suspends the password at the hundredth in a row.
func countFailure(tx *db.Tx, login string) (suspended int64, err error) {
	if _, err = tx.Exec(`update access_login set failed = failed + 1 where id = $1`, login); err != nil {
		return 0, err
	}
	return tx.Exec(`update access_login set suspended_at = $1 where id = $2 and failed >= $3 and suspended_at = ''`, db.Stamp(tx.Now), login, mostFailures)
}

func clearSuspension(tx *db.Tx, login string) error {
	_, err := tx.Exec(`update access_login set suspended_at = '', failed = 0 where id = $1`, login)
	return err
}
