package audit

import "plumbline/internal/ground/db"

func countEntries(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select count(*) from audit_entry`)
}

// eachHistory gives every entry and every detail in the order of their numbers.
func eachHistory(tx *db.Tx, each func(seq int64, fields ...string)) error {
	rows, err := tx.Query(`select e.seq, e.leaf, e.at, e.actor, e.action, e.kind, e.ref, coalesce(d.nonce, ''), coalesce(d.name, ''), coalesce(d.body, '')
		from audit_entry e left join audit_detail d on d.seq = e.seq order by e.seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		f := make([]string, 9)
		if err := rows.Scan(&seq, &f[0], &f[1], &f[2], &f[3], &f[4], &f[5], &f[6], &f[7], &f[8]); err != nil {
			return err
		}
		each(seq, f...)
	}
	return rows.Err()
}
