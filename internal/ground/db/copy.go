package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"plumbline/migrations"
)

// Missing lists the migrations of this program that the database has not applied; *ErrNewer for a
// schema made by a newer one. For a database opened with NoMigrate.
func (d *DB) Missing(ctx context.Context) ([]string, error) {
	names, _, err := d.missing(ctx, migrations.Files)
	return names, err
}

// CopyFile writes a copy of a SQLite database as it is at one moment to a file that does not exist yet,
// readable by the owner alone, checked and synced. Others may go on writing meanwhile.
func (d *DB) CopyFile(ctx context.Context, to string) (err error) {
	if d.dialect != sqlite {
		return errors.New("only a database in a file can be copied as a file")
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // SQLite takes an empty file and keeps its mode
	if err != nil {
		return err
	}
	f.Close()
	defer func() {
		if err != nil {
			err = errors.Join(err, removeFile(to))
		}
	}()
	from, err := sql.Open("sqlite", fileURL(d.place)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer from.Close()
	if _, err := from.ExecContext(ctx, "vacuum into $1", to); err != nil {
		return err
	}
	if err := checkCopy(ctx, to); err != nil {
		return err
	}
	return syncFile(to)
}

func checkCopy(ctx context.Context, file string) error {
	c, err := sql.Open("sqlite", fileURL(file)+"?mode=ro")
	if err != nil {
		return err
	}
	defer c.Close()
	var verdict string
	if err := c.QueryRowContext(ctx, "pragma integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("the copy of the database is not sound: %s", verdict)
	}
	return nil
}
