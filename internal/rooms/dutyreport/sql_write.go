package dutyreport

import (
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const textCols = `t.section, t.n, t.kind, t.body, t.words, t.hash, t.from_n, t.pane, t.saved_by, t.saved_name, t.saved_at`

func scanText(s db.Scanner) (x TextVersion, err error) {
	err = s.Scan(&x.Section, &x.N, &x.Kind, &x.Body, &x.Words, &x.Hash, &x.From, &x.Pane, &x.SavedBy, &x.SavedName, db.At(&x.SavedAt))
	return x, err
}

// listWorking are the versions that count now, by section.
func listWorking(tx *db.Tx, id ReportID) ([]TextVersion, error) {
	return db.All(tx, scanText, `select `+textCols+` from dutyreport_working w join dutyreport_text t on t.report_id = w.report_id and t.section = w.section and t.n = w.n where w.report_id = $1 and w.n > 0`, id)
}

// listSubmittedText are the versions of a submitted draft.
func listSubmittedText(tx *db.Tx, id ReportID, draft int) ([]TextVersion, error) {
	return db.All(tx, scanText, `select `+textCols+` from dutyreport_submitted w join dutyreport_text t on t.report_id = w.report_id and t.section = w.section and t.n = w.n where w.report_id = $1 and w.draft = $2`, id, draft)
}

func loadText(tx *db.Tx, id ReportID, section string, n int) (TextVersion, error) {
	return db.One(tx, scanText, `select `+textCols+` from dutyreport_text t where t.report_id = $1 and t.section = $2 and t.n = $3`, id, section, n)
}

// listTexts are the newest versions of a section without their words.
func listTexts(tx *db.Tx, id ReportID, section string, limit int) ([]TextVersion, error) {
	return db.All(tx, func(s db.Scanner) (x TextVersion, err error) {
		err = s.Scan(&x.Section, &x.N, &x.Kind, &x.Words, &x.Hash, &x.From, &x.SavedBy, &x.SavedName, db.At(&x.SavedAt))
		return x, err
	}, `select section, n, kind, words, hash, from_n, saved_by, saved_name, saved_at from dutyreport_text where report_id = $1 and section = $2 order by n desc limit $3`, id, section, limit)
}

// working is the row that says which version counts.
type working struct {
	section string
	n, top  int
	version int64
}

func loadPointer(tx *db.Tx, id ReportID, section string) (working, error) {
	w, err := db.One(tx, func(s db.Scanner) (w working, err error) {
		return w, s.Scan(&w.section, &w.n, &w.top, &w.version)
	}, `select section, n, top, version from dutyreport_working where report_id = $1 and section = $2`, id, section)
	if fault.Is(err, fault.KindNotFound) {
		return working{section: section}, nil
	}
	return w, err
}

func savePointer(tx *db.Tx, id ReportID, w *working) error {
	w.version++
	if w.version == 1 {
		_, err := tx.Exec(`insert into dutyreport_working (report_id, section, n, top) values ($1, $2, $3, $4)`, id, w.section, w.n, w.top)
		if err != nil && db.IsUnique(err) {
			return fault.Conflict("dutyreport.changed_meanwhile")
		}
		return err
	}
	return saved(tx.Exec(`update dutyreport_working set n = $1, top = $2, version = $3 where report_id = $4 and section = $5 and version = $6`,
		w.n, w.top, w.version, id, w.section, w.version-1))
}

func insertText(tx *db.Tx, id ReportID, x TextVersion) error {
	_, err := tx.Exec(`insert into dutyreport_text (report_id, section, n, kind, body, words, hash, from_n, pane, saved_by, saved_name, saved_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, x.Section, x.N, x.Kind, x.Body, x.Words, x.Hash, x.From, x.Pane, x.SavedBy, x.SavedName, db.Stamp(x.SavedAt))
	if err != nil && db.IsUnique(err) {
		return fault.Conflict("dutyreport.changed_meanwhile")
	}
	return err
}

func insertSubmitted(tx *db.Tx, id ReportID, draft int, section string, n int) error {
	_, err := tx.Exec(`insert into dutyreport_submitted (report_id, draft, section, n) values ($1, $2, $3, $4)`, id, draft, section, n)
	return err
}

func insertExplanation(tx *db.Tx, id ReportID, e Explanation) error {
	_, err := tx.Exec(`insert into dutyreport_explanation (id, report_id, section, mark, sentence, fact, figure, whole, words, by_login, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.ID, id, e.Section, e.Mark, e.Sentence, e.Fact, e.Figure, e.Whole, e.Words, tx.Who.Login, e.ByName, db.Stamp(e.At))
	return err
}

// listExplanations are all sentences of explanation, the newest of a claim last.
func listExplanations(tx *db.Tx, id ReportID) ([]Explanation, error) {
	return db.All(tx, func(s db.Scanner) (e Explanation, err error) {
		err = s.Scan(&e.ID, &e.Section, &e.Mark, &e.Sentence, &e.Fact, &e.Figure, &e.Whole, &e.Words, &e.ByName, db.At(&e.At))
		return e, err
	}, `select id, section, mark, sentence, fact, figure, whole, words, by_name, at from dutyreport_explanation where report_id = $1 order by id`, id)
}

func insertMismatch(tx *db.Tx, id ReportID, draft, seq int, m Mismatch) error {
	_, err := tx.Exec(`insert into dutyreport_mismatch (report_id, draft, seq, section, sentence, fact, figure, whole, said, names, list, words, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		id, draft, seq, m.Section, m.Text, m.Fact.Key, m.Fact.N, m.Fact.Of, m.Said, strings.Join(m.Fact.Names, " "), m.Fact.List, m.Explained, db.Stamp(tx.Now))
	return err
}

// listMismatches are what stood against figures when the draft was submitted.
func listMismatches(tx *db.Tx, id ReportID, draft int) ([]Mismatch, error) {
	return db.All(tx, func(s db.Scanner) (m Mismatch, err error) {
		var names string
		err = s.Scan(&m.Section, &m.Text, &m.Fact.Key, &m.Fact.N, &m.Fact.Of, &m.Said, &names, &m.Fact.List, &m.Explained, db.At(&m.At))
		m.Fact.Names = strings.Fields(names)
		return m, err
	}, `select section, sentence, fact, figure, whole, said, names, list, words, at from dutyreport_mismatch where report_id = $1 and draft = $2 order by seq`, id, draft)
}
