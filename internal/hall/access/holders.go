package access

import (
	"slices"

	"plumbline/internal/ground/db"
)

// Holders lists the accounts that hold the role for the unit with tree number ord today: those whose
// grant is nearest to it, so that a reminder to a station's head does not go to the head of the
// whole bureau too. Calls inside hall/notify; it gives no right.
func Holders(tx *db.Tx, role Role, ord int64) ([]string, error) {
	all, err := holdersOf(tx, role, ord, tx.Today())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, h := range all {
		ids[i] = h.login
	}
	if ids, err = Clear(tx, ids, ord, "", ""); err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(h holder) bool { return !slices.Contains(ids, h.login) })
	var out []string
	for _, h := range all { // the next nearer ones step in for who is recused
		if h.span == all[0].span {
			out = append(out, h.login)
		}
	}
	return out, nil
}

// Clear drops from the accounts those whose person is recused from the unit with tree number ord or
// from the matter: they are told nothing about it.
func Clear(tx *db.Tx, logins []string, ord int64, kind, ref string) ([]string, error) {
	if len(logins) == 0 {
		return nil, nil
	}
	barred, err := barredLogins(tx, logins, ord, kind, ref, tx.Today())
	if err != nil || len(barred) == 0 {
		return logins, err
	}
	return slices.DeleteFunc(logins, func(l string) bool { return slices.Contains(barred, l) }), nil
}

// LoginsOf lists the active accounts of a person.
func LoginsOf(tx *db.Tx, person string) ([]string, error) { return loginsOf(tx, person) }

// LoginNames finds the login names of accounts by their ids; an unknown id is left out.
func LoginNames(tx *db.Tx, ids []string) (map[string]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return loginNames(tx, ids)
}
