package dutyreport

import (
	"encoding/json"
	"fmt"
	"strings"

	"plumbline/internal/ground/db"
)

func listGradings(tx *db.Tx, id ReportID) ([]Grading, error) {
	return db.All(tx, func(s db.Scanner) (g Grading, err error) {
		var marks string
		if err = s.Scan(&g.Seat, &marks, &g.Words, &g.Person, &g.Login, &g.Name, db.At(&g.Saved), db.At(&g.Handed), &g.Version); err != nil {
			return g, err
		}
		return g, json.Unmarshal([]byte(marks), &g.Marks)
	}, `select seat, marks, words, by_person, by_login, by_name, saved_at, handed_at, version from dutyreport_grading where report_id = $1 order by seat`, id)
}

func insertGrading(tx *db.Tx, id ReportID, g Grading) error {
	marks, err := json.Marshal(g.Marks)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into dutyreport_grading (report_id, seat, marks, words, by_person, by_login, by_name, saved_at, handed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, g.Seat, string(marks), g.Words, g.Person, g.Login, g.Name, db.Stamp(g.Saved), db.Stamp(g.Handed))
	return err
}

func saveGrading(tx *db.Tx, id ReportID, g Grading) error {
	marks, err := json.Marshal(g.Marks)
	if err != nil {
		return err
	}
	return saved(tx.Exec(`update dutyreport_grading set marks = $1, words = $2, by_person = $3, by_login = $4, by_name = $5, saved_at = $6, handed_at = $7, version = version + 1 where report_id = $8 and seat = $9 and version = $10 and handed_at = ''`,
		string(marks), g.Words, g.Person, g.Login, g.Name, db.Stamp(g.Saved), db.Stamp(g.Handed), id, g.Seat, g.Version))
}

const commentCols = `id, year_id, report_id, tone, words, tags, section, quote, by_login, by_name, at`

func scanComment(s db.Scanner) (c Comment, err error) {
	var tags string
	err = s.Scan(&c.ID, &c.Year, &c.Report, &c.Tone, &c.Words, &tags, &c.Section, &c.Quote, &c.ByLogin, &c.ByName, db.At(&c.At))
	c.Tags = strings.Fields(tags)
	return c, err
}

func listComments(tx *db.Tx, id ReportID) ([]Comment, error) {
	return db.All(tx, scanComment, `select `+commentCols+` from dutyreport_comment where report_id = $1 order by id`, id)
}

// listYearComments are what was said of the year as a whole.
func listYearComments(tx *db.Tx, id YearID) ([]Comment, error) {
	return db.All(tx, scanComment, `select `+commentCols+` from dutyreport_comment where year_id = $1 and report_id = '' order by id`, id)
}

