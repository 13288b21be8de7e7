package chronic

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

const visitCols = `v.id, v.number, v.campaign_id, v.unit_id, v.unit_ord, v.state, v.way, v.title, v.aim, v.visit_on, v.kind, v.size, v.seed_hash, v.seed, v.pool, v.summary, v.done_on, v.units_seen, v.noted, v.wrong, v.made_by, v.made_name, v.made_at, v.version`

func scanVisit(s db.Scanner) (v Visit, err error) {
	var pool string
	err = s.Scan(&v.ID, &v.Number, &v.Campaign, &v.Unit, &v.UnitOrd, &v.State, &v.Way, &v.Title, &v.Aim, &v.On, &v.Kind, &v.Size, &v.SeedHash, &v.Seed, &pool, &v.Summary, &v.DoneOn, &v.Units, &v.Noted, &v.Wrong,
		&v.Made.ID, &v.Made.Name, db.At(&v.Made.At), &v.Version)
	v.Pool = lines(pool)
	return v, err
}

func loadVisit(tx *db.Tx, id VisitID) (*Visit, error) {
	v, err := db.One(tx, scanVisit, `select `+visitCols+` from chronic_visit v where v.id = $1`, id)
	if err != nil {
		return nil, err
	}
	if v.People, err = visitPeople(tx, id); err != nil {
		return nil, err
	}
	v.Lots, err = db.All(tx, func(s db.Scanner) (l VisitLot, err error) { return l, s.Scan(&l.Position, &l.Ref, &l.Unit, &l.Label) },
		`select position, ref, unit_id, label from chronic_visit_lot where visit_id = $1 order by position`, id)
	return &v, err
}

func visitPeople(tx *db.Tx, id VisitID) ([]VisitPerson, error) {
	return db.All(tx, func(s db.Scanner) (p VisitPerson, err error) { return p, s.Scan(&p.ID, &p.Name, &p.Duty) },
		`select p.id, p.name, n.duty from chronic_visit_person n join v_person p on p.id = n.person_id where n.visit_id = $1 order by n.duty desc, p.name, p.id`, id)
}

// listOwnVisits are the visits for which the actor is named and from which no recusal keeps.
func listOwnVisits(tx *db.Tx) ([]Visit, error) {
	list, err := db.All(tx, scanVisit, `select `+visitCols+` from chronic_visit v where exists (select 1 from chronic_visit_person n where n.visit_id = v.id and n.person_id = $1) order by v.visit_on desc, v.number desc limit 200`, tx.Who.Person)
	if err != nil {
		return nil, err
	}
	out := list[:0]
	for _, v := range list {
		if v.People, err = visitPeople(tx, v.ID); err != nil {
			return nil, err
		}
		if access.May(tx.Who, access.ReadVisit, v.Place()) == nil {
			out = append(out, v)
		}
	}
	return out, nil
}

