package audit

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"plumbline/internal/ground/db"
)

// insertPrints writes fingerprints, many at a time, in few shapes so that each is prepared once: the
// few rows of an ordinary act go in one statement.
func insertPrints(tx *db.Tx, seq int64, rows []print) error {
	for len(rows) > 0 {
		n := len(rows)
		switch {
		case n >= 64:
			n = 64
		case n >= 16:
			n = 16
		case n > 8:
			n = 8
		}
		values := make([]any, 0, 4*n)
		for _, p := range rows[:n] {
			values = append(values, p.Table, p.Row, seq, p.Bytes)
		}
		if err := tx.Later(printsText(n), values...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

var printsTexts sync.Map // number of rows → statement

func printsText(n int) string {
	if q, ok := printsTexts.Load(n); ok {
		return q.(string)
	}
	marks := make([]string, n)
	for i := range marks {
		marks[i] = fmt.Sprintf("($%d, $%d, $%d, $%d)", 4*i+1, 4*i+2, 4*i+3, 4*i+4)
	}
	q := "insert into audit_row (tbl, id, seq, print) values " + strings.Join(marks, ", ")
	printsTexts.Store(n, q)
	return q
}

// lastPrint is the newest fingerprint of a row and the entry that left it.
type lastPrint struct {
	print
	Seq int64
}

func scanPrint(sc db.Scanner) (p lastPrint, err error) {
	err = sc.Scan(&p.Table, &p.Row, &p.Seq, &p.Bytes)
	return p, err
}

// rowKey names a row of any protected table.
type rowKey struct{ table, id string }

// lastPrints finds the newest fingerprints of rows. The newest number is looked for row by row: a row
// that was written a thousand times has as many fingerprints. The list is filled up to few lengths, so
// that few texts are prepared.
func lastPrints(tx *db.Tx, rows []rowKey) (map[rowKey]lastPrint, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	var args db.Args
	var want []string
	for i := 0; i < len(rows) || len(want)&(len(want)-1) != 0; i++ {
		r := rows[min(i, len(rows)-1)]
		want = append(want, "("+args.Add(r.table)+", "+args.Add(r.id)+")")
	}
	list, err := db.All(tx, scanPrint, `with want(tbl, id) as (values `+strings.Join(want, ", ")+`) select r.tbl, r.id, r.seq, r.print from want w join audit_row r
		on r.tbl = w.tbl and r.id = w.id and r.seq = (select max(x.seq) from audit_row x where x.tbl = w.tbl and x.id = w.id)`, args...)
	out := make(map[rowKey]lastPrint, len(list))
	for _, p := range list {
		out[rowKey{p.Table, p.Row}] = p
	}
	return out, err
}

// printPage lists the newest fingerprints of a table in the order of the keys' text.
func printPage(tx *db.Tx, table, after string, most int) ([]lastPrint, error) {
	return db.All(tx, scanPrint, `select r.tbl, r.id, r.seq, r.print from audit_row r where r.tbl = $1 and r.id > $2
		and r.seq = (select max(x.seq) from audit_row x where x.tbl = r.tbl and x.id = r.id) order by r.id`+db.Limit(most), table, after)
}

// printsOf lists all fingerprints that entries left.
func printsOf(tx *db.Tx, seqs []int64) ([]lastPrint, error) {
	var args db.Args
	return db.All(tx, scanPrint, `select tbl, id, seq, print from audit_row where seq in `+db.In(&args, seqs)+` order by seq`, args...)
}

// printsBetween lists all fingerprints that entries from first to last left.
func printsBetween(tx *db.Tx, first, last int64) ([]lastPrint, error) {
	return db.All(tx, scanPrint, `select tbl, id, seq, print from audit_row where seq between $1 and $2 order by seq`, first, last)
}

func rowsBySeq(tx *db.Tx, seqs []int64) ([]Row, error) {
	var args db.Args
	return db.All(tx, scanRow, `select `+rowColumns+rowTables+`where e.seq in `+db.In(&args, seqs), args...)
}

type cover struct{ table, columns string }

func covered(tx *db.Tx) (map[string]string, error) {
	list, err := db.All(tx, func(sc db.Scanner) (c cover, err error) {
		err = sc.Scan(&c.table, &c.columns)
		return c, err
	}, `select tbl, columns from audit_cover order by tbl`)
	out := map[string]string{}
	for _, c := range list {
		out[c.table] = c.columns
	}
	return out, err
}

func saveCover(tx *db.Tx, table, columns string, at time.Time) error {
	_, err := tx.Exec(`insert into audit_cover (tbl, columns, at) values ($1, $2, $3)
		on conflict (tbl) do update set columns = excluded.columns, at = excluded.at`, table, columns, db.Stamp(at))
	return err
}

// lastBody is the details of the last entry of an action, "" if there is none.
func lastBody(tx *db.Tx, action string) (string, error) {
	return db.Value[string](tx, `select d.body from audit_detail d where d.seq = (select max(e.seq) from audit_entry e where e.action = $1)`, action)
}

func insertAlarm(tx *db.Tx, a Alarm) (bool, error) {
	n, err := tx.Exec(`insert into audit_alarm (id, what, subject, detail, since) values ($1, $2, $3, $4, $5)
		on conflict (what, subject) where ended = '' do nothing`, a.ID, a.What, a.Subject, a.Detail, db.Stamp(a.Since))
	return n == 1, err
}

func scanAlarm(sc db.Scanner) (a Alarm, err error) {
	err = sc.Scan(&a.ID, &a.What, &a.Subject, &a.Detail, db.At(&a.Since), db.At(&a.Ended))
	return a, err
}

func openAlarms(tx *db.Tx) ([]Alarm, error) {
	return db.All(tx, scanAlarm, `select id, what, subject, detail, since, ended from audit_alarm where ended = '' order by since, id limit 200`)
}

func alarmByID(tx *db.Tx, id string) (Alarm, error) {
	return db.One(tx, scanAlarm, `select id, what, subject, detail, since, ended from audit_alarm where id = $1 and ended = ''`, id)
}

func endAlarm(tx *db.Tx, id string, at time.Time) error {
	_, err := tx.Exec(`update audit_alarm set ended = $1 where id = $2`, db.Stamp(at), id)
	return err
}
