package access

import "plumbline/internal/ground/db"

// Holders lists the accounts that hold the role for the unit with tree number ord today: those whose
// grant is nearest to it, so that a reminder to a station's head does not go to the head of the
// whole bureau too. Calls inside hall/notify; it gives no right.
func Holders(tx *db.Tx, role Role, ord int64) ([]string, error) {
	all, err := holdersOf(tx, role, ord, tx.Today())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var out []string
	for _, h := range all {
		if h.span == all[0].span {
			out = append(out, h.login)
		}
	}
	return out, nil
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
