package backup

import (
	"database/sql"
	"errors"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

func loadPlan(tx *db.Tx) (Plan, error) {
	p := defaults
	err := tx.Row(`select folder, every_hours, limit_hours, keep_count, keep_days, drill, version from backup_plan where id = 1`).
		Scan(&p.Folder, &p.Every, &p.Limit, &p.KeepCount, &p.KeepDays, &p.Drill, &p.Version)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	if err != nil {
		return p, err
	}
	p.Recipients, err = db.All(tx, func(s db.Scanner) (r Recipient, err error) {
		err = s.Scan(&r.Public, &r.Holder)
		return r, err
	}, `select public, holder from backup_recipient order by case holder when 'officer' then 1 when 'escrow' then 2 else 3 end, added_at, public`)
	return p, err
}

func savePlan(tx *db.Tx, p Plan) error {
	n, err := tx.Exec(`update backup_plan set folder = $1, every_hours = $2, limit_hours = $3, keep_count = $4, keep_days = $5, drill = $6, changed_at = $7, version = version + 1
		where id = 1 and version = $8`, p.Folder, p.Every, p.Limit, p.KeepCount, p.KeepDays, p.Drill, db.Stamp(tx.Now), p.Version)
	if err == nil && n == 0 {
		if p.Version != 0 {
			return fault.Conflict("backup.plan_changed")
		}
		_, err = tx.Exec(`insert into backup_plan (id, folder, every_hours, limit_hours, keep_count, keep_days, drill, changed_at) values (1, $1, $2, $3, $4, $5, $6, $7)`,
			p.Folder, p.Every, p.Limit, p.KeepCount, p.KeepDays, p.Drill, db.Stamp(tx.Now))
	}
	return err
}

func saveRecipients(tx *db.Tx, list []Recipient) error {
	if _, err := tx.Exec(`delete from backup_recipient`); err != nil {
		return err
	}
	for _, r := range list {
		if _, err := tx.Exec(`insert into backup_recipient (public, holder, added_at) values ($1, $2, $3)`, r.Public, r.Holder, db.Stamp(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

func insertRun(tx *db.Tx, r Run) error {
	_, err := tx.Exec(`insert into backup_run (id, at, why, actor, file, size, hash, schema, rows, files, damaged, tree, root, took_ms, fault, detail)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		r.ID, db.Stamp(r.At), r.Why, r.Actor, r.File, r.Size, r.Hash, r.Schema, r.Rows, r.Files, r.Damaged, r.Tree, r.Root, r.Took.Milliseconds(), r.Fault, r.Detail)
	return err
}

func insertDrill(tx *db.Tx, d Drill) error {
	_, err := tx.Exec(`insert into backup_drill (id, run_id, at, ok, rows, tree, root, opened, took_ms, fault, detail)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		d.ID, d.Run, db.Stamp(d.At), d.OK, d.Rows, d.Tree, d.Root, d.Opened, d.Took.Milliseconds(), d.Fault, d.Detail)
	return err
}

const runColumns = `r.id, r.at, r.why, r.actor, r.file, r.size, r.hash, r.schema, r.rows, r.files, r.damaged, r.tree, r.root, r.took_ms, r.fault, r.detail, r.pruned_at,
	coalesce(d.id, ''), coalesce(d.at, ''), coalesce(d.ok, false), coalesce(d.rows, 0), coalesce(d.tree, 0), coalesce(d.root, ''), coalesce(d.opened, 0), coalesce(d.took_ms, 0), coalesce(d.fault, ''), coalesce(d.detail, '')`

const runTables = ` from backup_run r left join backup_drill d on d.run_id = r.id and d.id = (select max(l.id) from backup_drill l where l.run_id = r.id) `

func scanRun(s db.Scanner) (r Run, err error) {
	var took, drilled int64
	d := &Drill{}
	err = s.Scan(&r.ID, db.At(&r.At), &r.Why, &r.Actor, &r.File, &r.Size, &r.Hash, &r.Schema, &r.Rows, &r.Files, &r.Damaged, &r.Tree, &r.Root, &took, &r.Fault, &r.Detail, db.At(&r.Pruned),
		&d.ID, db.At(&d.At), &d.OK, &d.Rows, &d.Tree, &d.Root, &d.Opened, &drilled, &d.Fault, &d.Detail)
	r.Took, d.Took, d.Run = ms(took), ms(drilled), r.ID
	if d.ID != "" {
		r.Drill = d
	}
	return r, err
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

func listRuns(tx *db.Tx, most int) ([]Run, error) {
	return db.All(tx, scanRun, `select `+runColumns+runTables+`order by r.at desc, r.id desc`+db.Limit(most))
}

func loadRun(tx *db.Tx, id string) (Run, error) {
	return db.One(tx, scanRun, `select `+runColumns+runTables+`where r.id = $1`, id)
}

// standing lists the backups whose files were not deleted, oldest first.
func standing(tx *db.Tx) ([]Run, error) {
	return db.All(tx, scanRun, `select `+runColumns+runTables+`where r.fault = '' and r.pruned_at = '' order by r.at, r.id`)
}

func markPruned(tx *db.Tx, id string) error {
	_, err := tx.Exec(`update backup_run set pruned_at = $1 where id = $2`, db.Stamp(tx.Now), id)
	return err
}

func insertReturn(tx *db.Tx, r Return) error {
	_, err := tx.Exec(`insert into backup_restore (id, at, file, hash, taken_at, program, tree, root, rows, files, damaged)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.ID, db.Stamp(r.At), r.File, r.Hash, db.Stamp(r.Taken), r.Program, r.Tree, r.Root, r.Rows, r.Files, r.Damaged)
	return err
}

func scanReturn(s db.Scanner) (r Return, err error) {
	err = s.Scan(&r.ID, db.At(&r.At), &r.File, &r.Hash, db.At(&r.Taken), &r.Program, &r.Tree, &r.Root, &r.Rows, &r.Files, &r.Damaged, db.At(&r.Opened), &r.OpenedBy, &r.Request, &r.Version)
	return r, err
}

const returnColumns = `id, at, file, hash, taken_at, program, tree, root, rows, files, damaged, opened_at, opened_by, request_id, version`

func lastReturn(tx *db.Tx) (Return, error) {
	return db.One(tx, scanReturn, `select `+returnColumns+` from backup_restore order by at desc, id desc`+db.Limit(1))
}

func loadReturn(tx *db.Tx, id string) (Return, error) {
	return db.One(tx, scanReturn, `select `+returnColumns+` from backup_restore where id = $1`, id)
}

func openReturn(tx *db.Tx, id string, version int64, by, request string) error {
	n, err := tx.Exec(`update backup_restore set opened_at = $1, opened_by = $2, request_id = $3, version = version + 1 where id = $4 and version = $5 and opened_at = ''`,
		db.Stamp(tx.Now), by, request, id, version)
	if err == nil && n == 0 {
		err = fault.Conflict("backup.restore_open_already")
	}
	return err
}
