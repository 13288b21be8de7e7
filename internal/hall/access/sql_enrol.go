package access

import (
	"time"

	"plumbline/internal/ground/db"
)

func insertCode(tx *db.Tx, id string, c Code, reason string) error {
	_, err := tx.Exec(`insert into access_code (id, login_id, hash, reason, made_by, made_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		id, c.LoginID, codeHash(c.Text), reason, tx.Who.Label(), db.Stamp(tx.Now), db.Stamp(c.Ends))
	return err
}

// loadCode finds a code of an account by its hash: how it ended ("" for open) and until when it runs.
func loadCode(tx *db.Tx, login, hash string) (ended string, ends time.Time, err error) {
	type row struct {
		ended string
		ends  time.Time
	}
	x, err := db.One(tx, func(r db.Scanner) (x row, err error) {
		err = r.Scan(&x.ended, db.At(&x.ends))
		return x, err
	}, `select ended, ends_at from access_code where login_id = $1 and hash = $2`, login, hash)
	return x.ended, x.ends, err
}

// endCode ends the open code of an account, if there is one.
func endCode(tx *db.Tx, login, why string) error {
	_, err := tx.Exec(`update access_code set ended = $1, ended_at = $2 where login_id = $3 and ended = ''`, why, db.Stamp(tx.Now), login)
	return err
}

// useOpenCode marks the open code as used, unless its time is over.
func useOpenCode(tx *db.Tx, login string) (int64, error) {
	now := db.Stamp(tx.Now)
	return tx.Exec(`update access_code set ended = 'used', ended_at = $1 where login_id = $2 and ended = '' and ends_at >= $3`, now, login, now)
}

func deleteFactorsOf(tx *db.Tx, login string) (int64, error) {
	return tx.Exec(`delete from access_factor where login_id = $1`, login)
}

func insertCeremony(tx *db.Tx, token string) error {
	_, err := tx.Exec(`insert into access_ceremony (id, token, began_at) values ($1, $2, $3)`, db.NewID(), token, db.Stamp(tx.Now))
	return err
}

// runningCeremony is the ceremony that has not ended, with the hash of its token; fault.NotFound.
func runningCeremony(tx *db.Tx) (id, token string, err error) {
	x, err := db.One(tx, func(r db.Scanner) (x [2]string, err error) {
		err = r.Scan(&x[0], &x[1])
		return x, err
	}, `select id, token from access_ceremony where ended_at = ''`)
	return x[0], x[1], err
}

func endCeremony(tx *db.Tx, id string) error {
	_, err := tx.Exec(`update access_ceremony set token = '', ended_at = $1 where id = $2`, db.Stamp(tx.Now), id)
	return err
}

// listSeats are the three administrators of the ceremony and who of them has a second factor.
func listSeats(tx *db.Tx) ([]Seat, error) {
	return db.All(tx, func(r db.Scanner) (s Seat, err error) {
		var code int64
		err = r.Scan(&s.Role, &s.LoginID, &s.Login, &s.Name, db.At(&s.Since), &code)
		s.Enrolled, s.CodeOpen = !s.Since.IsZero(), code > 0
		return s, err
	}, `select g.role, l.id, l.login, p.name, coalesce((select min(f.made_at) from access_factor f where f.login_id = l.id), ''),
		(select count(*) from access_code c where c.login_id = l.id and c.ended = '' and c.ends_at >= $1)
		from access_grant g join access_login l on l.id = g.login_id join v_person p on p.id = l.person_id
		where g.role in ('sysadmin', 'secadmin', 'auditor') and g.revoked_at = ''
		order by case g.role when 'sysadmin' then 1 when 'secadmin' then 2 else 3 end`, db.Stamp(tx.Now))
}

// loginsOfBadge are the open accounts of the people here today who bear a badge number.
func loginsOfBadge(tx *db.Tx, badge string) ([]account, error) {
	return db.All(tx, func(r db.Scanner) (a account, err error) {
		err = r.Scan(&a.id, &a.login)
		return a, err
	}, `select l.id, l.login from access_login l join v_person p on p.id = l.person_id
		where p.badge = $1 and p.badge <> '' and l.active and (p.until = '' or p.until >= $2) order by l.id limit 2`, badge, tx.Today())
}

// standing is what administrators see of how an account's person is recognised; never a secret.
type standing struct {
	login string
	Standing
}

func listStanding(tx *db.Tx, first, last string) (map[string]Standing, error) {
	list, err := db.All(tx, func(r db.Scanner) (s standing, err error) {
		var suspended string
		err = r.Scan(&s.login, &s.Password, &suspended, db.At(&s.CodeUntil), &s.Sessions, &s.TOTP, &s.Passkeys, &s.Certs)
		s.Suspended = suspended != ""
		return s, err
	}, `select l.id, length(l.hash) > 20, l.suspended_at,
		coalesce((select c.ends_at from access_code c where c.login_id = l.id and c.ended = '' and c.ends_at >= $1), ''),
		(select count(*) from access_session s where s.login_id = l.id and s.ends_at >= $2),
		(select count(*) from access_factor f where f.login_id = l.id and f.kind = 'totp'),
		(select count(*) from access_factor f where f.login_id = l.id and f.kind = 'passkey'),
		(select count(*) from access_factor f where f.login_id = l.id and f.kind = 'cert')
		from access_login l where l.login between $3 and $4`, db.Stamp(tx.Now), db.Stamp(tx.Now), first, last)
	out := map[string]Standing{}
	for _, s := range list {
		out[s.login] = s.Standing
	}
	return out, err
}

func badgeOf(tx *db.Tx, person string) (string, error) {
	return db.Value[string](tx, `select badge from v_person where id = $1`, person)
}
