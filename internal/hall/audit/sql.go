package audit

import (
	"plumbline/internal/ground/db"
)

func lastLeaf(tx *db.Tx, kind, id string) (string, error) {
	return db.Value[string](tx, `select leaf from audit_entry where kind = $1 and ref = $2 order by seq desc limit 1`, kind, id)
}

func insertEntry(tx *db.Tx, l Leaf) (seq int64, err error) {
	err = tx.Insert(`insert into audit_entry (at, actor, session, action, kind, ref, version, unit, prev, sum, leaf, state)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning seq`, &seq,
		db.Stamp(l.At), l.Actor, l.Session, l.Action, l.Kind, l.ID, l.Version, l.Unit, l.Prev, l.Sum, l.Hash(), l.State)
	return seq, err
}

func insertDetail(tx *db.Tx, seq int64, nonce, name, body string) error {
	return tx.Later(`insert into audit_detail (seq, nonce, name, body) values ($1, $2, $3, $4)`, seq, nonce, name, body)
}
