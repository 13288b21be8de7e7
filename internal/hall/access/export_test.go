package access

import (
	"context"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// GivePasswords gives accounts passwords whose stored hash is real and costs next to nothing, for tests of what comes
// after the password; what a hash of the program's own costs is shown where passwords are set.
func GivePasswords(t *testing.T, d *db.DB, passwords map[string]string) {
	t.Helper()
	err := d.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for login, password := range passwords {
			acc, err := loadAccount(tx, login)
			if err == nil {
				err = updateHash(tx, acc.id, cheapHash(password))
			}
			if err == nil {
				err = audit.Record(tx, audit.Entry{Action: "test.password", Kind: "login", ID: acc.id})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
