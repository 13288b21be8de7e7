package access

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

type account struct {
	id, login, person, name, hash, lang string
	active, suspended                   bool
	hashed                              time.Time
}

const accountCols = `l.id, l.login, l.person_id, p.name, l.hash, l.lang, l.active, l.suspended_at <> '', l.hashed_at`

func scanAccount(s db.Scanner) (a account, err error) {
	err = s.Scan(&a.id, &a.login, &a.person, &a.name, &a.hash, &a.lang, &a.active, &a.suspended, db.At(&a.hashed))
	return a, err
}

func loadAccount(tx *db.Tx, login string) (account, error) {
	return db.One(tx, scanAccount, `select `+accountCols+` from access_login l join v_person p on p.id = l.person_id where l.login = $1`, login)
}

func loadAccountByID(tx *db.Tx, id string) (account, error) {
	return db.One(tx, scanAccount, `select `+accountCols+` from access_login l join v_person p on p.id = l.person_id where l.id = $1`, id)
}

func loadGrants(tx *db.Tx, login string, day clock.Day) ([]who.Grant, error) {
	return db.All(tx, func(r db.Scanner) (g who.Grant, err error) {
		err = r.Scan(&g.ID, &g.Role, &g.Unit, &g.UnitName, &g.First, &g.Last)
		return g, err
	}, `select g.id, g.role, u.id, u.short, u.ord, u.last`+grantsFrom, login, day, day)
}

// grantsFrom are the grants that hold on a day: none while the first three administrators are being made.
const grantsFrom = ` from access_grant g join v_node u on u.id = g.unit_id
		where g.login_id = $1 and g.revoked_at = '' and g.since <= $2 and (g.until = '' or g.until >= $3)
			and not exists (select 1 from access_ceremony c where c.ended_at = '') order by g.granted_at, g.id`

func insertLogin(tx *db.Tx, id string, in NewLogin) error {
	_, err := tx.Exec(`insert into access_login (id, login, person_id, title, hash, created_at, hashed_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		id, in.Login, in.Person, in.Title, in.Hash, db.Stamp(tx.Now), db.Stamp(tx.Now))
	return err
}

func insertGrant(tx *db.Tx, id string, in NewGrant) error {
	since := in.Since
	if since == "" {
		since = tx.Today()
	}
	_, err := tx.Exec(`insert into access_grant (id, login_id, role, unit_id, since, until, basis, granted_by, granted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, in.Login, in.Role, in.Unit, since, in.Until, in.Basis, tx.Who.Label(), db.Stamp(tx.Now))
	return err
}

func revokeGrant(tx *db.Tx, id string) (login string, err error) {
	if login, err = db.Value[string](tx, `select login_id from access_grant where id = $1 and revoked_at = ''`, id); err != nil {
		return "", err
	}
	if login == "" {
		return "", fault.NotFound()
	}
	_, err = tx.Exec(`update access_grant set revoked_at = $1 where id = $2`, db.Stamp(tx.Now), id)
	return login, err
}

func updateHash(tx *db.Tx, login, hash string) error {
	_, err := tx.Exec(`update access_login set hash = $1, hashed_at = $2, failed = 0, suspended_at = '', version = version + 1 where id = $3`, hash, db.Stamp(tx.Now), login)
	return err
}

func updateLang(tx *db.Tx, login, lang string) error {
	_, err := tx.Exec(`update access_login set lang = $1 where id = $2`, lang, login)
	return err
}

func rootOrd(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select ord from v_unit where parent_id is null order by ord limit 1`)
}

func countLogins(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select count(*) from access_login`)
}

func loadProfile(tx *db.Tx) (string, error) {
	return db.Value[string](tx, `select value from house_setting where key = 'password_profile'`)
}

// formerHashes are the newest most hashes that an account had before.
func formerHashes(tx *db.Tx, login string, most int) ([]string, error) {
	return db.All(tx, func(r db.Scanner) (hash string, err error) {
		err = r.Scan(&hash)
		return hash, err
	}, `select hash from access_former where login_id = $1 order by at desc, id desc limit $2`, login, most)
}

// keepFormer keeps the hash of a password that is being replaced, and forgets those beyond the history.
func keepFormer(tx *db.Tx, login, hash string) error {
	_, err := tx.Exec(`insert into access_former (id, login_id, hash, at) values ($1, $2, $3, $4)`, db.NewID(), login, hash, db.Stamp(tx.Now))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`delete from access_former where login_id = $1 and id not in (select f.id from access_former f where f.login_id = $2 order by f.at desc, f.id desc limit $3)`,
		login, login, historyKept-1)
	return err
}
