package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the reference opens the databases by itself
	_ "modernc.org/sqlite"             // the same

	"plumbline/internal/ground/db"
)

// reference does the same work by the shortest way there is: one hand-written query whose rows are written out as the
// same bytes of HTML, and one row in one synced commit. No session, no permission, no layers.
type reference struct {
	db    *sql.DB
	write *sql.DB
}

// openReference opens a filled database a second time. On SQLite the settings are those of ground/db.
func openReference(place string) (*reference, error) {
	if strings.HasPrefix(place, "postgres") {
		d, err := sql.Open("pgx", place)
		if err != nil {
			return nil, err
		}
		d.SetMaxOpenConns(16)
		d.SetMaxIdleConns(16)
		return &reference{d, d}, nil
	}
	common := "file:" + place + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-16000)"
	read, err := sql.Open("sqlite", common+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	read.SetMaxIdleConns(8)
	write, err := sql.Open("sqlite", common)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	return &reference{read, write}, nil
}

func (r *reference) close() {
	r.db.Close()
	r.write.Close()
}

// shape is a page of the product taken apart: for each row the text that stands before each of its values, and the rest.
type shape struct {
	rows [][]piece
	tail []byte
}

// piece is some text and the column whose value follows it.
type piece struct {
	before []byte
	column int
}

// columns of a row that the reference reads and writes: what a reader sees of an item. The first is the number, which
// stands in no other row.
const columns = 5

type line [columns]string

// takeApart cuts the rows' values out of a page, so that writing the same values in again gives the same bytes.
func takeApart(page []byte, lines []line) (shape, error) {
	s := shape{}
	rest := page
	for i, l := range lines {
		at := bytes.Index(rest, []byte(template.HTMLEscapeString(l[0])))
		if at < 0 {
			return s, fmt.Errorf("row %d of the page does not show %q", i+1, l[0])
		}
		begin := max(0, bytes.LastIndex(rest[:at], []byte("<tr")))
		end := len(rest)
		if e := bytes.Index(rest[at:], []byte("</tr>")); e >= 0 {
			end = at + e
		}
		cuts, err := cutsOf(rest, begin, end, l)
		if err != nil {
			return s, fmt.Errorf("row %d: %w", i+1, err)
		}
		var row []piece
		from := 0
		for _, c := range cuts {
			row = append(row, piece{rest[from:c.at], c.column})
			from = c.at + c.len
		}
		s.rows = append(s.rows, row)
		rest = rest[from:]
	}
	s.tail = rest
	return s, nil
}

type slot struct{ at, len, column int }

// cutsOf finds where a row shows each value, in the order of the page.
func cutsOf(page []byte, begin, end int, l line) ([]slot, error) {
	var cuts []slot
	for c, v := range l {
		v = template.HTMLEscapeString(v)
		at := bytes.Index(page[begin:end], []byte(v))
		if at < 0 || v == "" {
			return nil, fmt.Errorf("%q is not shown", v)
		}
		cuts = append(cuts, slot{begin + at, len(v), c})
	}
	slices.SortFunc(cuts, func(a, b slot) int { return a.at - b.at })
	for i := 1; i < len(cuts); i++ {
		if cuts[i].at < cuts[i-1].at+cuts[i-1].len {
			return nil, fmt.Errorf("%q and %q are shown in one place", l[cuts[i-1].column], l[cuts[i].column])
		}
	}
	return cuts, nil
}

// serve is the reference's page: the query, its rows, the bytes.
func (r *reference) serve(query string, args []any, s shape) http.Handler {
	stmt, err := r.db.Prepare(query)
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		fail := func(err error) { http.Error(w, err.Error(), http.StatusInternalServerError) }
		if err != nil {
			fail(err)
			return
		}
		rows, err := stmt.QueryContext(q.Context(), args...)
		if err != nil {
			fail(err)
			return
		}
		defer rows.Close()
		var out bytes.Buffer
		out.Grow(128 << 10)
		for i := 0; rows.Next(); i++ {
			var l line
			if err := rows.Scan(&l[0], &l[1], &l[2], &l[3], &l[4]); err != nil {
				fail(err)
				return
			}
			if i < len(s.rows) {
				for _, p := range s.rows[i] {
					out.Write(p.before)
					template.HTMLEscape(&out, []byte(l[p.column]))
				}
			}
		}
		if err := rows.Err(); err != nil {
			fail(err)
			return
		}
		out.Write(s.tail)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(out.Bytes()) //nolint:errcheck // the client has gone
	})
}

// item is the reference's item page: the item, its history, and as many bytes as the product's page has.
func (r *reference) item(query string, page []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		id := q.URL.Query().Get("id")
		lines, err := r.lines(query, []any{id})
		if err == nil {
			_, err = r.lines(`select by_name, at, body, percent, measure_id from rectify_progress where item_id = $1 order by at`, []any{id})
		}
		if err != nil || len(lines) != 1 {
			http.Error(w, fmt.Sprint(err), http.StatusInternalServerError)
			return
		}
		var out bytes.Buffer
		out.Grow(len(page) + 4096)
		for _, v := range lines[0] {
			template.HTMLEscape(&out, []byte(v))
		}
		out.Write(page[min(out.Len(), len(page)):])
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(out.Bytes()) //nolint:errcheck // the client has gone
	})
}

// lines reads the rows of a query as the page shows them.
func (r *reference) lines(query string, args []any) (out []line, err error) {
	rows, err := r.db.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l line
		if err := rows.Scan(&l[0], &l[1], &l[2], &l[3], &l[4]); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// commit writes one row of progress in one synced commit of its own.
func (r *reference) commit(item string) error {
	tx, err := r.write.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	if _, err := tx.Exec(`insert into rectify_progress (id, item_id, measure_id, by_id, by_name, at, body, percent) values ($1, $2, '', 'p', '测量人员', '2026-06-18T01:00:00.000Z', $3, 40)`,
		db.NewID(), item, progressText); err != nil {
		return err
	}
	return tx.Commit()
}

const progressText = "已召开党委会研究部署，明确责任领导和责任人，完成制度修订初稿并征求意见，正在组织全员培训。"