func insertVisit(tx *db.Tx, v *Visit) error {
	_, err := tx.Exec(`insert into chronic_visit (id, number, campaign_id, unit_id, unit_ord, state, way, title, aim, visit_on, kind, size, seed_hash, seed, pool, made_by, made_name, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		v.ID, v.Number, v.Campaign, v.Unit, v.UnitOrd, v.State, v.Way, v.Title, v.Aim, v.On, v.Kind, v.Size, v.SeedHash, v.Seed, joined(v.Pool), v.Made.ID, v.Made.Name, db.Stamp(v.Made.At))
	if err != nil {
		return err
	}
	for _, p := range v.People {
		if _, err := tx.Exec(`insert into chronic_visit_person (visit_id, person_id, duty) values ($1, $2, $3)`, v.ID, p.ID, p.Duty); err != nil {
			return err
		}
	}
	return nil
}

func saveVisit(tx *db.Tx, v *Visit) error {
	v.Version++
	return moved(tx.Exec(`update chronic_visit set state = $1, summary = $2, summary_by = $3, done_on = $4, units_seen = $5, noted = $6, wrong = $7, version = $8 where id = $9 and version = $10`,
		v.State, v.Summary, by(tx).ID, v.DoneOn, v.Units, v.Noted, v.Wrong, v.Version, v.ID, v.Version-1))
}

// visitPool is what can be drawn: inspected units of the first level, or problems under work and closed.
func visitPool(tx *db.Tx, v *Visit) ([]string, error) {
	scan := func(s db.Scanner) (id string, err error) { return id, s.Scan(&id) }
	if v.Kind == "unit" {
		return db.All(tx, scan, `select id from v_unit where inspected and (until = '' or until >= $1) order by ord`, tx.Today())
	}
	return db.All(tx, scan, `select id from chronic_problem where campaign_id = $1 and state in ('working', 'returned', 'claimed', 'accepted', 'ruled', 'closed') order by id`, v.Campaign)
}

// visitLabels are what the drawn places are called on the page, by id.
func visitLabels(tx *db.Tx, v *Visit) (map[string]VisitLot, error) {
	q := `select id, id, short from v_unit where inspected`
	var args []any
	if v.Kind == "problem" {
		q, args = `select p.id, p.unit_id, p.number || ' ' || p.title from chronic_problem p where p.campaign_id = $1`, []any{v.Campaign}
	}
	list, err := db.All(tx, func(s db.Scanner) (l VisitLot, err error) { return l, s.Scan(&l.Ref, &l.Unit, &l.Label) }, q, args...)
	out := map[string]VisitLot{}
	for _, l := range list {
		out[l.Ref] = l
	}
	return out, err
}

func insertVisitLot(tx *db.Tx, id VisitID, l VisitLot) error {
	_, err := tx.Exec(`insert into chronic_visit_lot (visit_id, position, ref, unit_id, label) values ($1, $2, $3, $4, $5)`, id, l.Position, l.Ref, l.Unit, l.Label)
	return err
}

const observationCols = `o.id, o.visit_id, o.seq, o.unit_id, u.short, o.problem_id, o.seen_at, o.body, o.wrong, o.one_id, o.one_name, o.two_id, o.two_name, o.handed_to, o.handed_ref, o.made_at, o.version`

const observationFrom = ` from chronic_observation o join v_unit u on u.id = o.unit_id`

func scanObservation(s db.Scanner) (o Observation, err error) {
	return o, s.Scan(&o.ID, &o.Visit, &o.Seq, &o.Unit, &o.UnitName, &o.Problem, &o.SeenAt, &o.Body, &o.Wrong, &o.One.ID, &o.One.Name, &o.Two.ID, &o.Two.Name, &o.HandedTo, &o.Ref, db.At(&o.Made), &o.Version)
}

func listObservations(tx *db.Tx, id VisitID) ([]Observation, error) {
	return db.All(tx, scanObservation, `select `+observationCols+observationFrom+` where o.visit_id = $1 order by o.seq`, id)
}

func loadObservation(tx *db.Tx, visit VisitID, id ObserveID) (Observation, error) {
	return db.One(tx, scanObservation, `select `+observationCols+observationFrom+` where o.id = $1 and o.visit_id = $2`, id, visit)
}

func visitOfObservation(tx *db.Tx, id string) (VisitID, error) {
	return db.Value[VisitID](tx, `select visit_id from chronic_observation where id = $1`, id)
}

func insertObservation(tx *db.Tx, o Observation) error {
	_, err := tx.Exec(`insert into chronic_observation (id, visit_id, seq, unit_id, problem_id, seen_at, body, wrong, one_id, one_name, made_at)
		select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10 from chronic_observation where visit_id = $2`,
		o.ID, o.Visit, o.Unit, o.Problem, o.SeenAt, o.Body, o.Wrong, o.One.ID, o.One.Name, db.Stamp(o.Made))
	return err
}

func saveObservation(tx *db.Tx, o *Observation) error {
	o.Version++
	signed := ""
	if o.Two.ID != "" {
		signed = db.Stamp(tx.Now)
	}
	return moved(tx.Exec(`update chronic_observation set two_id = $1, two_name = $2, signed_at = case when signed_at = '' then $3 else signed_at end, handed_to = $4, handed_ref = $5, version = $6 where id = $7 and version = $8`,
		o.Two.ID, o.Two.Name, signed, o.HandedTo, o.Ref, o.Version, o.ID, o.Version-1))
}

// listSummaries reads what the office may know: the P2 columns of finished visits.
func listSummaries(tx *db.Tx, scope db.Scope) ([]Summary, error) {
	var a db.Args
	q := `select v.id, v.number, v.done_on, v.units_seen, v.noted, v.wrong, v.summary, v.seed, v.seed_hash, (select count(*) from chronic_visit_lot l where l.visit_id = v.id) from chronic_visit v where v.state = 'done' and ` +
		scope.Where("v.unit_ord", &a) + ` order by v.done_on desc, v.number desc limit 200`
	return db.All(tx, func(s db.Scanner) (x Summary, err error) {
		return x, s.Scan(&x.ID, &x.Number, &x.DoneOn, &x.Units, &x.Noted, &x.Wrong, &x.Text, &x.Seed, &x.SeedHash, &x.Drawn)
	}, q, a...)
}

// nameable are the persons with a post at the head of the house and in its departments.
func nameable(tx *db.Tx) ([]Named, error) {
	return db.All(tx, scanNamed, `select p.id, p.name || '　' || u.short from v_person p join v_unit u on u.id = p.unit_id
		where (u.parent_id is null or u.kind = 'department') and (p.until = '' or p.until >= $1) order by u.ord, p.name, p.id limit 300`, tx.Today())
}
