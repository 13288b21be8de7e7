package accesstest

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Found brings the ceremony of a set-up to its end: each of the three takes the own code, sets the
// password that passwords has for the login (none: no password) and adds an authenticator app with
// Secret. Afterwards the house is open.
func Found(ctx context.Context, d *db.DB, h *access.Hall, f access.Founding, passwords map[string]string) error {
	for _, c := range f.Codes {
		if p := passwords[c.Login]; p != "" {
			if _, err := h.Enrol(ctx, access.Enrolment{Login: c.Login, Code: c.Text, Password: p, Place: "127.0.0.1"}); err != nil {
				return err
			}
		}
		err := d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
			_, err := access.GiveFactor(tx, c.LoginID, access.NewFactor{Kind: access.TOTP, Name: "app", Secret: Secret})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
