package partywork

import (
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

func scanFact(s db.Scanner) (f Fact, err error) {
	err = s.Scan(&f.Title, &f.Day, &f.Good, &f.Href)
	return f, err
}

// factsOfLife are the duties of organisation life whose period ended: done in it, or missed.
func factsOfLife(tx *db.Tx, ids []string, first, last clock.Day) ([]Fact, error) {
	var a db.Args
	in := db.In(&a, ids)
	return db.All(tx, scanFact, `select distinct d.title || ' ' || d.period_from, d.period_until, d.state = 'done', '/orglife/duties/' || d.id from v_orglife_duty d
		where d.party_id in `+in+` and d.state <> 'pending' and d.period_until >= `+a.Add(string(first))+` and d.period_until <= `+a.Add(string(last))+` order by 2, 1, 4`, a...)
}

// factsOfHours are the hours of training of each organisation: a sum each, nobody's own.
func factsOfHours(tx *db.Tx, ids []string, first, _ clock.Day) ([]Fact, error) {
	var a db.Args
	in := db.In(&a, ids)
	return db.All(tx, func(s db.Scanner) (f Fact, err error) {
		err = s.Scan(&f.Title, &f.N, &f.Of)
		f.Good, f.Href = f.N >= f.Of, "/training"
		return f, err
	}, `select distinct o.short, cast(t.hours_done as bigint), cast(t.hours_due as bigint) from v_training_unit t join v_party o on o.id = t.party_id
		where t.party_id in `+in+` and t.year = `+a.Add(first.Year())+` order by 1`, a...)
}

// factsOfItems are the rectification items of the units covered that fell due: closed, or not.
func factsOfItems(tx *db.Tx, ids []string, first, last clock.Day) ([]Fact, error) {
	var a db.Args
	in := db.In(&a, ids)
	return db.All(tx, scanFact, `select distinct i.number || ' ' || i.title, i.due, i.closed_on <> '', '/rectify/items/' || i.id from v_item i join v_link k on k.unit_id = i.unit_id and k.until = ''
		where k.party_id in `+in+` and i.due >= `+a.Add(string(first))+` and i.due <= `+a.Add(string(last))+` order by 2, 1`, a...)
}

// factsOfBudget are the approved expenses whose settlement fell due: settled, or not.
func factsOfBudget(tx *db.Tx, ids []string, first, last clock.Day) ([]Fact, error) {
	var a db.Args
	in := db.In(&a, ids)
	return db.All(tx, scanFact, `select b.number || ' ' || b.activity, b.settle_due, b.settled_at <> '', '/budget/expenses/' || b.id from v_budget_settling b
		where b.party_id in `+in+` and b.settle_due >= `+a.Add(string(first))+` and b.settle_due <= `+a.Add(string(last))+` order by 2, 1`, a...)
}

// factsOfHearings are the hearings whose time ended: held in it, or not.
func factsOfHearings(tx *db.Tx, ids []string, first, last clock.Day) ([]Fact, error) {
	var a db.Args
	in := db.In(&a, ids)
	return db.All(tx, scanFact, `select o.short, h.due, h.held_on <> '' and h.held_on <= h.due, '/partywork/hearings/' || h.id from partywork_hearing h join v_party o on o.id = h.party_id
		where h.party_id in `+in+` and h.due >= `+a.Add(string(first))+` and h.due <= `+a.Add(string(last))+` order by 2, 1`, a...)
}

// factsOfWork are the duties of the yearly list that fell due: accepted, or not.
func factsOfWork(tx *db.Tx, ids []string, first, last clock.Day) ([]Fact, error) {
	var a db.Args
	in := db.In(&a, ids)
	return db.All(tx, scanFact, `select t.number || ' ' || t.title, d.due, d.state = 'accepted', '/partywork/duties/' || d.id from partywork_duty d join partywork_task t on t.id = d.task_id
		where d.party_id in `+in+` and d.due >= `+a.Add(string(first))+` and d.due <= `+a.Add(string(last))+` order by 2, 1`, a...)
}

// mainWork counts by quarter the tasks of directives and the items of the units that an organisation covers.
func mainWork(tx *db.Tx, party string, year int, tasks, items *quarterOf) error {
	type row struct {
		task bool
		due  clock.Day
		done bool
	}
	from, to := fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year)
	list, err := db.All(tx, func(s db.Scanner) (x row, err error) {
		err = s.Scan(&x.task, &x.due, &x.done)
		return x, err
	}, `select true, d.due, d.state = 'accepted' from v_duty d join v_link k on k.unit_id = d.unit_id and k.until = '' where k.party_id = $1 and d.withdrawn_at = '' and d.due >= $2 and d.due <= $3
		union all
		select false, i.due, i.closed_on <> '' from v_item i join v_link k on k.unit_id = i.unit_id and k.until = '' where k.party_id = $4 and i.due >= $5 and i.due <= $6`, party, from, to, party, from, to)
	for _, x := range list {
		if x.task {
			tasks.add(x.due, x.done)
		} else {
			items.add(x.due, x.done)
		}
	}
	return err
}

// yearMiles are the stages of every duty of a year.
func yearMiles(tx *db.Tx, year int, into map[DutyID][]Milestone) error {
	list, err := db.All(tx, scanMile, `select `+mileCols+` from partywork_milestone m join partywork_duty d on d.id = m.duty_id join partywork_task t on t.id = d.task_id join partywork_list l on l.id = t.list_id
		where l.year = $1 order by m.duty_id, m.seq`, year)
	for _, m := range list {
		into[m.Duty] = append(into[m.Duty], m)
	}
	return err
}
