package orglife

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const reviewCols = `r.id, r.party_id, r.party_ord, o.short, r.year, r.step, r.ballot, r.judged, r.excellent, r.good, r.fair, r.poor, r.entered_by, r.approved_at, r.approved_by, r.returned_why, r.made_at, r.version`

const reviewFrom = ` from orglife_review r join v_party o on o.id = r.party_id `

func scanReview(s db.Scanner) (r Review, err error) {
	err = s.Scan(&r.ID, &r.Party, &r.PartyOrd, &r.PartyName, &r.Year, &r.Step, &r.Ballot, &r.Judged, &r.Excellent, &r.Good, &r.Fair, &r.Poor, &r.EnteredBy, db.At(&r.ApprovedAt), &r.ApprovedBy, &r.ReturnedWhy, db.At(&r.MadeAt), &r.Version)
	return r, err
}

func loadReview(tx *db.Tx, id ReviewID) (Review, error) {
	return db.One(tx, scanReview, `select `+reviewCols+reviewFrom+`where r.id = $1`, id)
}

// reviewsIn are the reviews of a scope in a year, in register order.
func reviewsIn(tx *db.Tx, scope db.Scope, year int) ([]Review, error) {
	var a db.Args
	where := scope.Rows("r.party_ord", "r.id", &a)
	return db.All(tx, scanReview, `select `+reviewCols+reviewFrom+`where `+where+` and r.year = `+a.Add(year)+` order by r.party_ord`, a...)
}

func insertReview(tx *db.Tx, r Review) error {
	_, err := tx.Exec(`insert into orglife_review (id, party_id, party_ord, year, made_at) values ($1, $2, $3, $4, $5)`, r.ID, r.Party, r.PartyOrd, r.Year, db.Stamp(r.MadeAt))
	if err != nil && db.IsUnique(err) {
		return fault.Conflict("orglife.review.begun", "year", r.Year)
	}
	return err
}

func saveReview(tx *db.Tx, r *Review) error {
	r.Version++
	return moved(tx.Exec(`update orglife_review set step = $1, ballot = $2, judged = $3, excellent = $4, good = $5, fair = $6, poor = $7, entered_by = $8, approved_at = $9, approved_by = $10, returned_why = $11, version = $12 where id = $13 and version = $14`,
		r.Step, r.Ballot, r.Judged, r.Excellent, r.Good, r.Fair, r.Poor, r.EnteredBy, db.Stamp(r.ApprovedAt), r.ApprovedBy, r.ReturnedWhy, r.Version, r.ID, r.Version-1))
}

func insertStep(tx *db.Tx, id ReviewID, s StepDone) error {
	_, err := tx.Exec(`insert into orglife_step (review_id, seq, step, day, words, written_at, written_by) values ($1, $2, $3, $4, $5, $6, $7)`, id, s.Seq, s.Step, s.Day, s.Words, db.Stamp(s.WrittenAt), s.WrittenBy)
	return err
}

func loadSteps(tx *db.Tx, id ReviewID) ([]StepDone, error) {
	return db.All(tx, func(s db.Scanner) (x StepDone, err error) {
		err = s.Scan(&x.Seq, &x.Step, &x.Day, &x.Words, db.At(&x.WrittenAt), &x.WrittenBy)
		return x, err
	}, `select seq, step, day, words, written_at, written_by from orglife_step where review_id = $1 order by seq`, id)
}

// keepGrades writes the grades of a review anew; probationary members have none.
func keepGrades(tx *db.Tx, id ReviewID, grades []Grade, roster []Person) error {
	if _, err := tx.Exec(`delete from orglife_grade where review_id = $1`, id); err != nil {
		return err
	}
	given := map[string]Grade{}
	for _, g := range grades {
		given[g.Person] = g
	}
	for _, p := range roster {
		g := given[p.ID]
		if !p.Votes() {
			g = Grade{Grade: None}
		}
		if _, err := tx.Exec(`insert into orglife_grade (review_id, person_id, grade, help) values ($1, $2, $3, $4)`, id, p.ID, g.Grade, g.Help); err != nil {
			return err
		}
	}
	return nil
}

// loadGrades are the grades of one review; there is no list of grades over reviews.
func loadGrades(tx *db.Tx, id ReviewID) ([]Grade, error) {
	return db.All(tx, func(s db.Scanner) (g Grade, err error) {
		err = s.Scan(&g.Person, &g.Name, &g.Grade, &g.Help)
		return g, err
	}, `select g.person_id, p.name, g.grade, g.help from orglife_grade g join v_person p on p.id = g.person_id where g.review_id = $1 order by g.person_id`, id)
}

const criticismCols = `k.id, k.review_id, k.party_id, k.party_ord, k.title, k.measure, k.due, k.item_id, coalesce(i.number, ''), coalesce(i.state, ''), k.closed_on, k.closed_note, k.closed_at, k.made_at, k.version`

const criticismFrom = ` from orglife_criticism k left join v_item i on i.id = k.item_id `

func scanCriticism(s db.Scanner) (k Criticism, err error) {
	err = s.Scan(&k.ID, &k.Review, &k.Party, &k.PartyOrd, &k.Title, &k.Measure, &k.Due, &k.Item, &k.ItemNumber, &k.ItemState, &k.ClosedOn, &k.ClosedNote, db.At(&k.ClosedAt), db.At(&k.MadeAt), &k.Version)
	return k, err
}

func loadCriticism(tx *db.Tx, id CriticismID) (Criticism, error) {
	return db.One(tx, scanCriticism, `select `+criticismCols+criticismFrom+`where k.id = $1`, id)
}

func criticismsOf(tx *db.Tx, id ReviewID) ([]Criticism, error) {
	return db.All(tx, scanCriticism, `select `+criticismCols+criticismFrom+`where k.review_id = $1 order by k.made_at, k.id`, id)
}

func insertCriticism(tx *db.Tx, k Criticism) error {
	_, err := tx.Exec(`insert into orglife_criticism (id, review_id, party_id, party_ord, title, measure, due, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		k.ID, k.Review, k.Party, k.PartyOrd, k.Title, k.Measure, k.Due, db.Stamp(k.MadeAt))
	return err
}

func saveCriticism(tx *db.Tx, k *Criticism) error {
	k.Version++
	return moved(tx.Exec(`update orglife_criticism set item_id = $1, closed_on = $2, closed_note = $3, closed_at = $4, version = $5 where id = $6 and version = $7`,
		k.Item, k.ClosedOn, k.ClosedNote, db.Stamp(k.ClosedAt), k.Version, k.ID, k.Version-1))
}
