package access

import "plumbline/internal/ground/db"

// appSecret is an app with its account.
type appSecret struct {
	Factor
	login string
}

// listSecrets lists the factors whose secret is one: the apps.
func listSecrets(tx *db.Tx) ([]appSecret, error) {
	return db.All(tx, func(r db.Scanner) (k appSecret, err error) {
		err = r.Scan(&k.login, &k.ID, &k.Name, &k.secret)
		k.Kind = TOTP
		return k, err
	}, `select login_id, id, name, secret from access_factor where kind = $1 order by id`, TOTP)
}

func resealFactor(tx *db.Tx, id, secret string) error {
	_, err := tx.Exec(`update access_factor set secret = $1 where id = $2`, secret, id)
	return err
}

func loadSealKey(tx *db.Tx) (string, error) {
	return db.Value[string](tx, `select key_id from access_seal where until = ''`)
}

// declareSealKey ends the key in use and begins another, which may have been in use before.
func declareSealKey(tx *db.Tx, id string) error {
	if _, err := tx.Exec(`update access_seal set until = $1 where until = ''`, db.Stamp(tx.Now)); err != nil {
		return err
	}
	if n, err := tx.Exec(`update access_seal set since = $1, until = '' where key_id = $2`, db.Stamp(tx.Now), id); err != nil || n > 0 {
		return err
	}
	_, err := tx.Exec(`insert into access_seal (key_id, since) values ($1, $2)`, id, db.Stamp(tx.Now))
	return err
}
