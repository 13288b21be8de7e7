package dutyreport

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/rectify"
)

func loadQuestion(tx *db.Tx, id QuestionID) (Question, error) {
	return db.One(tx, scanQuestion, `select `+questionCols+` from dutyreport_question q where q.id = $1`, id)
}

// listQuestions are the questions of a year that the actor may see, by number.
func listQuestions(tx *db.Tx, id YearID) ([]Question, error) {
	a := db.Args{id}
	where := access.ScopeOf(tx.Who, access.ReadYear).Rows("q.unit_ord", "q.year_id", &a)
	return db.All(tx, scanQuestion, `select `+questionCols+` from dutyreport_question q where q.year_id = $1 and `+where+` order by q.number`, a...)
}

func insertQuestion(tx *db.Tx, q Question) error {
	_, err := tx.Exec(`insert into dutyreport_question (id, year_id, number, source, source_ref, amount, unit_id, unit_ord, words, proposed_by, proposed_name, proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		q.ID, q.Year, q.Number, q.Source, q.Ref, q.Amount, q.Unit, q.UnitOrd, q.Words, q.ProposedBy, q.ProposedName, db.Stamp(q.ProposedAt))
	return taken(err)
}

// taken turns a number that somebody else took in the same moment into a conflict.
func taken(err error) error {
	if err != nil && db.IsUnique(err) {
		return fault.Conflict("dutyreport.changed_meanwhile")
	}
	return err
}

func saveQuestion(tx *db.Tx, q *Question) error {
	q.Version = max(q.Version, 1) + 1
	return saved(tx.Exec(`update dutyreport_question set report_id = $1, assigned_by = $2, assigned_at = $3, declined_why = $4, declined_at = $5, section = $6, para = $7, answered_at = $8, enough = $9, enough_words = $10, version = $11 where id = $12 and version = $13`,
		q.Report, q.AssignedBy, db.Stamp(q.AssignedAt), q.DeclinedWhy, db.Stamp(q.DeclinedAt), q.Section, q.Para, db.Stamp(q.Answered), q.Enough, q.EnoughWords, q.Version, q.ID, q.Version-1))
}

func scanReady(s db.Scanner) (i Ready, err error) {
	err = s.Scan(&i.ID, &i.Number, &i.Title, &i.State)
	return i, err
}

// listReady are the open and relapsed items of the reporter's unit that the actor may read and that have
// not been made a question of this report.
func listReady(tx *db.Tx, x Report, limit int) ([]Ready, error) {
	a := db.Args{x.Unit, x.ID}
	over := db.In(&a, []rectify.State{rectify.Closed, rectify.Voided})
	where := access.ScopeOf(tx.Who, access.ReadItem).Rows("i.unit_ord", "i.id", &a)
	return db.All(tx, scanReady, `select i.id, i.number, i.title, i.state from v_item i where i.unit_id = $1 and i.state not in `+over+` and not exists (select 1 from dutyreport_question q where q.report_id = $2 and q.source_ref = i.id) and `+
		where+` order by i.due, i.number`+db.Limit(limit), a...)
}

func loadReady(tx *db.Tx, x Report, item string) (Ready, error) {
	list, err := listReady(tx, x, 500)
	if err != nil {
		return Ready{}, err
	}
	for _, i := range list {
		if i.ID == item {
			return i, nil
		}
	}
	return Ready{}, fault.NotFound()
}

func insertReview(tx *db.Tx, v Review) error {
	if _, err := tx.Exec(`insert into dutyreport_review (id, report_id, draft, stage, verdict, words, by_login, by_person, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		v.ID, v.Report, v.Draft, v.Stage, v.Verdict, v.Words, v.Login, v.Person, v.Name, db.Stamp(v.At)); err != nil {
		return err
	}
	for _, m := range v.Remarks {
		if _, err := tx.Exec(`insert into dutyreport_remark (id, review_id, report_id, reason, reason_zh, reason_en, section, quote, words) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			db.NewID(), v.ID, v.Report, m.Reason, m.Title.Zh, m.Title.En, m.Section, m.Quote, m.Words); err != nil {
			return err
		}
	}
	return nil
}

// listReviews are the steps of a report's review with their remarks, in order.
func listReviews(tx *db.Tx, id ReportID) ([]Review, error) {
	list, err := db.All(tx, func(s db.Scanner) (v Review, err error) {
		err = s.Scan(&v.ID, &v.Report, &v.Draft, &v.Stage, &v.Verdict, &v.Words, &v.Login, &v.Person, &v.Name, db.At(&v.At))
		return v, err
	}, `select id, report_id, draft, stage, verdict, words, by_login, by_person, by_name, at from dutyreport_review where report_id = $1 order by id`, id)
	if err != nil {
		return nil, err
	}
	type remark struct {
		of string
		Remark
	}
	remarks, err := db.All(tx, func(s db.Scanner) (m remark, err error) {
		err = s.Scan(&m.of, &m.ID, &m.Reason, &m.Title.Zh, &m.Title.En, &m.Section, &m.Quote, &m.Words)
		return m, err
	}, `select review_id, id, reason, reason_zh, reason_en, section, quote, words from dutyreport_remark where report_id = $1 order by id`, id)
	for i := range list {
		for _, m := range remarks {
			if m.of == list[i].ID {
				list[i].Remarks = append(list[i].Remarks, m.Remark)
			}
		}
	}
	return list, err
}

func insertReader(tx *db.Tx, id ReportID, r Reader) error {
	_, err := tx.Exec(`insert into dutyreport_reader (report_id, person_id, name, sent_at) values ($1, $2, $3, $4)`, id, r.Person, r.Name, db.Stamp(tx.Now))
	return err
}

func listReaders(tx *db.Tx, id ReportID) ([]Reader, error) {
	return db.All(tx, func(s db.Scanner) (r Reader, err error) {
		err = s.Scan(&r.Person, &r.Name, db.At(&r.Sent), db.At(&r.Read))
		return r, err
	}, `select person_id, name, sent_at, read_at from dutyreport_reader where report_id = $1 order by name, person_id`, id)
}

func setRead(tx *db.Tx, id ReportID, person string) error {
	return saved(tx.Exec(`update dutyreport_reader set read_at = $1 where report_id = $2 and person_id = $3 and read_at = ''`, db.Stamp(tx.Now), id, person))
}

func insertMeeting(tx *db.Tx, m Meeting) error {
	_, err := tx.Exec(`insert into dutyreport_meeting (id, year_id, title, way, held_on, held_at, place, chair, attended, voters, minutes, written_by, written_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		m.ID, m.Year, m.Title, m.Way, m.Held, m.At, m.Place, m.Chair, m.Attended, m.Voters, m.Minutes, m.By, db.Stamp(m.Written))
	return err
}

func insertHearing(tx *db.Tx, m MeetingID, id ReportID) error {
	_, err := tx.Exec(`insert into dutyreport_hearing (meeting_id, report_id) values ($1, $2)`, m, id)
	return err
}

func listMeetings(tx *db.Tx, id YearID) ([]Meeting, error) {
	list, err := db.All(tx, func(s db.Scanner) (m Meeting, err error) {
		err = s.Scan(&m.ID, &m.Year, &m.Title, &m.Way, &m.Held, &m.At, &m.Place, &m.Chair, &m.Attended, &m.Voters, &m.Minutes, &m.By, db.At(&m.Written), &m.Version)
		return m, err
	}, `select id, year_id, title, way, held_on, held_at, place, chair, attended, voters, minutes, written_by, written_at, version from dutyreport_meeting where year_id = $1 order by held_on, id`, id)
	for i := range list {
		if err != nil {
			break
		}
		list[i].Reports, err = db.All(tx, func(s db.Scanner) (r ReportID, err error) { return r, s.Scan(&r) },
			`select h.report_id from dutyreport_hearing h join dutyreport_report r on r.id = h.report_id where h.meeting_id = $1 order by r.unit_ord, r.seq`, list[i].ID)
	}
	return list, err
}

func meetingOf(tx *db.Tx, id ReportID) (MeetingID, error) {
	return db.One(tx, func(s db.Scanner) (m MeetingID, err error) { return m, s.Scan(&m) }, `select meeting_id from dutyreport_hearing where report_id = $1 order by meeting_id limit 1`, id)
}

const inquiryCols = `id, report_id, meeting_id, seq, asker, question, answer, satisfaction, paper_no, paper, paper_at, reply_due, reply_due_first, reply, replied_at, replied_by, reply_satisfaction, version`

func scanInquiry(s db.Scanner) (q Inquiry, err error) {
	err = s.Scan(&q.ID, &q.Report, &q.Meeting, &q.Seq, &q.Asker, &q.Question, &q.Answer, &q.Satisfaction, &q.PaperNo, &q.Paper, db.At(&q.PaperAt), &q.Due, &q.DueFirst, &q.Reply, db.At(&q.Replied), &q.RepliedBy, &q.ReplyJudged, &q.Version)
	return q, err
}

func loadInquiry(tx *db.Tx, id InquiryID) (Inquiry, error) {
	return db.One(tx, scanInquiry, `select `+inquiryCols+` from dutyreport_inquiry where id = $1`, id)
}

func listInquiries(tx *db.Tx, id ReportID) ([]Inquiry, error) {
	return db.All(tx, scanInquiry, `select `+inquiryCols+` from dutyreport_inquiry where report_id = $1 order by seq`, id)
}

func insertInquiry(tx *db.Tx, q Inquiry) error {
	_, err := tx.Exec(`insert into dutyreport_inquiry (id, report_id, meeting_id, seq, asker, question, answer, satisfaction) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		q.ID, q.Report, q.Meeting, q.Seq, q.Asker, q.Question, q.Answer, q.Satisfaction)
	return taken(err)
}

func saveInquiry(tx *db.Tx, q *Inquiry) error {
	q.Version++
	return saved(tx.Exec(`update dutyreport_inquiry set answer = $1, satisfaction = $2, paper_no = $3, paper = $4, paper_at = $5, reply_due = $6, reply_due_first = $7, reply = $8, replied_at = $9, replied_by = $10, reply_satisfaction = $11, version = $12 where id = $13 and version = $14`,
		q.Answer, q.Satisfaction, q.PaperNo, q.Paper, db.Stamp(q.PaperAt), q.Due, q.DueFirst, q.Reply, db.Stamp(q.Replied), q.RepliedBy, q.ReplyJudged, q.Version, q.ID, q.Version-1))
}
