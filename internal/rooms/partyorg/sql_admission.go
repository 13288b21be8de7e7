package partyorg

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const admissionCols = `a.id, a.person_id, coalesce(p.name, ''), a.party_id, coalesce(o.short, ''), a.party_ord, a.stage, a.ended_on, a.ended_why, a.made_at, a.version
	from partyorg_admission a left join v_person p on p.id = a.person_id left join v_party o on o.id = a.party_id`

func scanAdmission(s db.Scanner) (a Admission, err error) {
	err = s.Scan(&a.ID, &a.Person, &a.Name, &a.Party, &a.PartyName, &a.Ord, &a.Stage, &a.Ended, &a.Why, db.At(&a.MadeAt), &a.Version)
	return a, err
}

func loadAdmission(tx *db.Tx, id string) (Admission, error) {
	a, err := db.One(tx, scanAdmission, `select `+admissionCols+` where a.id = $1`, id)
	if err != nil {
		return a, err
	}
	if a.Steps, err = db.All(tx, scanStep, `select `+stepCols+` from partyorg_admission_step where admission_id = $1 order by seq`, id); err != nil {
		return a, err
	}
	a.Waivers, err = db.All(tx, scanWaiver, `select `+waiverCols+` from partyorg_waiver where admission_id = $1 order by asked_at, id`, id)
	return a, err
}

func listAdmissions(tx *db.Tx, scope db.Scope, past bool) ([]Admission, error) {
	var a db.Args
	where := scope.Rows("a.party_ord", "a.id", &a)
	if !past {
		where += ` and a.ended_on = '' and a.stage <> 'full'`
	}
	return db.All(tx, scanAdmission, `select `+admissionCols+` where `+where+` order by a.party_ord, a.made_at, a.id`, a...)
}

func insertAdmission(tx *db.Tx, a Admission) error {
	_, err := tx.Exec(`insert into partyorg_admission (id, person_id, party_id, party_ord, stage, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		a.ID, a.Person, a.Party, a.Ord, a.Stage, tx.Who.Label(), db.Stamp(a.MadeAt))
	if db.IsUnique(err) {
		return fault.Invalid(fault.On("person", "partyorg.admission.running"))
	}
	return err
}

func saveAdmission(tx *db.Tx, a *Admission) error {
	a.Version++
	return changed(tx.Exec(`update partyorg_admission set stage = $1, ended_on = $2, ended_why = $3, version = $4 where id = $5 and version = $6`,
		a.Stage, a.Ended, a.Why, a.Version, a.ID, a.Version-1))
}

const stepCols = `id, seq, step, day, paper, words, number, attended, voters, agreed, waiver_id, person_id, made_by, made_at`

func scanStep(s db.Scanner) (x Step, err error) {
	err = s.Scan(&x.ID, &x.Seq, &x.Step, &x.Day, &x.Paper, &x.Words, &x.Hours, &x.Attended, &x.Voters, &x.Agreed, &x.Waiver, &x.Person, &x.By, db.At(&x.At))
	return x, err
}

func insertStep(tx *db.Tx, admission string, s Step) error {
	_, err := tx.Exec(`insert into partyorg_admission_step (id, admission_id, seq, step, day, paper, words, number, attended, voters, agreed, waiver_id, person_id, made_by, made_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		s.ID, admission, s.Seq, s.Step, s.Day, s.Paper, s.Words, s.Hours, s.Attended, s.Voters, s.Agreed, s.Waiver, s.Person, s.By, db.Stamp(s.At))
	if db.IsUnique(err) {
		return fault.Conflict("partyorg.changed_meanwhile")
	}
	return err
}

const waiverCols = `id, step, gate, why, paper, asked_by, asked_at, decided_by, decided_at, granted, words, used_at, version, asked_person`

func scanWaiver(s db.Scanner) (w Waiver, err error) {
	err = s.Scan(&w.ID, &w.Step, &w.Gate, &w.Why, &w.Paper, &w.AskedBy, db.At(&w.AskedAt), &w.By, db.At(&w.Decided), &w.Granted, &w.Words, db.At(&w.Used), &w.Version, &w.Asked)
	return w, err
}

func insertWaiver(tx *db.Tx, admission string, w Waiver) error {
	_, err := tx.Exec(`insert into partyorg_waiver (id, admission_id, step, gate, why, paper, asked_by, asked_person, asked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		w.ID, admission, w.Step, w.Gate, w.Why, w.Paper, w.AskedBy, w.Asked, db.Stamp(w.AskedAt))
	return err
}

func decideWaiver(tx *db.Tx, w *Waiver) error {
	w.Version++
	return changed(tx.Exec(`update partyorg_waiver set decided_by = $1, decided_at = $2, granted = $3, words = $4, version = $5 where id = $6 and version = $7`,
		w.By, db.Stamp(w.Decided), w.Granted, w.Words, w.Version, w.ID, w.Version-1))
}

func useWaiver(tx *db.Tx, id string) error {
	return changed(tx.Exec(`update partyorg_waiver set used_at = $1, version = version + 1 where id = $2 and used_at = ''`, db.Stamp(tx.Now), id))
}
