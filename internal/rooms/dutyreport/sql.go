package dutyreport

import (
	"encoding/json"
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const yearCols = `id, year, title, unit_id, unit_ord, outline, outline_version, state, notice_no, notice, noticed_at, made_by, made_at, closed_on, version`

func scanYear(s db.Scanner) (y Year, err error) {
	err = s.Scan(&y.ID, &y.Year, &y.Title, &y.Unit, &y.UnitOrd, &y.Outline, &y.Edition, &y.State, &y.NoticeNo, &y.Notice, db.At(&y.Noticed), &y.MadeBy, db.At(&y.MadeAt), &y.ClosedOn, &y.Version)
	return y, err
}

func loadYear(tx *db.Tx, id YearID) (Year, error) {
	return db.One(tx, scanYear, `select `+yearCols+` from dutyreport_year where id = $1`, id)
}

func listYears(tx *db.Tx) ([]Year, error) {
	return db.All(tx, scanYear, `select `+yearCols+` from dutyreport_year order by year desc`)
}

func insertYear(tx *db.Tx, y Year) error {
	_, err := tx.Exec(`insert into dutyreport_year (id, year, title, unit_id, unit_ord, outline, outline_version, state, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		y.ID, y.Year, y.Title, y.Unit, y.UnitOrd, y.Outline, y.Edition, y.State, y.MadeBy, db.Stamp(y.MadeAt))
	if err != nil && db.IsUnique(err) {
		return fault.Invalid(fault.On("year", "dutyreport.year.twice", "year", y.Year))
	}
	return err
}

func saveYear(tx *db.Tx, y *Year) error {
	y.Version++
	return saved(tx.Exec(`update dutyreport_year set title = $1, state = $2, notice_no = $3, notice = $4, noticed_at = $5, closed_on = $6, version = $7 where id = $8 and version = $9`,
		y.Title, y.State, y.NoticeNo, y.Notice, db.Stamp(y.Noticed), y.ClosedOn, y.Version, y.ID, y.Version-1))
}

// saved turns a row that somebody else changed in the meantime into a conflict.
func saved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("dutyreport.changed_meanwhile")
	}
	return err
}

func insertSection(tx *db.Tx, id YearID, s Section) error {
	facts, err := json.Marshal(s.Facts)
	if err != nil {
		return err
	}
	asks, err := json.Marshal(s.Asks)
	if err != nil {
		return err
	}
	prompts, err := json.Marshal(s.Prompts)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into dutyreport_section (year_id, code, seq, title_zh, title_en, least, most, share, facts, asks, prompts) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, s.Code, s.Seq, s.Title.Zh, s.Title.En, s.Least, s.Most, s.Share, string(facts), string(asks), string(prompts))
	return err
}

// listSections is the outline of a year in its order.
func listSections(tx *db.Tx, id YearID) ([]Section, error) {
	return db.All(tx, func(r db.Scanner) (s Section, err error) {
		var facts, asks, prompts string
		if err = r.Scan(&s.Code, &s.Seq, &s.Title.Zh, &s.Title.En, &s.Least, &s.Most, &s.Share, &facts, &asks, &prompts); err != nil {
			return s, err
		}
		if err = json.Unmarshal([]byte(facts), &s.Facts); err != nil {
			return s, err
		}
		if err = json.Unmarshal([]byte(asks), &s.Asks); err != nil {
			return s, err
		}
		return s, json.Unmarshal([]byte(prompts), &s.Prompts)
	}, `select code, seq, title_zh, title_en, least, most, share, facts, asks, prompts from dutyreport_section where year_id = $1 order by seq`, id)
}

const reportCols = `r.id, r.year_id, r.year, r.number, r.seq, r.person_id, r.name, r.post, r.since, r.unit_id, r.unit_ord, coalesce(u.short, ''), r.reason, r.reason_text, r.way, r.checker_id, r.checker_name, r.leader_id, r.leader_name, r.previous_id, r.state, r.draft, r.due, r.due_first, r.first_at, r.submitted_at, r.submitted_by, r.returns, r.circulated_at, r.met_on, r.fed_back_at, r.closed_at, r.removed_at, r.removed_why, r.auto, r.hand, r.version`

const reportFrom = ` from dutyreport_report r left join v_unit u on u.id = r.unit_id `

func scanReport(s db.Scanner) (r Report, err error) {
	err = s.Scan(&r.ID, &r.Year, &r.YearNo, &r.Number, &r.Seq, &r.Person, &r.Name, &r.Post, &r.Since, &r.Unit, &r.UnitOrd, &r.UnitName, &r.Reason, &r.ReasonText, &r.Way, &r.Checker, &r.CheckerName, &r.Leader, &r.LeaderName, &r.Previous,
		&r.State, &r.Draft, &r.Due, &r.DueFirst, db.At(&r.FirstAt), db.At(&r.Submitted), &r.SubmittedBy, &r.Returns, db.At(&r.Circulated), &r.MetOn, db.At(&r.FedBack), db.At(&r.ClosedAt), db.At(&r.RemovedAt), &r.RemovedWhy, &r.Auto, &r.Hand, &r.Version)
	return r, err
}

func loadReport(tx *db.Tx, id ReportID) (Report, error) {
	return db.One(tx, scanReport, `select `+reportCols+reportFrom+`where r.id = $1`, id)
}

// listReports are the reports of a year in the order of the register, those taken off too.
func listReports(tx *db.Tx, id YearID) ([]Report, error) {
	return db.All(tx, scanReport, `select `+reportCols+reportFrom+`where r.year_id = $1 order by r.unit_ord, r.seq`, id)
}

// findPrevious is the same reporter's report of the year before, "" when there is none.
func findPrevious(tx *db.Tx, person string, year int) (ReportID, error) {
	list, err := db.All(tx, func(s db.Scanner) (id ReportID, err error) { return id, s.Scan(&id) },
		`select id from dutyreport_report where person_id = $1 and year = $2 and removed_at = ''`, person, year-1)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

func insertReport(tx *db.Tx, r Report) error {
	_, err := tx.Exec(`insert into dutyreport_report (id, year_id, year, number, seq, person_id, name, post, since, unit_id, unit_ord, reason, reason_text, way, checker_id, checker_name, leader_id, leader_name, previous_id, state, due, due_first, hand) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		r.ID, r.Year, r.YearNo, r.Number, r.Seq, r.Person, r.Name, r.Post, r.Since, r.Unit, r.UnitOrd, r.Reason, r.ReasonText, r.Way, r.Checker, r.CheckerName, r.Leader, r.LeaderName, r.Previous, r.State, r.Due, r.DueFirst, r.Hand)
	if err != nil && db.IsUnique(err) {
		return fault.Conflict("dutyreport.reporter_twice", "name", r.Name)
	}
	return err
}

func saveReport(tx *db.Tx, r *Report) error {
	r.Version++
	return saved(tx.Exec(`update dutyreport_report set way = $1, checker_id = $2, checker_name = $3, leader_id = $4, leader_name = $5, state = $6, draft = $7, due = $8, first_at = $9, submitted_at = $10, submitted_by = $11, returns = $12, circulated_at = $13, met_on = $14, fed_back_at = $15, closed_at = $16, removed_at = $17, removed_why = $18, auto = $19, hand = $20, version = $21 where id = $22 and version = $23`,
		r.Way, r.Checker, r.CheckerName, r.Leader, r.LeaderName, r.State, r.Draft, r.Due, db.Stamp(r.FirstAt), db.Stamp(r.Submitted), r.SubmittedBy, r.Returns, db.Stamp(r.Circulated), r.MetOn, db.Stamp(r.FedBack), db.Stamp(r.ClosedAt), db.Stamp(r.RemovedAt), r.RemovedWhy, r.Auto, r.Hand, r.Version, r.ID, r.Version-1))
}

const questionCols = `q.id, q.year_id, q.number, q.source, q.source_ref, q.amount, q.unit_id, q.unit_ord, q.words, q.proposed_by, q.proposed_name, q.proposed_at, q.report_id, q.assigned_by, q.assigned_at, q.declined_why, q.declined_at, q.section, q.para, q.answered_at, q.enough, q.enough_words, q.version`

func scanQuestion(s db.Scanner) (q Question, err error) {
	err = s.Scan(&q.ID, &q.Year, &q.Number, &q.Source, &q.Ref, &q.Amount, &q.Unit, &q.UnitOrd, &q.Words, &q.ProposedBy, &q.ProposedName, db.At(&q.ProposedAt), &q.Report, &q.AssignedBy, db.At(&q.AssignedAt), &q.DeclinedWhy, db.At(&q.DeclinedAt), &q.Section, &q.Para, db.At(&q.Answered), &q.Enough, &q.EnoughWords, &q.Version)
	return q, err
}

// listQuestionsOf are the questions that a report has to answer.
func listQuestionsOf(tx *db.Tx, id ReportID) ([]Question, error) {
	return db.All(tx, scanQuestion, `select `+questionCols+` from dutyreport_question q where q.report_id = $1 order by q.number`, id)
}

// next is the next number of a series within a year of the house, for a number like SZ-25-007.
func next(tx *db.Tx, table, prefix string, year int) (string, int, error) {
	start := fmt.Sprintf("%s-%02d-", prefix, year%100)
	var q string
	switch table {
	case "report":
		q = `select count(*) from dutyreport_report where number like $1`
	case "question":
		q = `select count(*) from dutyreport_question where number like $1`
	default:
		q = `select count(*) from dutyreport_inquiry where paper_no like $1`
	}
	n, err := db.Value[int](tx, q, start+"%")
	return fmt.Sprintf("%s%03d", start, n+1), n + 1, err
}

func renumber(tx *db.Tx, unit string, ord int64) error {
	for _, q := range []string{
		`update dutyreport_year set unit_ord = $1 where unit_id = $2`,
		`update dutyreport_report set unit_ord = $1 where unit_id = $2`,
		`update dutyreport_question set unit_ord = $1 where unit_id = $2`,
	} {
		if _, err := tx.Exec(q, ord, unit); err != nil {
			return err
		}
	}
	return nil
}
