package search

import "plumbline/internal/ground/db"

type placed struct {
	row int64
	doc Doc
}

func allDocs(tx *db.Tx) ([]placed, error) {
	return db.All(tx, func(s db.Scanner) (p placed, err error) {
		var readers string
		err = s.Scan(&p.row, &p.doc.Kind, &p.doc.Number, &p.doc.Title, &p.doc.Body, &p.doc.Extra, &p.doc.Unit, &readers)
		p.doc.Readers = splitReaders(readers)
		return p, err
	}, `select id, kind, number, title, body, extra, unit_id, readers from search_doc order by id`)
}
