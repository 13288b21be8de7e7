package approve

import (
	"plumbline/internal/ground/db"
)

func listOpen(tx *db.Tx, codes []string) ([]*Request, error) {
	var a db.Args
	q := `select ` + requestCols + requestFrom + `where r.state = 'open' and r.ends_at > ` + a.Add(db.Stamp(tx.Now)) + ` and r.code in ` + db.In(&a, codes)
	return db.All(tx, scanRequest, q+` order by r.ends_at, r.id`+db.Limit(mostWaiting), a...)
}

// listPast lists what a person asked or decided; column and order are ours.
func listPast(tx *db.Tx, column, order, person string) ([]*Request, error) {
	if person == "" {
		return nil, nil
	}
	return db.All(tx, scanRequest, `select `+requestCols+requestFrom+`where `+column+` = $1 order by `+order+` desc, r.id desc`+db.Limit(mostPast), person)
}

func listOverdue(tx *db.Tx) ([]string, error) {
	return db.All(tx, func(s db.Scanner) (id string, err error) {
		err = s.Scan(&id)
		return id, err
	}, `select id from approve_request where state = 'open' and ends_at <= $1 order by ends_at, id`, db.Stamp(tx.Now))
}

func used(tx *db.Tx, id string) (bool, error) {
	n, err := db.Value[int64](tx, `select count(*) from approve_use where request_id = $1`, id)
	return n > 0, err
}
