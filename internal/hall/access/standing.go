package access

import (
	"context"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Standing is how far an account's person can be recognised: kinds and numbers, never a secret.
type Standing struct {
	Password  bool      // the person has set one
	Suspended bool      // too many wrong ones; see RequireCode
	CodeUntil time.Time // a one-time code is open until then
	Sessions  int
	TOTP      int
	Passkeys  int
	Certs     int
}

// Factors counts the second factors.
func (s Standing) Factors() int { return s.TOTP + s.Passkeys + s.Certs }

// Enrolled tells whether the person has set the secrets.
func (s Standing) Enrolled() bool { return s.Factors() > 0 }

// EndSessionsOf ends every session of another person's account at once, by the security
// administrator, for a reason that is kept.
func (h *Hall) EndSessionsOf(ctx context.Context, actor who.Actor, login, reason string) error {
	return h.onAccount(ctx, actor, login, reason, func(tx *db.Tx, acc account) error {
		n, err := endSessions(tx, acc.id)
		if err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.end_sessions", Kind: "login", ID: acc.id, Details: map[string]any{"ended": n, "reason": reason}})
	})
}

// RequireCode makes an account's person come for a new one-time code: the password, suspended or
// not, the factors, known browsers and sessions are gone. It is how a suspended password is lifted,
// and what is done when a token or a telephone is lost. The code itself is the system
// administrator's part, so no single administrator takes an account over.
func (h *Hall) RequireCode(ctx context.Context, actor who.Actor, login, reason string) error {
	return h.onAccount(ctx, actor, login, reason, func(tx *db.Tx, acc account) error {
		l, err := stripAccount(tx, acc, "closed")
		if err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.require_code", Kind: "login", ID: acc.id,
			Details: map[string]any{"reason": reason, "factors": l.factors, "sessions": l.sessions}})
	})
}

func (h *Hall) onAccount(ctx context.Context, actor who.Actor, login, reason string, act func(*db.Tx, account) error) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, EndSessions, rootPlace(tx)); err != nil {
			return err
		}
		acc, err := loadAccountByID(tx, login)
		if err != nil {
			return err
		}
		if acc.id == tx.Who.Login {
			return fault.Conflict("enrol.own_account")
		}
		if reason == "" {
			return fault.Invalid(fault.On("reason", "enrol.reason_missing"))
		}
		return act(tx, acc)
	})
}
