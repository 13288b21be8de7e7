package access

import "plumbline/internal/ground/db"

func hasFactor(tx *db.Tx, login string) (bool, error) {
	n, err := db.Value[int64](tx, `select count(*) from access_factor where login_id = $1`, login)
	return n > 0, err
}

func scanFactor(r db.Scanner) (f Factor, err error) {
	err = r.Scan(&f.ID, &f.Kind, &f.Name, &f.secret, &f.mark, &f.lastStep, db.At(&f.Made), db.At(&f.Used))
	return f, err
}

const factorCols = `f.id, f.kind, f.name, f.secret, f.mark, f.last_step, f.made_at, f.used_at`

// listFactors lists the factors of an account, of one kind or of all.
func listFactors(tx *db.Tx, login, kind string) ([]Factor, error) {
	return db.All(tx, scanFactor, `select `+factorCols+` from access_factor f where f.login_id = $1 and (f.kind = $2 or $3 = '') order by f.made_at, f.id`, login, kind, kind)
}

// factorMarked finds a factor by its mark, and whose it is.
func factorMarked(tx *db.Tx, kind, mark string) (f Factor, login string, err error) {
	f, err = db.One(tx, scanFactor, `select `+factorCols+` from access_factor f where f.kind = $1 and f.mark = $2 and f.mark <> ''`, kind, mark)
	if err != nil {
		return f, "", err
	}
	login, err = db.Value[string](tx, `select login_id from access_factor where id = $1`, f.ID)
	return f, login, err
}

func insertFactor(tx *db.Tx, login string, f Factor) error {
	_, err := tx.Exec(`insert into access_factor (id, login_id, kind, name, secret, mark, last_step, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		f.ID, login, f.Kind, f.Name, f.secret, f.mark, f.lastStep, db.Stamp(tx.Now))
	return err
}

// spendStep marks the step as used, unless it or a later one was: then no row changes.
func spendStep(tx *db.Tx, id string, step int64) (int64, error) {
	return tx.Exec(`update access_factor set last_step = $1, used_at = $2 where id = $3 and last_step < $4`, step, db.Stamp(tx.Now), id, step)
}

func touchFactor(tx *db.Tx, login, id, kind string) (int64, error) {
	return tx.Exec(`update access_factor set used_at = $1 where id = $2 and login_id = $3 and kind = $4`, db.Stamp(tx.Now), id, login, kind)
}

func updateFactorSecret(tx *db.Tx, id, secret string) error {
	_, err := tx.Exec(`update access_factor set secret = $1, used_at = $2 where id = $3`, secret, db.Stamp(tx.Now), id)
	return err
}

func deleteFactor(tx *db.Tx, id string) error {
	_, err := tx.Exec(`delete from access_factor where id = $1`, id)
	return err
}
