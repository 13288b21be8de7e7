package audit

import (
	"time"

	"plumbline/internal/ground/db"
)

const witnessColumns = `w.id, w.name, w.holder, w.kind, w.url, w.vkey, w.since, w.added_by, w.ended, w.reason,
	coalesce(c.size, 0), coalesce(c.at, ''), coalesce(c.line, ''), coalesce(t.tried_at, ''), coalesce(t.heard_at, ''), coalesce(t.failing_since, ''), coalesce(t.fault, '')
	from audit_witness w left join audit_contact t on t.witness_id = w.id
	left join audit_cosign c on c.witness_id = w.id and c.size = (select max(x.size) from audit_cosign x where x.witness_id = w.id) `

func scanWitness(sc db.Scanner) (w Witness, err error) {
	err = sc.Scan(&w.ID, &w.Name, &w.Holder, &w.Kind, &w.URL, &w.Key, db.At(&w.Since), &w.AddedBy, db.At(&w.Ended), &w.Reason,
		&w.Size, db.At(&w.At), &w.Line, db.At(&w.Tried), db.At(&w.Heard), db.At(&w.FailingSince), &w.Fault)
	return w, err
}

func witnesses(tx *db.Tx) ([]Witness, error) {
	return db.All(tx, scanWitness, `select `+witnessColumns+`order by w.ended, w.since, w.id limit 100`)
}

func witnessByID(tx *db.Tx, id string) (Witness, error) {
	return db.One(tx, scanWitness, `select `+witnessColumns+`where w.id = $1`, id)
}

func insertWitness(tx *db.Tx, w Witness) error {
	_, err := tx.Exec(`insert into audit_witness (id, name, holder, kind, url, vkey, since, added_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		w.ID, w.Name, w.Holder, w.Kind, w.URL, w.Key, db.Stamp(w.Since), w.AddedBy)
	return err
}

func endWitness(tx *db.Tx, id, reason string, at time.Time) error {
	_, err := tx.Exec(`update audit_witness set ended = $1, reason = $2 where id = $3`, db.Stamp(at), reason, id)
	return err
}

func insertCosign(tx *db.Tx, witness string, size int64, at time.Time, line, came string) (bool, error) {
	n, err := tx.Exec(`insert into audit_cosign (witness_id, size, at, line, came) values ($1, $2, $3, $4, $5)
		on conflict (witness_id, size) do nothing`, witness, size, db.Stamp(at), line, came)
	return n == 1, err
}

// saveContact writes how a contact went; fault "" is a good one.
func saveContact(tx *db.Tx, witness, fault string, at time.Time) error {
	heard, failing := db.Stamp(at), ""
	if fault != "" {
		heard, failing = "", db.Stamp(at)
	}
	_, err := tx.Exec(`insert into audit_contact (witness_id, tried_at, heard_at, failing_since, fault) values ($1, $2, $3, $4, $5)
		on conflict (witness_id) do update set tried_at = excluded.tried_at, fault = excluded.fault,
		heard_at = case when excluded.fault = '' then excluded.heard_at else audit_contact.heard_at end,
		failing_since = case when excluded.fault = '' then '' when audit_contact.failing_since = '' then excluded.failing_since else audit_contact.failing_since end`,
		witness, db.Stamp(at), heard, failing, fault)
	return err
}

func insertQuorum(tx *db.Tx, need int, at time.Time, actor string) error {
	_, err := tx.Exec(`insert into audit_quorum (need, at, actor) values ($1, $2, $3)`, need, db.Stamp(at), actor)
	return err
}

func quorumNeed(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select need from audit_quorum order by seq desc limit 1`)
}

func checkpointOf(tx *db.Tx, size int64) (Checkpoint, error) {
	return db.One(tx, scanCheckpoint, `select size, at, note from audit_checkpoint where size = $1`, size)
}

// linesOf lists the signature lines of witnesses over the checkpoint of that size.
func linesOf(tx *db.Tx, size int64) ([]string, error) {
	return db.All(tx, scanWord, `select c.line from audit_cosign c join audit_witness w on w.id = c.witness_id
		where c.size = $1 and w.vkey <> '' order by c.at, c.witness_id`, size)
}

// countOn counts the entries recorded in a stretch of time.
func countOn(tx *db.Tx, from, to time.Time) (int64, error) {
	return db.Value[int64](tx, `select count(*) from audit_entry where at >= $1 and at < $2`, db.Stamp(from), db.Stamp(to))
}

func alarmOpen(tx *db.Tx, what, subject string) (Alarm, error) {
	return db.One(tx, scanAlarm, `select id, what, subject, detail, since, ended from audit_alarm where what = $1 and subject = $2 and ended = ''`, what, subject)
}
