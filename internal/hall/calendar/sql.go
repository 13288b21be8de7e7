package calendar

import (
	"encoding/json"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const promiseCols = `id, kind, ref, unit_id, unit_ord, title, restricted, link, rule, rule_since, start, original, due, due_at, extended, held_since, kept_at, people, version`

func scanPromise(r db.Scanner) (p Promise, err error) {
	var people string
	err = r.Scan(&p.ID, &p.Kind, &p.Ref, &p.Unit, &p.Ord, &p.Title, &p.Restricted, &p.Link, &p.Rule, &p.RuleSince, &p.Start, &p.Original, &p.Due,
		db.At(&p.DueAt), &p.Extended, &p.HeldSince, db.At(&p.KeptAt), &people, &p.Version)
	if err != nil {
		return p, err
	}
	err = json.Unmarshal([]byte(people), &p.People)
	return p, err
}

func insertPromise(tx *db.Tx, p Promise, next time.Time) error {
	people, err := json.Marshal(p.People)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into calendar_promise (id, kind, ref, unit_id, unit_ord, title, restricted, link, rule, rule_since, start, original, due, due_at, next_at, people, made_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		p.ID, p.Kind, p.Ref, p.Unit, p.Ord, p.Title, p.Restricted, p.Link, p.Rule, p.RuleSince, p.Start, p.Original, p.Due, db.Stamp(p.DueAt), db.Stamp(next), string(people), db.Stamp(tx.Now))
	if db.IsUnique(err) { // somebody else promised the same in this very moment
		return fault.Conflict("calendar.changed_meanwhile")
	}
	return err
}

func loadOpen(tx *db.Tx, kind, ref string) (Promise, error) {
	return db.One(tx, scanPromise, `select `+promiseCols+` from calendar_promise where kind = $1 and ref = $2 and kept_at = '' and dropped_at = ''`, kind, ref)
}

// updatePromise saves what an extension, suspension or resumption changed.
func updatePromise(tx *db.Tx, p Promise, next time.Time) error {
	n, err := tx.Exec(`update calendar_promise set due = $1, due_at = $2, extended = $3, held_since = $4, next_at = $5, version = version + 1 where id = $6 and version = $7`,
		p.Due, db.Stamp(p.DueAt), p.Extended, p.HeldSince, db.Stamp(next), p.ID, p.Version)
	return changed(n, err)
}

func closePromise(tx *db.Tx, p Promise, how string) error {
	q := `update calendar_promise set kept_at = $1, next_at = '', version = version + 1 where id = $2 and version = $3`
	if how == "dropped" {
		q = `update calendar_promise set dropped_at = $1, next_at = '', version = version + 1 where id = $2 and version = $3`
	}
	if err := changed(tx.Exec(q, db.Stamp(tx.Now), p.ID, p.Version)); err != nil {
		return err
	}
	return insertChange(tx, p.ID, how, string(p.Due), "", "")
}

func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("calendar.changed_meanwhile")
	}
	return err
}

func setNext(tx *db.Tx, id string, next time.Time) error {
	_, err := tx.Exec(`update calendar_promise set next_at = $1 where id = $2`, db.Stamp(next), id)
	return err
}

func listDue(tx *db.Tx, limit int) ([]Promise, error) {
	return db.All(tx, scanPromise, `select `+promiseCols+` from calendar_promise where next_at <> '' and next_at <= $1 order by next_at, id limit $2`, db.Stamp(tx.Now), limit)
}

func listUpcoming(tx *db.Tx, scope db.Scope, kinds []string, from, until clock.Day, limit int) ([]Promise, error) {
	var a db.Args
	q := `select ` + promiseCols + ` from calendar_promise where kept_at = '' and dropped_at = '' and ` + scope.Rows("unit_ord", "ref", &a) + ` and due >= ` + a.Add(from) + ` and due <= ` + a.Add(until)
	if len(kinds) > 0 {
		q += ` and kind in ` + db.In(&a, kinds)
	}
	return db.All(tx, scanPromise, q+` order by due, id limit `+a.Add(limit), a...)
}

func insertChange(tx *db.Tx, promise, what, was, became, reason string) error {
	_, err := tx.Exec(`insert into calendar_change (promise_id, what, was, became, reason, actor, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		promise, what, was, became, reason, tx.Who.Label(), db.Stamp(tx.Now))
	return err
}

func listChanges(tx *db.Tx, kind, ref string) ([]Change, error) {
	return db.All(tx, func(r db.Scanner) (c Change, err error) {
		err = r.Scan(&c.What, &c.Was, &c.Became, &c.Reason, &c.Actor, db.At(&c.At))
		return c, err
	}, `select c.what, c.was, c.became, c.reason, c.actor, c.at from calendar_change c join calendar_promise p on p.id = c.promise_id
		where p.kind = $1 and p.ref = $2 order by c.seq`, kind, ref)
}

func renumber(tx *db.Tx, unit string, ord int64) error {
	_, err := tx.Exec(`update calendar_promise set unit_ord = $1 where unit_id = $2 and unit_ord <> $3`, ord, unit, ord)
	return err
}
