package access

import "plumbline/internal/ground/db"

// rootNames are the organisation's name and its short form.
func rootNames(tx *db.Tx) (name, short string, err error) {
	if name, err = db.Value[string](tx, `select name from v_unit where parent_id is null order by ord limit 1`); err != nil {
		return "", "", err
	}
	short, err = db.Value[string](tx, `select short from v_unit where parent_id is null order by ord limit 1`)
	return name, short, err
}
