// Package accesstest gives tests a signed-in person in one line: a strong session without a password
// or a second factor, opened as a door opens it after a certificate. What sign-in itself promises is
// tested in hall/access and at the pages.
package accesstest

import (
	"context"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Secret is the shared secret of Enrol.
const Secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// Open opens a strong session for the account with that name and answers its cookie; for programs
// that are no tests of the testing package (the measurements).
func Open(ctx context.Context, h *access.Hall, login string) (cookie string, err error) {
	l, err := h.Login(ctx, who.Job("test"), login)
	if err != nil {
		return "", err
	}
	k, err := h.Open(ctx, l.ID, access.Bearer{Place: "127.0.0.1"}, access.Proof{How: "test"}, access.Strong)
	return k.Cookie, err
}

// SignIn is Open for a test.
func SignIn(t testing.TB, h *access.Hall, login string) (cookie string) {
	t.Helper()
	cookie, err := Open(context.Background(), h, login)
	if err != nil {
		t.Fatalf("signing in %s: %v", login, err)
	}
	return cookie
}

// Actor signs in and resolves the cookie.
func Actor(t testing.TB, h *access.Hall, login string) (who.Actor, access.Session, string) {
	t.Helper()
	cookie := SignIn(t, h, login)
	a, s, err := h.Resolve(context.Background(), cookie)
	if err != nil {
		t.Fatalf("resolving %s: %v", login, err)
	}
	return a, s, cookie
}

// Enrol gives the account an authenticator app with Secret, for tests that go through the pages.
func Enrol(t testing.TB, d *db.DB, h *access.Hall, login string) {
	t.Helper()
	ctx, job := context.Background(), who.Job("test")
	l, err := h.Login(ctx, job, login)
	if err == nil {
		err = d.Write(ctx, job, func(tx *db.Tx) error {
			if _, err := access.GiveFactor(tx, l.ID, access.NewFactor{Kind: access.TOTP, Name: "app", Secret: Secret}); err != nil {
				return err
			}
			return audit.Record(tx, audit.Entry{Action: "test.enrol", Kind: "login", ID: l.ID})
		})
	}
	if err != nil {
		t.Fatalf("enrolling %s: %v", login, err)
	}
}

// Code is what the app of Enrol shows at the clock's instant.
func Code(t testing.TB, c clock.Clock) string {
	t.Helper()
	code, err := access.CodeAt(Secret, c.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}
