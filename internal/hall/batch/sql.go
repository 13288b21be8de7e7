package batch

import (
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const cols = `id, number, kind, place, name, size, hash, login_id, by_name, made_at, state, done_at, receipt, version`

func scan(s db.Scanner) (b Batch, err error) {
	err = s.Scan(&b.ID, &b.Number, &b.Kind, &b.Of, &b.Name, &b.Size, &b.Hash, &b.Login, &b.By, db.At(&b.At), &b.State, db.At(&b.DoneAt), &b.Receipt, &b.Version)
	return b, err
}

func insert(tx *db.Tx, b Batch, data []byte) error {
	_, err := tx.Exec(`insert into batch_upload (id, number, kind, place, name, size, hash, body, login_id, by_name, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		b.ID, b.Number, b.Kind, b.Of, b.Name, b.Size, b.Hash, db.Bytes(data), b.Login, b.By, db.Stamp(b.At))
	return err
}

func countYear(tx *db.Tx, prefix string) (int64, error) {
	return db.Value[int64](tx, `select count(*) from batch_upload where number like $1`, prefix+"%")
}

func load(tx *db.Tx, id string) (Batch, []byte, error) {
	b, err := db.One(tx, scan, `select `+cols+` from batch_upload where id = $1`, id)
	if err != nil || b.State != Waiting {
		return b, nil, err
	}
	data, err := db.One(tx, func(s db.Scanner) (d []byte, err error) {
		err = s.Scan(&d)
		return d, err
	}, `select body from batch_upload where id = $1`, id)
	return b, data, err
}

func finish(tx *db.Tx, b Batch) error {
	n, err := tx.Exec(`update batch_upload set state = $1, done_at = $2, receipt = $3, body = null, version = version + 1 where id = $4 and version = $5`,
		b.State, db.Stamp(b.DoneAt), b.Receipt, b.ID, b.Version)
	if err == nil && n == 0 {
		return fault.Conflict("import.decided_already")
	}
	return err
}

func dropOld(tx *db.Tx, before time.Time) error {
	_, err := tx.Exec(`update batch_upload set state = 'dropped', body = null, version = version + 1 where state = 'waiting' and made_at < $1`, db.Stamp(before))
	return err
}

func recent(tx *db.Tx, kind, of string) ([]Batch, error) {
	return db.All(tx, scan, `select `+cols+` from batch_upload where kind = $1 and place = $2 and login_id = $3 and state = 'done' order by made_at desc, id desc limit 10`, kind, of, tx.Who.Label())
}
