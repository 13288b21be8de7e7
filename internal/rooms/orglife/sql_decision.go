package orglife

import (
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const decisionCols = `d.id, d.number, d.register, d.party_id, d.party_ord, o.short, d.year, d.matter, d.title, d.day, d.at, d.place, d.chair, d.recorder, d.attending, d.missing, d.observing,
	d.researched, d.reviewed, d.risks, d.urgent, d.votes_for, d.votes_against, d.votes_abstain, d.differing, d.decided, d.state, d.made_at, d.made_by, d.decided_at, d.late_days, d.version`

const decisionFrom = ` from orglife_decision d join v_party o on o.id = d.party_id `

func scanDecision(s db.Scanner) (d Decision, err error) {
	err = s.Scan(&d.ID, &d.Number, &d.Register, &d.Party, &d.PartyOrd, &d.PartyName, &d.Year, &d.Matter, &d.Title, &d.Day, &d.At, &d.Place, &d.Chair, &d.Recorder, &d.Attending, &d.Missing, &d.Observing,
		&d.Researched, &d.Reviewed, &d.Risks, &d.Urgent, &d.For, &d.Against, &d.Abstain, &d.Differing, &d.Decided, &d.State, db.At(&d.MadeAt), &d.MadeBy, db.At(&d.DecidedAt), &d.LateDays, &d.Version)
	return d, err
}

func loadDecision(tx *db.Tx, id DecisionID) (Decision, error) {
	return db.One(tx, scanDecision, `select `+decisionCols+decisionFrom+`where d.id = $1`, id)
}

// numberDecision gives an entry the next number of its register and year.
func numberDecision(tx *db.Tx, d *Decision) error {
	n, err := db.Value[int64](tx, `select count(*) from orglife_decision where register = $1 and year = $2`, d.Register, d.Year)
	series := map[string]string{Major: "ZD", First: "DY"}[d.Register]
	d.Number = fmt.Sprintf("%s-%02d-%03d", series, d.Year%100, n+1)
	return err
}

func insertDecision(tx *db.Tx, d Decision) error {
	_, err := tx.Exec(`insert into orglife_decision (id, number, register, party_id, party_ord, year, matter, title, day, at, place, chair, recorder, attending, missing, observing,
		researched, reviewed, risks, urgent, state, made_at, made_by, late_days) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		d.ID, d.Number, d.Register, d.Party, d.PartyOrd, d.Year, d.Matter, d.Title, d.Day, d.At, d.Place, d.Chair, d.Recorder, d.Attending, d.Missing, d.Observing,
		d.Researched, d.Reviewed, d.Risks, d.Urgent, d.State, db.Stamp(d.MadeAt), d.MadeBy, d.LateDays)
	if err != nil && db.IsUnique(err) {
		return fault.Conflict("orglife.changed_meanwhile")
	}
	return err
}

func saveDecision(tx *db.Tx, d *Decision) error {
	d.Version++
	return moved(tx.Exec(`update orglife_decision set votes_for = $1, votes_against = $2, votes_abstain = $3, differing = $4, decided = $5, state = $6, decided_at = $7, version = $8 where id = $9 and version = $10`,
		d.For, d.Against, d.Abstain, d.Differing, d.Decided, d.State, db.Stamp(d.DecidedAt), d.Version, d.ID, d.Version-1))
}

// decisionsIn are the entries of a register in a scope and year, newest first.
func decisionsIn(tx *db.Tx, scope db.Scope, register string, year, limit int) ([]Decision, error) {
	var a db.Args
	where := scope.Rows("d.party_ord", "d.id", &a)
	if register != "" {
		where += ` and d.register = ` + a.Add(register)
	}
	return db.All(tx, scanDecision, `select `+decisionCols+decisionFrom+`where `+where+` and d.year = `+a.Add(year)+` order by d.day desc, d.id desc limit `+a.Add(limit), a...)
}

// firstNoted tells whether the register of first topics has an entry of the organisation on the day.
func firstNoted(tx *db.Tx, party string, day clock.Day) (bool, error) {
	n, err := db.Value[int64](tx, `select count(*) from orglife_decision where party_id = $1 and register = 'first' and day = $2`, party, day)
	return n > 0, err
}

func insertOpinion(tx *db.Tx, id DecisionID, o Opinion) error {
	_, err := tx.Exec(`insert into orglife_opinion (decision_id, seq, name, head, view, words, why, written_at, written_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, o.Seq, o.Name, o.Head, o.View, o.Words, o.Why, db.Stamp(o.WrittenAt), o.WrittenBy)
	if err != nil && db.IsUnique(err) {
		return fault.Conflict("orglife.changed_meanwhile")
	}
	return err
}

func loadOpinions(tx *db.Tx, id DecisionID) ([]Opinion, error) {
	return db.All(tx, func(s db.Scanner) (o Opinion, err error) {
		err = s.Scan(&o.Seq, &o.Name, &o.Head, &o.View, &o.Words, &o.Why, db.At(&o.WrittenAt), &o.WrittenBy)
		return o, err
	}, `select seq, name, head, view, words, why, written_at, written_by from orglife_opinion where decision_id = $1 order by seq`, id)
}
