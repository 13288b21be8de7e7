package chronic

import (
	"strings"

	"plumbline/internal/ground/db"
)

func joined(list []string) string { return strings.Join(list, "\n") }

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// listPool is what may be drawn from, whoever asks: a draw that left something out would be no draw.
func listPool(tx *db.Tx, campaign string, states []State) ([]Problem, error) {
	var a db.Args
	q := `select ` + problemCols + problemFrom + ` where p.campaign_id = ` + a.Add(campaign) + ` and p.state in ` + db.In(&a, states) + ` order by p.id`
	return db.All(tx, scanProblem, q, a...)
}

func nextBatch(tx *db.Tx, campaign string) (int, error) {
	return db.Value[int](tx, `select coalesce(max(number), 0) + 1 from chronic_batch where campaign_id = $1`, campaign)
}

func insertBatch(tx *db.Tx, b Batch) error {
	_, err := tx.Exec(`insert into chronic_batch (id, number, campaign_id, unit_id, unit_ord, kind, title, drawn_on, seed, pool, reviewers, size, made_by, made_name, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		b.ID, b.Number, b.Campaign, b.Unit, b.UnitOrd, b.Kind, b.Title, b.Drawn, b.Seed, joined(b.Pool), joined(b.Reviewers), b.Size, b.Made.ID, b.Made.Name, db.Stamp(b.Made.At))
	return err
}

const batchCols = `b.id, b.number, b.campaign_id, b.unit_id, b.unit_ord, b.kind, b.title, b.drawn_on, b.seed, b.pool, b.reviewers, b.size, b.made_by, b.made_name, b.made_at,
	(select count(*) from chronic_lot l where l.batch_id = b.id and l.done_on <> ''), (select count(*) from chronic_lot l where l.batch_id = b.id and l.verdict = 'differs')`

func scanBatch(s db.Scanner) (b Batch, err error) {
	var pool, reviewers string
	err = s.Scan(&b.ID, &b.Number, &b.Campaign, &b.Unit, &b.UnitOrd, &b.Kind, &b.Title, &b.Drawn, &b.Seed, &pool, &reviewers, &b.Size, &b.Made.ID, &b.Made.Name, db.At(&b.Made.At), &b.Looked, &b.Differs)
	b.Pool, b.Reviewers = lines(pool), lines(reviewers)
	return b, err
}

func loadBatch(tx *db.Tx, id BatchID) (Batch, error) {
	return db.One(tx, scanBatch, `select `+batchCols+` from chronic_batch b where b.id = $1`, id)
}

func listBatches(tx *db.Tx, campaign string) ([]Batch, error) {
	return db.All(tx, scanBatch, `select `+batchCols+` from chronic_batch b where b.campaign_id = $1 order by b.number`, campaign)
}

const lotCols = `l.id, l.batch_id, b.number, b.campaign_id, b.kind, l.problem_id, p.number, p.title, l.position, u.short, u.ord, u.last, u.depth, l.unit_id, l.unit_ord, w.short, l.due, l.verdict, l.sampled, l.matched, l.words, l.person_id, l.person_name, l.done_on, l.version`

const lotFrom = ` from chronic_lot l join chronic_batch b on b.id = l.batch_id join chronic_problem p on p.id = l.problem_id join v_unit u on u.id = p.unit_id join v_unit w on w.id = l.unit_id`

func scanLot(s db.Scanner) (l Lot, err error) {
	err = s.Scan(&l.ID, &l.Batch, &l.BatchNumber, &l.Campaign, &l.Kind, &l.Problem, &l.ProblemNumber, &l.Title, &l.Position, &l.Of, &l.Side.First, &l.Side.Last, &l.SideDepth, &l.Unit, &l.UnitOrd, &l.UnitName,
		&l.Due, &l.Verdict, &l.Sampled, &l.Matched, &l.Words, &l.By.ID, &l.By.Name, &l.DoneOn, &l.Version)
	l.ProblemOrd = l.Side.First
	return l, err
}

func withPeople(tx *db.Tx, list []Lot) error {
	for i := range list {
		var err error
		if list[i].People, err = listReviewers(tx, list[i].ID); err != nil {
			return err
		}
	}
	return nil
}

func listReviewers(tx *db.Tx, lot LotID) ([]Named, error) {
	return db.All(tx, scanNamed, `select p.id, p.name from chronic_reviewer r join v_person p on p.id = r.person_id where r.lot_id = $1 order by p.name, p.id`, lot)
}

func loadLot(tx *db.Tx, id LotID) (Lot, error) {
	l, err := db.One(tx, scanLot, `select `+lotCols+lotFrom+` where l.id = $1`, id)
	if err != nil {
		return l, err
	}
	l.People, err = listReviewers(tx, id)
	return l, err
}

func listLots(tx *db.Tx, where string, args ...any) ([]Lot, error) {
	list, err := db.All(tx, scanLot, `select `+lotCols+lotFrom+` where `+where+` order by l.done_on <> '', b.number, l.position`, args...)
	if err != nil {
		return nil, err
	}
	return list, withPeople(tx, list)
}

// listOwnLots are the reviews for which the actor is named, without those that a recusal keeps away.
func listOwnLots(tx *db.Tx) ([]Lot, error) {
	list, err := listLots(tx, `exists (select 1 from chronic_reviewer r where r.lot_id = l.id and r.person_id = $1)`, tx.Who.Person)
	out := list[:0]
	for _, l := range list {
		if mayReview(tx, l) {
			out = append(out, l)
		}
	}
	return out, err
}

func insertLot(tx *db.Tx, l Lot) error {
	_, err := tx.Exec(`insert into chronic_lot (id, batch_id, problem_id, position, unit_id, unit_ord, due) values ($1, $2, $3, $4, $5, $6, $7)`, l.ID, l.Batch, l.Problem, l.Position, l.Unit, l.UnitOrd, l.Due)
	if err != nil {
		return err
	}
	var ids []string
	for _, p := range l.People {
		ids = append(ids, p.ID)
	}
	return nameReviewers(tx, l.ID, ids)
}

func nameReviewers(tx *db.Tx, lot LotID, persons []string) error {
	if _, err := tx.Exec(`delete from chronic_reviewer where lot_id = $1`, lot); err != nil {
		return err
	}
	for _, p := range persons {
		if _, err := tx.Exec(`insert into chronic_reviewer (lot_id, person_id) values ($1, $2)`, lot, p); err != nil {
			return err
		}
	}
	return nil
}

func saveLot(tx *db.Tx, l *Lot) error {
	l.Version++
	return moved(tx.Exec(`update chronic_lot set verdict = $1, sampled = $2, matched = $3, words = $4, person_id = $5, person_name = $6, done_on = $7, version = $8 where id = $9 and version = $10`,
		l.Verdict, l.Sampled, l.Matched, l.Words, l.By.ID, l.By.Name, l.DoneOn, l.Version, l.ID, l.Version-1))
}

func openLots(tx *db.Tx, id ID) (int, error) {
	return db.Value[int](tx, `select count(*) from chronic_lot l where l.problem_id = $1 and l.done_on = ''`, id)
}

// liaisons are the persons who hold the liaison's post of the unit today.
func liaisons(tx *db.Tx, unit string) ([]Named, error) {
	return db.All(tx, scanNamed, `select p.id, p.name from v_post o join v_person p on p.id = o.person_id where o.unit_id = $1 and o.kind = 'liaison' and o.since <= $2 and (o.until = '' or o.until >= $2) order by p.name, p.id`, unit, tx.Today())
}

func postHolders(tx *db.Tx, unit string) ([]Named, error) {
	return db.All(tx, scanNamed, `select distinct p.id, p.name from v_post o join v_person p on p.id = o.person_id where o.unit_id = $1 and o.since <= $2 and (o.until = '' or o.until >= $2) order by p.name, p.id`, unit, tx.Today())
}

// liaisonUnits are the units with a liaison.
func liaisonUnits(tx *db.Tx) (map[string]bool, error) {
	list, err := db.All(tx, func(s db.Scanner) (id string, err error) { return id, s.Scan(&id) },
		`select distinct unit_id from v_post where kind = 'liaison' and since <= $1 and (until = '' or until >= $1)`, tx.Today())
	out := map[string]bool{}
	for _, id := range list {
		out[id] = true
	}
	return out, err
}
