package file

import (
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

func insertUpload(tx *db.Tx, u Upload) error {
	_, err := tx.Exec(`insert into file_upload (id, name, size, kind, ref, measure, login, arrived, at, touched)
		values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)`,
		u.ID, u.Name, u.Size, u.Kind, u.Ref, u.Measure, u.Login, db.Stamp(tx.Now), db.Stamp(tx.Now))
	return err
}

func scanUpload(sc db.Scanner) (Upload, error) {
	var u Upload
	err := sc.Scan(&u.ID, &u.Name, &u.Size, &u.Kind, &u.Ref, &u.Measure, &u.Login, &u.Arrived)
	return u, err
}

func loadUpload(tx *db.Tx, id string) (Upload, error) {
	return db.One(tx, scanUpload, `select id, name, size, kind, ref, measure, login, arrived from file_upload where id = $1`, id)
}

// advance moves the offset from was to now; another machine that did so first is a conflict.
func advance(tx *db.Tx, id string, was, now int64) error {
	n, err := tx.Exec(`update file_upload set arrived = $1, touched = $2 where id = $3 and arrived = $4`, now, db.Stamp(tx.Now), id, was)
	if err == nil && n == 0 {
		return fault.Conflict("file.offset", "at", was)
	}
	return err
}

func deleteUpload(tx *db.Tx, id string) error {
	_, err := tx.Exec(`delete from file_upload where id = $1`, id)
	return err
}

func scanText(sc db.Scanner) (string, error) {
	var s string
	err := sc.Scan(&s)
	return s, err
}

func staleUploads(tx *db.Tx, before time.Time) ([]string, error) {
	return db.All(tx, scanText, `select id from file_upload where touched < $1 order by touched limit 1000`, db.Stamp(before))
}

func uploadExists(tx *db.Tx, id string) (bool, error) {
	return db.Value[bool](tx, `select exists (select 1 from file_upload where id = $1)`, id)
}

func blobExists(tx *db.Tx, hash string) (bool, error) {
	return db.Value[bool](tx, `select exists (select 1 from file_blob where hash = $1 or thumb = $2)`, hash, hash)
}

func insertBlob(tx *db.Tx, b blob) error {
	_, err := tx.Exec(`insert into file_blob (hash, size, type, width, height, thumb, at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (hash) do nothing`, b.hash, b.size, b.mime, b.width, b.height, b.thumb, db.Stamp(tx.Now))
	return err
}

func insertFile(tx *db.Tx, f File) error {
	_, err := tx.Exec(`insert into file_file (id, hash, name, kind, ref, measure, unit_id, login, by_name, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.Hash, f.Name, f.Kind, f.Ref, f.Measure, f.Unit, f.Login, f.By, db.Stamp(f.At))
	return err
}

const fileColumns = `select f.id, f.hash, f.name, b.size, b.type, b.width, b.height, b.thumb <> '', f.kind, f.ref, f.measure, f.unit_id,
	f.login, f.by_name, f.at, f.withdrawn_at, f.withdrawn_by, f.reason, f.version
	from file_file f join file_blob b on b.hash = f.hash `

func scanFile(sc db.Scanner) (File, error) {
	var f File
	err := sc.Scan(&f.ID, &f.Hash, &f.Name, &f.Size, &f.Type, &f.Width, &f.Height, &f.Thumb, &f.Kind, &f.Ref, &f.Measure, &f.Unit,
		&f.Login, &f.By, db.At(&f.At), db.At(&f.WithdrawnAt), &f.WithdrawnBy, &f.Reason, &f.Version)
	return f, err
}

func loadFile(tx *db.Tx, id string) (File, error) {
	return db.One(tx, scanFile, fileColumns+`where f.id = $1`, id)
}

func filesOf(tx *db.Tx, kind, ref string) ([]File, error) {
	return db.All(tx, scanFile, fileColumns+`where f.kind = $1 and f.ref = $2 order by f.id`, kind, ref)
}

func thumbOf(tx *db.Tx, hash string) (string, error) {
	return db.Value[string](tx, `select thumb from file_blob where hash = $1`, hash)
}

// usage counts the files of an object that are not withdrawn, and the bytes of all.
func usage(tx *db.Tx, kind, ref string) (n, bytes int64, err error) {
	err = tx.Row(`select count(*) filter (where f.withdrawn_at = ''), cast(coalesce(sum(b.size), 0) as bigint)
		from file_file f join file_blob b on b.hash = f.hash where f.kind = $1 and f.ref = $2`, kind, ref).Scan(&n, &bytes)
	return n, bytes, err
}

func twins(tx *db.Tx, kind, hash, ref string) ([]string, error) {
	return db.All(tx, scanText, `select distinct ref from file_file where kind = $1 and hash = $2 and ref <> $3 and withdrawn_at = '' order by ref`, kind, hash, ref)
}

func saveWithdrawal(tx *db.Tx, f File) error {
	n, err := tx.Exec(`update file_file set withdrawn_at = $1, withdrawn_by = $2, reason = $3, version = version + 1 where id = $4 and version = $5`,
		db.Stamp(f.WithdrawnAt), f.WithdrawnBy, f.Reason, f.ID, f.Version)
	if err == nil && n == 0 {
		return fault.Conflict("file.withdrawn_already")
	}
	return err
}
