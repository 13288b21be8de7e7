package inspect

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

func loadReport(tx *db.Tx, id InspectionID) (*Report, error) {
	rep, err := db.One(tx, func(s db.Scanner) (r Report, err error) {
		err = s.Scan(&r.Inspection, &r.Conduct, &r.Overall, &r.Causes, &r.Advice, &r.Grade, &r.GradeReason, &r.State, &r.SignedBy, db.At(&r.SignedAt), &r.Version)
		return r, err
	}, `select inspection_id, conduct, overall, causes, advice, grade, grade_reason, state, signed_by, signed_at, version from inspect_report where inspection_id = $1`, id)
	if fault.Is(err, fault.KindNotFound) {
		return &Report{Inspection: id, State: ReportDraft}, nil
	}
	return &rep, err
}

func saveReport(tx *db.Tx, r *Report) error {
	r.Version++
	return moved(tx.Exec(`insert into inspect_report (inspection_id, conduct, overall, causes, advice, grade, grade_reason, state, signed_by, signed_at, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		on conflict (inspection_id) do update set conduct = excluded.conduct, overall = excluded.overall, causes = excluded.causes, advice = excluded.advice, grade = excluded.grade,
		grade_reason = excluded.grade_reason, state = excluded.state, signed_by = excluded.signed_by, signed_at = excluded.signed_at, version = excluded.version
		where inspect_report.version = $12`,
		r.Inspection, r.Conduct, r.Overall, r.Causes, r.Advice, r.Grade, r.GradeReason, r.State, r.SignedBy, db.Stamp(r.SignedAt), r.Version, r.Version-1))
}

const findingCols = `f.id, f.inspection_id, f.paper_id, coalesce(p.number, ''), f.position, f.title, f.body, f.details, f.category, f.severity, f.state, f.approved_by, f.approved_at, f.reason, f.version`

const findingFrom = ` from inspect_finding f join inspect_paper p on p.id = f.paper_id`

func scanFinding(s db.Scanner) (f Finding, err error) {
	err = s.Scan(&f.ID, &f.Inspection, &f.Paper, &f.PaperNumber, &f.Position, &f.Title, &f.Body, &f.Details, &f.Category, &f.Severity, &f.State, &f.ApprovedBy, db.At(&f.ApprovedAt), &f.Reason, &f.Version)
	return f, err
}

func loadFinding(tx *db.Tx, id FindingID) (Finding, error) {
	return db.One(tx, scanFinding, `select `+findingCols+findingFrom+` where f.id = $1`, id)
}

func listFindings(tx *db.Tx, id InspectionID) ([]Finding, error) {
	return db.All(tx, scanFinding, `select `+findingCols+findingFrom+` where f.inspection_id = $1 order by f.position`, id)
}

func countFindings(tx *db.Tx, id InspectionID) (int, error) {
	return db.Value[int](tx, `select count(*) from inspect_finding where inspection_id = $1`, id)
}

func undecided(tx *db.Tx, id InspectionID) (int, error) {
	return db.Value[int](tx, `select count(*) from inspect_finding where inspection_id = $1 and state = $2`, id, FindingDraft)
}

func insertFinding(tx *db.Tx, f *Finding) error {
	_, err := tx.Exec(`insert into inspect_finding (id, inspection_id, paper_id, position, title, body, details, category, severity, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.Inspection, f.Paper, f.Position, f.Title, f.Body, f.Details, f.Category, f.Severity, f.State)
	return err
}

func saveFinding(tx *db.Tx, f *Finding) error {
	f.Version++
	return moved(tx.Exec(`update inspect_finding set title = $1, body = $2, details = $3, category = $4, severity = $5, state = $6, approved_by = $7, approved_at = $8, reason = $9, version = $10 where id = $11 and version = $12`,
		f.Title, f.Body, f.Details, f.Category, f.Severity, f.State, f.ApprovedBy, db.Stamp(f.ApprovedAt), f.Reason, f.Version, f.ID, f.Version-1))
}

func insertFeedback(tx *db.Tx, f *Feedback) error {
	f.Version = 1
	_, err := tx.Exec(`insert into inspect_feedback (id, inspection_id, unit_id, unit_ord, number, opening, demand, due, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		f.ID, f.Inspection, f.Unit, f.UnitOrd, f.Number, f.Opening, f.Demand, f.Due, f.State)
	return err
}

const feedbackCols = `b.id, b.inspection_id, b.unit_id, u.name, b.unit_ord, b.number, b.opening, b.demand, b.due, b.state, b.hash, b.approved_by, b.approved_at, b.sent_by, b.sent_at, b.version`

func scanFeedback(s db.Scanner) (f Feedback, err error) {
	err = s.Scan(&f.ID, &f.Inspection, &f.Unit, &f.UnitName, &f.UnitOrd, &f.Number, &f.Opening, &f.Demand, &f.Due, &f.State, &f.Hash, &f.ApprovedBy, db.At(&f.ApprovedAt), &f.SentBy, db.At(&f.SentAt), &f.Version)
	return f, err
}

// withFindings adds the approved findings: nothing else can be in a feedback.
func withFindings(tx *db.Tx, f Feedback, err error) (*Feedback, error) {
	if err != nil {
		return nil, err
	}
	f.Findings, err = db.All(tx, scanFinding, `select `+findingCols+findingFrom+` where f.inspection_id = $1 and f.state = $2 order by f.position`, f.Inspection, FindingApproved)
	return &f, err
}

func loadFeedback(tx *db.Tx, id FeedbackID) (*Feedback, error) {
	f, err := db.One(tx, scanFeedback, `select `+feedbackCols+` from inspect_feedback b join v_unit u on u.id = b.unit_id where b.id = $1`, id)
	return withFindings(tx, f, err)
}

func feedbackOf(tx *db.Tx, id InspectionID) (*Feedback, error) {
	f, err := db.One(tx, scanFeedback, `select `+feedbackCols+` from inspect_feedback b join v_unit u on u.id = b.unit_id where b.inspection_id = $1`, id)
	return withFindings(tx, f, err)
}

func saveFeedback(tx *db.Tx, f *Feedback) error {
	f.Version++
	return moved(tx.Exec(`update inspect_feedback set state = $1, hash = $2, approved_by = $3, approved_at = $4, sent_by = $5, sent_at = $6, version = $7 where id = $8 and version = $9`,
		f.State, f.Hash, f.ApprovedBy, db.Stamp(f.ApprovedAt), f.SentBy, db.Stamp(f.SentAt), f.Version, f.ID, f.Version-1))
}
