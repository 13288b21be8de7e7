package file

import "plumbline/internal/ground/db"

func eachStored(tx *db.Tx, each func(hash string) error) error {
	rows, err := tx.Query(`select hash from file_blob union select thumb from file_blob where thumb <> '' order by 1`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return err
		}
		if err := each(hash); err != nil {
			return err
		}
	}
	return rows.Err()
}

func storedSize(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select cast(coalesce(sum(size), 0) as bigint) from file_blob`)
}
