package calendar

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const promiseCols = `id, kind, ref, unit_id, unit_ord, title, restricted, link, rule, rule_since, start, original, due, due_at, extended, held_since, kept_at, people, matter, closes, missed_at, done_on, late, version`

func scanPromise(r db.Scanner) (p Promise, err error) {
	var people string
	err = r.Scan(&p.ID, &p.Kind, &p.Ref, &p.Unit, &p.Ord, &p.Title, &p.Restricted, &p.Link, &p.Rule, &p.RuleSince, &p.Start, &p.Original, &p.Due,
		db.At(&p.DueAt), &p.Extended, &p.HeldSince, db.At(&p.KeptAt), &people, &p.Matter, &p.Closes, db.At(&p.MissedAt), &p.DoneOn, &p.Late, &p.Version)
	if err != nil {
		return p, err
	}
	err = json.Unmarshal([]byte(people), &p.People)
	return p, err
}

const insertCols = `insert into calendar_promise (id, kind, ref, unit_id, unit_ord, title, restricted, link, rule, rule_since, start, original, due, due_at, next_at, people, matter, persons,
	closes, kept_at, missed_at, done_on, late, made_at) values `

// row are the values of insertCols.
func (p Promise) row(tx *db.Tx, next time.Time) ([]any, error) {
	people := []byte("null")
	if len(p.People) > 0 {
		var err error
		if people, err = json.Marshal(p.People); err != nil {
			return nil, err
		}
	}
	return []any{p.ID, p.Kind, p.Ref, p.Unit, p.Ord, p.Title, p.Restricted, p.Link, p.Rule, p.RuleSince, p.Start, p.Original, p.Due, db.Stamp(p.DueAt), db.Stamp(next), string(people),
		cmp.Or(p.Matter, p.Ref), barred(p.names()), p.Closes, db.Stamp(p.KeptAt), db.Stamp(p.MissedAt), p.DoneOn, p.Late, db.Stamp(tx.Now)}, nil
}

// barred writes ids between bars, so that one is found in the text of many.
func barred(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return "|" + strings.Join(ids, "|") + "|"
}

func insertPromise(tx *db.Tx, p Promise, next time.Time) error {
	row, err := p.row(tx, next)
	if err != nil {
		return err
	}
	var a db.Args
	_, err = tx.Exec(insertCols+db.In(&a, row), a...)
	if db.IsUnique(err) { // somebody else promised the same in this very moment
		return fault.Conflict("calendar.changed_meanwhile")
	}
	return err
}

// promisesAtOnce is how many rows one statement inserts: fewer than a statement may have values.
const promisesAtOnce = 200

func insertPromises(tx *db.Tx, list []Promise) error {
	for part := range slices.Chunk(list, promisesAtOnce) {
		var a db.Args
		rows := make([]string, len(part))
		for i, p := range part {
			row, err := p.row(tx, p.firstWarning(tx.Now))
			if err != nil {
				return err
			}
			rows[i] = db.In(&a, row)
		}
		if _, err := tx.Exec(insertCols+strings.Join(rows, ", "), a...); err != nil {
			return err
		}
	}
	return nil
}

func loadOpen(tx *db.Tx, kind, ref string) (Promise, error) {
	return db.One(tx, scanPromise, `select `+promiseCols+` from calendar_promise where kind = $1 and ref = $2 and kept_at = '' and dropped_at = ''`, kind, ref)
}

// loadDoable is the promise that DoneOn may mark: the open one, or else one that was missed and made up for. Two
// statements, because each has its index and both together have none.
func loadDoable(tx *db.Tx, kind, ref string) (Promise, error) {
	p, err := loadOpen(tx, kind, ref)
	if !fault.Is(err, fault.KindNotFound) {
		return p, err
	}
	return db.One(tx, scanPromise, `select `+promiseCols+` from calendar_promise where kind = $1 and ref = $2 and missed_at <> '' and kept_at <> ''`, kind, ref)
}

func keptPromise(tx *db.Tx, p Promise) error {
	if err := changed(tx.Exec(`update calendar_promise set kept_at = $1, done_on = $2, late = $3, missed_at = $4, next_at = '', version = version + 1 where id = $5 and version = $6`,
		db.Stamp(p.KeptAt), p.DoneOn, p.Late, db.Stamp(p.MissedAt), p.ID, p.Version)); err != nil {
		return err
	}
	if p.Closes != "" {
		return nil // laid down by the thousand: its own columns say how it was kept
	}
	return insertChange(tx, p.ID, "kept", string(p.Due), "", "")
}

func missClosed(tx *db.Tx, kind string) (int, error) {
	n, err := tx.Exec(`update calendar_promise set missed_at = $1, next_at = '', version = version + 1 where closes <> '' and closes < $2 and kept_at = '' and dropped_at = '' and missed_at = '' and kind = $3`,
		db.Stamp(tx.Now), tx.Today(), kind)
	return int(n), err
}

// updatePromise saves what an extension, suspension or resumption changed.
func updatePromise(tx *db.Tx, p Promise, next time.Time) error {
	n, err := tx.Exec(`update calendar_promise set due = $1, due_at = $2, extended = $3, held_since = $4, next_at = $5, version = version + 1 where id = $6 and version = $7`,
		p.Due, db.Stamp(p.DueAt), p.Extended, p.HeldSince, db.Stamp(next), p.ID, p.Version)
	return changed(n, err)
}

func dropPromise(tx *db.Tx, p Promise) error {
	if err := changed(tx.Exec(`update calendar_promise set dropped_at = $1, next_at = '', version = version + 1 where id = $2 and version = $3`, db.Stamp(tx.Now), p.ID, p.Version)); err != nil {
		return err
	}
	return insertChange(tx, p.ID, "dropped", string(p.Due), "", "")
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
	q := `select ` + promiseCols + ` from calendar_promise where kept_at = '' and dropped_at = '' and missed_at = '' and ` + scope.Rows("unit_ord", "matter", &a) + ` and due >= ` + a.Add(from) + ` and due <= ` + a.Add(until)
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
