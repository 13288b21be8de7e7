package dutyreport

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// home is the highest unit at which the actor may run a year.
func home(tx *db.Tx) (id string, ord int64, err error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.EditYear).Where("ord", &a)
	if err = tx.Row(`select id, ord from v_unit where until = '' and `+where+` order by ord limit 1`, a...).Scan(&id, &ord); err != nil {
		return "", 0, fault.NotFound()
	}
	return id, ord, nil
}

func insertStep(tx *db.Tx, s Step) error {
	_, err := tx.Exec(`insert into dutyreport_step (year_id, code, seq, title_zh, title_en, rule, due, due_first) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.Year, s.Code, s.Seq, s.Title.Zh, s.Title.En, s.Rule, s.Due, s.First)
	return err
}

func listSteps(tx *db.Tx, id YearID) ([]Step, error) {
	return db.All(tx, func(r db.Scanner) (s Step, err error) {
		err = r.Scan(&s.Year, &s.Code, &s.Seq, &s.Title.Zh, &s.Title.En, &s.Rule, &s.Due, &s.First, &s.Why, &s.DoneOn, &s.Version)
		return s, err
	}, `select year_id, code, seq, title_zh, title_en, rule, due, due_first, moved_why, done_on, version from dutyreport_step where year_id = $1 order by seq`, id)
}

// saveStep keeps the first date of a step once its year was announced: the verb gives it back unchanged.
func saveStep(tx *db.Tx, s Step) error {
	return saved(tx.Exec(`update dutyreport_step set due = $1, due_first = $2, moved_why = $3, done_on = $4, version = version + 1 where year_id = $5 and code = $6 and version = $7`,
		s.Due, s.First, s.Why, s.DoneOn, s.Year, s.Code, s.Version))
}

// setFirst sets both dates of a report whose year was not announced yet.
func setFirst(tx *db.Tx, r Report) error {
	return saved(tx.Exec(`update dutyreport_report set due = $1, due_first = $2, version = version + 1 where id = $3 and version = $4`, r.Due, r.Due, r.ID, r.Version))
}

func scanHead(s db.Scanner) (c candidate, err error) {
	c.Reason = ByHead
	err = s.Scan(&c.Person, &c.Name, &c.Post, &c.Since, &c.Unit, &c.Ord)
	return c, err
}

// listHeads are the principal heads of the inspected units on the day, in register order.
func listHeads(tx *db.Tx, day clock.Day) ([]candidate, error) {
	return db.All(tx, scanHead, `select p.id, p.name, t.title, t.since, u.id, u.ord from v_post t join v_person p on p.id = t.person_id join v_unit u on u.id = t.unit_id
		where t.kind = 'head' and t.since <= $1 and (t.until = '' or t.until >= $2) and u.inspected and u.until = '' order by u.ord, t.since, t.id`, day, day)
}
