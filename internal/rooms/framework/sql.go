package framework

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const editionCols = `e.id, e.code, e.version, e.kind, e.title_zh, e.title_en, e.file, e.hash, e.tops, e.entries, e.since, e.until, e.state,
	e.brought_by, e.brought_at, e.proposed_by, e.proposed_name, e.proposed_at, e.approved_by, e.approved_name, e.approved_at, e.row_version,
	(select count(*) from framework_use u where u.edition_id = e.id and u.ended_at = '')`

func scanEdition(r db.Scanner) (e Edition, err error) {
	err = r.Scan(&e.ID, &e.Code, &e.Version, &e.Kind, &e.Title.Zh, &e.Title.En, &e.File, &e.Hash, &e.Tops, &e.Entries, &e.Since, &e.Until, &e.State,
		&e.BroughtBy, db.At(&e.BroughtAt), &e.ProposedBy, &e.Proposer, db.At(&e.ProposedAt), &e.ApprovedBy, &e.Approver, db.At(&e.ApprovedAt), &e.row, &e.Running)
	return e, err
}

func listEditions(tx *db.Tx) ([]Edition, error) {
	return db.All(tx, scanEdition, `select `+editionCols+` from framework_edition e order by e.code, e.since desc, e.id desc`)
}

func loadEdition(tx *db.Tx, id EditionID) (Edition, error) {
	return db.One(tx, scanEdition, `select `+editionCols+` from framework_edition e where e.id = $1`, id)
}

func loadVersion(tx *db.Tx, code, version string) (Edition, error) {
	return db.One(tx, scanEdition, `select `+editionCols+` from framework_edition e where e.code = $1 and e.version = $2`, code, version)
}

func loadInForce(tx *db.Tx, code string, day clock.Day) (Edition, error) {
	return db.One(tx, scanEdition, `select `+editionCols+` from framework_edition e where e.code = $1 and e.state = 'approved' and e.since <= $2 and (e.until = '' or e.until >= $3)
		order by e.since desc limit 1`, code, day, day)
}

// loadLatest is the approved edition with the latest first day: what another one has to come after.
func loadLatest(tx *db.Tx, code string) (Edition, error) {
	return db.One(tx, scanEdition, `select `+editionCols+` from framework_edition e where e.code = $1 and e.state = 'approved' order by e.since desc limit 1`, code)
}

func loadRaw(tx *db.Tx, id EditionID) (string, error) {
	return db.Value[string](tx, `select raw from framework_edition where id = $1`, id)
}

func loadHashes(tx *db.Tx) (map[string]bool, error) {
	list, err := db.All(tx, func(r db.Scanner) (h string, err error) {
		err = r.Scan(&h)
		return h, err
	}, `select hash from framework_edition`)
	out := map[string]bool{}
	for _, h := range list {
		out[h] = true
	}
	return out, err
}

func insertEdition(tx *db.Tx, e Edition, raw string) error {
	_, err := tx.Exec(`insert into framework_edition (id, code, version, kind, title_zh, title_en, file, hash, raw, tops, entries, since, until, state, brought_by, brought_at, approved_name, approved_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		e.ID, e.Code, e.Version, string(e.Kind), e.Title.Zh, e.Title.En, e.File, e.Hash, raw, e.Tops, e.Entries, e.Since, e.Until, string(e.State),
		e.BroughtBy, db.Stamp(e.BroughtAt), e.Approver, db.Stamp(e.ApprovedAt))
	if db.IsUnique(err) {
		return fault.Invalid(fault.On("file", "framework.version_there", "name", e.Name()))
	}
	return err
}

func updateEdition(tx *db.Tx, e Edition) error {
	n, err := tx.Exec(`update framework_edition set since = $1, until = $2, state = $3, proposed_by = $4, proposed_name = $5, proposed_at = $6,
		approved_by = $7, approved_name = $8, approved_at = $9, row_version = row_version + 1 where id = $10 and row_version = $11`,
		e.Since, e.Until, string(e.State), e.ProposedBy, e.Proposer, db.Stamp(e.ProposedAt), e.ApprovedBy, e.Approver, db.Stamp(e.ApprovedAt), e.ID, e.row)
	if err == nil && n == 0 {
		return fault.Conflict("framework.changed_meanwhile")
	}
	return err
}

// endOthers lets the other approved editions of the code end on the day before since.
func endOthers(tx *db.Tx, code string, id EditionID, since clock.Day) error {
	_, err := tx.Exec(`update framework_edition set until = $1, row_version = row_version + 1
		where code = $2 and id <> $3 and state = 'approved' and since < $4 and (until = '' or until >= $5)`, since.Add(-1), code, id, since, since)
	return err
}

func insertUse(tx *db.Tx, code, version, kind, ref string) error {
	_, err := tx.Exec(`insert into framework_use (edition_id, kind, ref, begun_at)
		select id, cast($1 as text), cast($2 as text), cast($3 as text) from framework_edition where code = $4 and version = $5 on conflict (kind, ref) do nothing`,
		kind, ref, db.Stamp(tx.Now), code, version)
	return err
}

func endUse(tx *db.Tx, kind, ref string) error {
	_, err := tx.Exec(`update framework_use set ended_at = $1 where kind = $2 and ref = $3 and ended_at = ''`, db.Stamp(tx.Now), kind, ref)
	return err
}

func isEntered(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Key == "framework.year_entered"
}
