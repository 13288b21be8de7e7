package inspect

import (
	"strings"

	"plumbline/internal/ground/db"
)

const paperCols = `p.id, p.inspection_id, p.pre_number, coalesce(p.number, ''), p.point, p.gist, p.method, p.subject, p.occasion, p.effect, p.cite, p.cite_text, p.process, p.materials,
	p.source, p.categories, p.severity, p.common, p.repeated, p.proposal, p.state, p.handler_one, p.handler_two, coalesce(a.name, ''), coalesce(b.name, ''), p.signed_one, p.signed_two,
	p.reviewed_by, p.reviewed_at, p.approved_by, p.approved_at, p.returned_by, p.reason, p.disposal, p.disposal_reason, p.made_at, p.version`

const paperFrom = ` from inspect_paper p left join v_person a on a.id = p.handler_one left join v_person b on b.id = p.handler_two`

func scanPaper(s db.Scanner) (p Paper, err error) {
	var cats string
	err = s.Scan(&p.ID, &p.Inspection, &p.PreNumber, &p.Number, &p.Point, &p.Gist, &p.Method, &p.Subject, &p.Occasion, &p.Effect, &p.Cite, &p.CiteText, &p.Process, &p.Materials,
		&p.Source, &cats, &p.Severity, &p.Common, &p.Repeated, &p.Proposal, &p.State, &p.HandlerOne, &p.HandlerTwo, &p.HandlerOneName, &p.HandlerTwoName, db.At(&p.SignedOne), db.At(&p.SignedTwo),
		&p.ReviewedBy, db.At(&p.ReviewedAt), &p.ApprovedBy, db.At(&p.ApprovedAt), &p.ReturnedBy, &p.Reason, &p.Disposal, &p.DisposalReason, db.At(&p.MadeAt), &p.Version)
	p.Categories = split(cats)
	return p, err
}

func loadPaper(tx *db.Tx, id PaperID) (*Paper, error) {
	p, err := db.One(tx, scanPaper, `select `+paperCols+paperFrom+` where p.id = $1`, id)
	return &p, err
}

func listPapers(tx *db.Tx, id InspectionID, point string) ([]Paper, error) {
	if point != "" {
		return db.All(tx, scanPaper, `select `+paperCols+paperFrom+` where p.inspection_id = $1 and p.point = $2 order by p.pre_number`, id, point)
	}
	return db.All(tx, scanPaper, `select `+paperCols+paperFrom+` where p.inspection_id = $1 order by p.pre_number limit 500`, id)
}

func papersAt(tx *db.Tx, id InspectionID, point string) (int, error) {
	return db.Value[int](tx, `select count(*) from inspect_paper where inspection_id = $1 and point = $2`, id, point)
}

func openPapers(tx *db.Tx, id InspectionID) (int, error) {
	return db.Value[int](tx, `select count(*) from inspect_paper where inspection_id = $1 and state <> $2`, id, PaperDisposed)
}

func insertPaper(tx *db.Tx, p *Paper) error {
	_, err := tx.Exec(`insert into inspect_paper (id, inspection_id, pre_number, point, gist, method, subject, occasion, effect, cite, cite_text, process, materials,
		source, categories, severity, common, repeated, proposal, state, handler_one, handler_two, made_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		p.ID, p.Inspection, p.PreNumber, p.Point, p.Gist, p.Method, p.Subject, p.Occasion, p.Effect, p.Cite, p.CiteText, p.Process, p.Materials,
		p.Source, strings.Join(p.Categories, ","), p.Severity, p.Common, p.Repeated, p.Proposal, p.State, p.HandlerOne, p.HandlerTwo, db.Stamp(p.MadeAt))
	return err
}

func savePaper(tx *db.Tx, p *Paper) error {
	p.Version++
	number := any(p.Number)
	if p.Number == "" {
		number = nil
	}
	return moved(tx.Exec(`update inspect_paper set number = $1, point = $2, gist = $3, method = $4, subject = $5, occasion = $6, effect = $7, cite = $8, cite_text = $9, process = $10,
		materials = $11, source = $12, categories = $13, severity = $14, common = $15, repeated = $16, proposal = $17, state = $18, handler_two = $19, signed_one = $20, signed_two = $21,
		reviewed_by = $22, reviewed_at = $23, approved_by = $24, approved_at = $25, returned_by = $26, reason = $27, disposal = $28, disposal_reason = $29, version = $30
		where id = $31 and version = $32`,
		number, p.Point, p.Gist, p.Method, p.Subject, p.Occasion, p.Effect, p.Cite, p.CiteText, p.Process,
		p.Materials, p.Source, strings.Join(p.Categories, ","), p.Severity, p.Common, p.Repeated, p.Proposal, p.State, p.HandlerTwo, db.Stamp(p.SignedOne), db.Stamp(p.SignedTwo),
		p.ReviewedBy, db.Stamp(p.ReviewedAt), p.ApprovedBy, db.Stamp(p.ApprovedAt), p.ReturnedBy, p.Reason, p.Disposal, p.DisposalReason, p.Version,
		p.ID, p.Version-1))
}

func insertPast(tx *db.Tx, p *Paper, body string) error {
	_, err := tx.Exec(`insert into inspect_paper_past (paper_id, version, at, body, reason) values ($1, $2, $3, $4, $5)`, p.ID, p.Version, db.Stamp(tx.Now), body, p.Reason)
	return err
}