func insertComment(tx *db.Tx, c Comment) error {
	_, err := tx.Exec(`insert into dutyreport_comment (id, year_id, report_id, tone, words, tags, section, quote, by_login, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		c.ID, c.Year, c.Report, c.Tone, c.Words, strings.Join(c.Tags, " "), c.Section, c.Quote, c.ByLogin, c.ByName, db.Stamp(c.At))
	return err
}

// listProblems are the problems of a report with their items as the ledger says now.
func listProblems(tx *db.Tx, id ReportID) ([]Problem, error) {
	return db.All(tx, func(s db.Scanner) (p Problem, err error) {
		err = s.Scan(&p.ID, &p.Report, &p.Seq, &p.Origin, &p.OriginRef, &p.OriginName, &p.Words, &p.Category, &p.Demand, &p.Due, &p.Item, db.At(&p.Handed), &p.Dropped, &p.By, db.At(&p.At), &p.Version,
			&p.ItemNumber, &p.ItemState, &p.ItemDue, &p.ItemClosed)
		return p, err
	}, `select p.id, p.report_id, p.seq, p.origin, p.origin_ref, p.origin_name, p.words, p.category, p.demand, p.due, p.item_id, p.handed_at, p.dropped_why, p.by_name, p.at, p.version,
		coalesce(i.number, ''), coalesce(i.state, ''), coalesce(i.due, ''), coalesce(i.closed_on, '')
		from dutyreport_problem p left join v_item i on i.id = p.item_id where p.report_id = $1 order by p.seq`, id)
}

func insertProblem(tx *db.Tx, p Problem) error {
	_, err := tx.Exec(`insert into dutyreport_problem (id, report_id, seq, origin, origin_ref, origin_name, words, category, demand, due, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		p.ID, p.Report, p.Seq, p.Origin, p.OriginRef, p.OriginName, p.Words, p.Category, p.Demand, p.Due, p.By, db.Stamp(p.At))
	return err
}

func saveProblem(tx *db.Tx, p *Problem) error {
	return saved(tx.Exec(`update dutyreport_problem set item_id = $1, handed_at = $2, dropped_why = $3, version = version + 1 where id = $4 and version = $5`, p.Item, db.Stamp(p.Handed), p.Dropped, p.ID, p.Version))
}

const sheetCols = `report_id, number, poll_id, grade, grade_zh, grade_en, score, basis, words, problems, below, sent_at, sent_by, receipt_due, received_at, received_by, explain_due, explanation, explained_at, version`

func scanSheet(s db.Scanner) (x Sheet, err error) {
	o := &x.Outcome
	err = s.Scan(&x.Report, &x.Number, &x.Poll, &o.Grade.Code, &o.Grade.Title.Zh, &o.Grade.Title.En, &o.Score, &o.Basis, &x.Words, &x.Problems, &o.Below, db.At(&x.Sent), &x.SentBy, &x.ReceiptDue,
		db.At(&x.Received), &x.ReceivedBy, &x.ExplainDue, &x.Words2, db.At(&x.Explained), &x.Version)
	return x, err
}

func loadSheet(tx *db.Tx, id ReportID) (Sheet, error) {
	return db.One(tx, scanSheet, `select `+sheetCols+` from dutyreport_feedback where report_id = $1`, id)
}

func insertSheet(tx *db.Tx, s Sheet) error {
	o := s.Outcome
	_, err := tx.Exec(`insert into dutyreport_feedback (report_id, number, poll_id, grade, grade_zh, grade_en, score, basis, words, problems, below, sent_at, sent_by, receipt_due, explain_due) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		s.Report, s.Number, s.Poll, o.Grade.Code, o.Grade.Title.Zh, o.Grade.Title.En, o.Score, o.Basis, s.Words, s.Problems, o.Below, db.Stamp(s.Sent), s.SentBy, s.ReceiptDue, s.ExplainDue)
	return err
}

func saveSheet(tx *db.Tx, s *Sheet) error {
	return saved(tx.Exec(`update dutyreport_feedback set received_at = $1, received_by = $2, explanation = $3, explained_at = $4, version = version + 1 where report_id = $5 and version = $6`,
		db.Stamp(s.Received), s.ReceivedBy, s.Words2, db.Stamp(s.Explained), s.Report, s.Version))
}

func countSheets(tx *db.Tx, year int) (int, error) {
	return db.Value[int](tx, `select count(*) from dutyreport_feedback where number like $1`, fmt.Sprintf("SF-%02d-%%", year%100))
}

func countTransfers(tx *db.Tx, year int) (int, error) {
	return db.Value[int](tx, `select count(*) from dutyreport_transfer where number like $1`, fmt.Sprintf("SY-%02d-%%", year%100))
}

const transferCols = `id, report_id, number, use_for, recipient, ground, grade, heads, hash, approval_id, asked_name, agreed_name, at`

func scanTransfer(s db.Scanner) (t Transfer, err error) {
	var list string
	err = s.Scan(&t.ID, &t.Report, &t.Number, &t.Use, &t.Recipient, &t.Ground, &t.Grade, &list, &t.Hash, &t.Approval, &t.Asked, &t.Agreed, db.At(&t.At))
	if list != "" {
		t.Heads = strings.Split(list, "\n")
	}
	return t, err
}

func listTransfers(tx *db.Tx, id ReportID) ([]Transfer, error) {
	return db.All(tx, scanTransfer, `select `+transferCols+` from dutyreport_transfer where report_id = $1 order by id`, id)
}

func loadTransfer(tx *db.Tx, id string) (Transfer, error) {
	return db.One(tx, scanTransfer, `select `+transferCols+` from dutyreport_transfer where id = $1`, id)
}

func insertTransfer(tx *db.Tx, t Transfer) error {
	_, err := tx.Exec(`insert into dutyreport_transfer (id, report_id, number, use_for, recipient, ground, grade, heads, hash, approval_id, asked_name, agreed_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		t.ID, t.Report, t.Number, t.Use, t.Recipient, t.Ground, t.Grade, strings.Join(t.Heads, "\n"), t.Hash, t.Approval, t.Asked, t.Agreed, db.Stamp(t.At))
	return err
}
