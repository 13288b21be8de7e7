package search

import (
	"database/sql"
	"errors"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

type stored struct {
	row   int64
	sum   string
	light light
}

// loadRow finds the entry of a thing; row 0 when there is none.
func loadRow(tx *db.Tx, kind Kind, ref string) (stored, error) {
	var s stored
	err := tx.Row(`select id, sum, unit_ord, holder, state, done, due, day from search_doc where kind = $1 and ref = $2`, string(kind), ref).
		Scan(&s.row, &s.sum, &s.light.ord, &s.light.holder, &s.light.state, &s.light.done, &s.light.due, &s.light.start)
	if errors.Is(err, sql.ErrNoRows) {
		return stored{}, nil
	}
	return s, err
}

func insertDoc(tx *db.Tx, d Doc, sum string) (row int64, err error) {
	err = tx.Insert(`insert into search_doc (kind, ref, number, title, body, extra, unit_id, unit_ord, readers, state, done, due, day, holder, sum)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id`, &row,
		string(d.Kind), d.ID, d.Number, d.Title, d.Body, d.Extra, d.Unit, d.Ord, joinReaders(d.Readers), d.State, d.Done, string(d.Due), string(d.Day), d.Holder, sum)
	return row, err
}

func updateDoc(tx *db.Tx, row int64, d Doc, sum string) error {
	_, err := tx.Exec(`update search_doc set number = $1, title = $2, body = $3, extra = $4, unit_id = $5, unit_ord = $6, readers = $7,
		state = $8, done = $9, due = $10, day = $11, holder = $12, sum = $13 where id = $14`,
		d.Number, d.Title, d.Body, d.Extra, d.Unit, d.Ord, joinReaders(d.Readers), d.State, d.Done, string(d.Due), string(d.Day), d.Holder, sum, row)
	return err
}

func updateLight(tx *db.Tx, row int64, d Doc) error {
	_, err := tx.Exec(`update search_doc set unit_ord = $1, holder = $2, state = $3, done = $4, due = $5, day = $6 where id = $7`,
		d.Ord, d.Holder, d.State, d.Done, string(d.Due), string(d.Day), row)
	return err
}

func deleteDoc(tx *db.Tx, row int64) error {
	_, err := tx.Exec(`delete from search_doc where id = $1`, row)
	return err
}

// readers are kept as |a|b|, so that one of them is found as |a|.
func joinReaders(readers []string) string {
	if len(readers) == 0 {
		return ""
	}
	return "|" + strings.Join(readers, "|") + "|"
}

func splitReaders(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.Trim(s, "|"), "|")
}

func docsOfUnit(tx *db.Tx, unit string) ([]Doc, error) {
	return db.All(tx, func(s db.Scanner) (d Doc, err error) {
		var readers string
		err = s.Scan(&d.Kind, &d.ID, &d.Number, &d.Title, &d.Body, &d.Extra, &d.Unit, &d.Ord, &d.Holder, &readers, &d.State, &d.Done, &d.Due, &d.Day)
		d.Readers = splitReaders(readers)
		return d, err
	}, `select kind, ref, number, title, body, extra, unit_id, unit_ord, holder, readers, state, done, due, day from search_doc where unit_id = $1 order by id`, unit)
}

func refsOfHolder(tx *db.Tx, kind Kind, holder string) ([]string, error) {
	return db.All(tx, scanText, `select ref from search_doc where kind = $1 and holder = $2 order by id`, string(kind), holder)
}

func unitOrd(tx *db.Tx, unit string) (int64, error) {
	return db.Value[int64](tx, `select ord from v_unit where id = $1`, unit)
}

// unitsAbove are the unit and the units above it, without the root: what everybody is under narrows
// nothing.
func unitsAbove(tx *db.Tx, unit string) ([]string, error) {
	if unit == "" {
		return nil, nil
	}
	return db.All(tx, scanText, `with recursive up (id, parent_id) as (
			select id, parent_id from v_unit where id = $1
			union all select u.id, u.parent_id from v_unit u join up on u.id = up.parent_id)
		select id from up where parent_id is not null order by id`, unit)
}

func scanText(s db.Scanner) (t string, err error) {
	err = s.Scan(&t)
	return t, err
}

// unitOfRange is the unit whose stretch is exactly r: its id, and whether it is the root.
func unitOfRange(tx *db.Tx, r db.Range) (id string, root bool, err error) {
	err = tx.Row(`select id, parent_id is null from v_unit where ord = $1 and last = $2`, r.First, r.Last).Scan(&id, &root)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return id, root, err
}

// Hit is one thing found.
type Hit struct {
	Doc
	UnitName string
	row      int64
}

func scanHit(s db.Scanner) (h Hit, err error) {
	err = s.Scan(&h.row, &h.Kind, &h.ID, &h.Number, &h.Title, &h.Body, &h.Unit, &h.Ord, &h.Holder, &h.State, &h.Done, &h.Due, &h.Day, &h.UnitName)
	return h, err
}

const hitCols = `d.id, d.kind, d.ref, d.number, d.title, d.body, d.unit_id, d.unit_ord, d.holder, d.state, d.done, d.due, d.day, coalesce(u.short, '')`

func selectHits(tx *db.Tx, p plan, after int64, limit int) ([]Hit, error) {
	return newestOf(tx, p, hitCols, after, limit, scanHit)
}

// trait is what the facets count of one hit.
type trait struct {
	kind Kind
	unit string
	name string
	done bool
	day  clock.Day
}

func selectTraits(tx *db.Tx, p plan, limit int) ([]trait, error) {
	return someOf(tx, p, `d.kind, d.unit_id, coalesce(u.short, ''), d.done, d.day`, limit, func(s db.Scanner) (t trait, err error) {
		err = s.Scan(&t.kind, &t.unit, &t.name, &t.done, &t.day)
		return t, err
	})
}

// newestOf reads the newest hits of a plan, before the entry number after when that is not 0.
func newestOf[T any](tx *db.Tx, p plan, cols string, after int64, limit int, scan func(db.Scanner) (T, error)) ([]T, error) {
	if err := look(tx, &p); err != nil {
		return nil, err
	}
	var a db.Args
	q := `select ` + cols + ` from ` + matching(tx, &a, p) + ` left join v_unit u on u.id = d.unit_id where ` + p.where(&a)
	if after > 0 {
		q += ` and d.id < ` + a.Add(after)
	}
	return db.All(tx, scan, q+` order by `+newest(tx)+db.Limit(limit), a...)
}

// someOf reads any hits of a plan, all of them where there are no more than limit.
func someOf[T any](tx *db.Tx, p plan, cols string, limit int, scan func(db.Scanner) (T, error)) ([]T, error) {
	p.rare = true
	var a db.Args
	q := `select ` + cols + ` from ` + matching(tx, &a, p) + ` left join v_unit u on u.id = d.unit_id where ` + p.where(&a)
	return db.All(tx, scan, q+db.Limit(limit), a...)
}

// countHits counts up to most hits.
func countHits(tx *db.Tx, p plan, most int) (int, error) {
	list, err := someOf(tx, p, `d.id`, most, func(s db.Scanner) (id int64, err error) {
		err = s.Scan(&id)
		return id, err
	})
	return len(list), err
}
